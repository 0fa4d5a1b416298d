"""The losses at which training from small weights should rest."""

from collections.abc import Callable

import numpy as np

from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.forms import Matrix
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question, Section
from lossland_edu.data import Dataset
from lossland_edu.dynamics import predicted_plateaus
from lossland_edu.networks import Array

SIGMA = Section("03", "Σ: what there is to learn")


def plateaus(widths: tuple[int, ...], X: Array, Y: Array) -> Array:
    return predicted_plateaus(widths, Dataset(X, Y))


def explained(X: Array, Y: Array) -> Array:
    """The eigenvalues of Σ, descending, one for each output."""
    fitted = np.linalg.lstsq(X.T, Y.T)[0].T @ X
    return np.linalg.eigvalsh(fitted @ fitted.T)[::-1]


def saving(of: Callable[[Array, Array], Array], bottleneck: bool = True) -> Callable[..., Array]:
    """Mistaken plateaus: ½(S_yy − …) where other numbers are saved one after the other."""

    def mistaken(widths: tuple[int, ...], X: Array, Y: Array) -> Array:
        saved = of(X, Y)[: min(widths) if bottleneck else None]
        return 0.5 * (np.sum(Y**2) - np.concatenate([[0.0], np.cumsum(saved)]))

    return mistaken


def by_width(narrowest: Callable[[tuple[int, ...]], int]) -> Callable[..., Array]:
    """Mistaken plateaus: another width is taken for the narrowest."""
    return lambda widths, X, Y: saving(lambda X, Y: explained(X, Y)[: narrowest(widths)], bottleneck=False)(
        widths, X, Y
    )


def widths_and_data(rng: np.random.Generator) -> Arguments:
    """(widths, X, Y)."""
    widths = draws.sizes(rng, int(rng.integers(3, 6)))
    return (widths, *draws.examples(rng, widths[0], widths[-1]))


def begins(value: Array, widths: tuple[int, ...], X: Array, Y: Array) -> bool:
    return bool(np.isclose(value[0], 0.5 * np.sum(Y**2), rtol=1e-6))


MISTAKES = (
    Mistake(
        "eigenvalues in the wrong order: the weakest modes are learnt first",
        saving(lambda X, Y: explained(X, Y)[::-1]),
        "np.linalg.eigvalsh sorts ascending; the strongest mode leaves the saddle first.",
    ),
    Mistake(
        "the factor ½ is forgotten",
        lambda *a: 2 * plateaus(*a),
        "Both S_yy and the eigenvalues are halved.",
    ),
    Mistake(
        "the bottleneck is forgotten",
        saving(explained, bottleneck=False),
        "The rank of R can never exceed the smallest width: no more modes than that are learnt.",
    ),
    Mistake(
        "the ½ stands before S_yy alone",
        lambda widths, X, Y: plateaus(widths, X, Y) * 2 - 0.5 * np.sum(Y**2),
        "Both S_yy and the eigenvalues are halved.",
    ),
    Mistake(
        "divided by the number of examples",
        lambda widths, X, Y: plateaus(widths, X, Y) / X.shape[1],
        "The loss is a sum over the examples, not a mean.",
    ),
    Mistake(
        "‖Y‖ is not squared",
        lambda widths, X, Y: plateaus(widths, X, Y) + 0.5 * (np.linalg.norm(Y) - np.sum(Y**2)),
        "S_yy is the sum of the squares of all targets; np.linalg.norm takes a root of it.",
        SIGMA,
    ),
    Mistake(
        "the first hidden layer is taken for the narrowest",
        by_width(lambda widths: widths[1]),
        "Every layer can be the bottleneck, also a later one, the inputs or the outputs.",
    ),
    Mistake(
        "only hidden layers are taken for a bottleneck",
        by_width(lambda widths: min(widths[1:-1])),
        "Every layer can be the bottleneck: also the inputs, if they are few.",
    ),
    Mistake(
        "the least loss comes first",
        lambda *a: plateaus(*a)[::-1],
        "Training comes down the stairs: begin where nothing is learnt.",
    ),
    Mistake(
        "the first plateau is left out",
        lambda *a: plateaus(*a)[1:],
        "Training begins near zero, and rests there before any mode is learnt: r = 0 counts.",
    ),
    Mistake(
        "the savings are not added up",
        lambda widths, X, Y: 0.5 * (np.sum(Y**2) - np.concatenate([[0.0], explained(X, Y)[: min(widths)]])),
        "On plateau r, r modes are learnt, not the r-th alone.",
    ),
    Mistake(
        "the inputs are not whitened: (XXᵀ)⁻¹ is missing in Σ",
        saving(lambda X, Y: np.linalg.eigvalsh(Y @ X.T @ X @ Y.T)[::-1]),
        "Σ is built from the outputs of the best linear map, not from YXᵀ alone.",
        SIGMA,
    ),
    Mistake(
        "roots of the eigenvalues of Σ instead of the eigenvalues",
        saving(lambda X, Y: np.sqrt(np.clip(explained(X, Y), 0, None))),
        "A singular value of the fitted outputs must be squared to give an eigenvalue of Σ.",
        SIGMA,
    ),
)


QUESTION = Question(
    "q3",
    "The stairs, before training",
    Section("06", "Several modes"),
    plateaus,
    widths_and_data,
    Matrix(lambda widths, X, Y: (min(widths) + 1,)),
    (
        ((2, 2, 2), np.eye(2), np.diag([2.0, 1.0])),
        ((2, 3, 1, 2), np.eye(2), np.diag([2.0, 1.0])),
        ((1, 2, 2), np.array([[1.0, 1.0]]), np.array([[2.0, 0.0], [0.0, 1.0]])),
        ((2, 2, 2, 2), np.array([[1.0, 0.0, 1.0], [0.0, 2.0, 1.0]]), np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]])),
    ),
    MISTAKES,
    properties=(
        Property(
            "the zero network's loss, ½S_yy, as the first entry",
            begins,
            lambda value, widths, X, Y: f"{value[0]:.6g} where ½S_yy is {0.5 * np.sum(Y**2):.6g}",
        ),
        Property(
            "losses that never rise from one plateau to the next",
            lambda value, *_: bool((np.diff(value) <= 1e-9 * np.abs(value).max()).all()),
            lambda value, *_: "a rise",
        ),
    ),
)
