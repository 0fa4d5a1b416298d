"""The extreme eigenvalues of a Hessian too large to be decomposed, from Hessian-vector products alone.

After k products, Lanczos knows the Hessian H on the space of v, Hv, …, H^{k-1}v, where it is a tridiagonal matrix. The
ends of the spectrum appear there first. An eigenvalue that occurs many times appears once: Lanczos finds which values
there are at the ends, never how often.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from lossland_edu.checks import as_count, require_generator
from lossland_edu.data import Dataset
from lossland_edu.hessians import hessian_vector_product
from lossland_edu.losses import fitting
from lossland_edu.networks import Array

# Residual ‖∇²L v − κv‖ as a share of the largest |κ|, below which an eigenpair counts as found.
RESIDUAL_TOL = 1e-10
# A next vector below this share of the largest |κ| is rounding: the space cannot grow, and all it holds is exact.
EXHAUSTED = 1e-13
# Two values closer than this share of the largest |κ| are one, found twice for rounding: residuals allow no finer view.
DISTINCT_TOL = 1e-9
# How many products are made between two looks at the tridiagonal matrix.
BETWEEN_LOOKS = 5


class Extremes(NamedTuple):
    """Different eigenvalues from both ends of a spectrum, ascending, with a unit eigenvector of the smallest.

    Each lies within `error` of an eigenvalue of the Hessian. `n_products` Hessian-vector products were made.
    """

    eigenvalues: Array
    lowest: Array
    error: float
    n_products: int


def extreme_eigenvalues(
    weights: Sequence[Any],
    data: Dataset,
    n_each: int = 1,
    *,
    rng: np.random.Generator | None = None,
    max_products: int = 300,
) -> Extremes:
    """The `n_each` smallest and `n_each` largest different eigenvalues of ∇²L (all, if so few), by Lanczos.

    Args:
        weights: the point, (W_1, …, W_n).
        data: the examples.
        n_each: how many to take from each end.
        rng: draws the start; the same one every time if None.
        max_products: where to stop, found or not; `error` says how good the result is.

    Raises:
        ValueError: if the weights do not chain or do not fit the data, or a number or `rng` is not what it should be.

    >>> zero = (np.zeros((1, 1)), np.zeros((1, 1)))
    >>> extreme_eigenvalues(zero, Dataset(X=[[1.0]], Y=[[3.0]])).eigenvalues.round(9)
    array([-3.,  3.])
    """
    weights = fitting(weights, data)
    n_each, max_products = as_count("n_each", n_each, 1, "2"), as_count("max_products", max_products, 1, "300")
    rng = np.random.default_rng(0) if rng is None else require_generator(rng)
    start = rng.normal(size=sum(W.size for W in weights))
    limit = min(start.size, max_products)
    basis, alpha, beta = np.empty((limit, start.size)), np.zeros(limit), np.zeros(limit)
    basis[0] = start / np.linalg.norm(start)
    for k in range(limit):
        v = hessian_vector_product(weights, basis[k], data)
        alpha[k] = basis[k] @ v
        for _ in range(2):  # once leaves the rounding of a cancellation, twice is enough
            v -= basis[: k + 1].T @ (basis[: k + 1] @ v)
        beta[k] = np.linalg.norm(v)
        largest = max(np.abs(alpha[: k + 1]).max(), beta[: k + 1].max())
        done = k + 1 == limit or beta[k] <= EXHAUSTED * largest
        if done or (k + 1) % BETWEEN_LOOKS == 0:
            found = _ends(alpha[: k + 1], beta[: k + 1], basis[: k + 1], n_each)
            if done or (k + 1 >= 2 * n_each and found.error <= RESIDUAL_TOL * largest):
                return found
        basis[k + 1] = v / beta[k]
    raise AssertionError("the last round returns")


def _ends(alpha: Array, beta: Array, basis: Array, n_each: int) -> Extremes:
    """What the tridiagonal matrix knows; beta ends with the coupling to the vector that would come next."""
    values, vectors = np.linalg.eigh(np.diag(alpha) + np.diag(beta[:-1], 1) + np.diag(beta[:-1], -1))
    ends = sorted({*range(len(values))[:n_each], *range(len(values))[-n_each:]})
    lowest = vectors[:, 0] @ basis
    error = float(beta[-1] * np.abs(vectors[-1, ends]).max())
    return Extremes(_different(values[ends]), lowest / np.linalg.norm(lowest), error, len(values))


def _different(values: Array) -> Array:
    """Ascending values without those that repeat the one before."""
    return values[np.diff(values, prepend=-np.inf) > DISTINCT_TOL * np.abs(values).max()]
