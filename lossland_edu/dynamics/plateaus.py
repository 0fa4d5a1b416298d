"""The staircase of training from small weights: where the loss should rest, and where it does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from lossland_edu.data import Dataset
from lossland_edu.dynamics.checks import require
from lossland_edu.losses import global_minimum
from lossland_edu.networks import Array, as_real, as_widths

# A plateau: recorded steps at which the loss falls, per e-fold of the step, by less than this share of its whole fall.
SLOW = 0.1


class Plateau(NamedTuple):
    """Where a run rests: the first and the last recorded step of it, and the loss at its slowest step."""

    first: int
    last: int
    loss: float


def predicted_plateaus(widths: Iterable[int], data: Dataset) -> Array:
    """½(S_yy − Σ_{i≤r} λ_i) for r = 0, 1, …, the smallest width: the staircase of training from small weights.

    >>> predicted_plateaus((2, 2, 2), Dataset(X=np.eye(2), Y=[[2, 0], [0, 1]]))
    array([2.5, 0.5, 0. ])
    """
    widths = as_widths(widths)
    global_minimum(widths, data)  # for its checks
    ranks = range(min(widths) + 1)
    return data.least_squares[1] + 0.5 * np.array([data.sigma_eigenvalues[r:].sum() for r in ranks])


def measured_plateaus(steps: Any, losses: Any, *, slow: float = SLOW) -> list[Plateau]:
    """Stretches of recorded steps at which −dL/d log(step) < slow · (highest − lowest loss), in order.

    Raises:
        ValueError: if steps and losses are not two vectors of one length, at least 3, or `slow` is not positive.

    >>> measured_plateaus([1, 10, 100, 1000], [2, 2, 0, 0])
    [Plateau(first=1, last=1, loss=2.0), Plateau(first=1000, last=1000, loss=0.0)]
    """
    steps, losses = as_real("steps", steps), as_real("losses", losses)
    fits = steps.shape == losses.shape and steps.ndim == 1 and len(steps) >= 3
    require(fits, "losses", losses.shape, "as many losses as steps, at least 3 of one run", "run.steps, run.losses")
    require(slow > 0, "slow", slow, "a number above 0", "0.1")
    fall = -np.gradient(losses, np.log(np.maximum(steps, 0.5)))
    rests = fall < slow * (losses.max() - losses.min())
    edges = np.flatnonzero(np.diff(np.concatenate([[0], rests, [0]])))
    found = [(a, b - 1, a + int(np.argmin(fall[a:b]))) for a, b in edges.reshape(-1, 2)]
    return [Plateau(int(steps[a]), int(steps[b]), float(losses[at])) for a, b, at in found]
