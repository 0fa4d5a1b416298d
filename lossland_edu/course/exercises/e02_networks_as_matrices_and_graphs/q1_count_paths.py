"""How many paths lead from one input to one output."""

from itertools import pairwise
from math import prod

import numpy as np

from lossland_edu import paths
from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.e02_networks_as_matrices_and_graphs.problems import GRAPH, TERMS
from lossland_edu.course.exercises.forms import Number
from lossland_edu.course.exercises.question import Arguments, Mistake, Question

Widths = tuple[int, ...]


def count(widths: Widths) -> int:
    return paths.count_paths((1, *widths[1:-1], 1))


def drawn(rng: np.random.Generator) -> Arguments:
    """Widths with up to four hidden layers, perhaps none."""
    return (draws.sizes(rng, int(rng.integers(2, 7)), high=5),)


MISTAKES = (
    Mistake(
        "the paths between all inputs and all outputs",
        lambda widths: prod(widths),
        "The question is about one input and one output: at both ends there is nothing left to choose.",
        TERMS,
    ),
    Mistake(
        "the paths from all inputs to one output",
        lambda widths: prod(widths[:-1]),
        "The path starts at one given input; it cannot choose among them.",
        TERMS,
    ),
    Mistake(
        "the paths from one input to all outputs",
        lambda widths: prod(widths[1:]),
        "The path ends at one given output; it cannot choose among them.",
        TERMS,
    ),
    Mistake(
        "the widths are added",
        lambda widths: sum(widths[1:-1]),
        "Every unit of one hidden layer can be followed by every unit of the next.",
    ),
    Mistake(
        "all widths are added",
        lambda widths: sum(widths),
        "The ends are given. And every unit of one hidden layer can be followed by every unit of the next.",
    ),
    Mistake(
        "without a hidden layer no path is counted",
        lambda widths: count(widths) if len(widths) > 2 else 0,
        "Without a hidden layer a single line leads from the input to the output.",
    ),
    Mistake(
        "only the first hidden layer is looked at",
        lambda widths: widths[1],
        "A network may have more hidden layers, or none. A path takes a unit in each.",
    ),
    Mistake(
        "the weights are counted, not the paths",
        lambda widths: sum(inner * outer for inner, outer in pairwise(widths)),
        "A weight is one line of the graph; a path runs along one line in every layer.",
        TERMS,
    ),
    Mistake(
        "all hidden layers are taken to be as wide as the first",
        lambda widths: widths[1] ** (len(widths) - 2),
        "Each hidden layer has a width of its own.",
    ),
)


QUESTION = Question(
    "q1",
    "From one input to one output",
    GRAPH,
    count,
    drawn,
    Number(whole=True),
    (((2, 3, 4),), ((2, 3, 4, 2),), ((3, 2),)),
    MISTAKES,
)
