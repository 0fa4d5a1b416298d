"""The staircase of training from small weights: where the loss should rest, and where it does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from lossland_edu.checks import as_number, require
from lossland_edu.data import Dataset
from lossland_edu.losses import global_minimum
from lossland_edu.networks import Array, as_real, as_widths

# A plateau: recorded steps at which the loss changes, per e-fold of the step, by at most this share of its whole range.
SLOW = 0.1


class Plateau(NamedTuple):
    """Where a run rests: the first and the last recorded step of it, and the loss at its slowest step."""

    first: int
    last: int
    loss: float


def predicted_plateaus(widths: Iterable[int], data: Dataset) -> Array:
    """½(S_yy − Σ_{i≤r} λ_i) for r = 0, 1, …, the smallest width: the staircase of training from small weights.

    Raises:
        ValueError: if the widths do not fit the data, or XXᵀ is singular.

    >>> predicted_plateaus((2, 2, 2), Dataset(X=np.eye(2), Y=[[2, 0], [0, 1]]))
    array([2.5, 0.5, 0. ])
    """
    widths = as_widths(widths)
    global_minimum(widths, data)  # for its checks
    ranks = range(min(widths) + 1)
    return data.least_squares[1] + 0.5 * np.array([data.sigma_eigenvalues[r:].sum() for r in ranks])


def measured_plateaus(steps: Any, losses: Any, *, slow: float = SLOW) -> list[Plateau]:
    """Stretches of recorded steps at which |dL/d log(step)| ≤ slow · (highest − lowest loss), in order.

    Raises:
        ValueError: if steps and losses are not two vectors of one length, at least 3, steps do not ascend, or
            `slow` is not positive.

    >>> measured_plateaus([1, 10, 100, 1000], [2, 2, 0, 0])
    [Plateau(first=1, last=1, loss=2.0), Plateau(first=1000, last=1000, loss=0.0)]
    """
    steps, losses = as_real("steps", steps), as_real("losses", losses)
    fits = steps.shape == losses.shape and steps.ndim == 1 and len(steps) >= 3
    require(fits, "losses", losses.shape, "as many losses as steps, at least 3 of one run", "run.steps, run.losses")
    slow = as_number("slow", slow, lambda x: 0 < x < np.inf, "a finite number above 0", "0.1")
    at = np.maximum(steps, 0.5)  # the start has a place on a logarithmic scale too
    require((np.diff(at) > 0).all(), "steps", steps, "ascending whole numbers", "run.steps")
    speed = np.abs(np.gradient(losses, np.log(at)))
    rounding = 4 * np.finfo(float).eps * np.abs(losses).max() / np.diff(np.log(at)).min()
    rests = speed <= slow * (losses.max() - losses.min()) + rounding
    edges = np.flatnonzero(np.diff(np.concatenate([[0], rests, [0]])))
    found = [(a, b - 1, a + int(np.argmin(speed[a:b]))) for a, b in edges.reshape(-1, 2)]
    return [Plateau(int(steps[a]), int(steps[b]), float(losses[at])) for a, b, at in found]
