"""How many critical values a network has, from its widths alone."""

from math import comb

import numpy as np

from lossland_edu import critical_points
from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.forms import Number
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question, Section
from lossland_edu.data import Dataset

BOTTLENECK = Section("04", "What a bottleneck does")


def n_critical_values(widths: tuple[int, ...]) -> int:
    d_x, d_y = widths[0], widths[-1]
    strengths = 2.0 ** np.arange(d_y)  # no two sets of their squares, powers of 4, have the same sum
    data = Dataset(np.eye(d_x), np.eye(d_y, d_x) * strengths[:, None])
    return len({round(2 * entry.value) for entry in critical_points.critical_values(widths, data)})


def some_widths(rng: np.random.Generator) -> Arguments:
    """Widths with no more outputs than inputs."""
    d_y, d_x = sorted(draws.sizes(rng, 2, high=6))
    return ((d_x, *draws.sizes(rng, int(rng.integers(1, 5)), high=6), d_y),)


def sets(n_modes: int, sizes: range) -> int:
    """How many sets of so many modes have one of these sizes."""
    return sum(comb(n_modes, size) for size in sizes)


MISTAKES = (
    Mistake(
        "only the largest sets are counted",
        lambda widths: comb(widths[-1], min(widths)),
        "A network need not learn as many modes as fit. Which losses do its saddles have?",
    ),
    Mistake(
        "the empty set is forgotten",
        lambda widths: sets(widths[-1], range(1, min(widths) + 1)),
        "With all weights zero the gradient vanishes, and nothing is learnt.",
    ),
    Mistake(
        "the bottleneck is forgotten",
        lambda widths: 2 ** widths[-1],
        "Not every set of modes fits through the narrowest layer.",
        BOTTLENECK,
    ),
    Mistake(
        "the bottleneck and the empty set are forgotten",
        lambda widths: 2 ** widths[-1] - 1,
        "With all weights zero the gradient vanishes, and nothing is learnt. And not every set fits.",
        BOTTLENECK,
    ),
    Mistake(
        "the first hidden layer is taken for the narrowest",
        lambda widths: sets(widths[-1], range(widths[1] + 1)),
        "Every layer can be the bottleneck.",
        BOTTLENECK,
    ),
    Mistake(
        "off by one: the largest sets are left out",
        lambda widths: sets(widths[-1], range(min(widths))),
        "range(r) ends at r - 1.",
    ),
    Mistake(
        "the modes are counted by the inputs",
        lambda widths: sets(widths[0], range(min(widths) + 1)),
        "Σ is a square matrix. Is its size the number of inputs or of outputs?",
    ),
    Mistake(
        "only the strongest modes are used",
        lambda widths: 2 ** min(widths),
        "A bottleneck limits how many modes are learnt at a time, not which ones.",
        BOTTLENECK,
    ),
    Mistake(
        "only the sets of the strongest modes are counted",
        lambda widths: min(widths) + 1,
        "A critical point may have learnt the second mode without the first.",
    ),
)

QUESTION = Question(
    "q1",
    "How many critical values?",
    Section("04", "The theorem"),
    n_critical_values,
    some_widths,
    Number(whole=True),
    (((1, 1, 1),), ((2, 1, 2),), ((2, 2, 2),), ((3, 1, 2),), ((3, 4, 2, 4, 3),)),
    MISTAKES,
    properties=(
        Property(
            "at least two critical values, the loss of the zero network and the least loss",
            lambda value, widths: value >= 2,
            lambda value, widths: f"{value:.0f}",
        ),
    ),
)
