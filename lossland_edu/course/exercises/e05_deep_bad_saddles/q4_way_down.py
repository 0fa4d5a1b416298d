"""The steepest straight way down from zero weights, at any depth."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from lossland_edu import losses
from lossland_edu.course.exercises.e05_deep_bad_saddles.problems import data_and_widths
from lossland_edu.course.exercises.forms import Matrices
from lossland_edu.course.exercises.question import Mistake, Property, Question, Section
from lossland_edu.data import Dataset
from lossland_edu.networks import Array, Weights, zero_weights

Widths = tuple[int, ...]
EXAMPLES = (
    ((1, 1, 1), np.array([[1.0]]), np.array([[2.0]])),
    ((2, 2, 2), np.eye(2), np.array([[0.0, 3.0], [1.0, 0.0]])),
    ((2, 2, 2), np.diag([3.0, 1.0]), np.diag([1.0, 2.0])),  # the strongest mode of Σ is another
    ((2, 2, 2, 2), np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([[1.0, 2.0], [0.0, 1.0]])),
    ((3, 2, 2, 3), np.eye(3), np.array([[0.0, 3.0, 0.0], [0.0, 0.0, 2.0], [1.0, 0.0, 0.0]])),
    ((3, 2, 1), np.eye(3), np.array([[1.0, 2.0, 2.0]])),
)


def way_down(widths: Widths, X: Array, Y: Array) -> Weights:
    S_yx = Y @ X.T
    v = np.linalg.eigh(S_yx.T @ S_yx)[1][:, -1]
    u = S_yx @ v
    return along(widths, u / np.linalg.norm(u), v)


def along(widths: Widths, u: Array, v: Array, middle: Callable[[int, int], Array] | None = None) -> Weights:
    """Matrices of norm 1 that lead from v through the first unit of every hidden layer to u."""
    ends = [np.eye(1, width)[0] for width in widths]
    ends[0], ends[-1] = v, u
    V = [np.outer(outer, inner) for inner, outer in pairwise(ends)]
    if middle:
        V[1:-1] = [middle(*part.shape) for part in V[1:-1]]
    return tuple(V)


def through_svd(of: Callable[[Array, Array, int], tuple[Array, Array]]) -> Callable[..., Weights]:
    """A mistaken answer from the singular value decomposition of YXᵀ: of(U, Vᵀ, index of the last mode) -> u, v."""

    def answer(widths: Widths, X: Array, Y: Array) -> Weights:
        U, s, Vt = np.linalg.svd(Y @ X.T)
        return along(widths, *of(U, Vt, len(s) - 1))

    return answer


def of_best_map(widths: Widths, X: Array, Y: Array) -> Weights:
    U, _, Vt = np.linalg.svd(np.linalg.lstsq(X.T, Y.T)[0].T)
    return along(widths, U[:, 0], Vt[0])


def of_sigma(widths: Widths, X: Array, Y: Array) -> Weights:
    S_yx = Y @ X.T
    u = np.linalg.eigh(S_yx @ np.linalg.solve(X @ X.T, S_yx.T))[1][:, -1]
    return along(widths, u, S_yx.T @ u / np.linalg.norm(S_yx.T @ u))


def of_transposed(widths: Widths, X: Array, Y: Array) -> Weights:
    U, _, Vt = np.linalg.svd(X @ Y.T)
    return along(widths, U[:, 0], Vt[0])


def spread_out(rows: int, columns: int) -> Array:
    return np.eye(rows, columns) / min(rows, columns) ** 0.5


def coefficient(answer: Weights, widths: Widths, X: Array, Y: Array) -> float:
    """c_n of the loss along the answer, where n is the number of matrices."""
    return float(losses.on_line(zero_weights(widths), answer, Dataset(X, Y)).coef[len(answer)])


def norms(answer: Weights) -> list[float]:
    return [float(np.linalg.norm(part)) for part in answer]


MISTAKES = (
    Mistake(
        "the sign is wrong: the line leads up",
        lambda *a: (-way_down(*a)[0], *way_down(*a)[1:]),
        "The loss falls if the output moves towards Y, not away from it.",
    ),
    Mistake(
        "a minus sign in every layer",
        lambda *a: tuple(-part for part in way_down(*a)),
        "Signs multiply: what becomes of them when the number of layers is odd?",
    ),
    Mistake(
        "a column of Vᵀ is taken in the place of a row",
        through_svd(lambda U, Vt, last: (U[:, 0], Vt[:, 0])),
        "np.linalg.svd returns Vᵀ. Its rows are the singular vectors on the side of the inputs.",
    ),
    Mistake(
        "u and v have changed places",
        through_svd(lambda U, Vt, last: (Vt[0], U[:, 0])),
        "Which of the two belongs to the inputs, and which layer reads the inputs?",
    ),
    Mistake(
        "XYᵀ is decomposed in the place of YXᵀ",
        of_transposed,
        "XYᵀ leads from outputs to inputs, so the sides of its singular vectors are exchanged.",
    ),
    Mistake(
        "the weakest mode instead of the strongest",
        through_svd(lambda U, Vt, last: (U[:, last], Vt[last])),
        "np.linalg.svd sorts descending. Which singular value gives the steepest way?",
    ),
    Mistake(
        "the layers between rest",
        lambda widths, X, Y: along(widths, *ends_of(way_down(widths, X, Y)), lambda *shape: np.zeros(shape)),
        "Where one factor of the product stays zero, the output stays zero. Every layer has to move.",
    ),
    Mistake(
        "the layers between pass every unit, not one",
        lambda widths, X, Y: along(widths, *ends_of(way_down(widths, X, Y)), spread_out),
        "Only what the layer before sends needs to be passed on. Of a matrix of norm 1 the rest is spent in vain.",
    ),
    Mistake(
        "the strongest mode of Σ",
        of_sigma,
        "Σ also holds (XXᵀ)⁻¹. What of the data is in the first term of the loss that falls?",
    ),
    Mistake(
        "the singular vectors of the best linear map",
        of_best_map,
        "At zero the loss knows YXᵀ alone; (XXᵀ)⁻¹ does not enter at the first order that falls.",
    ),
)


def ends_of(answer: Weights) -> tuple[Array, Array]:
    """(u, v) of a way through the first units."""
    return answer[-1][:, 0], answer[0][0]


QUESTION = Question(
    "q4",
    "A way down from zero",
    Section("05", "Find the way yourself"),
    way_down,
    data_and_widths,
    Matrices(lambda widths, X, Y: [(outer, inner) for inner, outer in pairwise(widths)]),
    EXAMPLES,
    MISTAKES,
    properties=(
        Property(
            "matrices of Frobenius norm 1 each",
            lambda answer, *_: np.allclose(norms(answer), 1, rtol=0, atol=1e-6),
            lambda answer, *_: f"norms {', '.join(f'{norm:.4g}' for norm in norms(answer))}",
        ),
    ),
    observe=coefficient,
    observed="the coefficient of tⁿ, with n the number of matrices",
)
