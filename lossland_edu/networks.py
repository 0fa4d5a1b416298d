"""Deep linear networks as tuples of matrices.

A network with H hidden layers is the tuple (W_1, …, W_n) of its n = H + 1 weight matrices, input side first.
W_k has shape (d_k, d_{k-1}); the widths (d_0, …, d_n) start with the inputs and end with the outputs.
The flat parameter vector θ is the row-major ravel of W_1, then W_2, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from math import isfinite
from typing import Any

import numpy as np

from lossland_edu.checks import as_list, as_number, require_generator

Array = np.ndarray
Weights = tuple[Array, ...]


def as_matrix(name: str, value: Any, fix: str = "") -> Array:
    """A finite real float64 matrix from anything array-like; an error on its dimensions ends with the fix.

    Raises:
        ValueError: if `value` is not real, finite, two-dimensional and non-empty. The message names the argument.
    """
    array = as_real(name, value)
    if array.ndim != 2:
        raise ValueError(
            f"{name} has shape {array.shape}, expected a matrix (two dimensions); "
            + (fix or f"reshape it, for example {name}.reshape(1, -1) for a single row")
        )
    return array


def as_real(name: str, value: Any) -> Array:
    """A finite, non-empty float64 array from anything array-like; raises a ValueError that names the argument."""
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, RuntimeError) as error:
        raise ValueError(f"{name} is not an array ({error}); pass numbers, in rows of equal length") from None
    if array.dtype.kind not in "iufb":
        raise ValueError(
            f"{name} has dtype {array.dtype}, expected real numbers; convert it, for example {name}.real for a "
            f"complex array or np.array({name}, dtype=float) for an array of objects"
        )
    if hasattr(value, "mask") and np.ma.is_masked(value):
        raise ValueError(f"{name} has masked entries, expected numbers; fill them in or leave those examples out")
    if array.size == 0:
        raise ValueError(f"{name} is empty, its shape is {array.shape}; every dimension must be at least 1")
    array = array.astype(np.float64, copy=False)
    # One pass without a temporary: a finite ‖array‖² proves every entry finite; only an overflow or a bad entry needs
    # the second look.
    if not isfinite(np.vdot(array, array)) and not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(
            f"{name} holds {array[where]} at index {where}, expected finite numbers; "
            f"remove or replace NaN and infinite entries"
        )
    return array


def as_weights(weights: Iterable[Any]) -> Weights:
    """The weights as a tuple of finite float64 matrices that chain.

    Raises:
        ValueError: if there is no matrix, one is not a finite real matrix, or two neighbours do not chain.
    """
    fix = "pass a tuple of matrices (W_1, …, W_n), for a single layer (W_1,)"
    matrices = tuple(
        as_matrix(f"W_{k}", W, fix)
        for k, W in enumerate(as_list("weights", weights, "pass a tuple (W_1, …, W_n)"), start=1)
    )
    if not matrices:
        raise ValueError("weights is empty, expected at least one matrix; pass a tuple (W_1, …, W_n)")
    for k, (inner, outer) in enumerate(pairwise(matrices), start=1):
        if outer.shape[1] != inner.shape[0]:
            raise ValueError(
                f"W_{k + 1} has {outer.shape[1]} columns but W_{k} has {inner.shape[0]} rows; "
                f"pass the matrices input side first, (W_1, …, W_n)"
            )
    return matrices


def as_widths(widths: Iterable[int]) -> tuple[int, ...]:
    """The widths (d_0, …, d_n) as a tuple of positive integers, at least two of them.

    Raises:
        ValueError: if there are fewer than two widths, or one is not a whole number of at least 1.
    """
    given = as_list("widths", widths, "pass a tuple (d_0, …, d_n), for example (2, 3, 1)")
    if len(given) < 2:
        raise ValueError(f"widths is {tuple(given)}, expected at least inputs and outputs; pass for example (2, 3, 1)")
    for k, width in enumerate(given):
        if isinstance(width, bool | np.bool_) or not isinstance(width, int | np.integer) or width < 1:
            raise ValueError(
                f"widths[{k}] is {width!r}, expected a whole number of at least 1; pass for example (2, 3, 1)"
            )
    return tuple(int(width) for width in given)


def widths_of(weights: Sequence[Any]) -> tuple[int, ...]:
    """(d_0, …, d_n), the number of units from the inputs to the outputs.

    Raises:
        ValueError: if the weights are not finite real matrices that chain.

    >>> widths_of((np.zeros((3, 2)), np.zeros((1, 3))))
    (2, 3, 1)
    """
    matrices = as_weights(weights)
    return (matrices[0].shape[1], *(W.shape[0] for W in matrices))


def count_parameters(widths: Iterable[int]) -> int:
    """N = Σ_k d_k d_{k-1}, the number of parameters.

    Raises:
        ValueError: if there are fewer than two widths, or one is not a whole number of at least 1.

    >>> count_parameters((2, 30, 30, 1))
    990
    """
    return sum(inner * outer for inner, outer in pairwise(as_widths(widths)))


def flatten(weights: Sequence[Any]) -> Array:
    """θ = (row-major ravel of W_1, then of W_2, …), shape (N,).

    Raises:
        ValueError: if the weights are not finite real matrices that chain.

    >>> flatten((np.array([[1, 2], [3, 4]]), np.array([[5, 6]])))
    array([1., 2., 3., 4., 5., 6.])
    """
    return np.concatenate([W.ravel() for W in as_weights(weights)])


def unflatten(theta: Any, widths: Iterable[int]) -> Weights:
    """The matrices (W_1, …, W_n) whose `flatten` is θ; each is a copy.

    Args:
        theta: flat parameters, shape (N,).
        widths: (d_0, …, d_n).

    Raises:
        ValueError: if θ is not a finite real vector of length N = Σ_k d_k d_{k-1}.

    >>> unflatten([1, 2, 3, 4, 5, 6], (2, 2, 1))[1]
    array([[5., 6.]])
    """
    return _unflatten("theta", theta, as_widths(widths))


def _unflatten(name: str, theta: Any, widths: tuple[int, ...]) -> Weights:
    theta = as_real(name, theta)
    shapes = [(outer, inner) for inner, outer in pairwise(widths)]
    ends = list(accumulate(outer * inner for outer, inner in shapes))
    if theta.shape != (ends[-1],):
        raise ValueError(
            f"{name} has shape {theta.shape}, expected ({ends[-1]},) for the widths {widths}; "
            f"pass one number a parameter, or check the widths"
        )
    return tuple(theta[end - a * b : end].reshape(a, b).copy() for end, (a, b) in zip(ends, shapes, strict=True))


def as_direction(name: str, direction: Any, widths: tuple[int, ...]) -> Weights:
    """A direction in parameter space as matrices; given flat, shape (N,), or as matrices of the weights' shapes."""
    flat = isinstance(direction, np.ndarray) and direction.ndim == 1
    entries = direction if flat else as_list(name, direction, "pass a tuple of matrices, or a flat vector")
    if flat or not entries or as_real(f"{name}[0]", entries[0]).ndim == 0:
        return _unflatten(name, entries, widths)
    matrices = tuple(as_matrix(f"{name}[{k}]", V) for k, V in enumerate(entries))
    expected = [(outer, inner) for inner, outer in pairwise(widths)]
    if [V.shape for V in matrices] != expected:
        raise ValueError(
            f"{name} has shapes {[V.shape for V in matrices]}, expected those of the weights, {expected}; "
            f"pass one matrix a layer, or a flat vector"
        )
    return matrices


