"""Which assumption of the theorem fails first."""

from collections.abc import Callable

import numpy as np
from numpy.linalg import matrix_rank

from lossland_edu.course.exercises.e04_every_local_minimum_is_global.problems import TWO_MODES
from lossland_edu.course.exercises.forms import Word
from lossland_edu.course.exercises.question import Arguments, Mistake, Question, Section
from lossland_edu.data import Dataset
from lossland_edu.networks import Array

NAMES = ("inputs", "correlation", "outputs", "distinct")  # in the order of Dataset.assumptions()
NONE = "none"
LARGEST_CONDITION = 30.0
SMALLEST_GAP = 0.02  # between eigenvalues of Σ, as a share of the largest: far above any tolerance
EQUAL = 1e-9
SIGMA = Section("03", "Σ: what there is to learn")


def failures(X: Array, Y: Array) -> dict[str, bool]:
    return {name: not item.holds for name, item in zip(NAMES, Dataset(X, Y).assumptions(), strict=True)}


def first(failing: dict[str, bool]) -> str:
    return next((name for name, fails in failing.items() if fails), NONE)


def first_failure(X: Array, Y: Array) -> str:
    return first(failures(X, Y))


def mistaking(name: str, fails: Callable[[Array, Array], bool]) -> Callable[[Array, Array], str]:
    """An answer that judges one of the assumptions in its own way."""
    return lambda X, Y: first(failures(X, Y) | {name: bool(fails(X, Y))})


def repeated(symmetric: Array) -> bool:
    values = np.linalg.eigvalsh(symmetric)
    return bool((np.diff(values) < EQUAL * values[-1]).any())


def repeated_on_diagonal(X: Array, Y: Array) -> bool:
    """Whether two entries on the diagonal of Σ agree, where Σ is defined."""
    if failures(X, Y)["inputs"]:
        return False
    entries = np.sort(np.diag(Y @ X.T @ np.linalg.solve(X @ X.T, X @ Y.T)))
    return bool((np.diff(entries) < EQUAL * entries[-1]).any())


def outputs_before_correlation(X: Array, Y: Array) -> str:
    found = failures(X, Y)
    return first({name: found[name] for name in ("inputs", "outputs", "correlation", "distinct")})


def whole(rng: np.random.Generator, rows: int, columns: int) -> Array:
    return rng.integers(-3, 4, size=(rows, columns)).astype(float)


def inputs_of(rng: np.random.Generator, d_x: int, n_examples: int) -> Array:
    while True:
        X = whole(rng, d_x, n_examples)
        if matrix_rank(X) == d_x and np.linalg.cond(X) < LARGEST_CONDITION:
            return X


def dependent_inputs(rng: np.random.Generator) -> Arguments:
    """One input is a sum of others, or there are too few examples, and then so many outputs that XYᵀ lacks rank too."""
    d_x = int(rng.integers(2, 5))
    if rng.integers(2):
        return whole(rng, d_x, d_x - 1), whole(rng, d_x, d_x - 1)
    d_y = int(rng.integers(1, d_x + 1))
    X = whole(rng, d_x, d_x + 2)
    X[-1] = X[:-1].sum(axis=0)
    return X, whole(rng, d_y, d_x + 2)


def unexplained_target(rng: np.random.Generator) -> Arguments:
    """Every input twice, with opposite targets, which no input explains; with few outputs only the last is so, up to
    the first, if there is more than one.
    """
    d_x, d_y = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    A, B = inputs_of(rng, d_x, d_x + 1), whole(rng, d_y, d_x + 1)
    second = -B
    if d_y <= d_x:
        second[:-1] = B[:-1]
        if d_y > 1:
            B[-1], second[-1] = B[-1] + B[0], second[-1] + B[0]
    return np.hstack([A, A]), np.hstack([B, second])


def any_outputs(rng: np.random.Generator) -> Arguments:
    d_x, d_y = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    X = inputs_of(rng, d_x, d_x + int(rng.integers(0, 3)))
    return X, whole(rng, d_y, X.shape[1])


def equal_modes(rng: np.random.Generator) -> Arguments:
    """What is explained of two outputs is orthogonal and equally long, or three outputs are mixed of such. If every
    input comes twice, the targets also hold something that no input explains.
    """
    d_x = int(rng.integers(2, 4))
    a, b, c = rng.integers(1, 5, size=3)
    Y = np.eye(d_x) * float(c)
    if d_x == 3 and rng.integers(2):
        v = rng.permutation([0, 1, 2])
        Y += np.outer(v, v)  # the eigenvalues are c, c and c + 5
    else:
        Y[:2, :2] = [[a, b], [-b, a]]
        Y = Y[: int(rng.integers(2, d_x + 1)), rng.permutation(d_x)]
    X = inputs_of(rng, d_x, d_x)
    if rng.integers(2):
        return X, Y
    unexplained = whole(rng, len(Y), d_x)
    return np.hstack([X, X]), np.hstack([Y + unexplained, Y - unexplained])


def clear(X: Array, Y: Array) -> bool:
    """Whether eigenvalues that differ do so by much, and a full rank is far from the next."""
    found = failures(X, Y)
    if found["inputs"]:
        return True
    singular_values = np.linalg.svd(X @ Y.T, compute_uv=False)
    if not found["correlation"] and singular_values[-1] < SMALLEST_GAP * singular_values[0]:
        return False
    values = Dataset(X, Y).sigma_eigenvalues
    return found["distinct"] or len(values) == 1 or bool(np.diff(values).max() < -SMALLEST_GAP * values[0])


