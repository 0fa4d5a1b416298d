"""Closed chains of maps: what is left of a critical point once the modes that it has learnt are taken out.

At a critical point of rank r every layer splits into r units that carry the learnt modes and the others, between which
the layers act as blocks Z_1, …, Z_n. The modes not yet learnt lead from the outputs back to the inputs by a map T, so
that Z_1, …, Z_n, T form a closed chain. The point is critical iff every product of n neighbours in it vanishes, and
its kind is decided by which shorter products do (Achour, Malgouyres & Gerchinovitz 2024).

Node k of the chain is what layer k leaves, Z_k leads from node k - 1 to node k, and T from node n to node 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, pairwise

import numpy as np

from lossland_edu.networks import Array

# A product this small compared with the norms of its factors is rounding: about 1e-16 for every factor.
ROUNDING = 1e-14


@dataclass(frozen=True)
class PivotRanks:
    """One row of the pivot table: the ranks of W_{i-1} ⋯ W_{j+1} and W_{j-1} ⋯ W_1 · S_xy · W_n ⋯ W_{i+1}."""

    i: int
    j: int
    inner_rank: int
    outer_rank: int
    tightened: bool


@dataclass(frozen=True, eq=False)
class Chain:
    """A closed chain (Z_1, …, Z_n, T), and how errors of the layers enter its products.

    `scales` holds the size of an error in each entry of W_1, …, W_n, up to a common factor δ; T has none. Errors of
    W_1 reach Z_1 through the map `inputs` from node 0. Without scales the maps count as exact.

    >>> zero = Chain((np.zeros((1, 1)), np.zeros((1, 1)), np.ones((1, 1))))
    >>> zero.is_closed, zero.is_tightened  # all weights zero with one hidden layer: critical, and a strict saddle
    (True, False)
    """

    maps: tuple[Array, ...]
    scales: tuple[float, ...] = ()
    inputs: Array | None = None

    @property
    def depth(self) -> int:
        """n, the number of layers."""
        return len(self.maps) - 1

    @cached_property
    def _products(self) -> list[list[Array]]:
        """[start][length]: the product of so many neighbours from that map on (0 is Z_1, n is T)."""
        table = []
        for start, first in enumerate(self.maps):
            row = [np.eye(first.shape[1])]
            for k in range(start, start + self.depth):
                row.append(self.maps[k % len(self.maps)] @ row[-1])
            table.append(row)
        return table

    @cached_property
    def _norms(self) -> list[list[float]]:
        return [[_norm(product) for product in row] for row in self._products]

    @cached_property
    def _input_norms(self) -> list[float]:
        """The norm of `inputs` times the product that ends at node 0, by the length of the product."""
        to_inputs = [self._products[-length % len(self.maps)][length] for length in range(self.depth)]
        return [_norm(P if self.inputs is None else self.inputs @ P) for P in to_inputs]

    def product(self, start: int, length: int) -> Array:
        """The product of `length` neighbours from Z_{start+1} on; the empty one is the identity."""
        return self._products[start % len(self.maps)][length]

    def error(self, start: int, length: int) -> float:
        """The norm by which that product moves, to first order, when the layers move by their scales."""
        total, count = 0.0, len(self.maps)
        for t in range(length if self.scales else 0):
            k = (start + t) % count
            if k < self.depth:
                before = self._norms[start % count][t] if k else self._input_norms[t]
                total += (self.scales[k] * self._norms[(k + 1) % count][length - t - 1] * before) ** 2
        return total**0.5

    def share(self, start: int, length: int, *, resolved: bool = True) -> float:
        """The norm of that product over its error: it vanishes, for layers in error by δ, if this is of order δ.

        Where the error itself vanishes to first order the product is of order δ² of the norms of its factors. A product
        that may be mere rounding counts as zero, or if `resolved` is false only where its error is mere rounding too.
        """
        norm = self._norms[start % len(self.maps)][length]
        if not self.scales:
            return np.inf if norm > 0 else 0.0
        sizes = [self._norms[k % len(self.maps)][1] for k in range(start, start + length)]
        total, error = math.prod(sizes), self.error(start, length)
        rounded = norm <= ROUNDING * total
        if norm == 0 or (rounded and (resolved or error <= ROUNDING * self._largest_error(start, sizes))):
            return 0.0
        return min(norm / error, math.sqrt(norm / total)) if error > 0 else np.inf

    def _largest_error(self, start: int, sizes: list[float]) -> float:
        """The error of a product of maps with these norms in which nothing cancels."""
        indices = [(start + t) % len(self.maps) for t in range(len(sizes))]
        others = [math.prod(sizes[:t] + sizes[t + 1 :]) for t in range(len(sizes))]
        return sum(self.scales[k] * o for k, o in zip(indices, others, strict=True) if k < self.depth)

    def rank(self, start: int, length: int, tol: float) -> int:
        """The rank of that product, counting singular values up to `tol` times its error as zero."""
        product = self.product(start, length)
        if 0 in product.shape:
            return 0
        values = np.linalg.svd(product, compute_uv=False)
        rounding = max(product.shape) * np.finfo(float).eps * values[0]
        return int((values > max(tol * self.error(start, length), rounding)).sum())

    @cached_property
    def pivots(self) -> dict[tuple[int, int], float]:
        """For all pivots i > j the smaller share of Z_{i-1} ⋯ Z_{j+1} and Z_{j-1} ⋯ Z_1 T Z_n ⋯ Z_{i+1}; tightened
        if that vanishes.
        """
        n = self.depth
        pairs = combinations(range(1, n + 1), 2)
        return {(i, j): min(self.share(j, i - j - 1), self.share(i, n - i + j)) for j, i in pairs}

    def ranks(self, i: int, j: int, learnt: int, tol: float) -> PivotRanks:
        """The row of a pivot in the pivot table, where the network has learnt so many modes besides this chain."""
        inner, outer = (learnt + self.rank(*span, tol) for span in ((j, i - j - 1), (i, self.depth - i + j)))
        return PivotRanks(i, j, inner, outer, self.pivots[i, j] <= tol)

    @cached_property
    def openness(self) -> float:
        """The largest share of products of n neighbours: the distance δ to a closed chain."""
        return max(self.share(start, self.depth, resolved=False) for start in range(self.depth + 1))

    @property
    def is_closed(self) -> bool:
        """Whether every product of n neighbours is exactly zero: then the point is critical."""
        return self.openness == 0

    @property
    def is_tightened(self) -> bool:
        """Whether every pivot is exactly tightened: then this chain gives the Hessian no negative eigenvalue."""
        return not any(self.pivots.values())

    def cuts(self, size: int, tol: float) -> Iterator[tuple[int, ...]]:
        """All sets of so many layers such that no product between one and the next vanishes, once around the chain.

        Moving just these layers, in the right direction, changes R along a mode that is not yet learnt; two layers are
        a pivot that is not tightened.
        """
        yield from (c for first in range(1, self.depth + 1) for c in self._cuts_after((first,), size, tol))

    def _cuts_after(self, chosen: tuple[int, ...], size: int, tol: float) -> Iterator[tuple[int, ...]]:
        last, n = chosen[-1], self.depth
        if len(chosen) == size:
            if self.share(last, n - last + chosen[0]) > tol:
                yield chosen
            return
        for k in range(last + 1, n + 1):
            if self.share(last, k - last - 1) > tol:
                yield from self._cuts_after((*chosen, k), size, tol)

    def bridges(self, cuts: Sequence[int]) -> dict[int, Array]:
        """For each cut layer k a rank-one block of about the size of Z_k's scale, {k: V_k}, that joins the strongest
        directions of the products on its two sides.
        """
        n, blocks = self.depth, {}
        spans = [(a, b - a - 1) for a, b in pairwise(cuts)] + [(cuts[-1], n - cuts[-1] + cuts[0])]
        ends = [np.linalg.svd(self.product(*span)) for span in spans]
        for k, before, after in zip(cuts, [ends[-1], *ends[:-1]], ends, strict=True):
            block = np.outer(after[2][0], before[0][:, 0])
            size = np.sqrt(block.size) if k > 1 or self.inputs is None else np.linalg.norm(self.inputs)
            blocks[k] = block * size * (self.scales[k - 1] if self.scales else 1.0)
        return blocks

    def fewest(self, blocks: dict[int, Array], tol: float) -> dict[int, Array]:
        """As few of these bridges as change R along T without the others, with the sign that lowers the loss."""
        for size in range(1, len(blocks)):
            for cuts in combinations(blocks, size):
                chosen = {k: blocks[k] for k in cuts}
                changed = self.with_blocks(chosen)
                gain = float(np.trace(self.maps[-1] @ changed.product(0, self.depth)))
                if abs(gain) > tol * _norm(self.maps[-1]) * changed.error(0, self.depth):
                    return chosen | {cuts[0]: np.sign(gain) * chosen[cuts[0]]}
        return blocks

    def with_blocks(self, blocks: dict[int, Array]) -> Chain:
        """The chain with other blocks for some layers: {k: Z_k}."""
        return replace(self, maps=tuple(blocks.get(k, Z) for k, Z in enumerate(self.maps, start=1)))


def _norm(matrix: Array) -> float:
    return float(np.vdot(matrix, matrix)) ** 0.5


def empty_chain(sizes: Sequence[int], back: Array) -> Chain:
    """The chain with Z = 0 for the sizes of the nodes 0, …, n, and the map T = `back`."""
    return Chain((*(np.zeros((outer, inner)) for inner, outer in pairwise(sizes)), back))


def open_chain(sizes: Sequence[int], back: Array, pivot: tuple[int, int]) -> Chain:
    """A closed chain of zeros and ones with that pivot open: two paths, one through each of its products."""
    chain = empty_chain(sizes, back)
    for k, Z in enumerate(chain.maps[:-1], start=1):
        if k not in pivot:
            Z[0, 0] = 1.0
    return chain


def grown(chain: Chain, rng: np.random.Generator, *, tightened: bool) -> Chain:
    """The chain with random arrows added from unit to unit, each kept if the chain stays closed (and tightened).

    T has to map units to units. Every closed chain is a sum of paths, so in suitable bases all of them are like this.
    """
    for _ in range(rng.integers(0, 3 * chain.depth + 1)):
        k = int(rng.integers(chain.depth))
        Z = chain.maps[k].copy()
        rows, columns = np.flatnonzero(~Z.any(axis=1)), np.flatnonzero(~Z.any(axis=0))
        if len(rows) and len(columns):
            Z[rng.choice(rows), rng.choice(columns)] = 1.0
            candidate = chain.with_blocks({k + 1: Z})
            if candidate.is_closed and (candidate.is_tightened or not tightened):
                chain = candidate
    return chain


def random_ends(T: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Random bases g_n of the outputs and g_0 of the inputs left in which T keeps its pattern: the columns of g_n that
    T does not annihilate go to the first columns of g_0.
    """
    rank = int(np.count_nonzero(T))
    at_outputs, at_inputs = (_triangular(size, rank, rng) for size in T.shape[::-1])
    at_outputs[:rank, rank:] = 0.0
    image = T[:rank, :rank] @ at_outputs[:rank, :rank]
    at_inputs[:rank, :rank] = image / np.linalg.norm(image, 2) if rank else image
    at_inputs[rank:, :rank] = 0.0
    return at_outputs, at_inputs


def _triangular(size: int, rank: int, rng: np.random.Generator) -> Array:
    """A random matrix with well-conditioned diagonal blocks of sizes rank and size - rank."""
    result = rng.normal(0, 0.5, (size, size))
    result[:rank, :rank] = well_conditioned(rank, rng)
    result[rank:, rank:] = well_conditioned(size - rank, rng)
    return result


def well_conditioned(size: int, rng: np.random.Generator) -> Array:
    """A random matrix with singular values between ½ and 2."""
    return np.linalg.qr(rng.normal(size=(size, size)))[0] * 2 ** rng.uniform(-1, 1, size)


def block_diagonal(first: Array, second: Array) -> Array:
    """The matrix with these two blocks on its diagonal, and zeros elsewhere."""
    result = np.zeros(np.add(first.shape, second.shape))
    result[: len(first), : first.shape[1]] = first
    result[len(first) :, first.shape[1] :] = second
    return result
