"""Gradient descent and Adam in bulk: one start or many at once.

A step is a list of NumPy calls on buffers that are made once: with S_n = η(R S_xx − S_yx), S_k = W_{k+1}ᵀ S_{k+1} and
C_k = W_k ⋯ W_1, what is taken from W_k is S_k C_{k-1}ᵀ = η∇_k. Its cost does not depend on the number of examples. The
same calls serve one start (matrices) and many (stacks of matrices).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lossland_edu.checks import as_count, as_list, as_number, require, require_generator
from lossland_edu.data import Dataset
from lossland_edu.losses import fitting
from lossland_edu.networks import Array, Weights, as_real

# A start has diverged when its loss is not a number, or above this many times what it, or the zero network, began with.
# Steps that overshoot once and recover stay far below.
DIVERGED = 1e6
CHECK_EVERY = 100  # steps; when a check finds a divergence, the steps since the last one are repeated one by one
DECAY_MEAN, DECAY_SQUARE, SMALLEST_ROOT = 0.9, 0.999, 1e-8  # β₁, β₂ and ε of Kingma & Ba 2015

Call = tuple[Callable, Any, Any, Any]


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Runs of gradient descent: the loss at the recorded steps, the last weights, and who diverged.

    Attributes:
        steps: the recorded steps, shape (T,).
        losses: shape (T,) for one start, (B, T) for B of them; NaN from the step on at which a start diverged.
        weights: after the last step, W_k of shape (d_k, d_{k-1}), or (B, d_k, d_{k-1}); NaN where diverged.
        diverged_at: {start: the first step at which it had diverged}; empty if none did.
    """

    steps: Array
    losses: Array
    weights: Weights
    diverged_at: dict[int, int]

    def __str__(self) -> str:
        runs = 1 if self.losses.ndim == 1 else len(self.losses)
        words = f"{runs} run{'s' * (runs > 1)} of {self.steps[-1]:,} steps, "
        if not self.diverged_at:
            return words + "none diverged"
        return words + f"{len(self.diverged_at)} diverged, the first at step {min(self.diverged_at.values()):,}"


def gradient_descent(
    weights: Sequence[Any],
    data: Dataset,
    learning_rate: float,
    n_steps: int,
    *,
    at: Iterable[int] | None = None,
    momentum: float = 0.0,
    noise: float = 0.0,
    rng: np.random.Generator | None = None,
) -> Trajectory:
    """W ← W − ηV with V ← μV + ∇L(W) + τξ, for one start or many at once; plain for μ = τ = 0.

    Args:
        weights: one start (W_1, …, W_n); or a list of starts; or one array of shape (B, d_k, d_{k-1}) a layer.
        data: the examples.
        learning_rate: η.
        n_steps: how many steps to take.
        at: the steps at which the loss is recorded, 0 being the start; None records 201, evenly spaced, both ends
            included.
        momentum: μ, as in `torch.optim.SGD`.
        noise: τ; ξ is normal, anew for every entry and step.
        rng: the generator of ξ, needed with noise.

    Raises:
        ValueError: if the weights are malformed or do not fit the data, or a number is out of its range.

    >>> run = gradient_descent(([[1.0]],), Dataset(X=[[1.0]], Y=[[3.0]]), 0.5, 2, at=(0, 1, 2))
    >>> run.losses
    array([2.   , 0.5  , 0.125])
    """
    momentum = as_number("momentum", momentum, lambda x: 0 <= x < 1, "a number from 0 to below 1", "0.9")
    noise = as_number("noise", noise, lambda x: 0 <= x < np.inf, "a finite number of at least 0", "0.01")
    if noise:
        require_generator(rng, ", because there is noise")
    learning_rate = _rate(learning_rate)
    loop = _Loop(weights, data, learning_rate, rng if noise else None)
    loop.calls += _plain_calls(loop, momentum, learning_rate * noise)
    return loop.run(n_steps, at)


