"""The network with r hidden units that comes closest to a given matrix."""

from collections.abc import Callable

import numpy as np

from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.e02_networks_as_matrices_and_graphs.problems import BOTTLENECK
from lossland_edu.course.exercises.forms import Matrices
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question
from lossland_edu.critical_points import construct
from lossland_edu.data import Dataset
from lossland_edu.networks import Array, Weights

CLOSE = 1e-10  # of ‖M‖², far above rounding


def closest(M: Array, r: int) -> Weights:
    """The weights of least loss for the task M when the inputs are the identity."""
    d_y, d_x = M.shape
    return construct((d_x, r, d_y), Dataset(np.eye(d_x), M), range(r))


def cut(M: Array, kept: slice, scale: Callable[[Array], Array] = lambda sigma: sigma) -> Weights:
    """(W_1, W_2) from some of the singular values, or from what `scale` makes of them."""
    U, sigma, Vt = np.linalg.svd(M, full_matrices=False)
    return scale(sigma[kept])[:, None] * Vt[kept], U[:, kept]


def columns_of_Vt(M: Array, r: int, full: bool) -> Weights:
    """The weights when the columns of NumPy's Vᵀ are taken for the singular vectors."""
    U, sigma, Vt = np.linalg.svd(M, full_matrices=full)
    return sigma[:r, None] * Vt[:, :r].T, U[:, :r]


def rows_of_U(M: Array, r: int) -> Weights:
    """The weights when the rows of U are taken for the singular vectors."""
    return cut(M, slice(r))[0], np.linalg.svd(M)[0][:r].T


def drawn(rng: np.random.Generator) -> Arguments:
    """A matrix, and a rank below its own where a gap between singular values makes the closest one unique."""
    while True:
        M = draws.matrix(rng, *draws.sizes(rng, 2, low=2))
        r = int(rng.integers(1, min(M.shape)))
        sigma = np.linalg.svd(M, compute_uv=False)
        if sigma[r - 1] - sigma[r] > 0.1 * sigma[0]:
            return M, r


def squared_distance(answer: Weights, M: Array, r: int) -> float:
    return float(np.sum((M - answer[1] @ answer[0]) ** 2))


def least(M: Array, r: int) -> float:
    return float(np.sum(np.linalg.svd(M, compute_uv=False)[r:] ** 2))


VT = "np.linalg.svd returns U, σ and Vᵀ, not V: in its third result the singular vectors are rows."
MISTAKES = (
    Mistake(
        "the smallest singular values are kept",
        lambda M, r: cut(M, slice(-r, None)),
        "What is thrown away should be small. np.linalg.svd sorts σ descending, unlike np.linalg.eigh.",
    ),
    Mistake(
        "the singular values are left out",
        lambda M, r: cut(M, slice(r), np.ones_like),
        "U and V have orthonormal columns, and say nothing about size. Where does σ go?",
    ),
    Mistake(
        "the singular values go into both factors",
        lambda M, r: cut(M, slice(r), np.square),
        "M = U diag(σ) Vᵀ holds each σ once; both factors together should.",
    ),
    Mistake(
        "the product instead of its factors",
        lambda M, r: closest(M, r)[1] @ closest(M, r)[0],
        "The weights of the two layers are asked for. Where would you cut the product in two?",
    ),
    Mistake("the rows of U are taken, not its columns", rows_of_U, "U has a column for each singular value."),
    Mistake("Vᵀ is taken for V", lambda M, r: columns_of_Vt(M, r, full=True), VT),
    Mistake("Vᵀ is taken for V, in the thin form", lambda M, r: columns_of_Vt(M, r, full=False), VT),
)


QUESTION = Question(
    "q4",
    "As close as r hidden units come",
    BOTTLENECK,
    closest,
    drawn,
    Matrices(lambda M, r: ((r, M.shape[1]), (M.shape[0], r))),
    (
        (np.array([[3.0, 0.0], [0.0, 2.0]]), 1),
        (np.array([[2.0, 1.0], [-2.0, 4.0]]), 1),
        (np.array([[0.0, 3.0, 0.0], [0.0, 0.0, 2.0], [4.0, 0.0, 0.0]]), 2),
    ),
    MISTAKES,
    properties=(
        Property(
            "a product W₂W₁ as close to M as rank r allows",
            lambda answer, M, r: squared_distance(answer, M, r) <= least(M, r) + CLOSE * np.sum(M**2),
            lambda answer, M, r: (
                f"a squared distance of {squared_distance(answer, M, r):.6g}; {least(M, r):.6g} is possible"
            ),
        ),
    ),
    observe=lambda answer, *_: answer[1] @ answer[0],
    observed="the product W₂W₁",
)
