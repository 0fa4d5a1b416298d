"""What the Hessian alone says of a critical point."""

from collections.abc import Callable

import numpy as np

from lossland_edu import exact
from lossland_edu.course.exercises.forms import Word
from lossland_edu.course.exercises.question import Arguments, Mistake, Question, Section
from lossland_edu.networks import Array

MINIMUM, MAXIMUM, SADDLE, SILENT = WORDS = ("minimum", "maximum", "strict saddle", "silent")
TOL = 1e-8  # in matrices of small whole numbers: far above rounding, far below every eigenvalue that is not zero
DECISION = Section("01", "What the second instrument decides")


def what_it_says(H: Array) -> str:
    """From the signs of the eigenvalues, found exactly."""
    negative, zero, positive = exact.inertia(H.astype(int))
    if negative and positive:
        return SADDLE
    return SILENT if zero else MAXIMUM if negative else MINIMUM


def by_signs(rule: Callable[[bool, bool, bool], str], tol: float = TOL) -> Callable[[Array], str]:
    """An answer from whether there are negative, zero and positive eigenvalues."""

    def answer(H: Array) -> str:
        values = np.linalg.eigvalsh(H)
        return rule(bool((values < -tol).any()), bool((np.abs(values) <= tol).any()), bool((values > tol).any()))

    return answer


def right_rule(negative: bool, zero: bool, positive: bool) -> str:
    return SADDLE if negative and positive else SILENT if zero else MAXIMUM if negative else MINIMUM


def by_diagonal(H: Array) -> str:
    diagonal = np.diag(H)
    return right_rule(bool((diagonal < 0).any()), bool((diagonal == 0).any()), bool((diagonal > 0).any()))


def by_determinant(H: Array) -> str:
    """The rule for two variables, whatever their number."""
    determinant = round(np.linalg.det(H))
    if determinant == 0:
        return SILENT
    return SADDLE if determinant < 0 else MINIMUM if H[0, 0] > 0 else MAXIMUM


def whole_matrix(rng: np.random.Generator) -> Arguments:
    """H = B D Bᵀ in whole numbers: as many negative, zero and positive eigenvalues as D has."""
    signs = (((1,), (-1,)), ((1, 0), (-1, 0)), ((1, -1),), ((1, -1, 0),))[rng.integers(4)]
    present = signs[rng.integers(len(signs))]
    n = int(rng.integers(len(present), 5))
    d = np.array([*present, *rng.choice(present, n - len(present))])
    while True:
        B = rng.integers(-2, 3, (n, n))
        H = B @ np.diag(d * rng.integers(1, 3, n)) @ B.T
        sizes = np.abs(np.linalg.eigvalsh(H))
        if abs(np.linalg.det(B)) > 0.5 and sizes.max() < 40 and sizes[sizes > TOL].min() > 0.1:
            return (H.astype(float),)


MISTAKES = (
    Mistake(
        "rounding is taken for a sign",
        by_signs(right_rule, tol=0.0),
        "A computed eigenvalue is hardly ever exactly zero. Print those of this matrix: is 1e-16 a curvature?",
    ),
    Mistake(
        "no negative eigenvalue is called a minimum, no positive one a maximum",
        by_signs(
            lambda negative, zero, positive: SADDLE if negative and positive else MAXIMUM if negative else MINIMUM
        ),
        "That is the necessary condition. The sufficient one asks for more: x² − y³ has no negative eigenvalue either.",
        DECISION,
    ),
    Mistake(
        "a negative and a zero eigenvalue are called a strict saddle",
        by_signs(
            lambda negative, zero, positive: SADDLE if negative and zero else right_rule(negative, zero, positive)
        ),
        "A saddle must also rise somewhere. −x² − y⁴ is a maximum, with a negative and a zero eigenvalue.",
    ),
    Mistake(
        "whatever is no sure minimum or maximum is called a strict saddle",
        by_signs(
            lambda negative, zero, positive: (
                MINIMUM if not (negative or zero) else MAXIMUM if not (positive or zero) else SADDLE
            )
        ),
        "x² + y⁴ is a minimum, with a positive and a zero eigenvalue. A strict saddle falls along an eigenvector.",
        DECISION,
    ),
    Mistake(
        "minimum and maximum are exchanged",
        by_signs(
            lambda negative, zero, positive: {MINIMUM: MAXIMUM, MAXIMUM: MINIMUM}.get(
                said := right_rule(negative, zero, positive), said
            )
        ),
        "x² has the second derivative 2. Does it lie above or below its value at zero?",
        DECISION,
    ),
    Mistake(
        "every negative eigenvalue is called a strict saddle",
        by_signs(lambda negative, zero, positive: SADDLE if negative else SILENT if zero else MINIMUM),
        "A negative eigenvalue says that the point is no minimum. A saddle must also rise somewhere.",
        DECISION,
    ),
    Mistake(
        "a zero eigenvalue silences all others",
        by_signs(lambda negative, zero, positive: SILENT if zero else right_rule(negative, zero, positive)),
        "If one direction curves downwards and another upwards, does it still matter what a third one does?",
    ),
    Mistake(
        "the determinant decides",
        by_determinant,
        "The determinant is the product of the eigenvalues. Unless there are two, it hides too much.",
    ),
    Mistake(
        "the diagonal decides",
        by_diagonal,
        "The diagonal holds the curvatures along the axes only. x² + 3xy + y² falls along x = −y.",
        Section("01", "Two instruments"),
    ),
)


QUESTION = Question(
    "q3",
    "What the Hessian decides",
    Section("01", "Name that critical point"),
    what_it_says,
    whole_matrix,
    Word(WORDS),
    tuple(
        (np.array(rows, float),)
        for rows in (
            [[2, 0], [0, 2]],
            [[-2, 0], [0, -4]],
            [[2, 0], [0, -2]],
            [[2, 0], [0, 0]],
            [[-2, 0], [0, 0]],
            [[2, 3], [3, 2]],
            [[1, 1, 0], [1, 2, 1], [0, 1, 1]],
            [[1, 2, 3], [2, 5, 7], [3, 7, 10]],
            [[2, 0, 0], [0, 0, 0], [0, 0, -2]],
        )
    ),
    MISTAKES,
)
