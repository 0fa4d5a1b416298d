"""The table of pivots: two ranks for every pair of layers."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from lossland_edu import exact
from lossland_edu.course.exercises.e05_deep_bad_saddles.problems import (
    NONE,
    ONE,
    TRAP,
    inner_and_outer,
    pairs,
    rank,
    whole_network,
)
from lossland_edu.course.exercises.forms import Matrix
from lossland_edu.course.exercises.question import Mistake, Property, Question, Section
from lossland_edu.networks import Array, Weights

Row = Callable[[Weights, Array, int, int], tuple[int, int]]
# Three layers in which S_xy and its transpose lead to different ranks.
ONE_WAY = (
    (np.diag([1.0, 0.0]), np.eye(2), np.array([[1.0, 1.0], [0.0, 0.0]])),
    np.eye(2),
    np.array([[0.0, 0.0], [2.0, 0.0]]),
)
# Layers whose order matters to every product of two.
ACROSS, STAY = np.array([[0.0, 1.0], [0.0, 0.0]]), np.diag([1.0, 0.0])
IN_ORDER = ((ACROSS, STAY, ACROSS, STAY), np.eye(2), np.eye(2))


def pivot_table(weights: Weights, X: Array, Y: Array) -> Array:
    """The rows (i, j, inner rank, outer rank), without rounding."""
    return table(exact_ranks, weights, X, Y)


def table(row: Row, weights: Weights, X: Array, Y: Array) -> Array:
    """A table from a function that gives the two ranks of a pivot."""
    return np.array([(i, j, *row(weights, X @ Y.T, i, j)) for i, j in pairs(len(weights))])


def exact_ranks(weights: Weights, S_xy: Array, i: int, j: int) -> tuple[int, int]:
    inner, below, above = inner_and_outer(weights, i, j)
    return exact_rank(inner), exact_rank(below @ S_xy @ above)


def exact_rank(matrix: Array) -> int:
    return exact.rank(np.array([[Fraction(entry) for entry in row] for row in matrix], dtype=object))


def ranks(weights: Weights, S_xy: Array, i: int, j: int) -> tuple[int, int]:
    inner, below, above = inner_and_outer(weights, i, j)
    return rank(inner), rank(below @ S_xy @ above)


def apart(weights: Weights, S_xy: Array, i: int, j: int) -> tuple[int, int]:
    inner, below, above = inner_and_outer(weights, i, j)
    return rank(inner), min(rank(below), rank(above))


def with_ends(weights: Weights, S_xy: Array, i: int, j: int) -> tuple[int, int]:
    inner = weights[i - 1] @ inner_and_outer(weights, i, j)[0] @ weights[j - 1]
    return rank(inner), ranks(weights, S_xy, i, j)[1]


def nothing_is_zero(weights: Weights, S_xy: Array, i: int, j: int) -> tuple[int, int]:
    inner, outer = ranks(weights, S_xy, i, j)
    return inner if i > j + 1 else 0, outer


def smallest_of_factors(weights: Weights, S_xy: Array, i: int, j: int) -> tuple[int, int]:
    each = [rank(W) for W in weights]
    width = len(weights[j - 1])
    return min([width, *each[j : i - 1]]), min([rank(S_xy), *each[: j - 1], *each[i:]])


def by_the_lower_layer(weights: Weights, X: Array, Y: Array) -> Array:
    right = table(ranks, weights, X, Y)
    return right[np.lexsort((right[:, 0], right[:, 1]))]


def listed(answer: Array) -> str:
    """The pairs of a table in words."""
    return ", ".join(f"({i:g}, {j:g})" for i, j in answer[:, :2])


MISTAKES = (
    Mistake(
        "the outer products are tested separately, without S_xy between them",
        lambda *a: table(apart, *a),
        "Outside, the way leads through the data. Build one product, with XYᵀ in its middle, and take its rank.",
        Section("05", "A trap"),
    ),
    Mistake(
        "YXᵀ stands in the place of XYᵀ",
        lambda weights, X, Y: table(lambda W, S, i, j: ranks(W, Y @ X.T, i, j), weights, X, Y),
        "S_xy takes outputs to inputs: the product of the upper layers ends at the outputs, that of the lower ones "
        "begins at the inputs. Shapes that are not square tell.",
    ),
    Mistake(
        "the inner product is too long: layers j and i are in it",
        lambda *a: table(with_ends, *a),
        "Layers j and i are the two that move. The inner product is what stands still between them.",
    ),
    Mistake(
        "the empty product counts as rank zero",
        lambda *a: table(nothing_is_zero, *a),
        "Between neighbours lies nothing that could block: whatever comes out of layer j goes into layer i.",
    ),
    Mistake(
        "the rank of a product is taken to be the smallest rank of its factors",
        lambda *a: table(smallest_of_factors, *a),
        "Two matrices of rank one can have the product zero. Multiply first.",
    ),
    Mistake(
        "the rows are sorted by j first",
        by_the_lower_layer,
        "The order asked for is (2, 1), (3, 1), (3, 2), (4, 1), …: all pairs with one i come together.",
    ),
    Mistake(
        "the layers are counted from 0",
        lambda *a: table(ranks, *a) - [1, 1, 0, 0],
        "Python counts from 0, the theorem from 1: the lowest pair is (2, 1).",
    ),
)

QUESTION = Question(
    "q2",
    "The table of pivots",
    Section("05", "Explain"),
    pivot_table,
    whole_network,
    Matrix(lambda weights, X, Y: (len(pairs(len(weights))), 4)),
    (
        ((NONE, NONE), ONE, ONE),
        ((ONE, NONE, ONE), ONE, ONE),
        ONE_WAY,
        TRAP,
        ((ONE, NONE, ONE, ONE), ONE, ONE),
        IN_ORDER,
    ),
    MISTAKES,
    properties=(
        Property(
            "rows that begin with (2, 1), (3, 1), (3, 2), (4, 1), … in this order",
            lambda answer, weights, X, Y: np.array_equal(answer[:, :2], pairs(len(weights))),
            lambda answer, *_: listed(answer),
        ),
    ),
)
