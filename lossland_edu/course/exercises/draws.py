"""Random inputs for questions: small networks and data with entries of one decimal, which a learner can read."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from lossland_edu.networks import Array, Weights


def matrix(rng: np.random.Generator, rows: int, columns: int) -> Array:
    """A matrix of that shape."""
    return np.round(rng.normal(size=(rows, columns)), 1) + 0.0  # no −0.0


def examples(rng: np.random.Generator, d_x: int, d_y: int) -> tuple[Array, Array]:
    """(X, Y) with XXᵀ well away from singular: a few more examples than inputs."""
    n_examples = d_x + int(rng.integers(2, 5))
    while True:
        X = matrix(rng, d_x, n_examples)
        if np.linalg.cond(X) < 30:
            return X, matrix(rng, d_y, n_examples)


def weights(rng: np.random.Generator, widths: tuple[int, ...]) -> Weights:
    """Weights of those widths."""
    return tuple(matrix(rng, outer, inner) for inner, outer in pairwise(widths))


def sizes(rng: np.random.Generator, count: int, low: int = 1, high: int = 4) -> tuple[int, ...]:
    """So many widths."""
    return tuple(int(width) for width in rng.integers(low, high + 1, count))
