"""The matrix of the map from V to AVB, with the rows of matrices laid end to end."""

import numpy as np

from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.e02_networks_as_matrices_and_graphs.problems import KRONECKER
from lossland_edu.course.exercises.forms import Matrix
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question, Section
from lossland_edu.course.exercises.wording import number_words
from lossland_edu.networks import Array


def kronecker(A: Array, B: Array) -> Array:
    """By definition: column c is the image of the c-th V that holds a single 1."""
    basis = np.eye(A.shape[1] * len(B)).reshape(-1, A.shape[1], len(B))
    return np.stack([(A @ V @ B).ravel() for V in basis], axis=1)


def drawn(rng: np.random.Generator) -> Arguments:
    rows_A, columns_A, rows_B, columns_B = draws.sizes(rng, 4, high=3)
    return draws.matrix(rng, rows_A, columns_A), draws.matrix(rng, rows_B, columns_B)


def wrong_columns(K: Array, A: Array, B: Array) -> Array:
    """The columns of K that are not what they should be."""
    right = kronecker(A, B)
    return np.flatnonzero(np.abs(K - right).max(axis=0) > 1e-9 * np.abs(right).max())


def first_difference(K: Array, A: Array, B: Array) -> str:
    """The first V with a single 1 that K does not send where it should."""
    column = int(wrong_columns(K, A, B)[0])
    place = tuple(int(index) for index in np.unravel_index(column, (A.shape[1], len(B))))
    got, wanted = number_words(K[:, column]), number_words(kronecker(A, B)[:, column])
    return f"{got} instead of {wanted} for V with a single 1 at {place}"


MISTAKES = (
    Mistake(
        "the columns of V are laid end to end instead of its rows",
        lambda A, B: np.kron(B.T, A),
        "Many books lay columns end to end. This course, like NumPy's ravel, takes the rows, and the formula changes.",
        Section("02", "The conventions of this course"),
    ),
    Mistake(
        "a missing transpose",
        lambda A, B: np.kron(A, B),
        "One of the two factors enters transposed. Try A = identity: what does V ↦ VB do to a row of V?",
    ),
    Mistake(
        "the transpose is on the wrong factor",
        lambda A, B: np.kron(A.T, B),
        "Try B = identity: the rows of V are then mixed as A says, without a transpose.",
    ),
    Mistake(
        "both factors are transposed",
        lambda A, B: np.kron(A.T, B.T),
        "Only one of the two enters transposed. Try A = identity, then B = identity.",
    ),
    Mistake(
        "the factors are in the wrong order, and neither is transposed",
        lambda A, B: np.kron(B, A),
        "With rows laid end to end, the matrix on the left of V says which rows meet: the coarse pattern of blocks.",
    ),
    Mistake(
        "the factors are in the wrong order, and A is transposed",
        lambda A, B: np.kron(B, A.T),
        "Try B = identity, then A = identity: which blocks do you get, and which should it be?",
    ),
    Mistake(
        "the factors are in the wrong order, and both are transposed",
        lambda A, B: np.kron(B.T, A.T),
        "With rows laid end to end, the matrix on the left of V says which rows meet. Does V ↦ AV need a transpose?",
    ),
    Mistake(
        "an outer product, whose entries are in other places",
        lambda A, B: np.outer(A, B),
        "All products of entries are there. In K, though, each entry of A stands before a whole block.",
    ),
)


QUESTION = Question(
    "q5",
    "The matrix of V ↦ AVB",
    KRONECKER,
    kronecker,
    drawn,
    Matrix(lambda A, B: (len(A) * B.shape[1], A.shape[1] * len(B))),
    (
        (np.array([[2.0]]), np.array([[3.0]])),
        (np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [3.0, 1.0]])),
        (np.array([[1.0, 2.0]]), np.array([[1.0], [3.0]])),
    ),
    MISTAKES,
    properties=(
        Property(
            "K @ V.ravel() to be (A @ V @ B).ravel()",
            lambda K, A, B: not len(wrong_columns(K, A, B)),
            first_difference,
        ),
    ),
)