def adam(
    weights: Sequence[Any], data: Dataset, learning_rate: float, n_steps: int, *, at: Iterable[int] | None = None
) -> Trajectory:
    """W ← W − η m̂ / (√v̂ + 1e-8), with m̂ and v̂ the corrected running means of ∇L and of its squares, entry by entry.

    Arguments and result are those of `gradient_descent`; β₁ = 0.9, β₂ = 0.999 (Kingma & Ba 2015, Algorithm 1).

    Raises:
        ValueError: if the weights are malformed or do not fit the data, or a number is out of its range.

    >>> run = adam(([[1.0]],), Dataset(X=[[1.0]], Y=[[3.0]]), 0.5, 1)
    >>> run.weights[0].round(6)
    array([[1.5]])
    """
    learning_rate = _rate(learning_rate)
    loop = _Loop(weights, data, 1.0, None)
    g, scratch, m, v = loop.step, *(np.zeros_like(loop.step) for _ in range(3))
    powers, betas = np.ones(2), np.array([DECAY_MEAN, DECAY_SQUARE])
    left = np.empty(2)  # 1 − β₁ᵗ and 1 − β₂ᵗ, which correct the means for their start at zero
    for kept in (m, v, powers):
        loop.remembered(kept)
    loop.calls += [
        (np.multiply, powers, betas, powers), (np.subtract, 1.0, powers, left),
        (np.multiply, m, DECAY_MEAN, m), (np.multiply, g, 1 - DECAY_MEAN, scratch), (np.add, m, scratch, m),
        (np.multiply, v, DECAY_SQUARE, v), (np.multiply, g, g, g), (np.multiply, g, 1 - DECAY_SQUARE, g),
        (np.add, v, g, v), (np.divide, v, left[1:], g), (_root, g, None, g), (np.add, g, SMALLEST_ROOT, g),
        (np.divide, m, g, g), (np.divide, g, left[:1], g), (np.multiply, g, learning_rate, g),
        (np.subtract, loop.theta, g, loop.theta),
    ]  # fmt: skip
    return loop.run(n_steps, at)


def _rate(learning_rate: Any) -> float:
    return as_number("learning_rate", learning_rate, lambda x: 0 < x < np.inf, "a finite number above 0", "0.01")


def _plain_calls(loop: _Loop, momentum: float, noise: float) -> list[Call]:
    """V ← μV + η∇L + ητξ and θ ← θ − V, leaving out what is zero."""
    step, calls = loop.step, []
    if noise:
        xi = np.empty_like(step)
        calls += [(_draw, loop.rng, None, xi), (np.multiply, xi, noise, xi), (np.add, step, xi, step)]
    if momentum:
        V = loop.remembered(np.zeros_like(step))
        calls += [(np.multiply, V, momentum, V), (np.add, V, step, V)]
        step = V
    return [*calls, (np.subtract, loop.theta, step, loop.theta)]


def _draw(rng: np.random.Generator, _: None, out: Array) -> None:
    rng.standard_normal(out=out)


def _root(x: Array, _: None, out: Array) -> None:
    np.sqrt(x, out)


