"""Every critical point of a deep linear network: the critical values, and a constructor for each set and kind.

W is critical iff it has, for a set S of r eigenvectors of Σ, the form W_1 = D_1 [σ_S V_Sᵀ; Z_1 V_cᵀ] K⁻¹,
W_k = D_k diag(I_r, Z_k) D_{k-1}⁻¹, W_n = [U_S, U_Q Z_n] D_{n-1}⁻¹, with any invertible D_k and blocks Z_k that form a
closed chain with T = V_cᵀ Ỹᵀ U_Q: every product of n neighbours in the circle Z_1, …, Z_n, T vanishes. Then
R = U_S U_Sᵀ R_ols and L = L_ols + ½ Σ_{i ∉ S} λ_i. Here S_yx K⁻ᵀ = Ỹ = U diag(σ) Vᵀ, K Kᵀ = XXᵀ and λ_i = σ_i².

With repeated eigenvalues S is a choice of eigenvectors within the eigenspaces: only how many it takes from each
matters. Modes with λ_i = 0 cannot be in S, because they add nothing to R.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain as chained
from itertools import combinations, pairwise
from math import comb
from typing import NamedTuple

import numpy as np

from lossland_edu.chains import block_diagonal, empty_chain, grown, open_chain, random_ends, well_conditioned
from lossland_edu.checks import as_list, require, require_generator
from lossland_edu.data import DISTINCT_TOL, Dataset
from lossland_edu.losses import global_minimum
from lossland_edu.networks import Array, Weights, as_widths

GLOBAL, STRICT, NON_STRICT = "global minimum", "strict saddle", "non-strict saddle"

# A mode counts as absent from Σ when its σ_i is below this share of σ_1: singular values carry rounding errors of
# about 1e-15 σ_1 times the condition of K, which `Dataset` keeps below 1e6.
ZERO_MODE_TOL = 1e-12
# What rounding leaves of a mode where there is none, as a share of ‖Y‖_F: about 1e-16 for every pass over the data.
ROUNDING = 1e-14
# Sets listed at most; a ladder of more rungs can be neither read nor drawn.
MAX_SUBSETS = 2**16


class CriticalValue(NamedTuple):
    """A set S of eigenvectors, the loss of the critical points that have learnt it, and the kinds of point there."""

    subset: tuple[int, ...]
    value: float
    kinds: tuple[str, ...]


def critical_values(widths: Iterable[int], data: Dataset, *, top_only: bool = False) -> list[CriticalValue]:
    """L = L_ols + ½ Σ_{i ∉ S} λ_i for every set S of at most min(d_0, …, d_n) modes, from the highest loss down.

    Args:
        widths: (d_0, …, d_n).
        data: the examples; XXᵀ must be invertible.
        top_only: only the sets of the r largest eigenvalues, r = 0, 1, 2, …: the staircase of training, and the only
            values that have bad saddles.

    Returns:
        One (subset, value, kinds) for each set: 0-based indices into `data.sigma_eigenvalues`, the loss, and the kinds
        of critical point with this set. Modes with λ_i = 0 are in no set. Of sets that differ only by exchanging
        equal eigenvalues, the one with the smallest indices stands for all.

    Raises:
        ValueError: if the widths do not fit the data, XXᵀ is singular, or there are more than `MAX_SUBSETS` sets.

    Source: Baldi & Hornik 1989 for one hidden layer, Achour, Malgouyres & Gerchinovitz 2024 for any number.

    >>> for subset, value, kinds in critical_values((2, 1, 2), Dataset(X=np.eye(2), Y=[[3, 0], [0, 1]])):
    ...     print(subset, value, *kinds)
    () 5.0 strict saddle
    (1,) 4.5 strict saddle
    (0,) 0.5 global minimum
    """
    widths = as_widths(widths)
    global_minimum(widths, data)  # for its checks
    shared, largest = levels(data), largest_rank(widths, data)
    if top_only or len(widths) == 2:
        smallest = largest if len(widths) == 2 else 0
        subsets = [tuple(range(r)) for r in range(smallest, largest + 1)]
    else:
        _check_count(len(shared), largest)
        every = chained.from_iterable(combinations(range(len(shared)), r) for r in range(largest + 1))
        subsets = [subset for subset in every if _stands_for_all(subset, shared)]
    found = [CriticalValue(subset, _value(subset, data), kinds_with(subset, widths, data)) for subset in subsets]
    return sorted(found, key=lambda entry: (-entry.value, entry.subset))


def construct(
    widths: Iterable[int],
    data: Dataset,
    subset: Iterable[int],
    kind: str | None = None,
    rng: np.random.Generator | None = None,
) -> Weights:
    """A critical point that has learnt exactly the modes in `subset`, of the given kind.

    Args:
        widths: (d_0, …, d_n).
        data: the examples; XXᵀ must be invertible.
        subset: S, 0-based indices into `data.sigma_eigenvalues`, in any order.
        kind: one of the kinds that `critical_values` lists for this set; None takes the first of them.
        rng: None gives a balanced representative, W_{k+1}ᵀW_{k+1} = W_kW_kᵀ on the learnt modes, with as few further
            entries as the kind needs (none unless it is a strict saddle where bad ones exist); a generator gives random
            well-conditioned D_k and random blocks Z_k that vanish in the products.

    Raises:
        ValueError: if the widths do not fit the data, XXᵀ is singular, `subset` is not a possible set of modes, or
            there is no such kind of point with it. The message says why.

    >>> construct((2, 1, 2), Dataset(X=np.eye(2), Y=[[4, 0], [0, 1]]), subset=[0])[1]
    array([[2.],
           [0.]])
    """
    widths = as_widths(widths)
    global_minimum(widths, data)  # for its checks
    subset = _as_subset(subset, widths, data)
    kind = _as_kind(kind, subset, widths, data)
    if rng is not None:
        require_generator(rng)
    n = len(widths) - 1
    sizes = [width - len(subset) for width in widths]
    split = _split(subset, data)
    paired = np.eye(*split.T.shape) * (split.T != 0)
    chain = empty_chain(sizes, paired)
    if kind == STRICT and NON_STRICT in kinds_with(subset, widths, data):
        j, i = (1, n) if rng is None else sorted(int(k) + 1 for k in rng.choice(n, 2, replace=False))
        chain = open_chain(sizes, paired, (i, j))
    if rng is not None:
        chain = grown(chain, rng, tightened=kind == NON_STRICT)
    return _assembled(list(chain.maps[:-1]), split, data, rng)


def n_modes(data: Dataset) -> int:
    """The rank of Σ: how many modes there are to learn."""
    strengths = data.modes[1]
    return int((strengths > max(ZERO_MODE_TOL * strengths[0], ROUNDING * data.syy**0.5)).sum())


def levels(data: Dataset) -> list[int]:
    """For every mode with λ_i > 0 the first index that shares its eigenvalue."""
    eigenvalues, first = data.sigma_eigenvalues, []
    for i in range(n_modes(data)):
        tied = i > 0 and eigenvalues[i - 1] - eigenvalues[i] <= DISTINCT_TOL * eigenvalues[0]
        first.append(first[-1] if tied else i)
    return first


def aligned(U: Array, V: Array, M: Array, data: Dataset) -> tuple[Array, Array, Array]:
    """U and V turned within eigenspaces of equal eigenvalues so that what is learnt comes first in each, and how much
    of each mode is learnt (0 or 1 at a critical point).
    """
    shared = np.array(levels(data), int)
    shares = np.diag(M)[: len(shared)] / data.modes[1][: len(shared)]
    if (np.diff(shared) > 0).all():
        return U, V, shares
    U, V = U.copy(), V.copy()
    for first in set(shared.tolist()):
        group = np.flatnonzero(shared == first)
        block = M[np.ix_(group, group)] / data.modes[1][group]
        eigenvalues, Q = np.linalg.eigh((block + block.T) / 2)
        shares[group] = eigenvalues[::-1]
        U[:, group], V[:, group] = U[:, group] @ Q[:, ::-1], V[:, group] @ Q[:, ::-1]
    return U, V, shares


def largest_rank(widths: Sequence[int], data: Dataset) -> int:
    return min(*widths, n_modes(data))


def _check_count(n_modes: int, largest: int) -> None:
    count = sum(comb(n_modes, r) for r in range(largest + 1))
    if count > MAX_SUBSETS:
        raise ValueError(
            f"there are {count} sets of at most {largest} of {n_modes} modes, expected no more than {MAX_SUBSETS}; "
            f"pass top_only=True for the {largest + 1} sets of the largest eigenvalues, or take fewer outputs"
        )


def _stands_for_all(subset: Sequence[int], shared: Sequence[int]) -> bool:
    """Whether a set takes the first modes of every eigenspace that it takes any of."""
    return all(shared[i] == i or i - 1 in subset for i in subset)


def is_top(subset: Sequence[int], data: Dataset) -> bool:
    """Whether a set holds the largest eigenvalues, ties counting as equal."""
    shared = levels(data)
    return [shared[i] for i in sorted(subset)] == shared[: len(subset)]


def _value(subset: Sequence[int], data: Dataset) -> float:
    """L_ols + ½ Σ_{i ∉ S} λ_i, without the cancellation in ½(S_yy − Σ_{i ∈ S} λ_i)."""
    return data.least_squares[1] + 0.5 * float(np.delete(data.sigma_eigenvalues, list(subset)).sum())


def kinds_with(subset: Sequence[int], widths: Sequence[int], data: Dataset) -> tuple[str, ...]:
    """The kinds of critical point with the set S, that of the balanced representative first."""
    if not is_top(subset, data):
        return (STRICT,)
    if len(subset) == largest_rank(widths, data):
        return (GLOBAL,)
    return (NON_STRICT, STRICT) if len(widths) > 3 else (STRICT,)


def _as_subset(subset: Iterable[int], widths: Sequence[int], data: Dataset) -> tuple[int, ...]:
    """The set S in ascending order; raises a ValueError that says why no critical point has it."""
    given = as_list("subset", subset, "pass a tuple of 0-based indices, for example (0, 1)", ordered=False)
    modes, largest, n_outputs = n_modes(data), largest_rank(widths, data), data.d_y
    indices = all(isinstance(i, int | np.integer) and not isinstance(i, bool) and 0 <= i < n_outputs for i in given)
    expected = f"different indices from 0 to {n_outputs - 1} (0-based)"
    require(indices and len(set(given)) == len(given), "subset", given, expected, "(0,)")
    if beyond := [int(i) for i in given if i >= modes]:
        raise ValueError(
            f"subset holds {beyond}, but λ_i is zero from index {modes} on and such modes add nothing to R; "
            f"leave them out"
        )
    if len(given) > largest:
        raise ValueError(
            f"subset has {len(given)} modes, but the smallest of the widths {tuple(widths)} bounds the rank by "
            f"{largest}; take at most {largest}"
        )
    if len(widths) == 2 and len(given) < modes:
        raise ValueError(
            f"subset is {given}, but without hidden layers the loss is convex and its only critical points have "
            f"learnt all {modes} modes; pass range({modes}), or add a hidden layer"
        )
    return tuple(sorted(int(i) for i in given))


def _as_kind(kind: str | None, subset: Sequence[int], widths: Sequence[int], data: Dataset) -> str:
    """The kind asked for; raises a ValueError that says why it does not exist with this set."""
    there = kinds_with(subset, widths, data)
    if kind is None:
        return there[0]
    known = isinstance(kind, str) and kind in (GLOBAL, STRICT, NON_STRICT)
    require(known, "kind", kind, f"{GLOBAL!r}, {STRICT!r} or {NON_STRICT!r}", repr(there[0]))
    if kind in there:
        return kind
    r, r_max = len(subset), min(widths)
    if there == (GLOBAL,):
        why = "this set reaches the least loss that the widths allow, so every critical point with it is global"
    elif kind == GLOBAL:
        why = f"its loss is {_value(subset, data):.6g}, above the global minimum {global_minimum(widths, data):.6g}"
    elif r == r_max or not is_top(subset, data):
        why = f"it does not hold the {r} largest eigenvalues, and exchanging one for a larger lowers the loss at once"
    else:
        why = "with one hidden layer no pivot is tightened; take two hidden layers or more"
    raise ValueError(f"there is no {kind} with the subset {tuple(subset)}: {why}; there is {' or '.join(there)}")


class _Split(NamedTuple):
    """The modes learnt (S) and those left (Q for outputs, c for inputs), left ones that λ > 0 pairs first."""

    U_S: Array
    U_Q: Array
    V_S: Array
    V_c: Array
    strengths: Array  # σ_S
    T: Array  # V_cᵀ Ỹᵀ U_Q


def _split(subset: Sequence[int], data: Dataset) -> _Split:
    U, strengths, V = data.modes
    chosen = list(subset)
    left = np.delete(strengths, chosen)
    left[n_modes(data) - len(chosen) :] = 0.0
    T = np.zeros((data.d_x - len(chosen), data.d_y - len(chosen)))
    np.fill_diagonal(T, left)
    U_Q, V_c = np.delete(U, chosen, axis=1), np.delete(V, chosen, axis=1)
    return _Split(U[:, chosen], U_Q, V[:, chosen], V_c, strengths[chosen], T)


def layer_scale(depth: int, data: Dataset) -> float:
    """w* = (σ_1/‖K‖)^{1/n}, the size of a layer of a balanced network that has learnt the first mode; 1 if Σ = 0.

    >>> layer_scale(2, Dataset(X=np.eye(1), Y=[[9]]))
    3.0
    """
    strength = float(data.modes[1][0] / np.linalg.norm(data.root, 2))
    return strength ** (1 / depth) if n_modes(data) else 1.0


def _assembled(Z: list[Array], split: _Split, data: Dataset, rng: np.random.Generator | None) -> Weights:
    """The weights with blocks Z_k (zeros and ones), in bases that are random if there is a generator."""
    n, r = len(Z), len(split.strengths)
    if n == 1:
        return (data.least_squares[0].copy(),)
    P, s, Qt = np.linalg.svd(split.U_S * split.strengths @ split.V_S.T @ data.root_inverse, full_matrices=False)
    layers, scale = s[:r] ** (1 / n), layer_scale(n, data)
    inputs, outputs = split.V_c.T @ data.root_inverse, split.U_Q
    if rng is not None:
        Z = [block * rng.choice([-1, 1], block.shape) * rng.uniform(0.5, 1.5, block.shape) for block in Z]
        at_outputs, at_inputs = random_ends(split.T, rng)
        inputs, outputs = np.linalg.solve(at_inputs, inputs), outputs @ at_outputs
    inputs = inputs / max(np.linalg.norm(inputs), np.finfo(float).tiny)
    first = np.vstack([layers[:, None] * Qt[:r], scale * Z[0] @ inputs])
    last = np.hstack([P[:, :r] * layers, scale * outputs @ Z[-1]])
    middle = [block_diagonal(np.diag(layers), scale * block) for block in Z[1:-1]]
    weights = [first, *middle, last]
    if rng is not None:
        D = [np.eye(data.d_x), *(well_conditioned(len(W), rng) for W in weights[:-1]), np.eye(data.d_y)]
        weights = [outer @ W @ np.linalg.inv(inner) for W, (inner, outer) in zip(weights, pairwise(D), strict=True)]
    return tuple(weights)
