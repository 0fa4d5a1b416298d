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
        "one entry of v stands where the product of all should",
        from_overlap(lambda s, n: -abs(s) * n**-0.5),
        "Each of the n weights has its own entry of v. What is the product of n equal ones?",
    ),
    Mistake(
        "the formula for two weights at every depth",
        from_overlap(lambda s, n: -abs(s) / n),
        "The product has n factors. Put n = 3 into the mean inequality.",
    ),
    Mistake(
        "the power is upside down",
        from_overlap(lambda s, n: -abs(s) * n ** (n / 2)),
        "All entries of a unit vector are at most 1. Can their product be more?",
    ),
    Mistake(
        "the absolute value is taken in each term of the sum",
        lambda x, y, n_weights: -float(np.abs(x * y).sum()) * n_weights ** (-n_weights / 2),
        "All examples share the sign of v₁⋯vₙ: terms xᵢyᵢ of different signs work against each other.",
    ),
    Mistake(
        "the lengths of x and y are multiplied",
        lambda x, y, n_weights: -float(np.linalg.norm(x) * np.linalg.norm(y)) * n_weights ** (-n_weights / 2),
        "x and y are given, only v can be chosen. Which sum over the examples is in the mixed term of the square?",
    ),
    Mistake(
        "divided by the number of examples",
        lambda x, y, n_weights: -abs(float(x @ y)) / len(x) * n_weights ** (-n_weights / 2),
        "The loss is a sum over the examples, not a mean.",
    ),
    Mistake(
        "L(0) is added",
        lambda x, y, n_weights: float(y @ y / 2 - abs(x @ y) * n_weights ** (-n_weights / 2)),
        "What is asked is the coefficient of tⁿ alone, not what is left of the loss.",
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
