"""The order at which the loss first falls from zero weights."""

from itertools import pairwise

import numpy as np

from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.forms import Number
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question, Section
from lossland_edu.critical_points import escape_line
from lossland_edu.data import Dataset
from lossland_edu.networks import zero_weights


def first_order(widths: tuple[int, ...]) -> int:
    """Measured at data with a single mode, since the order depends on no more than XYᵀ ≠ 0."""
    data = Dataset(np.eye(widths[0]), np.eye(widths[-1], widths[0]))
    return escape_line(zero_weights(widths), data)[1]


def widths_of_any_depth(rng: np.random.Generator) -> Arguments:
    """(widths,)."""
    return (draws.sizes(rng, int(rng.integers(2, 9))),)


MISTAKES = (
    Mistake(
        "the hidden layers are counted",
        lambda widths: len(widths) - 2,
        "The last hidden layer still has to reach the outputs: that takes a matrix too. What does the lesson print?",
    ),
    Mistake(
        "the layers of units are counted",
        len,
        "Units do not move, weights do. How many matrices lie between so many layers of units?",
    ),
    Mistake(
        "the degree of the loss along a line",
        lambda widths: 2 * (len(widths) - 1),
        "The square of the network's output has this order. But the loss also holds the output once, times Y.",
    ),
    Mistake(
        "the second order, whatever the depth",
        lambda widths: 2,
        "This is so at a strict saddle. How deep is a network whose zero point is one?",
    ),
    Mistake(
        "single weights are counted instead of matrices",
        lambda widths: sum(a * b for a, b in pairwise(widths)),
        "One path from an input to an output is enough; how many weights are on it?",
    ),
)

QUESTION = Question(
    "q1",
    "At which order the loss falls",
    Section("05", "Find the way yourself"),
    first_order,
    widths_of_any_depth,
    Number(whole=True),
    (((2, 2),), ((2, 3, 2),), ((3, 3, 3, 3),)),
    MISTAKES,
    properties=(Property("an order of at least 1", lambda order, *_: order >= 1, lambda order, *_: f"{order:g}"),),
)
