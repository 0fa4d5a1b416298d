"""The most negative curvature at zero, where all weights vanish."""

from collections.abc import Callable

import numpy as np

from lossland_edu import hessians
from lossland_edu.course.exercises.e03_shallow_linear_networks.problems import TWO_MODES, data_and_hidden, explained
from lossland_edu.course.exercises.forms import Number
from lossland_edu.course.exercises.question import Mistake, Question, Section
from lossland_edu.data import Dataset
from lossland_edu.networks import Array, zero_weights


def steepest(X: Array, Y: Array, n_hidden: int) -> float:
    return float(hessians.spectrum(zero_weights((len(X), n_hidden, len(Y))), Dataset(X, Y))[0])


def from_singular_values(of: Callable[[Array], float]) -> Callable[..., float]:
    """A mistaken answer from the singular values of YXᵀ, which are descending."""
    return lambda X, Y, n_hidden: of(np.linalg.svd(Y @ X.T, compute_uv=False))


MISTAKES = (
    Mistake(
        "the sign is lost", from_singular_values(lambda s: s[0]), "From a saddle the steepest curvature is negative."
    ),
    Mistake(
        "the square of what it should be",
        from_singular_values(lambda s: -(s[0] ** 2)),
        "The eigenvalues of [[0, B], [Bᵀ, 0]] are the singular values of B with both signs, not their squares.",
    ),
    Mistake(
        "the size of the whole matrix instead of its largest singular value",
        from_singular_values(lambda s: -np.sqrt(np.sum(s**2))),
        "np.linalg.norm(A) is the Frobenius norm; np.linalg.norm(A, 2) is the largest singular value.",
    ),
    Mistake(
        "the weakest direction", from_singular_values(lambda s: -s[-1]), "Which singular value gives the steepest way?"
    ),
    Mistake(
        "the largest eigenvalue of Σ",
        lambda X, Y, n_hidden: -explained(X, Y)[0],
        "At zero the Hessian knows YXᵀ alone; (XXᵀ)⁻¹ does not enter.",
    ),
    Mistake(
        "half of what it should be",
        from_singular_values(lambda s: -s[0] / 2),
        "Along a unit direction V the loss is L(0) + ½ vᵀHv t² + …; the eigenvalue is twice the coefficient of t².",
    ),
)

QUESTION = Question(
    "q6",
    "The steepest way down from zero",
    Section("03", "Looking ahead"),
    steepest,
    data_and_hidden,
    Number(),
    ((*TWO_MODES, 1), (*TWO_MODES, 2)),
    MISTAKES,
)
