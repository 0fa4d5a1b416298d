"""The loss on a 101×101 plane, made and evaluated anew each time, against what a user would write in NumPy.

The loop takes the points one by one and the 5,000 examples at once. The batched products take all points at once, and
the sufficient statistics in place of the examples, which is the strongest form: with the examples they would need
gigabytes. There are two, with the points first (`matmul`) or last (`einsum`): which is quicker depends on the widths.
"""

from collections.abc import Iterator

import numpy as np

from benchmarks.timing import Row, compare
from lossland_edu import Dataset, gaussian_weights, on_plane

DIGITS = 1e-12  # relative, the accuracy that goes with each promise
AXIS = np.linspace(-1, 1, 101)
MIDDLING, WIDE = (5, 4, 3, 2), (20,) * 6


class Plane:
    """A random point, two random directions and random data, with each way to compute the loss on the plane."""

    def __init__(self, widths, n_examples):
        rng = np.random.default_rng(0)
        self.data = Dataset(rng.normal(size=(widths[0], n_examples)), rng.normal(size=(widths[-1], n_examples)))
        self.point, self.U, self.V = (gaussian_weights(widths, rng=rng) for _ in range(3))
        self.layers = list(zip(self.point, self.U, self.V, strict=True))

    def ours(self):
        """By the library, from nothing but weights, directions and data."""
        return on_plane(self.point, self.U, self.V, self.data)(AXIS, AXIS)

    def loop(self):
        """Point by point, all examples at once."""
        values = np.empty((len(AXIS), len(AXIS)))
        for i, b in enumerate(AXIS):
            for j, a in enumerate(AXIS):
                outputs = self.data.X
                for W, U, V in self.layers:
                    outputs = (W + a * U + b * V) @ outputs
                values[i, j] = 0.5 * ((outputs - self.data.Y) ** 2).sum()
        return values

    def batched_matmul(self):
        """All points at once, points first, on sufficient statistics."""
        a, b = (mesh.reshape(-1, 1, 1) for mesh in np.meshgrid(AXIS, AXIS))
        R = self.data.root
        for W, U, V in self.layers:
            R = (W + a * U + b * V) @ R
        missed = R - self.data.target
        return (0.5 * np.einsum("pij,pij->p", missed, missed) + self.data.floor).reshape(len(AXIS), -1)

    def batched_einsum(self):
        """All points at once, points last, on sufficient statistics."""
        a, b = (mesh.ravel() for mesh in np.meshgrid(AXIS, AXIS))
        R = self.data.root[:, :, None] + np.zeros_like(a)
        for W, U, V in self.layers:
            R = np.einsum("ijp,jkp->ikp", W[..., None] + U[..., None] * a + V[..., None] * b, R)
        missed = R - self.data.target[:, :, None]
        return (0.5 * np.einsum("ijp,ijp->p", missed, missed) + self.data.floor).reshape(len(AXIS), -1)

    def batched_on_examples(self):
        """A row of the grid at once, on all examples."""
        rows = []
        for b in AXIS:
            outputs = self.data.X
            for W, U, V in self.layers:
                outputs = (W + b * V + AXIS[:, None, None] * U) @ outputs
            missed = outputs - self.data.Y
            rows.append(0.5 * np.einsum("pij,pij->p", missed, missed))
        return np.array(rows)


def rows() -> Iterator[Row]:
    """The rows on planes; each asserts that both ways agree."""
    middling, wide = Plane(MIDDLING, 5_000), Plane(WIDE, 5_000)
    name = f"Plane of {named(MIDDLING)}, 5,000 examples: "
    yield agreeing(name + "loop over points / ours", middling.loop, middling.ours, rounds=5, floor=1000)
    yield agreeing(
        name + "batched matmul on examples / ours", middling.batched_on_examples, middling.ours, rounds=3, floor=50
    )
    for widths, plane, promise in [(WIDE, wide, {"floor": 50}), (MIDDLING, middling, {}), ((2, 3, 1), None, {})]:
        plane = plane or Plane(widths, 5_000)
        name = f"Plane of {named(widths)}, statistics: "
        yield agreeing(name + "batched matmul / ours", plane.batched_matmul, plane.ours, rounds=9, **promise)
        yield agreeing(name + "batched einsum / ours", plane.batched_einsum, plane.ours, rounds=5, **promise)
    many = Plane(MIDDLING, 5_000_000)
    yield compare(f"Plane of {named(MIDDLING)}: 5,000,000 / 5,000 examples", many.ours, middling.ours, ceiling=1.3)


def agreeing(name, theirs, ours, **promise) -> Row:
    """A row of the table, after an assertion that both ways give the same values."""
    assert np.abs(ours() / theirs() - 1).max() <= DIGITS
    return compare(name, theirs, ours, **promise)


def named(widths) -> str:
    """2-3-1 for (2, 3, 1)."""
    return "-".join(map(str, widths))
