"""A network drawn as a graph: its outputs as sums over the paths from the inputs.

A path takes one unit of every layer, from an input to an output. It is worth the product of the weights that it runs
along, times the input that it starts from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from typing import Any

import numpy as np

from lossland_edu.networks import Array, as_real, as_weights, as_widths

# More paths than these are refused: 80 MB of terms, which the product of the matrices adds up without listing them.
MOST_PATHS = 10**7


def count_paths(widths: Iterable[int]) -> int:
    """d_0 · d_1 ⋯ d_n: one unit of every layer makes a path; exact for any widths.

    To one output there are d_0 ⋯ d_{n-1} paths, from one input to one output d_1 ⋯ d_{n-1}.

    Raises:
        ValueError: if there are fewer than two widths, or one is not a whole number of at least 1.

    >>> count_paths((2, 3, 3, 1))
    18
    """
    return prod(as_widths(widths))


def path_outputs(weights: Sequence[Any], x: Any) -> Array:
    """x_{i_0} · W_1[i_1, i_0] · W_2[i_2, i_1] ⋯ W_n[i_n, i_{n-1}] for every path (i_0, i_1, …, i_n).

    Args:
        weights: (W_1, …, W_n), W_k of shape (d_k, d_{k-1}).
        x: one example, shape (d_0,).

    Returns:
        One term a path, shape (d_0 ⋯ d_n,), the last unit changing fastest. After `.reshape(widths)` the path is the
        index; the terms of output j, `.reshape(-1, d_n)[:, j]`, add up to (W_n ⋯ W_1 x)_j.

    Raises:
        ValueError: if the weights do not chain, x is not a finite vector of d_0 numbers, there are more than
            `MOST_PATHS` paths, or a term overflows.

    >>> path_outputs((np.array([[1, 2], [3, 4]]), np.array([[10, 100]])), [1, 1])
    array([ 10., 300.,  20., 400.])
    """
    weights, x = as_weights(weights), as_real("x", x)
    widths = (weights[0].shape[1], *(len(W) for W in weights))
    if x.shape != widths[:1]:
        raise ValueError(
            f"x has shape {x.shape}, expected ({widths[0]},), one number an input; pass one example, "
            f"for example a column X[:, 0]"
        )
    if count_paths(widths) > MOST_PATHS:
        raise ValueError(
            f"the widths {widths} have {count_paths(widths)} paths, expected at most {MOST_PATHS} to list them; use "
            f"product(weights) @ x, which adds them up without a list"
        )
    terms = x
    with np.errstate(over="ignore", invalid="ignore"):  # reported below, in words
        for W in weights:
            terms = terms[..., None] * W.T
    if not np.isfinite(terms).all():
        largest = max(float(np.abs(array).max()) for array in (*weights, x))
        raise ValueError(
            f"a product along a path overflows (entries up to {largest:.3g}), expected finite terms; scale them down"
        )
    return terms.ravel()
