"""The full Hessian against automatic differentiation and against filling an array; the spectrum against the matrix."""

from collections.abc import Iterator

import numpy as np
import torch

from benchmarks.timing import Row, compare
from lossland_edu import Dataset, flatten, gaussian_weights, hessian, spectrum

DIGITS = 1e-12  # relative, the accuracy that goes with each promise
EIGENVALUE_DIGITS = 1e-12  # of the largest eigenvalue


def problem(widths, n_examples):
    """Random weights and data."""
    rng = np.random.default_rng(0)
    data = Dataset(rng.normal(size=(widths[0], n_examples)), rng.normal(size=(widths[-1], n_examples)))
    return gaussian_weights(widths, rng=rng), data


def by_torch(weights, data):
    """A function that computes the Hessian by `torch.func.hessian`, of the loss of all examples at once."""
    X, Y, theta = (torch.tensor(array) for array in (data.X, data.Y, flatten(weights)))
    sizes = [W.size for W in weights]

    def loss(theta):
        outputs = X
        for part, W in zip(theta.split(sizes), weights, strict=True):
            outputs = part.view(W.shape) @ outputs
        return 0.5 * ((outputs - Y) ** 2).sum()

    return lambda: torch.func.hessian(loss)(theta).numpy()


def rows() -> Iterator[Row]:
    """The rows on Hessians; each asserts that both ways agree."""
    for widths in [(20, 20, 20, 10), (20,) * 6]:
        weights, data = problem(widths, 50)
        theirs, ours = by_torch(weights, data), lambda w=weights, d=data: hessian(w, d)
        expected = theirs()
        assert np.abs(ours() - expected).max() <= DIGITS * np.abs(expected).max()
        name = f"Hessian, N = {len(expected)}, 50 examples: torch.func.hessian / ours"
        yield compare(name, theirs, ours, rounds=11, floor=25)

    H = np.empty_like(expected)
    yield compare(f"Hessian, N = {len(H)}: ours / filling such an array", ours, lambda: np.full_like(H, 1.0), ceiling=6)
    yield compare(f"Hessian, N = {len(H)}: ours / filling one that is there already", ours, lambda: H.fill(1.0))

    few, many = problem(widths, 50)[1], problem(widths, 5_000)[1]
    yield compare(
        f"Hessian, N = {len(H)}: 5,000 / 50 examples",
        lambda: hessian(weights, many),
        lambda: hessian(weights, few),
        ceiling=1.3,
    )

    weights, data = problem((2, 30, 30, 1), 50)
    expected, got = np.linalg.eigvalsh(hessian(weights, data)), spectrum(weights, data)
    assert np.abs(got - expected).max() <= EIGENVALUE_DIGITS * np.abs(expected).max()
    name = f"Spectrum of 2-30-30-1, N = {len(got)}: eigvalsh of the full Hessian / ours"
    yield compare(
        name, lambda: np.linalg.eigvalsh(hessian(weights, data)), lambda: spectrum(weights, data), rounds=9, floor=30
    )
    Y = data.X
    for W in weights:
        Y = W @ Y
    fitted = Dataset(data.X, Y)
    name = "The same at an exact fit"
    yield compare(
        name,
        lambda: np.linalg.eigvalsh(hessian(weights, fitted)),
        lambda: spectrum(weights, fitted),
        rounds=5,
        floor=30,
    )
