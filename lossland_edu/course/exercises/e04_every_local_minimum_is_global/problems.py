"""The inputs of exercise 04, and what several of its questions compute."""

from collections.abc import Iterable
from functools import reduce

import numpy as np

from lossland_edu import losses
from lossland_edu.course.exercises import draws
from lossland_edu.data import Dataset
from lossland_edu.networks import Array, Weights

LAYERS = tuple(f"the part for W{k}" for k in "₁₂₃₄")  # the longest chains have four
# (W_1, …, W_n)
CHAIN_OF_ONES = tuple(np.array([[entry]]) for entry in (2.0, 1.0, 3.0))
SQUARES = (
    np.array([[1.0, 2.0], [0.0, 1.0]]),
    np.array([[1.0, 0.0], [-1.0, 1.0]]),
    np.array([[0.0, 1.0], [1.0, 1.0]]),
)
NARROWING = (np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 2.0]]), np.array([[1.0, -1.0, 1.0]]))
# X, Y
ONE_EXAMPLE = (np.array([[1.0]]), np.array([[4.0]]))
LONGER_INPUT = (np.array([[2.0]]), np.array([[4.0]]))
TWO_MODES = (np.array([[1.0, 0.0, 1.0], [0.0, 2.0, 1.0]]), np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]]))
ONE_OUTPUT = (TWO_MODES[0], TWO_MODES[1][:1])


def chain(rng: np.random.Generator, high: int = 4) -> Weights:
    """Weights of a network with one to three hidden layers, no layer of them zero."""
    while True:
        weights = draws.weights(rng, draws.sizes(rng, int(rng.integers(3, 6)), high=high))
        if all(W.any() for W in weights):
            return weights


def network_and_data(rng: np.random.Generator) -> tuple[Weights, Array, Array]:
    """(weights, X, Y), at a point where the gradient of no layer vanishes by cancelling."""
    while True:
        weights = chain(rng)
        X, Y = draws.examples(rng, weights[0].shape[1], len(weights[-1]))
        slopes = [float(np.linalg.norm(slope)) for slope in gradient(weights, X, Y)]
        if min(slopes) > 1e-2 * max(slopes):
            return weights, X, Y


def gradient(weights: Weights, X: Array, Y: Array) -> Weights:
    """The gradient, one array a layer."""
    return losses.gradient(weights, Dataset(X, Y))


def through(weights: Iterable[Array], width: int) -> Array:
    """The product of these layers, the first on the right; the identity of that width if there are none."""
    return reduce(lambda product, W: W @ product, weights, np.eye(width))


def explained(X: Array, Y: Array) -> Array:
    """The eigenvalues of Σ, descending, one for each output."""
    R_ols = np.linalg.lstsq(X.T, Y.T)[0].T
    return np.linalg.eigvalsh(R_ols @ X @ (R_ols @ X).T)[::-1]
