"""Linear algebra and the loss of deep linear networks in exact rational arithmetic.

Matrices are NumPy arrays of objects, int or Fraction. No rounding takes part.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np

from lossland_edu.networks import Array


def as_exact(name: str, value: Any) -> Array:
    """A matrix of int and Fraction, as an array of objects; raises a ValueError that names an entry that is neither."""
    try:
        array = np.array(value, dtype=object)
    except (ValueError, TypeError, RuntimeError) as error:
        raise ValueError(f"{name} is not an array ({error}); pass numbers, in rows of equal length") from None
    if hasattr(value, "mask") and np.ma.is_masked(value):
        raise ValueError(f"{name} has masked entries, expected numbers; fill them in or leave those examples out")
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"{name} has shape {array.shape}, expected a matrix; pass rows of equal length")
    for where, entry in np.ndenumerate(array):
        if (isinstance(entry, float | np.floating) and float(entry).is_integer()) or isinstance(
            entry, int | np.integer
        ):
            array[where] = int(entry)
        elif not isinstance(entry, Fraction):
            raise ValueError(
                f"{name} holds {entry!r} at {where}, expected int or Fraction; write it as a ratio of whole numbers, "
                f"for example Fraction(1, 3), or Fraction(x).limitdenominator(1000) for a rounded float x"
            )
    return array


def identity(size: int) -> Array:
    """The identity matrix, with entries int."""
    return np.eye(size, dtype=int).astype(object)


def below(weights: Sequence[Array]) -> list[Array]:
    """[C_0, …, C_n] with C_k = W_k ⋯ W_1."""
    products = [identity(weights[0].shape[1])]
    for W in weights:
        products.append(W @ products[-1])
    return products


def above(weights: Sequence[Array]) -> list[Array]:
    """[A_0, …, A_n] with A_k = W_n ⋯ W_{k+1}."""
    return [C.T for C in below([W.T for W in reversed(weights)])][::-1]


def whole(weights: Sequence[Array], X: Array, Y: Array) -> tuple[list[Array], Array, Array]:
    """Matrices of whole numbers with a loss that is a positive multiple of the given one, in rescaled unknowns."""
    scales = [denominator(W) for W in weights]
    x, y, q = denominator(X), denominator(Y), 1
    for scale in scales:
        q *= scale
    ints = [_to_int(W * scale) for W, scale in zip(weights, scales, strict=True)]
    return ints, _to_int(X * (x * y)), _to_int(Y * (q * x * y))


def denominator(matrix: Array) -> int:
    return lcm(*(Fraction(entry).denominator for entry in matrix.flat))


def _to_int(matrix: Array) -> Array:
    return np.array([[int(entry) for entry in row] for row in matrix], dtype=object)


def line(weights: Sequence[Array], direction: Sequence[Array], X: Array, Y: Array) -> tuple[Fraction, ...]:
    """The coefficients of L(W + tV), from t⁰ to t²ⁿ."""
    powers = [X]
    for W, V in zip(weights, direction, strict=True):
        stay, rise = [W @ P for P in powers], [V @ P for P in powers]
        powers = [stay[0], *(a + b for a, b in zip(stay[1:], rise[:-1], strict=True)), rise[-1]]
    powers[0] = powers[0] - Y
    coefficients = [Fraction(0)] * (2 * len(powers) - 1)
    for i, P in enumerate(powers):
        for j, Q in enumerate(powers):
            coefficients[i + j] += Fraction((P * Q).sum()) / 2
    return tuple(coefficients)


def hessian(weights: Sequence[Array], X: Array, Y: Array) -> Array:
    """∇²L in exact arithmetic, shape (N, N): the blocks of `lossland_edu.hessians`, one by one."""
    A, C, S = above(weights), below(weights), X @ X.T
    G, n = C[-1] @ S - Y @ X.T, len(weights)
    rows = [[np.zeros((0, 0), object)] * n for _ in range(n)]
    for j in range(n):
        B = identity(len(weights[j]))  # W_{i-1} ⋯ W_{j+1}
        for i in range(j, n):
            block = np.multiply.outer(A[i + 1].T @ A[j + 1], C[i] @ S @ C[j].T).transpose(0, 2, 1, 3)
            if i > j:
                block = block + np.multiply.outer(A[i + 1].T @ G @ C[j].T, B).transpose(0, 2, 3, 1)
                B = weights[i] @ B
            rows[i][j] = block.reshape(weights[i].size, weights[j].size)
            rows[j][i] = rows[i][j].T
    return np.block(rows)


def inertia(matrix: Array) -> tuple[int, int, int]:
    """(negative, zero, positive) eigenvalues of a symmetric matrix of whole numbers, by fraction-free LDLᵀ.

    Bareiss's elimination with symmetric pivoting: every number is a minor of the matrix, and the sign of each new pivot
    over the one before is that of an entry of D. Where the diagonal is zero, adding one row and column to another, a
    congruence, makes it non-zero.

    >>> inertia(np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=object))
    (1, 1, 1)
    """
    content = gcd(*(int(entry) for entry in matrix.flat)) or 1
    rows = [[int(entry) // content for entry in matrix[i, i:]] for i in range(len(matrix))]  # from the diagonal on
    previous, counts = 1, {True: 0, False: 0}
    while rows:
        pivot = _pivot(rows)
        if pivot is None:
            break
        column = [row[pivot - i] for i, row in enumerate(rows[:pivot])] + rows[pivot]
        p = column[pivot]
        counts[(p > 0) == (previous > 0)] += 1
        rows = [
            [
                (p * x - c * d) // previous
                for x, d, j in zip(row, column[i:], range(i, len(rows)), strict=True)
                if j != pivot
            ]
            for i, (row, c) in enumerate(zip(rows, column, strict=True))
            if i != pivot
        ]
        previous = p
    return counts[False], len(rows), counts[True]


def _pivot(rows: list[list[int]]) -> int | None:
    """The smallest non-zero diagonal entry, made by a congruence if there is none; None if the matrix is zero."""
    diagonal = [(abs(row[0]), i) for i, row in enumerate(rows) if row[0]]
    if diagonal:
        return min(diagonal)[1]
    for i, row in enumerate(rows):
        for offset, entry in enumerate(row):
            if entry:
                _add(rows, i, i + offset)
                return i
    return None


def _add(rows: list[list[int]], i: int, j: int) -> None:
    """Add row and column j to row and column i, where both diagonal entries are zero."""
    full = [row[j - k] for k, row in enumerate(rows[:j])] + rows[j]
    for k, entry in enumerate(full):
        if k < i:
            rows[k][i - k] += entry
        elif k > i:
            rows[i][k - i] += entry
    rows[i][0] = 2 * full[i]


def reduced(matrix: Array) -> tuple[Array, list[int]]:
    """The reduced row echelon form and its pivot columns."""
    rows, pivots = np.array(matrix, object) * Fraction(1), []
    for column in range(rows.shape[1]):
        candidates = [i for i in range(len(pivots), len(rows)) if rows[i, column]]
        if candidates:
            top = len(pivots)
            rows[[top, candidates[0]]] = rows[[candidates[0], top]]
            rows[top] = rows[top] / rows[top, column]
            for i in range(len(rows)):
                if i != top and rows[i, column]:
                    rows[i] = rows[i] - rows[i, column] * rows[top]
            pivots.append(column)
    return rows, pivots


def rank(matrix: Array) -> int:
    """The rank of an exact matrix."""
    return len(reduced(matrix)[1])


def null_space(matrix: Array) -> Array:
    """A basis of the null space, as columns of whole numbers."""
    rows, pivots = reduced(matrix)
    free = [j for j in range(rows.shape[1]) if j not in pivots]
    basis = np.zeros((rows.shape[1], len(free)), object)
    for k, j in enumerate(free):
        basis[j, k] = 1
        basis[pivots, k] = -rows[: len(pivots), j]
        basis[:, k] *= denominator(basis[:, k])
    return _to_int(basis)
