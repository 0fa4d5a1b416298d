"""The matrix that a network of any depth computes."""

import numpy as np

from lossland_edu import networks
from lossland_edu.course.exercises.e02_networks_as_matrices_and_graphs.problems import (
    PRODUCT,
    THREE_LAYERS,
    TWO_LAYERS,
    chained,
    network,
)
from lossland_edu.course.exercises.forms import Matrix
from lossland_edu.course.exercises.question import Arguments, Mistake, Question, Section
from lossland_edu.networks import Array, Weights

CONVENTIONS = Section("02", "The conventions of this course")


def product(weights: Weights) -> Array:
    return networks.product(weights)


def entry_by_entry(weights: Weights) -> Array:
    """The product that * makes of arrays."""
    result = weights[0]
    for W in weights[1:]:
        result = result * W
    return result


def drawn(rng: np.random.Generator) -> Arguments:
    return (network(rng),)


MISTAKES = (
    Mistake(
        "the matrices are multiplied in the wrong order",
        lambda weights: chained([*weights]),
        "The tuple begins on the input side; in Wₙ⋯W₁x the input stands on the right. Which matrix meets it first?",
    ),
    Mistake(
        "only the last matrix is in its place",
        lambda weights: chained([weights[-1], *weights[:-1]]),
        "Behind the last matrix, too, the order is that of the formula: one layer down at each step.",
    ),
    Mistake("the first matrix is left out", lambda weights: chained([*weights[:0:-1]]), "W₁ is weights[0]."),
    Mistake(
        "the last matrix is left out",
        lambda weights: chained([*weights[-2::-1]]),
        "A slice ends before its second number. Is the matrix of the last layer in your product?",
    ),
    Mistake(
        "only the first and the last matrix are multiplied",
        lambda weights: weights[-1] @ weights[0],
        "Two matrices are one hidden layer; there may be more of them.",
    ),
    Mistake(
        "the first matrix enters twice",
        lambda weights: chained([*weights[::-1], weights[0]]),
        "If you start from W₁, it should not come again in the loop.",
    ),
    Mistake(
        "only the first two matrices are multiplied",
        lambda weights: weights[1] @ weights[0],
        "Two matrices are one hidden layer; there may be more of them.",
    ),
    Mistake(
        "the result is transposed",
        lambda weights: product(weights).T,
        "Inputs are columns, on the right of R: R has a row for each output and a column for each input.",
        CONVENTIONS,
    ),
    Mistake(
        "the matrices are multiplied entry by entry",
        entry_by_entry,
        "On arrays, * multiplies entry by entry; the product of matrices is another.",
    ),
)


QUESTION = Question(
    "q2",
    "The matrix of a network",
    PRODUCT,
    product,
    drawn,
    Matrix(lambda weights: (len(weights[-1]), weights[0].shape[1])),
    ((TWO_LAYERS,), (THREE_LAYERS,)),
    MISTAKES,
)
