"""How long gradient flow stays near the zero saddle, by the law of the lesson."""

from collections.abc import Callable

import numpy as np

from lossland_edu.course.exercises.forms import Number
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question, Section
from lossland_edu.dynamics import escape_time


def waiting_time(epsilon: float, s: float, n_hidden: int) -> float:
    return float(escape_time(epsilon, s, n_hidden + 1))


def law(
    shallow: Callable[[float, float], float], deep: Callable[[float, float, int], float]
) -> Callable[[float, float, int], float]:
    """A mistaken law: one formula, of (ε, s), for n = 2, another, of (ε, s, n), for larger n."""

    def mistaken(epsilon: float, s: float, n_hidden: int) -> float:
        return shallow(epsilon, s) if n_hidden == 1 else deep(epsilon, s, n_hidden + 1)

    return mistaken


def logarithm(epsilon: float, s: float) -> float:
    return np.log(1 / epsilon) / s


def power(epsilon: float, s: float, n: int) -> float:
    return epsilon ** (2 - n) / ((n - 2) * s)


def size_and_hidden(rng: np.random.Generator) -> Arguments:
    """(ε, s, H)."""
    return round(rng.uniform(0.01, 0.5), 2), round(rng.uniform(0.5, 3), 1), int(rng.integers(1, 5))


MISTAKES = (
    Mistake(
        "the hidden layers are counted instead of the layers: H stands where n should",
        lambda epsilon, s, n_hidden: logarithm(epsilon, s) if n_hidden == 2 else power(epsilon, s, n_hidden),
        "How many weight matrices does a network with one hidden layer have?",
    ),
    Mistake(
        "the logarithm at every depth",
        lambda epsilon, s, n_hidden: logarithm(epsilon, s),
        "From n = 3 on growth near zero is slower than exponential: the slope is a higher power of w.",
    ),
    Mistake(
        "off by one in the integral: n − 1 stands where n − 2 should",
        law(logarithm, lambda epsilon, s, n: power(epsilon, s, n + 1)),
        "The slope is s w^{n−1}. Its reciprocal is integrated, which raises the exponent of w by one.",
    ),
    Mistake(
        "the sign of the exponent: smaller weights leave sooner",
        law(logarithm, lambda epsilon, s, n: epsilon ** (n - 2) / ((n - 2) * s)),
        "Halve ε: does the wait grow?",
    ),
    Mistake(
        "the whole integral from ε to 1 instead of its leading term",
        law(logarithm, lambda epsilon, s, n: power(epsilon, s, n) - power(1.0, s, n)),
        "The law keeps what grows as ε → 0; what is constant is left out.",
    ),
    Mistake(
        "the sign of the logarithm is wrong",
        law(lambda epsilon, s: -logarithm(epsilon, s), power),
        "ε lies below 1. Which sign has its logarithm?",
    ),
    Mistake(
        "the factor 1/(n − 2) is forgotten",
        law(logarithm, lambda epsilon, s, n: (n - 2) * power(epsilon, s, n)),
        "Integrate the power of w: by what is it divided?",
    ),
    Mistake(
        "multiplied by the strength instead of divided",
        lambda epsilon, s, n_hidden: s**2 * waiting_time(epsilon, s, n_hidden),
        "A mode twice as strong leaves in half the time.",
    ),
    Mistake(
        "the strength is forgotten",
        lambda epsilon, s, n_hidden: waiting_time(epsilon, 1.0, n_hidden),
        "A mode twice as strong leaves in half the time.",
    ),
    Mistake(
        "the logarithm to base 10",
        law(lambda epsilon, s: np.log10(1 / epsilon) / s, power),
        "The integral of 1/w is the natural logarithm, np.log.",
    ),
)


QUESTION = Question(
    "q1",
    "The wait",
    Section("06", "No trap, and still a wait"),
    waiting_time,
    size_and_hidden,
    Number(),
    ((0.1, 1.0, 1), (0.1, 1.0, 2), (0.1, 1.0, 3), (0.1, 2.0, 3)),
    MISTAKES,
    properties=(Property("a time above 0", lambda value, *_: value > 0, lambda value, *_: f"{value:.6g}"),),
)
