"""The table of pivots: two ranks for every pair of layers."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import numpy as np

from lossland_edu import exact
from lossland_edu.course.exercises.e05_deep_bad_saddles.problems import (
    NONE,
    ONE,
    TRAP,
    chained,
    inner_and_outer,
    pairs,
    rank,
    whole_network,
)
from lossland_edu.course.exercises.forms import Matrix
from lossland_edu.course.exercises.question import Mistake, Property, Question, Section
from lossland_edu.networks import Array, Weights, widths_of

Row = Callable[[Weights, Array, int, int], tuple[int, int]]
# Three layers in which S_xy and its transpose lead to different ranks.
ONE_WAY = (
    (np.diag([1.0, 0.0]), np.eye(2), np.array([[1.0, 1.0], [0.0, 0.0]])),
    np.eye(2),
    np.array([[0.0, 0.0], [2.0, 0.0]]),
)
# Another width at every place: an identity of the wrong size has another rank.
NARROW_TO_WIDE = ((np.array([[1.0], [0.0]]), np.eye(3, 2)), ONE, np.array([[1.0], [0.0], [0.0]]))
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


def too_long(j_inside: int, i_inside: int, j_outside: int, i_outside: int, *, fits: bool = True) -> Mistake:
    """Layers j and i, which belong to neither product, are (1) or are not (0) in the inner and in the outer one. Each
    product begins with an identity that fits, or with that of the right product, which then need not.
    """

    def row(weights: Weights, S_xy: Array, i: int, j: int) -> tuple[int, int]:
        d = widths_of(weights)
        inner = chained(weights[j - j_inside : i - 1 + i_inside], d[j - j_inside * fits])
        below = chained(weights[: j - 1 + j_outside], d[0])
        above = chained(weights[i - i_outside :], d[i - i_outside * fits])
        return rank(inner), rank(below @ S_xy @ above)

    words = {(1, 0): "layer j is", (0, 1): "layer i is", (1, 1): "layers j and i are"}
    inside, outside = words.get((j_inside, i_inside)), words.get((j_outside, i_outside))
    if inside and outside:
        name = f"both products are too long: {inside} in the inner one, {outside} in the outer one"
    else:
        name = f"the {'inner' if inside else 'outer'} product is too long: {inside or outside} in it"
    return Mistake(
        name if fits else f"{name}, and an identity does not fit",
        lambda *a: table(row, *a),
        "Layers j and i are the two that move. The products are of what stands still between them and around them. "
        "Which layers does each of your slices hold for the pivot (2, 1)?",
    )


def upside_down(weights: Weights, S_xy: Array, i: int, j: int) -> tuple[int, int]:
    inner, below, above = inner_and_outer(weights, i, j)
    return rank(inner), rank(above @ S_xy @ below)


def beginning(shift: int) -> Row:
    """The inner product begins with an identity of a size that may not fit, that of layer j + shift."""

    def row(weights: Weights, S_xy: Array, i: int, j: int) -> tuple[int, int]:
        return rank(chained(weights[j : i - 1], widths_of(weights)[j + shift])), ranks(weights, S_xy, i, j)[1]

    return row


def between_neighbours(shift: int) -> Row:
    """Only where nothing lies between, the inner rank is the width of layer j + shift."""

    def row(weights: Weights, S_xy: Array, i: int, j: int) -> tuple[int, int]:
        inner, outer = ranks(weights, S_xy, i, j)
        return inner if i > j + 1 else widths_of(weights)[j + shift], outer

    return row


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


def told_apart(right: Array, answer: Array, *_: object) -> str:
    """The first rank that differs, and how many do."""
    rows, columns = np.nonzero(answer[:, 2:] != right[:, 2:])
    (i, j, *expected), got = right[rows[0]], answer[rows[0], 2:]
    which, column = ("inner", "outer")[columns[0]], columns[0]
    more = f" In all, {len(rows)} of {2 * len(right)} ranks differ." if len(rows) > 1 else ""
    return f"Pivot ({i:g}, {j:g}), {which} rank: expected {expected[column]:g}, got {got[column]:g}.{more}"


UNITS_BETWEEN = "The identity stands for the units between layer j and the layer above it. Which are they?"
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
        "the upper and the lower product have changed places around S_xy",
        lambda *a: table(upside_down, *a),
        "A product acts from right to left. Which side of S_xy do the outputs come in on?",
    ),
    *(too_long(*ends) for ends in product((0, 1), repeat=4) if any(ends)),
    *(too_long(*ends, fits=False) for ends in product((0, 1), repeat=4) if ends[0] or ends[3]),
    Mistake(
        "the inner product begins with an identity of the size of what enters layer j",
        lambda *a: table(beginning(-1), *a),
        UNITS_BETWEEN,
    ),
    Mistake(
        "the inner product begins with an identity of the size of what leaves layer j + 1",
        lambda *a: table(beginning(1), *a),
        UNITS_BETWEEN,
    ),
    Mistake(
        "between neighbours the identity has the size of what enters layer j",
        lambda *a: table(between_neighbours(-1), *a),
        UNITS_BETWEEN,
    ),
    Mistake(
        "between neighbours the identity has the size of what leaves layer i",
        lambda *a: table(between_neighbours(1), *a),
        UNITS_BETWEEN,
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
    Section("05", "The rank rule"),
    pivot_table,
    whole_network,
    Matrix(lambda weights, X, Y: (len(pairs(len(weights))), 4)),
    (
        ((NONE, NONE), ONE, ONE),
        NARROW_TO_WIDE,
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
    tell=told_apart,
)
