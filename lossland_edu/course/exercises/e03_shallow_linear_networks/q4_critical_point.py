"""A critical point that has learnt the modes one asks for."""

from collections.abc import Callable

import numpy as np

from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.e03_shallow_linear_networks.problems import TWO_MODES, gradient
from lossland_edu.course.exercises.forms import Matrices
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question, Section
from lossland_edu.data import Dataset
from lossland_edu.networks import Array, Weights


def critical_point(X: Array, Y: Array, subset: tuple[int, ...]) -> Weights:
    return through(X, Y, lambda U: U[:, subset])


def through(X: Array, Y: Array, columns: Callable[[Array], Array]) -> Weights:
    """W_2 takes columns of the eigenvectors of Σ, strongest first, and W_1 is the best that can go before it."""
    R_ols = np.linalg.lstsq(X.T, Y.T)[0].T
    U_S = columns(np.linalg.eigh(R_ols @ X @ (R_ols @ X).T)[1][:, ::-1])
    return U_S.T @ R_ols, U_S


def relative_gradient(answer: Weights, X: Array, Y: Array, subset: tuple[int, ...]) -> float:
    """The norm of the gradient over that of its terms."""
    W1, W2 = answer
    size = (np.linalg.norm(W1) + np.linalg.norm(W2)) * (
        np.linalg.norm(Y @ X.T) + np.linalg.norm(W2) * np.linalg.norm(W1) * np.linalg.norm(X @ X.T)
    )
    slopes = gradient(W1, W2, X, Y)
    return float(np.sqrt(sum(np.sum(slope**2) for slope in slopes)) / max(size, np.finfo(float).tiny))


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
        "W₂W₁ should be the projection of the best linear map, U_S U_Sᵀ R_ols, not the projection alone.",
    ),
    Mistake(
        "the best linear map goes through untouched",
        lambda X, Y, subset: (through(X, Y, lambda U: U[:, : len(subset)])[0], critical_point(X, Y, subset)[1]),
        "W₁ and W₂ must speak of the same modes.",
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
            "a critical point: both parts of the gradient zero",
            lambda *a: relative_gradient(*a) < 1e-8,
            lambda *a: f"a gradient of {relative_gradient(*a):.2g} times the size of its terms",
        ),
    ),
    observe=lambda answer, *_: answer[1] @ answer[0],
    observed="the product W₂W₁",
)
