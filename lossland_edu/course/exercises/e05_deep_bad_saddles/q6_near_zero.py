"""The smallest eigenvalue of the Hessian near the zero point of a chain of single weights."""

from collections.abc import Callable

import numpy as np

from lossland_edu import hessians
from lossland_edu.course.exercises.e05_deep_bad_saddles.problems import ONE
from lossland_edu.course.exercises.forms import Number
from lossland_edu.course.exercises.question import Arguments, Mistake, Question, Section
from lossland_edu.data import Dataset


def smallest_eigenvalue(n: int, delta: float) -> float:
    return float(hessians.spectrum((delta * ONE,) * n, Dataset(ONE, ONE))[0])


def depth_and_size(rng: np.random.Generator) -> Arguments:
    """(n, delta)."""
    return int(rng.integers(2, 8)), float(np.round(rng.uniform(0.2, 0.95), 2))


def of_entries(entries: Callable[[int, float], tuple[float, float]]) -> Callable[[int, float], float]:
    """The smallest eigenvalue of the matrix with these entries on its diagonal and beside it."""

    def answer(n: int, delta: float) -> float:
        on, off = entries(n, delta)
        return min(on - off, on + (n - 1) * off)

    return answer


def along_ones(n: int, delta: float) -> float:
    return (2 * n - 1) * delta ** (2 * n - 2) - (n - 1) * delta ** (n - 2)


def miscounted(n: int, delta: float, *, both: bool = True) -> float:
    """The eigenvalue along (1, …, 1) with n entries beside the diagonal."""
    a = delta ** (2 * n - 2)
    b = 2 * a - delta ** (n - 2)
    return min(a - b, a + n * b) if both else a + n * b


def across_ones(n: int, delta: float) -> float:
    return delta ** (n - 2) - delta ** (2 * n - 2)


RESIDUAL_TERM = Section("02", "When two layers move together")
MISTAKES = (
    Mistake(
        "only the leading term for small δ",
        lambda n, delta: -(n - 1) * delta ** (n - 2),
        "It tells the size near zero. Keep the terms that do not vanish at a δ of ½.",
    ),
    Mistake(
        "only the direction (1, …, 1) is looked at",
        along_ones,
        "Other directions have another eigenvalue, and where δ is large theirs is smaller.",
    ),
    Mistake(
        "only the directions across (1, …, 1) are looked at",
        across_ones,
        "One direction is perpendicular to all of these. What is the eigenvalue along it?",
    ),
    Mistake(
        "in the eigenvalue along (1, …, 1) too many entries are added",
        miscounted,
        "Add up one row of the Hessian. How many of its entries are not on the diagonal?",
    ),
    Mistake(
        "only the direction (1, …, 1) is looked at, and too many entries are added",
        lambda n, delta: miscounted(n, delta, both=False),
        "Add up one row of the Hessian: how many of its entries are not on the diagonal? And other directions have "
        "another eigenvalue.",
    ),
    Mistake(
        "the residual term, the one with p − 1, is missing",
        of_entries(lambda n, delta: (delta ** (2 * n - 2), delta ** (2 * n - 2))),
        "Two weights that move together change their product at second order; far from a perfect fit that counts.",
        RESIDUAL_TERM,
    ),
    Mistake(
        "the term with p − 1 is all there is",
        of_entries(lambda n, delta: (0.0, (delta**n - 1) * delta ** (n - 2))),
        "The product also changes at first order, and the loss is its square. What does that add to every entry?",
        RESIDUAL_TERM,
    ),
    Mistake(
        "the residual p − 1 has the wrong sign",
        of_entries(lambda n, delta: (delta ** (2 * n - 2), delta ** (n - 2))),
        "The residual is the product minus the target, in this order. Near zero it is negative.",
        RESIDUAL_TERM,
    ),
    Mistake(
        "the residual term, the one with p − 1, stands on the diagonal too",
        of_entries(lambda n, delta: (b := 2 * delta ** (2 * n - 2) - delta ** (n - 2), b)),
        "The product is linear in each single weight: what is its second derivative with respect to one of them?",
        RESIDUAL_TERM,
    ),
    Mistake(
        "one weight is taken out of the product instead of two",
        of_entries(lambda n, delta: (d := delta ** (2 * n - 2), d + (delta**n - 1) * delta ** (n - 1))),
        "Differentiating with respect to two weights leaves a product of n − 2.",
    ),
    Mistake(
        "the factor ½ is forgotten",
        lambda n, delta: 2 * smallest_eigenvalue(n, delta),
        "The 2 of the square's derivative meets the ½ of the loss.",
    ),
)

QUESTION = Question(
    "q6",
    "Near the zero point",
    Section("05", "Silence"),
    smallest_eigenvalue,
    depth_and_size,
    Number(),
    ((2, 0.5), (3, 0.1), (3, 0.9)),
    MISTAKES,
)
