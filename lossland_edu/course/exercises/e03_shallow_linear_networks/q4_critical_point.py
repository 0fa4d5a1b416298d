"""A critical point that has learnt the modes one asks for."""

from collections.abc import Callable

import numpy as np

from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.e03_shallow_linear_networks.problems import TWO_MODES, best_map, gradient
from lossland_edu.course.exercises.forms import Matrices
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question, Section
from lossland_edu.data import Dataset
from lossland_edu.networks import Array, Weights


def critical_point(X: Array, Y: Array, subset: tuple[int, ...]) -> Weights:
    return through(X, Y, lambda U: U[:, subset])


def modes(X: Array, Y: Array) -> Array:
    """The eigenvectors of Σ as columns, strongest first."""
    fitted = best_map(X, Y) @ X
    return np.linalg.eigh(fitted @ fitted.T)[1][:, ::-1]


def through(X: Array, Y: Array, columns: Callable[[Array], Array]) -> Weights:
    """W_2 takes columns of the eigenvectors of Σ, strongest first, and W_1 is the best that can go before it."""
    return before(X, Y, columns(modes(X, Y)))


def before(X: Array, Y: Array, W2: Array) -> Weights:
    """(W_1, W_2) with the best W_1 for a W_2 whose columns are orthonormal."""
    return W2.T @ best_map(X, Y), W2


def left_vectors(A: Array, subset: tuple[int, ...]) -> Array:
    """Left singular vectors of a matrix, strongest first."""
    return np.linalg.svd(A)[0][:, list(subset)]


def slopes(answer: Weights, X: Array, Y: Array, subset: tuple[int, ...]) -> tuple[float, float]:
    """The sizes of both parts of the gradient, each over that of its terms."""
    W1, W2 = answer
    terms = np.linalg.norm(Y @ X.T) + np.linalg.norm(W2) * np.linalg.norm(W1) * np.linalg.norm(X @ X.T)
    by_W1, by_W2 = (float(np.linalg.norm(part) / terms) for part in gradient(W1, W2, X, Y))
    tiny = np.finfo(float).tiny
    return by_W1 / max(float(np.linalg.norm(W2)), tiny), by_W2 / max(float(np.linalg.norm(W1)), tiny)


def learnt(answer: Weights, X: Array, Y: Array) -> tuple[int, ...]:
    """The modes that a critical point has learnt: it holds each whole, or nothing of it."""
    U = modes(X, Y)
    held = np.linalg.norm(U.T @ answer[1] @ answer[0], axis=1) / np.linalg.norm(U.T @ best_map(X, Y), axis=1)
    return tuple(np.flatnonzero(held > 0.5).tolist())


def modes_and_data(rng: np.random.Generator) -> Arguments:
    """Data whose modes are well apart, and some of the modes."""
    while True:
        d_y, d_x = sorted(draws.sizes(rng, 2, low=2))  # more outputs than inputs would bring modes that are equal, at 0
        X, Y = draws.examples(rng, d_x, d_y)
        values = Dataset(X, Y).sigma_eigenvalues
        if np.diff(values).max() < -0.1 * values[0]:
            count = int(rng.integers(1, d_y + 1))
            return X, Y, tuple(sorted(int(i) for i in rng.choice(d_y, count, replace=False)))


MISTAKES = (
    Mistake(
        "eigenvalues in the wrong order: the modes are counted from the weakest",
        lambda X, Y, subset: through(X, Y, lambda U: U[:, ::-1][:, subset]),
        "np.linalg.eigh sorts ascending; mode 0 is the strongest.",
    ),
    Mistake(
        "off by one: the modes are counted from 1",
        lambda X, Y, subset: through(X, Y, lambda U: U[:, [i - 1 for i in subset]]),
        "Python counts from 0, and so does `subset`.",
    ),
    Mistake(
        "the two matrices are swapped",
        lambda X, Y, subset: critical_point(X, Y, subset)[::-1],
        "Input side first: (W₁, W₂).",
    ),
    Mistake(
        "W₁ projects, but R_ols is missing",
        lambda X, Y, subset: (critical_point(X, Y, subset)[1].T, critical_point(X, Y, subset)[1]),
        "W₂W₁ is now a projection. Which map should it project?",
    ),
    Mistake(
        "the best linear map goes through untouched",
        lambda X, Y, subset: (through(X, Y, lambda U: U[:, : len(subset)])[0], critical_point(X, Y, subset)[1]),
        "W₁ and W₂ must speak of the same modes.",
    ),
    Mistake(
        "singular vectors of YXᵀ instead of eigenvectors of Σ",
        lambda X, Y, subset: before(X, Y, left_vectors(Y @ X.T, subset)),
        "The modes belong to Σ, in which (XXᵀ)⁻¹ stands between YXᵀ and XYᵀ.",
        Section("03", "Σ: what there is to learn"),
    ),
    Mistake(
        "singular vectors of R_ols instead of eigenvectors of Σ",
        lambda X, Y, subset: before(X, Y, left_vectors(best_map(X, Y), subset)),
        "The modes belong to the outputs of the best map, R_ols X: the inputs count too.",
        Section("03", "Σ: what there is to learn"),
    ),
    Mistake(
        "the zero network, whatever the modes",
        lambda X, Y, subset: (np.zeros((len(subset), len(X))), np.zeros((len(Y), len(subset)))),
        "It is critical, but it has learnt nothing; the modes in `subset` should be learnt.",
    ),
)


QUESTION = Question(
    "q4",
    "A critical point to order",
    Section("03", "Every loss at which the gradient vanishes"),
    critical_point,
    modes_and_data,
    Matrices(lambda X, Y, subset: ((len(subset), len(X)), (len(Y), len(subset)))),
    ((*TWO_MODES, (0,)), (*TWO_MODES, (1,)), (*TWO_MODES, (0, 1))),
    MISTAKES,
    properties=(
        Property(
            "a gradient of zero with respect to W₁",
            lambda *a: slopes(*a)[0] < 1e-8,
            lambda *a: f"one of {slopes(*a)[0]:.2g} times the size of its terms: W₁ is not the best before this W₂",
        ),
        Property(
            "a gradient of zero with respect to W₂",
            lambda *a: slopes(*a)[1] < 1e-8,
            lambda *a: f"one of {slopes(*a)[1]:.2g} times the size of its terms: W₂ does not span eigenvectors of Σ",
        ),
    ),
    observe=lambda answer, *_: answer[1] @ answer[0],
    tell=lambda right, answer, X, Y, subset: (
        f"It is a critical point, but it has learnt the modes {learnt(answer, X, Y)}; expected {subset}."
    ),
)
