"""Gradient descent of a deep linear network against a `torch.optim.SGD` loop, one start and 64 at once.

The loop is what a user would write: `nn.Linear` layers without bias, the loss of all examples, backward, step. Both
start from the same weights and end with the same ones; the loop does not record its loss, ours does, 201 times.
"""

from collections.abc import Iterator

import numpy as np
import torch

from benchmarks.timing import Row, compare
from lossland_edu import Dataset, gaussian_weights
from lossland_edu.dynamics import gradient_descent

WIDTHS, LEARNING_RATE = (5, 5, 5, 5), 0.02
STEPS, STARTS = 10_000, 64
SHARE = 20  # the loop, and the run of many starts, is measured over STEPS / SHARE steps and scaled
DIGITS = 1e-10  # rounding errors of 1e-16 a step, which 500 steps add up


def problem():
    """64 random starts and 50 random examples."""
    rng = np.random.default_rng(0)
    X, Y = (rng.normal(size=(5, 50)) / np.sqrt(50) for _ in range(2))
    return [gaussian_weights(WIDTHS, rng=rng) for _ in range(STARTS)], Dataset(X, Y)


def by_torch(weights, data, n_steps):
    """The loop; returns its last weights."""
    network = torch.nn.Sequential(*(torch.nn.Linear(*W.shape[::-1], bias=False, dtype=torch.float64) for W in weights))
    with torch.no_grad():
        for layer, W in zip(network, weights, strict=True):
            layer.weight.copy_(torch.tensor(W))
    optimiser = torch.optim.SGD(network.parameters(), lr=LEARNING_RATE)
    X, Y = torch.tensor(data.X.T), torch.tensor(data.Y.T)
    for _ in range(n_steps):
        optimiser.zero_grad()
        loss = 0.5 * ((network(X) - Y) ** 2).sum()
        loss.backward()
        optimiser.step()
    return [layer.weight.detach().numpy() for layer in network]


def scaled(what: str, a, b, factor: float, **promise: float) -> Row:
    """A row whose ratios are those of equal numbers of net-steps: a's time counts `factor` times."""
    row = compare(what, a, b, rounds=9)
    return Row(what, [factor * ratio for ratio in row.ratios], (factor * row.times[0], row.times[1]), **promise)


def rows() -> Iterator[Row]:
    """The rows on training; each asserts that both ways agree."""
    starts, data = problem()
    n = STEPS // SHARE
    theirs = by_torch(starts[0], data, n)
    ours = gradient_descent(starts, data, LEARNING_RATE, n).weights
    assert all(np.abs(W - V[0]).max() <= DIGITS for W, V in zip(theirs, ours, strict=True))

    loop = lambda: by_torch(starts[0], data, n)  # noqa: E731
    one = lambda: gradient_descent(starts[0], data, LEARNING_RATE, STEPS)  # noqa: E731
    yield scaled(f"gradient descent, 5-5-5-5, {STEPS:,} steps: torch.optim.SGD / ours", loop, one, SHARE, floor=25)
    many = lambda: gradient_descent(starts, data, LEARNING_RATE, n)  # noqa: E731
    yield scaled(f"the same, net-steps per second of {STARTS} starts at once", loop, many, STARTS, floor=150)
