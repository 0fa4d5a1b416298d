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
        "Did you take eigenvalues of a matrix times its transpose?",
    ),
    Mistake(
        "the size of the whole matrix instead of its largest singular value",
        from_singular_values(lambda s: -np.sqrt(np.sum(s**2))),
        "np.linalg.norm(A) is the Frobenius norm, which mixes all singular values.",
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
        "twice what it should be",
        from_singular_values(lambda s: -2 * s[0]),
        "Along a unit direction V the loss is L(0) + ½ vᵀHv t² + …; count the twos once more.",
    ),
    Mistake(
        "every hidden unit adds a singular value",
        lambda X, Y, n_hidden: -np.linalg.svd(Y @ X.T, compute_uv=False)[:n_hidden].sum(),
        "A direction has norm 1: what one hidden unit takes of it, another cannot take.",
    ),
    Mistake(
        "the root of the largest eigenvalue of Σ",
        lambda X, Y, n_hidden: -np.sqrt(max(explained(X, Y)[0], 0.0)),
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
