"""The smallest curvature of a chain of equal weights: near zero, and at the identity."""

from collections.abc import Callable

import numpy as np

from lossland_edu import hessians
from lossland_edu.course.exercises.forms import Number
from lossland_edu.course.exercises.question import Arguments, Mistake, Question, Section
from lossland_edu.data import Dataset

TOGETHER = Section("02", "When two layers move together")


def smallest_eigenvalue(w: float, n: int, y: float) -> float:
    return float(hessians.spectrum((np.array([[w]]),) * n, Dataset(X=np.eye(1), Y=np.array([[y]])))[0])


def entries(w: float, n: int, y: float, of_residual: float = 1.0, power: int = -2) -> tuple[float, float]:
    """The entries of the Hessian, on and off the diagonal; the mistaken ones take another multiple or power."""
    on = w ** (2 * n - 2)
    return on, on + of_residual * (w**n - y) * w ** (n + power)


def eigenvalues(on: float, off: float, n: int) -> tuple[float, float]:
    """Along differences of weights, and along all weights together."""
    return on - off, on + (n - 1) * off


def smallest_of(of_residual: float = 1.0, power: int = -2) -> Callable[..., float]:
    """The smallest eigenvalue from mistaken entries."""
    return lambda w, n, y: min(eigenvalues(*entries(w, n, y, of_residual, power), n))


def weight_and_target(rng: np.random.Generator) -> Arguments:
    """(w, n, y)."""
    return round(rng.uniform(0.3, 1.2), 1), int(rng.integers(2, 6)), round(rng.uniform(-2, 2.5), 1)


MISTAKES = (
    Mistake(
        "the direction in which all weights move together is left out",
        lambda w, n, y: eigenvalues(*entries(w, n, y), n)[0],
        "A symmetric n × n matrix has n eigenvalues; differences of weights account for n − 1 of them.",
    ),
    Mistake(
        "only the direction in which all weights move together",
        lambda w, n, y: eigenvalues(*entries(w, n, y), n)[1],
        "What if one weight grows and another shrinks?",
    ),
    Mistake(
        "the residual term is missing",
        smallest_of(of_residual=0.0),
        "Two weights that move together change the product at second order; away from a perfect fit that counts.",
        TOGETHER,
    ),
    Mistake(
        "the residual has the wrong sign",
        smallest_of(of_residual=-1.0),
        "The residual is wⁿ − y, in this order.",
        TOGETHER,
    ),
    Mistake(
        "off by one in the residual term: w^{n−1} stands where w^{n−2} should",
        smallest_of(power=-1),
        "Differentiate the product by two different weights: how many are left?",
    ),
    Mistake(
        "the product of the two slopes is missing beside the diagonal",
        lambda w, n, y: min(eigenvalues(w ** (2 * n - 2), (w**n - y) * w ** (n - 2), n)),
        "Differentiate residual times derivative by another weight: the residual changes too.",
        TOGETHER,
    ),
    Mistake(
        "off by one: n stands where n − 1 should, all weights together",
        lambda w, n, y: min(
            eigenvalues(*entries(w, n, y), n)[0], sum(entries(w, n, y)) + (n - 1) * entries(w, n, y)[1]
        ),
        "How many entries of a row lie beside the diagonal?",
    ),
    Mistake(
        "the factor ½ is forgotten",
        lambda w, n, y: 2 * smallest_eigenvalue(w, n, y),
        "The 2 of the square's derivative meets the ½ of the loss.",
    ),
    Mistake(
        "the second derivative of one shared weight",
        lambda w, n, y: n * eigenvalues(*entries(w, n, y), n)[1],
        "½(wⁿ − y)² knows one direction only, and moving all n weights by 1 is a step of length √n.",
    ),
    Mistake(
        "the largest eigenvalue",
        lambda w, n, y: max(eigenvalues(*entries(w, n, y), n)),
        "Which of the eigenvalues is smaller depends on the sign of the entries off the diagonal.",
    ),
)


QUESTION = Question(
    "q6",
    "Two starts on one chain",
    Section("06", "Start somewhere else"),
    smallest_eigenvalue,
    weight_and_target,
    Number(),
    ((0.0, 2, 1.0), (0.0, 3, 1.0), (1.0, 2, 3.0), (1.0, 4, -1.0), (0.5, 3, 1.0)),
    MISTAKES,
)