def product(weights: Sequence[Any]) -> Array:
    """R = W_n ⋯ W_1, shape (d_y, d_x): the linear map that the network computes.

    Raises:
        ValueError: if the weights are not finite real matrices that chain, or their product overflows.

    >>> product((np.array([[1, 2]]), np.array([[3], [4]])))
    array([[3., 6.],
           [4., 8.]])
    """
    weights = as_weights(weights)
    with np.errstate(over="ignore", invalid="ignore"):  # reported below, in words
        R = products_below(weights)[-1]
    if not np.isfinite(R).all():
        largest = max(float(np.abs(W).max()) for W in weights)
        raise ValueError(
            f"the product of the weights overflows (entries up to {largest:.3g}), expected it to be finite; "
            f"scale them down"
        )
    return R


def products_below(weights: Weights) -> list[Array]:
    """[C_0, …, C_n] with C_k = W_k ⋯ W_1, shape (d_k, d_x), and C_0 the identity."""
    below = [np.eye(weights[0].shape[1])]
    for W in weights:
        below.append(W @ below[-1])
    return below


def products_above(weights: Weights) -> list[Array]:
    """[A_0, …, A_n] with A_k = W_n ⋯ W_{k+1}, shape (d_y, d_k), and A_n the identity."""
    above = [np.eye(weights[-1].shape[0])]
    for W in reversed(weights):
        above.append(above[-1] @ W)
    return above[::-1]


def zero_weights(widths: Iterable[int]) -> Weights:
    """All weights zero: a critical point at every depth from H = 1 on (Kawaguchi 2016).

    Raises:
        ValueError: if there are fewer than two widths, or one is not a whole number of at least 1.

    >>> zero_weights((2, 1, 1))
    (array([[0., 0.]]), array([[0.]]))
    """
    return tuple(np.zeros((outer, inner)) for inner, outer in pairwise(as_widths(widths)))


def gaussian_weights(widths: Iterable[int], *, rng: np.random.Generator, scale: float = 1.0) -> Weights:
    """Independent normal entries, W_k ~ N(0, scale² / d_{k-1}), so that layers keep the size of their input on
    average.

    Raises:
        ValueError: if the widths are malformed, the scale is negative or not finite, or `rng` is not a generator.

    >>> [W.shape for W in gaussian_weights((2, 3, 1), rng=np.random.default_rng(0))]
    [(3, 2), (1, 3)]
    """
    require_generator(rng)
    scale = as_number("scale", scale, lambda x: 0 <= x < np.inf, "a finite number of at least 0", "1.0")
    return tuple(
        rng.normal(0.0, scale / np.sqrt(inner), (outer, inner)) for inner, outer in pairwise(as_widths(widths))
    )
