"""Every loss at which the gradient vanishes."""

from collections.abc import Iterable
from itertools import chain, combinations

import numpy as np

from lossland_edu import critical_points
from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.e04_every_local_minimum_is_global.problems import (
    ONE_EXAMPLE,
    ONE_OUTPUT,
    TWO_MODES,
    explained,
)
from lossland_edu.course.exercises.forms import Matrix
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question, Section
from lossland_edu.data import Dataset
from lossland_edu.networks import Array

BOTTLENECK = Section("04", "What a bottleneck does")
SIGMA = Section("03", "Σ: what there is to learn")


def critical_values(X: Array, Y: Array, widths: tuple[int, ...]) -> Array:
    return np.array([entry.value for entry in critical_points.critical_values(widths, Dataset(X, Y))[::-1]])


def data_and_widths(rng: np.random.Generator) -> Arguments:
    """Data that meet the assumptions, with modes well apart, and widths."""
    while True:
        d_y, d_x = sorted(draws.sizes(rng, 2))
        X, Y = draws.examples(rng, d_x, d_y)
        values = Dataset(X, Y).sigma_eigenvalues
        if np.diff(values, append=0.0).max() < -0.03 * values[0]:
            return X, Y, (d_x, *draws.sizes(rng, int(rng.integers(1, 4))), d_y)


def ladder(total: float, saved: Array, sizes: Iterable[int]) -> Array:
    """What is left of the total when sets of these sizes are saved, halved, ascending."""
    sets = chain.from_iterable(combinations(saved, size) for size in sizes)
    return np.sort([0.5 * (total - sum(subset)) for subset in sets])


def without_whitening(X: Array, Y: Array, widths: tuple[int, ...]) -> Array:
    return ladder(np.sum(Y**2), np.linalg.eigvalsh(Y @ X.T @ X @ Y.T), range(min(widths) + 1))


def staircase(X: Array, Y: Array, widths: tuple[int, ...]) -> Array:
    """The values of the sets of the strongest modes alone."""
    saved = np.concatenate([[0.0], np.cumsum(explained(X, Y)[: min(widths)])])
    return 0.5 * (np.sum(Y**2) - saved[::-1])


def missing(right: Array, got: Array, X: Array, Y: Array, widths: tuple[int, ...]) -> str:
    """The first critical value that differs, and the modes that it belongs to."""
    entry = int(np.flatnonzero(np.abs(right - got) > 1e-6 * np.abs(right).max())[0])
    learnt = critical_points.critical_values(widths, Dataset(X, Y))[::-1][entry].subset
    modes = f"modes {{{', '.join(str(mode + 1) for mode in learnt)}}}" if learnt else "no mode"
    return f"Expected {right[entry]:.6g} at index {entry}, the loss with {modes} learnt, got {got[entry]:.6g}."


MISTAKES = (
    Mistake(
        "only the largest sets are used",
        lambda X, Y, widths: ladder(np.sum(Y**2), explained(X, Y), [min(widths)]),
        "A critical point may have learnt fewer modes than fit.",
    ),
    Mistake(
        "the bottleneck is forgotten",
        lambda X, Y, widths: ladder(np.sum(Y**2), explained(X, Y), range(len(Y) + 1)),
        "Not every set of modes fits through the narrowest layer.",
        BOTTLENECK,
    ),
    Mistake(
        "the empty set is forgotten",
        lambda X, Y, widths: ladder(np.sum(Y**2), explained(X, Y), range(1, min(widths) + 1)),
        "With all weights zero the gradient vanishes, and nothing is learnt.",
    ),
    Mistake(
        "off by one: the largest sets are left out",
        lambda X, Y, widths: ladder(np.sum(Y**2), explained(X, Y), range(min(widths))),
        "range(r) ends at r - 1.",
    ),
    Mistake(
        "the first hidden layer is taken for the narrowest",
        lambda X, Y, widths: ladder(np.sum(Y**2), explained(X, Y), range(widths[1] + 1)),
        "Every layer can be the bottleneck.",
        BOTTLENECK,
    ),
    Mistake("the factor ½ is forgotten", lambda *a: 2 * critical_values(*a), "The loss of this course begins with ½."),
    Mistake(
        "the ½ stands before S_yy alone",
        lambda X, Y, widths: ladder(np.sum(Y**2), 2 * explained(X, Y), range(min(widths) + 1)),
        "Both S_yy and the eigenvalues are halved.",
    ),
    Mistake(
        "divided by the number of examples",
        lambda X, Y, widths: critical_values(X, Y, widths) / X.shape[1],
        "The loss is a sum over the examples, not a mean.",
    ),
    Mistake(
        "‖Y‖ is not squared",
        lambda X, Y, widths: ladder(float(np.linalg.norm(Y)), explained(X, Y), range(min(widths) + 1)),
        "S_yy is the sum of the squares of all targets; np.linalg.norm takes a root of it.",
        SIGMA,
    ),
    Mistake(
        "the singular values are not squared",
        lambda X, Y, widths: ladder(np.sum(Y**2), np.sqrt(np.clip(explained(X, Y), 0, None)), range(min(widths) + 1)),
        "A singular value of the fitted outputs must be squared to give an eigenvalue of Σ.",
        SIGMA,
    ),
    Mistake(
        "in descending order",
        lambda *a: critical_values(*a)[::-1],
        "The least loss comes first.",
    ),
    Mistake(
        "only the sets of the strongest modes are used",
        staircase,
        "A critical point may have learnt the second mode without the first.",
    ),
    Mistake(
        "what no linear map can fit is left out",
        lambda X, Y, widths: ladder(explained(X, Y).sum(), explained(X, Y), range(min(widths) + 1)),
        "With nothing learnt the loss is ½S_yy. Is S_yy the sum of the eigenvalues of Σ?",
        SIGMA,
    ),
    Mistake(
        "the inputs are not whitened: (XXᵀ)⁻¹ is missing in Σ",
        without_whitening,
        "Σ is built from the outputs of the best linear map, not from YXᵀ alone.",
        SIGMA,
    ),
)

QUESTION = Question(
    "q4",
    "The whole ladder",
    Section("04", "The theorem"),
    critical_values,
    data_and_widths,
    Matrix(lambda X, Y, widths: critical_values(X, Y, widths).shape),
    (
        (*ONE_EXAMPLE, (1, 1, 1)),
        (*TWO_MODES, (2, 2, 2)),
        (*TWO_MODES, (2, 3, 1, 2)),
        (*ONE_OUTPUT, (2, 2, 2, 1)),
    ),
    MISTAKES,
    tell=missing,
    properties=(
        Property(
            "values in ascending order",
            lambda values, *_: bool((np.diff(values) >= 0).all()),
            lambda values, *_: f"{values[np.diff(values, append=np.inf) < 0][0]:.6g} before a smaller one",
        ),
    ),
)
