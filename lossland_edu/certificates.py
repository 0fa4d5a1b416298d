"""Proofs about critical points in exact rational arithmetic: gradient, inertia of the Hessian, kind, a line downhill.

Weights W_k = M_k / q_k with whole M_k and rational data are brought to whole numbers: with q = Π q_k the loss is a
positive multiple of ½‖M_n ⋯ M_1 X' − Y'‖², whose gradient vanishes at the same points and whose Hessian has the same
inertia, because rescaling the unknowns is a congruence. No rounding takes part, so what a certificate says is proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from lossland_edu import exact
from lossland_edu.checks import as_list
from lossland_edu.critical_points import GLOBAL, NON_STRICT, NOT_CRITICAL, STRICT, UNDECIDED
from lossland_edu.networks import Array

# A float eigenvector rounded to whole multiples of 1/this still has negative curvature, unless the eigenvalue is tiny;
# then it is taken more and more finely.
GRIDS = (1, 10, 10**3, 10**6, 10**9, 10**12)
CONCLUSIONS = {
    STRICT: "So this is a saddle, and its Hessian shows it.",
    NON_STRICT: "So this is a saddle, and its Hessian has no negative eigenvalue.",
    GLOBAL: "So this is a global minimum.",
    UNDECIDED: "XXᵀ is singular, so that the theorem that would decide does not apply.",
}


@dataclass(frozen=True, eq=False)
class Certificate:
    """What is proved about a point: its gradient, the inertia (negative, zero, positive) of its Hessian, its kind.

    A saddle comes with a line: the loss at W + tV is `polynomial`, coefficients from t⁰ up, which falls first at order
    `order`. All entries are int or Fraction. Printing gives the proof, `check` goes through it again.
    """

    weights: tuple[Array, ...] = field(repr=False)
    X: Array = field(repr=False)
    Y: Array = field(repr=False)
    gradient_is_zero: bool
    inertia: tuple[int, int, int]
    rank: int
    fits_best: bool  # no linear map at all has a smaller loss
    kind: str
    direction: tuple[Array, ...] | None = field(repr=False)
    polynomial: tuple[Fraction, ...] | None = field(repr=False)

    @property
    def order(self) -> int | None:
        """The order at which the loss first changes along the line."""
        return next(k for k, c in enumerate(self.polynomial) if k and c) if self.polynomial else None

    @property
    def loss(self) -> Fraction:
        """½‖W_n ⋯ W_1 X − Y‖²_F."""
        return exact.line(self.weights, [0 * W for W in self.weights], self.X, self.Y)[0]

    def check(self) -> bool:
        """Whether every statement follows from the weights, the data and the line alone, worked out again.

        The polynomial is compared with exact losses at 2n + 1 points, which determine it.
        """
        found = _facts(self.weights, self.X, self.Y)
        stated = (self.gradient_is_zero, self.inertia, self.rank, self.fits_best, self.kind)
        if found != stated:
            return False
        if self.direction is None or self.polynomial is None:
            return self.kind != STRICT and self.direction is self.polynomial is None
        steps = range(len(self.polynomial))
        losses = [self._loss_at(t) == sum(c * t**k for k, c in enumerate(self.polynomial)) for t in steps]
        falls = self.order is not None and self.polynomial[self.order] < 0
        return all(losses) and falls and (self.order == 2) == (self.kind == STRICT)

    def _loss_at(self, t: int) -> Fraction:
        moved = [W + t * V for W, V in zip(self.weights, self.direction or (), strict=True)]
        residual = exact.below(moved)[-1] @ self.X - self.Y
        return Fraction((residual * residual).sum()) / 2

    def __str__(self) -> str:
        return "\n".join(_proof(self))


def certify(weights: Sequence[Any], X: Any, Y: Any) -> Certificate:
    """A proof of the kind of a point, in exact arithmetic.

    Args:
        weights: (W_1, …, W_n), matrices of int or Fraction (or floats that are whole numbers).
        X: inputs, shape (d_x, m), likewise.
        Y: outputs, shape (d_y, m), likewise.

    Returns:
        A certificate with .kind ("not critical", "global minimum", "strict saddle", "non-strict saddle", or
        "undecided" where XXᵀ is singular and neither inertia nor fit decides), .inertia, .gradient_is_zero, and for a
        saddle the line .direction with its exact .polynomial.

    Raises:
        ValueError: if an entry is not int or Fraction, or the shapes do not fit.

    >>> print(certify(([[0]], [[0]], [[0]]), X=[[1]], Y=[[1]]))
    Certificate: non-strict saddle, widths (1, 1, 1, 1), loss 1/2
    1. Every entry of the gradient is 0: the point is critical.
    2. LDLᵀ of the Hessian: 0 eigenvalues are negative, 3 zero, 0 positive.
    3. R has rank 0, the widths allow 1, and R is not a best fit: the loss is not the least possible.
    4. On a line through the point L = 1/2 - t^3 + 1/2 t^6: the loss falls at order 3.
    So this is a saddle, and its Hessian has no negative eigenvalue.
    """
    matrices = as_list("weights", weights, "pass a tuple (W_1, …, W_n)")
    W = tuple(exact.as_exact(f"W_{k}", value) for k, value in enumerate(matrices, start=1))
    X, Y = exact.as_exact("X", X), exact.as_exact("Y", Y)
    _check_shapes(W, X, Y)
    facts = _facts(W, X, Y)
    kind = facts[-1]
    direction = polynomial = None
    if kind == STRICT:
        direction, polynomial = _curved_line(W, X, Y)
    elif kind == NON_STRICT:
        direction, polynomial = _higher_line(W, X, Y)
    return Certificate(W, X, Y, *facts, direction, polynomial)


def _check_shapes(weights: Sequence[Array], X: Array, Y: Array) -> None:
    if not weights:
        raise ValueError("weights is empty, expected at least one matrix; pass a tuple (W_1, …, W_n)")
    if X.shape[1] != Y.shape[1]:
        raise ValueError(f"X has {X.shape[1]} columns but Y has {Y.shape[1]}; pass one example a column in both")
    if any(W.shape[1] != len(below) for below, W in pairwise([X, *weights])):
        raise ValueError(
            f"weights of shapes {[W.shape for W in weights]} do not chain with X of shape {X.shape}, expected as many "
            f"columns in each as rows in the one before; pass them input side first, one example a column in X"
        )
    if len(weights[-1]) != len(Y):
        raise ValueError(
            f"the network has {len(weights[-1])} outputs but Y has {len(Y)} rows; the last width (rows of W_n) is the "
            f"number of rows of Y"
        )


def _facts(weights: Sequence[Array], X: Array, Y: Array) -> tuple[bool, tuple[int, int, int], int, bool, str]:
    """(gradient is zero, inertia, rank, fits best, kind)."""
    M, X, Y = exact.whole(weights, X, Y)
    A, C = exact.above(M), exact.below(M)
    G = (C[-1] @ X - Y) @ X.T
    critical = not any((A[k + 1].T @ G @ C[k].T).any() for k in range(len(M)))
    signs = exact.inertia(exact.hessian(M, X, Y))
    rank, best = exact.rank(C[-1]), not G.any()
    r_max = min(M[0].shape[1], *(len(W) for W in M))
    return critical, signs, rank, best, _kind(critical, signs[0], rank == r_max, best, exact.rank(X) == len(X))


def _kind(critical: bool, n_negative: int, full: bool, best: bool, invertible: bool) -> str:
    """The kind, by the theorem that a critical point of full rank without negative eigenvalue is global."""
    if not critical:
        return NOT_CRITICAL
    if best:
        return GLOBAL
    if n_negative:
        return STRICT
    if not invertible:
        return UNDECIDED
    return GLOBAL if full else NON_STRICT


def _curved_line(weights: Sequence[Array], X: Array, Y: Array) -> tuple[tuple[Array, ...], tuple[Fraction, ...]]:
    """A line of negative curvature, by rounding the eigenvector of floats to small whole numbers, and its proof."""
    v = np.linalg.eigh(exact.hessian(weights, X, Y).astype(float))[1][:, 0]
    ends = np.cumsum([W.size for W in weights])[:-1]
    for grid in GRIDS:
        entries = np.array([round(entry * grid / np.abs(v).max()) for entry in v.tolist()], object)
        direction = tuple(part.reshape(W.shape) for part, W in zip(np.split(entries, ends), weights, strict=True))
        polynomial = exact.line(weights, direction, X, Y)
        if polynomial[2] < 0:
            return direction, polynomial
    raise ArithmeticError("the negative eigenvalues are too small to find a direction in float64; rescale the weights")


def _higher_line(weights: Sequence[Array], X: Array, Y: Array) -> tuple[Any, Any]:
    """The line of `lossland_edu.critical_points.escape_line`, in whole numbers; (None, None) if there is none.

    Rᵀ A_k sees what is learnt in the outputs of layer k, and C_k XXᵀ Rᵀ is where it arrives there: the moves keep to
    the null space of the first and ignore the second, so that the products between them are those of the chain.
    """
    n, A, C = len(weights), exact.above(weights), exact.below(weights)
    R, S = C[-1], X @ X.T
    starts = [exact.null_space(R.T @ P) for P in A]
    stops = [exact.null_space(R @ S @ P.T).T for P in C]
    back = S @ R.T - X @ Y.T
    for order in range(3, n + 1):
        for cuts in combinations(range(1, n + 1), order):
            between = [(a, b, _between(weights, a, b)) for a, b in pairwise(cuts)]
            around = (cuts[-1], cuts[0], C[cuts[0] - 1] @ back @ A[cuts[-1]])
            spans = [(a, b, stops[b - 1] @ product @ starts[a]) for a, b, product in [*between, around]]
            if all(product.any() for *_, product in spans):
                found = _joined(spans, starts, stops, weights, X, Y)
                if found:
                    return found
    return None, None


def _between(weights: Sequence[Array], a: int, b: int) -> Array:
    """W_{b-1} ⋯ W_{a+1}."""
    product = exact.identity(len(weights[a - 1]))
    for W in weights[a : b - 1]:
        product = W @ product
    return product


def _joined(spans, starts: list[Array], stops: list[Array], weights: Sequence[Array], X: Array, Y: Array) -> Any:
    """Rank-one moves that join the products `spans` to a circle, with the polynomial; None if the loss rises first."""
    columns, rows = {}, {}
    for a, b, product in spans:
        i, j = np.argwhere(product)[0]
        columns[a], rows[b] = starts[a][:, j], stops[b - 1][i]
    moves = [np.outer(columns[k], rows[k]) if k in rows else 0 * W for k, W in enumerate(weights, start=1)]
    order, first = len(spans), spans[0][0] - 1
    polynomial = exact.line(weights, moves, X, Y)
    if polynomial[order] > 0:
        moves[first] = -moves[first]
        polynomial = exact.line(weights, moves, X, Y)
    return (tuple(moves), polynomial) if not any(polynomial[1:order]) and polynomial[order] < 0 else None


def _proof(certificate: Certificate) -> list[str]:
    """The lines of the proof."""
    shapes = [W.shape for W in certificate.weights]
    widths = (shapes[0][1], *(rows for rows, _ in shapes))
    negative, zero, positive = certificate.inertia
    lines = [f"Certificate: {certificate.kind}, widths {widths}, loss {certificate.loss}"]
    if not certificate.gradient_is_zero:
        return [*lines, "1. Some entry of the gradient is not 0: the point is not critical."]
    lines.append("1. Every entry of the gradient is 0: the point is critical.")
    lines.append(f"2. LDLᵀ of the Hessian: {negative} eigenvalues are negative, {zero} zero, {positive} positive.")
    fit = "R is a best fit" if certificate.fits_best else "R is not a best fit"
    lines.append(
        f"3. R has rank {certificate.rank}, the widths allow {min(widths)}, and {fit}{_consequence(certificate)}."
    )
    if certificate.polynomial:
        shown = _written(certificate.polynomial)
        lines.append(f"4. On a line through the point L = {shown}: the loss falls at order {certificate.order}.")
    return [*lines, CONCLUSIONS[certificate.kind]]


def _consequence(certificate: Certificate) -> str:
    if certificate.fits_best:
        return ": no linear map has a smaller loss"
    if certificate.kind == GLOBAL:
        return ", which without negative eigenvalues proves the loss least (Achour et al. 2024)"
    return "" if certificate.kind != NON_STRICT else ": the loss is not the least possible"


def _written(polynomial: Sequence[Fraction]) -> str:
    """A polynomial in t, lowest power first."""
    terms = []
    for k, c in enumerate(polynomial):
        if c:
            power = "" if k == 0 else "t" if k == 1 else f"t^{k}"
            size = f"{abs(c)} {power}".strip() if abs(c) != 1 or not power else power
            terms.append(f"{'-' if c < 0 else '+'} {size}")
    return " ".join(terms).removeprefix("+ ") or "0"
