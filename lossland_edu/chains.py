"""Closed chains of maps: what is left of a critical point once the modes that it has learnt are taken out.

At a critical point of rank r every layer splits into r units that carry the learnt modes and the others, between which
the layers act as blocks Z_1, …, Z_n. The modes not yet learnt lead from the outputs back to the inputs by a map T, so
that Z_1, …, Z_n, T form a closed chain. The point is critical iff every product of n neighbours in it vanishes, and
its kind is decided by which shorter products do (Achour, Malgouyres & Gerchinovitz 2024).

Node k of the chain is what layer k leaves, Z_k leads from node k - 1 to node k, and T from node n to node 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from lossland_edu.networks import Array


class Pivot(NamedTuple):
    """A pair i > j of layers and the products of the chain between them: inner Z_{i-1} ⋯ Z_{j+1}, outer
    Z_{j-1} ⋯ Z_1 T Z_n ⋯ Z_{i+1}.
    """

    i: int
    j: int
    inner: Array
    outer: Array


def run(chain: Sequence[Array], start: int, length: int) -> Array:
    """The product of `length` neighbours of a closed chain, from number `start` on (0 is Z_1, n is T); the empty one
    is the identity.
    """
    result = np.eye(chain[start % len(chain)].shape[1])
    for k in range(start, start + length):
        result = chain[k % len(chain)] @ result
    return result


def pivots(chain: Sequence[Array]) -> Iterator[Pivot]:
    """All pivots of the chain (Z_1, …, Z_n, T). One is tightened iff its inner or its outer product vanishes."""
    n = len(chain) - 1
    for j, i in combinations(range(1, n + 1), 2):
        yield Pivot(i, j, run(chain, j, i - j - 1), run(chain, i, n - i + j))


def is_closed(chain: Sequence[Array]) -> bool:
    """Whether every product of n neighbours in (Z_1, …, Z_n, T) is exactly zero: then the point is critical."""
    n = len(chain) - 1
    return not any(run(chain, start, n).any() for start in range(n + 1))


def is_tightened(chain: Sequence[Array]) -> bool:
    """Whether every pivot is exactly tightened: then the Hessian has no negative eigenvalue from this chain."""
    return not any(pivot.inner.any() and pivot.outer.any() for pivot in pivots(chain))


def open_chain(sizes: Sequence[int], back: Array, pivot: tuple[int, int]) -> list[Array]:
    """A closed chain of zeros and ones with that pivot (i, j) open: two paths, one through each of its products."""
    chain = empty_chain(sizes, back)
    for k, Z in enumerate(chain[:-1], start=1):
        if k not in pivot:
            Z[0, 0] = 1.0
    return chain


def empty_chain(sizes: Sequence[int], back: Array) -> list[Array]:
    """The chain with Z = 0 for the sizes of the nodes 0, …, n, and the map T = `back`."""
    return [np.zeros((sizes[k], sizes[k - 1])) for k in range(1, len(sizes))] + [back]


def grown(chain: Sequence[Array], rng: np.random.Generator, tightened: bool) -> list[Array]:
    """The chain with random arrows added from unit to unit, each kept if the chain stays closed (and tightened).

    T has to map units to units. Every closed chain is a sum of paths, so in suitable bases all of them are like this.
    """
    chain = [Z.copy() for Z in chain]
    n = len(chain) - 1
    for _ in range(rng.integers(0, 3 * n + 1)):
        k = rng.integers(n)
        rows, columns = np.nonzero(~chain[k].any(axis=1))[0], np.nonzero(~chain[k].any(axis=0))[0]
        if not len(rows) or not len(columns):
            continue
        where = rng.choice(rows), rng.choice(columns)
        chain[k][where] = 1.0
        if not is_closed(chain) or (tightened and not is_tightened(chain)):
            chain[k][where] = 0.0
    return chain
