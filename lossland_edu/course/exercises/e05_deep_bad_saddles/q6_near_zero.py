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
        "the residual term is missing",
        of_entries(lambda n, delta: (delta ** (2 * n - 2), delta ** (2 * n - 2))),
        "Two weights that move together change their product at second order; far from a perfect fit that counts.",
        Section("03", "Put one matrix behind it"),
    ),
    Mistake(
        "the residual has the wrong sign",
        of_entries(lambda n, delta: (delta ** (2 * n - 2), delta ** (n - 2))),
        "The residual is the product minus the target, in this order. Near zero it is negative.",
    ),
    Mistake(
        "the residual term stands on the diagonal too",
        of_entries(lambda n, delta: (b := 2 * delta ** (2 * n - 2) - delta ** (n - 2), b)),
        "The product is linear in each single weight: what is its second derivative with respect to one of them?",
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
