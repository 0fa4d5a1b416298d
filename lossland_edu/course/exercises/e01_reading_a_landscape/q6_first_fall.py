"""How fast the loss of a chain of weights can fall at first from zero."""

import math
from collections.abc import Callable

import numpy as np

from lossland_edu import losses
from lossland_edu.course.exercises.forms import Number
from lossland_edu.course.exercises.question import Arguments, Mistake, Question, Section
from lossland_edu.data import Dataset
from lossland_edu.networks import Array, zero_weights


def steepest_coefficient(x: Array, y: Array, n_weights: int) -> float:
    """The exact coefficient along the best direction: equal steps in all weights, one of them turned if xᵀy < 0."""
    direction = np.full(n_weights, 1 / np.sqrt(n_weights))
    direction[0] *= np.sign(x @ y)
    along = losses.on_line(zero_weights((1,) * (n_weights + 1)), direction, Dataset(x[None], y[None]))
    return float(along.coef[n_weights])


def from_overlap(of: Callable[[float, int], float]) -> Callable[[Array, Array, int], float]:
    """A mistaken answer from s = xᵀy and the number of weights."""
    return lambda x, y, n_weights: of(float(x @ y), n_weights)


def data_and_depth(rng: np.random.Generator) -> Arguments:
    """(x, y, n_weights)."""
    m = int(rng.integers(1, 5))
    while True:
        x, y = np.round(rng.normal(size=(2, m)), 1)
        if abs(x @ y) > 0.3:
            return x, y, int(rng.integers(2, 6))


MISTAKES = (
    Mistake(
        "the sign is lost",
        from_overlap(lambda s, n: abs(s) * n ** (-n / 2)),
        "The loss falls, so its first coefficient is negative.",
    ),
    Mistake(
        "the sign of xᵀy decides, though weights may be negative",
        from_overlap(lambda s, n: -s * n ** (-n / 2)),
        "If xᵀy is negative, turn the sign of one weight.",
    ),
    Mistake(
        "the direction is not a unit vector",
        from_overlap(lambda s, n: -abs(s)),
        "The direction (1, …, 1) is longer than 1. The squares of the entries of v must add up to 1.",
    ),
    Mistake(
        "the entries add up to 1 instead of their squares",
        from_overlap(lambda s, n: -abs(s) * float(n) ** -n),
        "The entries 1/n make a vector that is shorter than 1.",
    ),
    Mistake(
        "the factor ½ of the loss is forgotten",
        from_overlap(lambda s, n: -abs(s) * n ** (-n / 2) * 2),
        "Multiply out the square with the ½ in front of it.",
    ),
    Mistake(
        "the derivative instead of the coefficient",
        from_overlap(lambda s, n: -abs(s) * n ** (-n / 2) * math.factorial(n)),
        "The coefficient of tⁿ is the n-th derivative divided by n!.",
    ),
    Mistake(
        "half of what it should be",
        from_overlap(lambda s, n: -abs(s) * n ** (-n / 2) / 2),
        "The mixed term of a square comes twice, and one half of two is one.",
    ),
)


QUESTION = Question(
    "q6",
    "The first fall from zero",
    Section("01", "The same instruments on a network"),
    steepest_coefficient,
    data_and_depth,
    Number(),
    (
        (np.array([1.0]), np.array([1.0]), 2),
        (np.array([1.0]), np.array([1.0]), 3),
        (np.array([1.0, 2.0]), np.array([1.0, -2.0]), 3),
        (np.array([1.0, 2.0, 0.0]), np.array([2.0, 1.0, 5.0]), 4),
    ),
    MISTAKES,
)