@dataclass
class _Loop:
    """The buffers of a run and the calls of one step; θ holds layer after layer, each with all its starts."""

    weights: Any
    data: Dataset
    rate: float  # folded into the statistics, so that the calls leave η∇ in `step`
    rng: np.random.Generator | None
    calls: list[Call] = field(default_factory=list)
    state: list[Array] = field(default_factory=list)  # what one step leaves to the next

    def __post_init__(self) -> None:
        given = _starts(self.weights, self.data)
        self.theta = self.remembered(np.concatenate([W.ravel() for W in given]))
        self.step = np.empty_like(self.theta)
        self.layers, steps = _views(self.theta, given), _views(self.step, given)
        times = np.dot if given[0].ndim == 2 else np.matmul  # `dot` has the least overhead, and knows no stacks
        below = [self.layers[0]]
        for W in self.layers[1:]:
            below.append(np.empty((*W.shape[:-1], self.data.d_x)))
            self.calls.append((times, W, below[-2], below[-1]))
        signals = [steps[0], *map(np.empty_like, below[1:])]  # S_1, …, S_n
        R, G = (array.reshape(-1, self.data.d_x) for array in (below[-1], signals[-1]))
        wanted = np.tile(self.rate * self.data.Syx, (len(G) // self.data.d_y, 1))
        self.calls += [(np.dot, R, self.rate * self.data.Sxx, G), (np.subtract, G, wanted, G)]
        for k in reversed(range(1, len(given))):
            self.calls.append((times, signals[k], np.swapaxes(below[k - 1], -1, -2), steps[k]))
            self.calls.append((times, np.swapaxes(self.layers[k], -1, -2), signals[k], signals[k - 1]))

    def remembered(self, array: Array) -> Array:
        """Declare that a step leaves this array to the next."""
        self.state.append(array)
        return array

    def advance(self, n_steps: int) -> None:
        """Take so many steps."""
        calls = self.calls
        for _ in range(n_steps):
            for call, x, y, out in calls:
                call(x, y, out)

    def losses(self) -> Array:
        """The loss of every start, shape (B,)."""
        R = self.data.root
        for W in self.layers:
            R = W @ R
        error = (R - self.data.target).reshape(-1, self.data.target.size)
        return self.data.floor + 0.5 * np.einsum("bi,bi->b", error, error)

    def run(self, n_steps: int, at: Iterable[int] | None) -> Trajectory:
        """Take all steps, record the loss where asked, and stop what diverges."""
        n_steps = as_count("n_steps", n_steps, 0, "1000")
        steps = _recorded(n_steps, at)
        with np.errstate(all="ignore"):  # what overflows is reported as diverged
            losses, diverged_at = self._recorded_losses(n_steps, steps)
        one = self.layers[0].ndim == 2
        return Trajectory(steps, losses[0] if one else losses, tuple(W.copy() for W in self.layers), diverged_at)

    def _recorded_losses(self, n_steps: int, steps: Array) -> tuple[Array, dict[int, int]]:
        now = self.losses()
        limit, diverged_at, done = DIVERGED * np.maximum(now, 0.5 * self.data.syy), {}, 0
        record = {0: now}
        for stop in sorted({*range(0, n_steps, CHECK_EVERY), *steps.tolist(), n_steps} - {0}):
            before = [kept.copy() for kept in self.state], self.rng and self.rng.bit_generator.state
            self.advance(stop - done)
            now = self.losses()
            if any(start not in diverged_at for start in np.flatnonzero(~(now <= limit)).tolist()):
                self._restore(*before)
                for step in range(done + 1, stop + 1):
                    self.advance(1)
                    now = self._without_diverged(limit, step, diverged_at)
            record[stop], done = now, stop
        return np.stack([record[step] for step in steps.tolist()], axis=1), diverged_at

    def _without_diverged(self, limit: Array, step: int, diverged_at: dict[int, int]) -> Array:
        now = self.losses()
        for start in np.flatnonzero(~(now <= limit)).tolist():
            diverged_at.setdefault(start, step)
            for W in self.layers:
                W.reshape(len(now), -1)[start] = np.nan  # and so it stays
        return self.losses()

    def _restore(self, state: list[Array], generator: Any) -> None:
        for kept, old in zip(self.state, state, strict=True):
            kept[...] = old
        if self.rng:
            self.rng.bit_generator.state = generator


def _views(flat: Array, like: Sequence[Array]) -> list[Array]:
    ends = np.cumsum([W.size for W in like]).tolist()
    return [flat[end - W.size : end].reshape(W.shape) for end, W in zip(ends, like, strict=True)]


def _starts(weights: Any, data: Dataset) -> list[Array]:
    """The start as matrices, or several as one stack a layer, checked one by one."""
    first, depth = weights, 0
    while isinstance(first, list | tuple) and first:
        first, depth = first[0], depth + 1
    if depth + np.ndim(first) < 4:
        return list(fitting(weights, data))
    stacked = all(isinstance(W, np.ndarray) and W.ndim == 3 for W in weights)
    sizes = {len(W) for W in weights} if stacked else {1}
    fix = "one start or more, the same number in each layer"
    require(len(sizes) == 1 and 0 not in sizes, "the length of the stacks in weights", sizes, fix, "(4, d_k, d_{k-1})")
    starts = [fitting(start, data) for start in (zip(*weights, strict=True) if stacked else weights)]
    shapes = {tuple(W.shape for W in start) for start in starts}
    if len(shapes) > 1:
        raise ValueError(f"the starts have different shapes, {sorted(shapes)}, expected the same; run them separately")
    return [np.stack(layer) for layer in zip(*starts, strict=True)]


def _recorded(n_steps: int, at: Iterable[int] | None) -> Array:
    if at is None:
        return np.unique(np.linspace(0, n_steps, 201).astype(int))
    steps = as_real("at", as_list("at", at, "pass for example range(0, 1001, 10)", ordered=False))
    require(steps.ndim == 1, "at", steps.shape, "steps in one dimension", "range(0, 1001, 10)")
    steps = np.unique(steps)
    good = steps[0] >= 0 and steps[-1] <= n_steps and not (steps % 1).any()
    require(good, "at", list(steps[:5]), f"whole numbers from 0 to n_steps = {n_steps}", "range(0, 1001, 10)")
    return steps.astype(int)
