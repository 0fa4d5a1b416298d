"""The inputs of exercise 03, and what several of its questions compute."""

import numpy as np

from lossland_edu import losses
from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.question import Arguments
from lossland_edu.data import Dataset
from lossland_edu.networks import Array, Weights

# W_1, W_2, X, Y
ONE_BY_ONE = tuple(np.array([[entry]]) for entry in (2.0, 3.0, 1.0, 4.0))
NARROW = (  # three inputs, two hidden units, one output: nothing fits by accident
    np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]),
    np.array([[2.0, 1.0]]),
    np.array([[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0]]),
    np.array([[1.0, 2.0, 0.0, 1.0]]),
)
SQUARE = (
    np.array([[1.0, 2.0], [0.0, 1.0]]),
    np.array([[1.0, 0.0], [-1.0, 1.0]]),
    np.array([[1.0, 0.0, 1.0], [0.0, 2.0, 1.0]]),
    np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]]),
)
# X, Y
TWO_MODES = SQUARE[2:]
THREE_MODES = (
    np.array([[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 2.0, 0.0]]),
    np.array([[3.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]),
)


def network_and_data(rng: np.random.Generator) -> Arguments:
    """(W_1, W_2, X, Y)."""
    d_x, d_1, d_y = draws.sizes(rng, 3)
    return (*draws.weights(rng, (d_x, d_1, d_y)), *draws.examples(rng, d_x, d_y))


def data_and_hidden(rng: np.random.Generator) -> Arguments:
    """(X, Y, n_hidden)."""
    d_x, d_y = draws.sizes(rng, 2)
    return (*draws.examples(rng, d_x, d_y), int(rng.integers(1, 4)))


def residual(W1: Array, W2: Array, X: Array, Y: Array) -> Array:
    """G = (W_2 W_1 X − Y) Xᵀ."""
    return (W2 @ W1 @ X - Y) @ X.T


def gradient(W1: Array, W2: Array, X: Array, Y: Array) -> Weights:
    """The gradient, one array a layer."""
    return losses.gradient((W1, W2), Dataset(X, Y))


def best_map(X: Array, Y: Array) -> Array:
    """R_ols, the best linear map."""
    return np.linalg.lstsq(X.T, Y.T)[0].T


def explained(X: Array, Y: Array) -> Array:
    """The eigenvalues of Σ, descending, one for each output."""
    R_ols = best_map(X, Y)
    return np.linalg.eigvalsh(R_ols @ X @ (R_ols @ X).T)[::-1]