def whole_numbers(rng: np.random.Generator) -> Arguments:
    """Data of whole numbers on which every assumption holds clearly or fails exactly."""
    kinds = (dependent_inputs, unexplained_target, any_outputs, any_outputs, equal_modes)
    kind = kinds[int(rng.integers(len(kinds)))]
    while True:
        X, Y = kind(rng)
        if clear(X, Y):
            return X, Y


ONE = np.eye(2)
EXAMPLES = (
    (ONE, np.diag([2.0, 1.0])),
    (np.array([[1.0, 2.0, 0.0], [2.0, 4.0, 0.0]]), np.array([[1.0, 1.0, 1.0]])),
    (np.array([[1.0], [2.0]]), np.array([[1.0], [3.0]])),
    (ONE, np.array([[1.0, 0.0], [2.0, 0.0]])),
    (np.array([[1.0, 2.0]]), ONE),
    (ONE, 2 * ONE),
    (TWO_MODES[0], np.array([[1.0, 1.0, 0.0]])),
    (np.array([[1.0, 1.0]]), np.array([[1.0, -1.0], [2.0, -2.0]])),
    (np.array([[1.0, 2.0], [1.0, 3.0]]), np.array([[1.0, 2.0], [-2.0, 1.0]])),  # rounding hides that 5 = 5
    (np.diag([1.0, 2.0]), 3 * ONE),
    (np.diag([1.0, 2.0]), np.diag([2.0, 1.0])),
    (np.eye(2, 3), np.array([[5.0, 0.0, 0.0], [0.0, 3.0, 4.0]])),  # YYᵀ = 25 I, Σ = diag(25, 9)
    (np.eye(2, 3), np.array([[2.0, 0.0, 0.0], [0.0, 2.0, 3.0]])),  # YYᵀ = diag(4, 13), Σ = 4 I
    (ONE, np.array([[2.0, 1.0], [1.0, 2.0]])),  # equal on the diagonal of Σ
    (np.eye(3), np.array([[2.0, 2.0, 0.0], [2.0, 5.0, 0.0], [0.0, 0.0, 1.0]])),  # different on the diagonal of Σ
    (np.eye(3), np.diag([2.0, 1.0, 2.0])),  # the largest two are equal
)

MISTAKES = (
    Mistake(
        "XᵀX instead of XXᵀ",
        mistaking("inputs", lambda X, Y: matrix_rank(X.T @ X) < X.shape[1]),
        "Examples are columns. XXᵀ has a row and a column for each input, not for each example.",
    ),
    Mistake(
        "X is looked at instead of XXᵀ: too few examples pass",
        mistaking("inputs", lambda X, Y: matrix_rank(X) < min(X.shape)),
        "With fewer examples than inputs X can have full rank. How large is the rank of XXᵀ then, and XXᵀ itself?",
    ),
    Mistake(
        "the rank of XYᵀ is compared with the number of inputs",
        mistaking("correlation", lambda X, Y: matrix_rank(X @ Y.T) < len(X)),
        "XYᵀ need not be square. How large can the rank of a matrix with few columns be?",
    ),
    Mistake(
        "the rank of XYᵀ is compared with the number of outputs",
        mistaking("correlation", lambda X, Y: matrix_rank(X @ Y.T) < len(Y)),
        "XYᵀ need not be square. How large can the rank of a matrix with few rows be?",
    ),
    Mistake(
        "as many outputs as inputs are taken for too many",
        mistaking("outputs", lambda X, Y: len(Y) >= len(X)),
        "The assumption is d_y ≤ d_x; the two may be equal.",
    ),
    Mistake(
        "more inputs than outputs are taken for the failure",
        mistaking("outputs", lambda X, Y: len(X) > len(Y)),
        "The assumption is d_y ≤ d_x. In X and Y a row belongs to an input or an output.",
    ),
    Mistake(
        "examples are counted instead of inputs",
        mistaking("outputs", lambda X, Y: len(Y) > X.shape[1]),
        "In X a row belongs to an input, a column to an example.",
    ),
    Mistake(
        "the inputs are not whitened: (XXᵀ)⁻¹ is missing in Σ",
        mistaking("distinct", lambda X, Y: repeated(Y @ X.T @ X @ Y.T)),
        "The eigenvalues in question are those of Σ = YXᵀ(XXᵀ)⁻¹XYᵀ.",
        SIGMA,
    ),
    Mistake(
        "the eigenvalues of YYᵀ instead of those of Σ",
        mistaking("distinct", lambda X, Y: repeated(Y @ Y.T)),
        "Σ holds only what the best linear map explains of Y. Is that all of it?",
        SIGMA,
    ),
    Mistake(
        "the diagonal of Σ is looked at instead of its eigenvalues",
        mistaking("distinct", repeated_on_diagonal),
        "The diagonal holds the eigenvalues only if everything beside it is zero.",
        SIGMA,
    ),
    Mistake(
        "eigenvalues that are equal are not found",
        mistaking("distinct", lambda X, Y: False),
        "Two equal eigenvalues come out of a computer with different last digits. Which difference counts as none?",
    ),
    Mistake(
        "the outputs are counted before the rank of XYᵀ is looked at",
        outputs_before_correlation,
        "More than one assumption may fail. The question names the order.",
    ),
)

QUESTION = Question(
    "q3",
    "Which assumption fails?",
    Section("04", "Do your data meet the assumptions?"),
    first_failure,
    whole_numbers,
    Word((*NAMES, NONE)),
    EXAMPLES,
    MISTAKES,
)
