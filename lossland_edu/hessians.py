"""The Hessian of the squared loss: in full, applied to a direction, and its spectrum.

Block (i, j) of the Hessian, i ≥ j, is (A_iᵀA_j) ⊗ (C_{i-1} S_xx C_{j-1}ᵀ), to which i > j adds P_ij[a, d]·B_ij[b, c]
at row (a, b), column (c, d), with A_k = W_n ⋯ W_{k+1}, C_k = W_k ⋯ W_1, B_ij = W_{i-1} ⋯ W_{j+1}, G = R S_xx − S_yx
and P_ij = A_iᵀ G C_{j-1}ᵀ. The first term is the curvature of the square (Gauss-Newton), the second comes from the
residual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lossland_edu.data import Dataset
from lossland_edu.losses import LARGEST_SQUARED, fitting, fitting_directions
from lossland_edu.networks import Array, Weights, products_above, products_below

# What may be left out of a Hessian, as a share of its largest eigenvalue, without changing the eigenvalues by more
# than the solver does.
NEGLIGIBLE = 1e-14
# A Hessian of up to this many parameters stays in cache as a whole, so that there is nothing to gain from bands.
IN_CACHE = 150


def hessian(weights: Sequence[Any], data: Dataset) -> Array:
    """∇²L, shape (N, N), symmetric, in the order of θ.

    Its cost does not depend on the number of examples.

    Raises:
        ValueError: if the weights do not chain, or do not fit the data.

    >>> hessian((np.zeros((1, 1)), np.zeros((1, 1))), Dataset(X=[[1.0]], Y=[[3.0]]))
    array([[ 0., -3.],
           [-3.,  0.]])
    """
    factors = _factors(fitting(weights, data), data)
    return _assemble(factors, [np.full(A.shape[1], len(C)) for A, C in zip(factors.A, factors.C, strict=True)])


def hessian_vector_product(weights: Sequence[Any], direction: Any, data: Dataset) -> Array:
    """∇²L · V, shape (N,), in about three times the time of a gradient and without the (N, N) matrix.

    Args:
        weights: (W_1, …, W_n).
        direction: V, flat of shape (N,) or matrices like the weights.
        data: the examples.

    Raises:
        ValueError: if the weights or the direction are malformed, or do not fit the data.

    >>> hessian_vector_product((np.zeros((1, 1)), np.zeros((1, 1))), [1, 2], Dataset(X=[[1.0]], Y=[[3.0]]))
    array([-6., -3.])
    """
    weights = fitting(weights, data)
    (V,) = fitting_directions(weights, data, direction=direction)
    A, C = products_above(weights), products_below(weights)
    dA, dC = [np.zeros_like(A[-1])], [np.zeros_like(C[0])]  # their derivatives along V
    for k in range(len(weights)):
        dC.append(V[k] @ C[k] + weights[k] @ dC[k])
        dA.append(A[-1 - k] @ V[-1 - k] + dA[k] @ weights[-1 - k])
    dA.reverse()
    G, dG = C[-1] @ data.Sxx - data.Syx, dC[-1] @ data.Sxx
    return np.concatenate(
        [
            (dA[k + 1].T @ G @ C[k].T + A[k + 1].T @ dG @ C[k].T + A[k + 1].T @ G @ dC[k].T).ravel()
            for k in range(len(weights))
        ]
    )


def spectrum(weights: Sequence[Any], data: Dataset) -> Array:
    """The N eigenvalues of ∇²L, ascending, without forming ∇²L where its structure allows.

    Directions whose V_k have their columns in ker A_k and their rows in ker GC_{k-1}ᵀ, or in ker GᵀA_k and in
    ker C_{k-1}ᵀ, change nothing to second order. Rotating the units of each layer splits them off exactly: for the
    widths 2-30-30-1, 120 of 990 unknowns are left.
    Where the residual vanishes (G = 0), the non-zero eigenvalues are those of Σ_k A_kA_kᵀ ⊗ KᵀC_{k-1}ᵀC_{k-1}K, of
    size d_y·d_x.

    Raises:
        ValueError: if the weights do not chain, or do not fit the data.

    >>> spectrum((np.zeros((1, 1)), np.zeros((1, 1))), Dataset(X=[[1.0]], Y=[[3.0]]))
    array([-3.,  3.])
    """
    weights = fitting(weights, data, largest=LARGEST_SQUARED)
    factors = _factors(weights, data)
    eigenvalues = _without_residual(factors, data)
    if eigenvalues is None:
        eigenvalues = np.linalg.eigvalsh(_assemble(*_rotated(factors)))
    n_parameters = sum(W.size for W in weights)
    if len(eigenvalues) > n_parameters:
        return eigenvalues[-n_parameters:]
    return np.sort(np.concatenate([eigenvalues, np.zeros(n_parameters - len(eigenvalues))]))


@dataclass(frozen=True)
class _Factors:
    """What the blocks are made of, layer by layer, in any orthonormal bases of a layer's outputs (d_k) and inputs
    (d_{k-1}).
    """

    A: list[Array]  # A_k, shape (d_y, d_k)
    C: list[Array]  # C_{k-1}, shape (d_{k-1}, d_x)
    B: list[list[Array]]  # B[i][j] = W_{i-1} ⋯ W_{j+1}, shape (d_{i-1}, d_j), for i > j
    G: Array
    root: Array  # K with K Kᵀ = S_xx


def _factors(weights: Weights, data: Dataset) -> _Factors:
    above, below = products_above(weights), products_below(weights)
    between: list[list[Array]] = []
    for i, W in enumerate(weights):  # B_{i+1, j} = W_i B_ij and B_{i+1, i} = I
        previous = weights[i - 1]
        between.append([previous @ B for B in between[-1]] + [np.eye(W.shape[1])] if i else [])
    return _Factors(above[1:], below[:-1], between, below[-1] @ data.Sxx - data.Syx, data.root)


def _assemble(factors: _Factors, inputs_kept: list[Array]) -> Array:
    """The Hessian over the parameters (a, b) of layer k with b < inputs_kept[k][a].

    With the units of all layers in one line, and p and q the output and input unit of each parameter, it is
    H = M[p, p] ∘ K[q, q] + F[q, p] ∘ F[q, p]ᵀ, where M = AᵀA, K = C S_xx Cᵀ, and F has B_ij below its block diagonal
    and P_jiᵀ above. A large one is filled in bands of rows that share their output unit, so that every pass runs
    along memory and stays in cache.
    """
    A, C = np.hstack(factors.A), np.vstack(factors.C)
    CK = C @ factors.root
    outs, ins = _slices([block.shape[1] for block in factors.A]), _slices([len(block) for block in factors.C])
    counts = np.concatenate(inputs_kept)
    p = np.repeat(np.arange(len(counts)), counts)
    q = np.concatenate([into.start + np.arange(n) for into, kept in zip(ins, inputs_kept, strict=True) for n in kept])
    F = _cross_terms(factors, outs, ins)
    # A row of the Hessian is the sum of two products, of a row of `ins_of` and one of `outs_of` each.
    ins_of, outs_of = np.empty((2, len(C), len(p))), np.empty((2, A.shape[1], len(p)))
    for U, at, out in ((A.T @ A, p, outs_of[0]), (F.T, q, outs_of[1]), (CK @ CK.T, q, ins_of[0]), (F, p, ins_of[1])):
        np.take(np.ascontiguousarray(U), at, axis=1, out=out, mode="clip")  # "clip" writes without a buffer
    if len(p) <= IN_CACHE:
        return outs_of[0, p] * ins_of[0, q] + ins_of[1, q] * outs_of[1, p]

    H, row = np.empty((len(p), len(p))), 0
    for out, into, kept in zip(outs, ins, inputs_kept, strict=True):
        for a, n in zip(range(out.start, out.stop), kept, strict=True):
            inputs = slice(into.start, into.start + n)
            np.einsum("kbc,kc->bc", ins_of[:, inputs], outs_of[:, a], out=H[row : row + n])
            row += n
    return H


def _cross_terms(factors: _Factors, outs: list[slice], ins: list[slice]) -> Array:
    """F, shape (inputs of all layers, outputs of all layers): B_ij below the block diagonal, P_jiᵀ above."""
    F = (np.hstack(factors.A).T @ factors.G @ np.vstack(factors.C).T).T
    for i, row in enumerate(factors.B):
        F[ins[i], outs[i]] = 0.0
        for j, block in enumerate(row):
            F[ins[i], outs[j]] = block
    return F


def _slices(sizes: Sequence[int]) -> list[slice]:
    stops = np.cumsum(sizes).tolist()
    return [slice(stop - size, stop) for stop, size in zip(stops, sizes, strict=True)]


def _rotated(factors: _Factors) -> tuple[_Factors, list[Array]]:
    """The factors in bases where the units that matter least come last, and which inputs are then left for each output.

    Output units of layer k first span the range of A_kᵀG, then that of A_kᵀ, then the rest; input units that of
    C_{k-1}Gᵀ, of C_{k-1}, and the rest. A parameter (a, b) is in the null space of the Hessian when A_k does not see a
    and GC_{k-1}ᵀ not b, or A_kᵀG not a and C_{k-1}ᵀ not b: the first term of each block vanishes, and P with it.
    """
    left = [_basis(A.T @ factors.G, A.T) for A in factors.A]
    right = [_basis(C @ factors.G.T, C) for C in factors.C]
    rotated = _Factors(
        [A @ Q for A, (Q, _) in zip(factors.A, left, strict=True)],
        [Q.T @ C for C, (Q, _) in zip(factors.C, right, strict=True)],
        [[right[i][0].T @ B @ left[j][0] for j, B in enumerate(row)] for i, row in enumerate(factors.B)],
        factors.G,
        factors.root,
    )
    kept = [
        np.repeat([len(P), *outer[::-1]], np.diff([0, *inner, len(Q)]))
        for (Q, inner), (P, outer) in zip(left, right, strict=True)
    ]
    return rotated, kept


def _basis(*ranges: Array) -> tuple[Array, list[int]]:
    """An orthonormal basis that starts with the range of the first matrix, goes on with what the next adds, and so on;
    and how many vectors span each.
    """
    Q, ranks = np.eye(len(ranges[0])), [0]
    for columns in ranges:
        rest = Q[:, ranks[-1] :]
        U, singular_values, _ = np.linalg.svd(rest.T @ columns)
        Q[:, ranks[-1] :] = rest @ U
        tol = max(columns.shape) * np.finfo(float).eps * np.linalg.norm(columns)
        ranks.append(ranks[-1] + int((singular_values > tol).sum()))
    return Q, ranks[1:]


def _without_residual(factors: _Factors, data: Dataset) -> Array | None:
    """The eigenvalues that may differ from zero when G vanishes to rounding; None when it does not, or when that
    saves nothing.
    """
    size, n_parameters = factors.G.size, sum(A.shape[1] * len(C) for A, C in zip(factors.A, factors.C, strict=True))
    if size >= n_parameters or np.linalg.norm(factors.G) > np.sqrt(NEGLIGIBLE) * np.linalg.norm(data.Syx):
        return None
    CK = [C @ factors.root for C in factors.C]
    eigenvalues = np.linalg.eigvalsh(sum(np.kron(A @ A.T, D.T @ D) for A, D in zip(factors.A, CK, strict=True)))
    A, C = np.hstack(factors.A), np.vstack(factors.C)
    between = np.sqrt(sum(np.vdot(B, B) for row in factors.B for B in row))
    # What is left out has at most this norm: each of its two terms is a product, entry by entry, of P and B.
    left_out = 2 * np.linalg.norm(A.T @ factors.G @ C.T) * between
    return eigenvalues if left_out <= NEGLIGIBLE * eigenvalues[-1] else None
