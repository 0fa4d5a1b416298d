"""The inputs of exercise 05, and what several of its questions compute."""

from functools import reduce
from itertools import pairwise

import numpy as np

from lossland_edu.chains import Chain, block_diagonal, empty_chain, grown, open_chain
from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.question import Arguments
from lossland_edu.networks import Array, Weights

SMALLEST_CORRELATION = 0.05
ONE = np.array([[1.0]])
NONE = np.array([[0.0]])
# The lesson's trap: W_1 passes something on, but nothing that the data ask for. (weights, X, Y)
TRAP = ((np.array([[0.0, 1.0]]), NONE, NONE), np.eye(2), np.array([[1.0, 0.0]]))


def pairs(n_layers: int) -> list[tuple[int, int]]:
    """The pivots (2, 1), (3, 1), (3, 2), (4, 1), …"""
    return [(i, j) for i in range(2, n_layers + 1) for j in range(1, i)]


def chained(layers: Weights, size: int) -> Array:
    """The product of layers, input side first; of none the identity of that size."""
    return reduce(lambda below, layer: layer @ below, layers, np.eye(size))


def inner_and_outer(weights: Weights, i: int, j: int) -> tuple[Array, Array, Array]:
    """(W_{i-1} ⋯ W_{j+1}, W_{j-1} ⋯ W_1, W_n ⋯ W_{i+1})."""
    return (
        chained(weights[j : i - 1], len(weights[j - 1])),
        chained(weights[: j - 1], weights[0].shape[1]),
        chained(weights[i:], len(weights[i - 1])),
    )


def rank(matrix: Array) -> int:
    """The rank of a matrix of whole numbers."""
    return int(np.linalg.matrix_rank(matrix))


def low_rank(rng: np.random.Generator, rows: int, columns: int) -> Array:
    """A matrix of small whole numbers, of any rank."""
    between = int(rng.integers(0, min(rows, columns) + 1))
    left, right = rng.integers(-1, 2, (rows, between)), rng.integers(-1, 2, (between, columns))
    return (left @ right).astype(float)


def whole_network(rng: np.random.Generator) -> Arguments:
    """(weights, X, Y) of small whole numbers, of any ranks."""
    widths = draws.sizes(rng, int(rng.integers(3, 6)), high=3)
    n_examples = int(rng.integers(1, 5))
    weights = tuple(low_rank(rng, outer, inner) for inner, outer in pairwise(widths))
    X, Y = (rng.integers(-2, 3, (size, n_examples)).astype(float) for size in (widths[0], widths[-1]))
    return weights, X, Y


def unimodular(rng: np.random.Generator, size: int) -> Array:
    """A matrix of small whole numbers whose inverse is one too."""
    lower = np.tril(rng.integers(-1, 2, (size, size)), -1) + np.eye(size)
    return lower[rng.permutation(size)][:, rng.permutation(size)]


def inverse(matrix: Array) -> Array:
    """The inverse of a unimodular matrix, exactly."""
    return np.round(np.linalg.inv(matrix))


def closed_chain(rng: np.random.Generator, sizes: list[int], *, top: bool) -> Chain:
    """What is left of a critical point beside its modes: any kind, in even shares."""
    back = np.eye(sizes[0], sizes[-1])
    chain, tightened = empty_chain(sizes, back), bool(rng.integers(2))
    if top and min(sizes) > 0 and not tightened:
        j, i = sorted(int(k) + 1 for k in rng.choice(len(sizes) - 1, 2, replace=False))
        chain = open_chain(sizes, back, (i, j))
    return grown(chain, rng, tightened=tightened)


def critical_point(rng: np.random.Generator) -> Arguments:
    """(weights, X, Y, learnt), critical and of whole numbers, under the assumptions of lesson 04. In most of them the
    modes learnt are the strongest, with room for more: these are the saddles whose pivots decide.
    """
    d_y, d_x = sorted(draws.sizes(rng, 2, low=2, high=3))
    n_hidden = int(rng.integers(1, 4))
    if rng.integers(3):
        r = int(rng.integers(0, d_y))
        widths, learnt = (d_x, *draws.sizes(rng, n_hidden, low=r + 1), d_y), list(range(r))
    else:
        widths = (d_x, *draws.sizes(rng, n_hidden), d_y)
        r = int(rng.integers(0, min(widths) + 1))
        learnt = sorted(int(i) for i in rng.choice(d_y, r, replace=False))
    chain = closed_chain(rng, [width - r for width in widths], top=learnt == list(range(r)))
    return (*assembled(rng, widths, learnt, chain.maps[:-1]), tuple(learnt))


def assembled(
    rng: np.random.Generator, widths: tuple[int, ...], learnt: list[int], Z: Weights
) -> tuple[Weights, Array, Array]:
    """(weights, X, Y) from the modes learnt and the blocks Z_k, as in `lossland_edu.constructions`, in whole numbers:
    X is unimodular, and Y a diagonal matrix between two permutations with signs.
    """
    d_x, d_y = widths[0], widths[-1]
    strengths = np.sort(rng.choice(np.arange(1, 5), d_y, replace=False))[::-1]
    U, V = (np.eye(size)[rng.permutation(size)] * rng.choice([-1, 1], size) for size in (d_y, d_x))
    X = unimodular(rng, d_x)
    Y = U * strengths @ V[:d_y]
    inputs = V @ inverse(X)
    left = [k for k in range(d_x) if k not in learnt]
    first = np.vstack([strengths[learnt, None] * inputs[learnt], Z[0] @ inputs[left]])
    last = np.hstack([U[:, learnt], U[:, [k for k in left if k < d_y]] @ Z[-1]])
    layers = [first, *(block_diagonal(np.eye(len(learnt)), block) for block in Z[1:-1]), last]
    D = [np.eye(d_x), *(unimodular(rng, width) for width in widths[1:-1]), np.eye(d_y)]
    weights = (outer @ W @ inverse(below) for W, (below, outer) in zip(layers, pairwise(D), strict=True))
    return tuple(W + 0.0 for W in weights), X, Y + 0.0  # no -0


def data_and_widths(rng: np.random.Generator) -> Arguments:
    """(widths, X, Y), with a YXᵀ that is not zero."""
    widths = draws.sizes(rng, int(rng.integers(3, 6)), high=3)
    while True:
        X, Y = draws.examples(rng, widths[0], widths[-1])
        if np.linalg.norm(Y @ X.T) > SMALLEST_CORRELATION:
            return widths, X, Y
