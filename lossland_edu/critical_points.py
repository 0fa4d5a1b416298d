"""The kind of any critical point of a deep linear network, and a line on which the loss falls from it.

A critical point of rank r that has learnt the modes S is a global minimum iff its loss is L*. Otherwise it is a strict
saddle if S is not the r largest eigenvalues, or if some pivot is not tightened; else it is a non-strict (bad) saddle.
A pivot, a pair i > j, is tightened iff rank(W_{i-1} ⋯ W_{j+1}) = r or rank(W_{j-1} ⋯ W_1 · S_xy · W_n ⋯ W_{i+1}) = r
(Achour, Malgouyres & Gerchinovitz 2024). Both are questions about the closed chain that is left of the network once
the modes learnt are taken out, see `lossland_edu.chains`.

Ranks need a tolerance, and a point is rarely exactly critical. The relative distance δ to a critical point is measured
here, as the norm of every product that ought to vanish over the norm by which errors of the layers would move it. This
ratio, unlike the gradient, does not shrink to δ^{n-1} near the zero saddle, and it does not change when the data or the
layers are rescaled. What is below `RANK_FACTOR` δ vanishes. Only where all of these products are lost in rounding, as
they may be near points of rank 0 of six layers or more, δ comes out too small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from lossland_edu.chains import Chain, PivotRanks
from lossland_edu.checks import as_number
from lossland_edu.constructions import (
    GLOBAL,
    NON_STRICT,
    STRICT,
    CriticalValue,
    aligned,
    construct,
    critical_values,
    is_top,
    kinds_with,
    layer_scale,
    n_modes,
)
from lossland_edu.data import Dataset
from lossland_edu.hessians import hessian, spectrum
from lossland_edu.losses import LARGEST_SQUARED, fitting, gradient, squared_loss
from lossland_edu.networks import Array, Weights, flatten, products_above, products_below, widths_of

__all__ = ["CriticalValue", "PivotRanks", "Verdict", "classify", "construct", "critical_values", "escape_line"]

NOT_CRITICAL, UNDECIDED = "not critical", "undecided"

# A product counts as vanishing up to this multiple of its expected error. On random critical points moved by 1e-12 to
# 1e-6, products that vanish stayed below 30 (99.9 % below 16) and others, at 1e-6, above 800.
RANK_FACTOR = 100.0
# Between RANK_FACTOR over and times this, whether a product vanishes is in doubt.
DOUBT = 3.0
# Weights are exact to about this much, even where the distance happens to be measured smaller.
ROUNDING = 4e-15


@dataclass(frozen=True, eq=False)
class Verdict:
    """What `classify` finds. `distance` estimates how far the nearest critical point is, relative to the layers;
    `reason` is one sentence with the rule and the numbers that decided.
    """

    kind: str
    subset: tuple[int, ...]
    rank: int
    loss: float
    gradient_norm: float
    distance: float
    reason: str
    _point: tuple[Weights, Dataset] = field(repr=False)
    _reading: Reading = field(repr=False)

    @cached_property
    def smallest_eigenvalue(self) -> float:
        """The smallest eigenvalue of the Hessian, computed when first asked for; the verdict does not use it."""
        return float(spectrum(*self._point)[0])

    @cached_property
    def pivots(self) -> tuple[PivotRanks, ...]:
        """The pivot table, which decides where the modes learnt are the largest but more could be."""
        chain, tol = self._reading.chain, self._reading.tol
        return tuple(chain.ranks(i, j, self.rank, tol) for i, j in chain.pivots)


def classify(weights: Sequence[Any], data: Dataset, *, tol: float = 1e-4) -> Verdict:
    """The kind of critical point that the weights are, or are within a relative distance `tol` of, by the rank rule.

    Args:
        weights: (W_1, …, W_n).
        data: the examples; XXᵀ must be invertible.
        tol: how far, relative to the sizes of the layers, a critical point may be.

    Returns:
        A verdict whose kind is "not critical", "global minimum", "strict saddle", "non-strict saddle", or "undecided"
        when the point is so far from the nearest critical point that its kind may be either.

    Raises:
        ValueError: if the weights do not chain, do not fit the data, XXᵀ is singular, or `tol` is below 0.

    Source: Achour, Malgouyres & Gerchinovitz 2024.

    >>> verdict = classify((np.zeros((1, 1)),) * 3, Dataset(X=[[1.0]], Y=[[1.0]]))
    >>> verdict.kind, verdict.rank, verdict.smallest_eigenvalue
    ('non-strict saddle', 0, 0.0)
    """
    tol = as_number("tol", tol, lambda x: 0 <= x < np.inf, "a finite number of at least 0", "1e-4")
    weights = fitting(weights, data, largest=LARGEST_SQUARED)
    reading = read(weights, data)
    kind, reason = _judged(reading, widths_of(weights), data, tol)
    loss, slope = squared_loss(weights, data), float(np.linalg.norm(flatten(gradient(weights, data))))
    rank, point = len(reading.learnt), (weights, data)
    return Verdict(kind, reading.learnt, rank, loss, slope, reading.distance, reason, point, reading)


def escape_line(weights: Sequence[Any], data: Dataset, *, tol: float = 1e-4) -> tuple[Array, int]:
    """(V, p) such that L(W + tV) − L(W) = c_p t^p + …, with c_p < 0: the loss falls first at order p.

    p = 1 where the point is not critical (V is against the gradient), 2 at a strict saddle (V has the most negative
    curvature), and at a non-strict saddle at least 3: the smallest number of layers that have to move together to
    change R along a mode not yet learnt. If the point is only near a critical point, this holds for that point.

    Args:
        weights: (W_1, …, W_n).
        data: the examples; XXᵀ must be invertible.
        tol: as for `classify`.

    Returns:
        The direction V as a flat vector of norm 1, shape (N,), and p. The loss falls for t > 0, for even p on both
        sides.

    Raises:
        ValueError: if the weights are malformed, at a global minimum, at an undecided point, or where no straight line
            leads down. The last happens only if Σ has fewer than min(d_x, d_y) modes, so that XYᵀ lacks full rank.

    >>> direction, order = escape_line((np.zeros((1, 1)),) * 3, Dataset(X=[[1.0]], Y=[[1.0]]))
    >>> order, np.round(np.abs(direction), 3)
    (3, array([0.577, 0.577, 0.577]))
    """
    weights = fitting(weights, data)
    verdict = classify(weights, data, tol=tol)
    if verdict.kind == NOT_CRITICAL:
        return -flatten(gradient(weights, data)) / verdict.gradient_norm, 1
    if verdict.kind == STRICT:
        return np.linalg.eigh(hessian(weights, data))[1][:, 0], 2
    if verdict.kind == NON_STRICT:
        return _beyond_second_order(weights, data)
    raise ValueError(f"no line leads down from this point that is known to be one: {verdict.reason}")


@dataclass(frozen=True, eq=False)
class Reading:
    """A point read as a critical point: the modes learnt, the chain that is left, and the distance δ to the nearest.

    `bases` holds N_0, …, N_n, orthonormal bases of the nodes of the chain, N_0 in the inputs whitened by K, `above` and
    `below` hold E_k = U_Sᵀ A_k and F_k = C_k K V_S.
    """

    learnt: tuple[int, ...]
    doubtful: tuple[int, ...]  # modes so weak that errors of size δ hide whether they are learnt
    chain: Chain
    distance: float
    bases: list[Array]
    above: list[Array]
    below: list[Array]

    @property
    def tol(self) -> float:
        """The multiple of its error up to which a product counts as vanishing."""
        return RANK_FACTOR * max(self.distance, ROUNDING)


def read(weights: Weights, data: Dataset) -> Reading:
    """The point as a critical point.

    With E_k = U_Sᵀ A_k, the weights map the null space of E_{k-1} into that of E_k, whether the point is critical or
    not: these null spaces and the weights between them are the chain.
    """
    n, K, (U, strengths, V), modes = len(weights), data.root, data.modes, n_modes(data)
    above, below = products_above(weights), [C @ K for C in products_below(weights)]
    natural = layer_scale(n, data)
    scales = [max(float(np.linalg.norm(W)), natural) / W.size**0.5 for W in weights]
    U, V, shares = aligned(U, V, U.T @ below[-1] @ V, data)
    ranked = sorted(range(modes), key=lambda i: -shares[i])[: min(widths_of(weights))]
    learnt = sorted(i for i in ranked if shares[i] > 0.5 or n == 1)

    E, F = [U[:, learnt].T @ A for A in above], [C @ V[:, learnt] for C in below]
    bases = [np.linalg.svd(rows)[2][len(learnt) :].T for rows in [E[0] @ K, *E[1:]]]
    targets, left = (np.zeros((data.d_y, data.d_x)) for _ in range(2))
    np.fill_diagonal(targets[:modes, :modes], strengths[:modes])
    np.fill_diagonal(left[:modes, :modes], np.where(np.isin(range(modes), learnt), 0.0, strengths[:modes]))
    inner = [K @ bases[0], *bases[1:-1]]
    Z = [outer.T @ W @ N for W, N, outer in zip(weights, inner, bases[1:], strict=True)]
    chain = Chain((*Z, bases[0].T @ V @ left.T @ U.T @ bases[-1]), tuple(scales), inner[0])

    variance = _variance(scales, [U.T @ A for A in above[1:]], [C @ V for C in below[:-1]])
    distance = max(_off_target(U.T @ below[-1] @ V - (targets - left), variance, learnt), chain.openness)
    hidden = RANK_FACTOR * max(distance, ROUNDING) * np.sqrt(np.diag(variance)[:modes])
    doubtful = tuple(np.flatnonzero((strengths[:modes] < hidden) & (n > 1)).tolist())
    return Reading(tuple(learnt), doubtful, chain, distance, bases, E, F)


def _variance(scales: list[float], above: list[Array], below: list[Array]) -> Array:
    """The variance of the entries of R K in the modes, when every entry of W_k moves by scales[k] times a normal."""
    rows = np.array([(A * A).sum(axis=1) for A in above])
    columns = np.array([(C * C).sum(axis=0) for C in below])
    return (rows * np.square(scales)[:, None]).T @ columns


def _off_target(error: Array, variance: Array, learnt: list[int]) -> float:
    """The error of R K in the rows and columns of the modes learnt, over its expected size."""
    ours = np.zeros(error.shape, bool)
    ours[learnt], ours[:, learnt] = True, True
    possible = float(np.sqrt(np.sum(variance, where=ours)))
    return float(np.sqrt(np.sum(error**2, where=ours))) / possible if possible > 0 else 0.0


def _judged(reading: Reading, widths: tuple[int, ...], data: Dataset, tol: float) -> tuple[str, str]:
    """(kind, reason)."""
    S, r, r_max, off = reading.learnt, len(reading.learnt), min(widths), f"{reading.distance:.1e}"
    if reading.distance > tol:
        return NOT_CRITICAL, (
            f"no critical point is near: products that vanish at one are off by {off} of what moving the layers by "
            f"their own size would change, more than tol = {tol:.0e}"
        )
    kinds = kinds_with(S, widths, data)
    if any(kinds_with(sorted({*S} ^ {i}), widths, data) != kinds for i in reading.doubtful if len({*S, i}) <= r_max):
        return UNDECIDED, f"at a distance of {off} from a critical point it cannot be told which weak modes are learnt"
    if kinds == (GLOBAL,):
        rule = f"and the widths allow no more than {r_max}" if r == r_max else "and the data have no more"
        return GLOBAL, f"it has learnt {_largest(r)} {rule}, so its loss is the least possible"
    if not is_top(S, data):
        left = min(set(range(n_modes(data))) - set(S))
        weakest, eigenvalues = max(S), data.sigma_eigenvalues
        return STRICT, (
            f"it has learnt mode {weakest} with λ = {eigenvalues[weakest]:.4g} but not mode {left} with "
            f"λ = {eigenvalues[left]:.4g}: turning one into the other lowers the loss at second order"
        )
    return _judged_by_pivots(reading, off)


def _judged_by_pivots(reading: Reading, off: str) -> tuple[str, str]:
    """(kind, reason) where the modes learnt are the largest but more could be: the rank rule."""
    r, shares = len(reading.learnt), reading.chain.pivots
    i, j = max(shares, key=lambda pivot: shares[pivot])
    share, ranks = shares[i, j], reading.chain.ranks(i, j, r, reading.tol)
    if share > reading.tol * DOUBT:
        return STRICT, (
            f"it has learnt {_largest(r)}, and pivot ({i}, {j}) is not tightened: its products have ranks "
            f"{ranks.inner_rank} and {ranks.outer_rank}, both above {r}, so layers {j} and {i} together lower the loss "
            f"at second order"
        )
    if share > reading.tol / DOUBT:
        return UNDECIDED, (
            f"at a distance of {off} from a critical point it cannot be told whether pivot ({i}, {j}) is tightened: "
            f"its smaller product has a relative size of {share:.1e}"
        )
    return NON_STRICT, (
        f"it has learnt {_largest(r)} where more could be, yet all {len(shares)} pivots are tightened (one of the two "
        f"products has rank {r}), so the Hessian has no negative eigenvalue"
    )


def _largest(r: int) -> str:
    """The r largest modes, in words."""
    return ("no mode", "the largest mode")[r] if r < 2 else f"the {r} largest modes"


def _beyond_second_order(weights: Weights, data: Dataset) -> tuple[Array, int]:
    """The escape line of a non-strict saddle: rank-one moves of as few layers as close the chain.

    Moving the layers `cuts` lowers the loss at the order p of their number, and raises it at order 2q if some q of
    them can change R on their own, which is harmless if 2q > p.
    """
    reading = read(weights, data)
    chain = reading.chain
    for order in range(3, chain.depth + 1):
        for cuts in chain.cuts(order, reading.tol):
            blocks = chain.bridges(cuts)
            some = (c for q in range(1, order // 2 + 1) for c in combinations(cuts, q))
            alone = (chain.with_blocks({k: blocks[k] for k in c}) for c in some)
            if all(changed.share(0, chain.depth) <= reading.tol for changed in alone):
                return _direction(blocks := chain.fewest(blocks, reading.tol), reading, weights, data), len(blocks)
    raise ValueError(
        f"no straight line leads down from this saddle, only curves: Σ has {n_modes(data)} modes for {data.d_x} inputs "
        f"and {data.d_y} outputs, and every move towards a mode not yet learnt first spoils R elsewhere"
    )


def _direction(blocks: dict[int, Array], reading: Reading, weights: Weights, data: Dataset) -> Array:
    """The blocks as moves of the layers that leave alone what is learnt, flat and of norm 1."""
    moves = [np.zeros_like(W) for W in weights]
    for k, block in blocks.items():
        E, F = reading.above[k - 1], reading.below[k - 1]
        dual = reading.bases[0].T @ data.root_inverse if k == 1 else reading.bases[k - 1].T
        coordinates = dual - dual @ F @ np.linalg.solve(E @ F, E)  # zero on what is learnt
        move = reading.bases[k] @ block @ coordinates
        moves[k - 1] = move / np.linalg.norm(move)
    return flatten(moves) / np.sqrt(len(blocks))
