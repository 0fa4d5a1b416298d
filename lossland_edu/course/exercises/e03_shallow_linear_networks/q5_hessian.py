"""The Hessian of the squared loss of one hidden layer."""

import numpy as np

from lossland_edu import hessians
from lossland_edu.course.exercises.e03_shallow_linear_networks.problems import (
    NARROW,
    ONE_BY_ONE,
    SQUARE,
    network_and_data,
    residual,
)
from lossland_edu.course.exercises.forms import Matrix
from lossland_edu.course.exercises.question import Mistake, Property, Question, Section
from lossland_edu.data import Dataset
from lossland_edu.networks import Array

LOSS = Section("03", "Put one matrix behind it")
ONE_LAYER = Section("02", "Kronecker products")
TOGETHER = Section("02", "When two layers move together")


def hessian(W1: Array, W2: Array, X: Array, Y: Array) -> Array:
    return hessians.hessian((W1, W2), Dataset(X, Y))


def curvature(W1: Array, W2: Array, X: Array, Y: Array, of_residual: float = 1.0, mixed: float = 1.0) -> Array:
    """The Hessian with multiples of its residual term and of its whole mixed block."""
    S, E = X @ X.T, of_residual * residual(W1, W2, X, Y)
    corner = np.einsum("ad,cb->abcd", np.eye(len(W1)), E).reshape(W1.size, W2.size)
    corner = mixed * (np.kron(W2.T, S @ W1.T) + corner)
    return np.block([[np.kron(W2.T @ W2, S), corner], [corner.T, np.kron(np.eye(len(W2)), W1 @ S @ W1.T)]])


def swapped(W1: Array, W2: Array, X: Array, Y: Array) -> Array:
    """The Hessian with the factors of both diagonal blocks in the wrong order."""
    S, H = X @ X.T, hessian(W1, W2, X, Y)
    H[: W1.size, : W1.size] = np.kron(S, W2.T @ W2)
    H[W1.size :, W1.size :] = np.kron(W1 @ S @ W1.T, np.eye(len(W2)))
    return H


def everywhere(W1: Array, W2: Array, X: Array, Y: Array) -> Array:
    """The Hessian with the residual term for all pairs of weights, whether they meet in a hidden unit or not."""
    H, E = hessian(W1, W2, X, Y), residual(W1, W2, X, Y)
    apart = np.einsum("ad,cb->abcd", 1 - np.eye(len(W1)), E).reshape(W1.size, W2.size)
    H[: W1.size, W1.size :] += apart
    H[W1.size :, : W1.size] += apart.T
    return H


def reordered(W1: Array, W2: Array, X: Array, Y: Array) -> Array:
    """The Hessian with the columns of each matrix laid end to end instead of its rows."""
    places = np.arange(W1.size).reshape(W1.shape), W1.size + np.arange(W2.size).reshape(W2.shape)
    order = np.concatenate([part.ravel("F") for part in places])
    return hessian(W1, W2, X, Y)[np.ix_(order, order)]


def difference(right: Array, answer: Array, W1: Array, W2: Array, X: Array, Y: Array) -> str:
    """The entry that is most off, by the weights that it belongs to."""
    place = np.unravel_index(np.abs(answer - right).argmax(), right.shape)
    one, other = (name(int(k), W1, W2) for k in place)
    return f"For the pair {one} and {other}: expected {right[place]:.6g}, got {answer[place]:.6g}."


def name(k: int, W1: Array, W2: Array) -> str:
    """The weight at place k of the Hessian's rows and columns."""
    W, number, place = (W1, 1, k) if k < W1.size else (W2, 2, k - W1.size)
    i, j = divmod(place, W.shape[1])
    return f"W{number}[{i}, {j}]"


def outputs_first(W1: Array, W2: Array, X: Array, Y: Array) -> Array:
    """The Hessian with the parameters of W_2 before those of W_1."""
    return np.roll(hessian(W1, W2, X, Y), (W2.size, W2.size), (0, 1))


MISTAKES = (
    Mistake(
        "the residual term is missing",
        lambda *a: curvature(*a, of_residual=0.0),
        "Two layers that move together change the product at second order; away from a perfect fit that counts.",
        TOGETHER,
    ),
    Mistake(
        "the residual has the wrong sign",
        lambda *a: curvature(*a, of_residual=-1.0),
        "The residual is W₂W₁X − Y, in this order.",
        LOSS,
    ),
    Mistake(
        "the residual term stands at every pair of weights",
        everywhere,
        "It needs a path that takes both weights: they must meet in a hidden unit.",
        TOGETHER,
    ),
    Mistake(
        "the mixed block is missing",
        lambda *a: curvature(*a, mixed=0.0),
        "Entries of W₁ and W₂ have second derivatives with each other too.",
        TOGETHER,
    ),
    Mistake(
        "the Kronecker factors of the diagonal blocks are in the wrong order",
        swapped,
        "Rows are laid end to end; with that, V ↦ AVB has the matrix A ⊗ Bᵀ.",
        ONE_LAYER,
    ),
    Mistake(
        "the columns of each matrix are laid end to end instead of its rows",
        reordered,
        "The parameters are the rows of W₁, then those of W₂; with that, V ↦ AVB has the matrix A ⊗ Bᵀ.",
        ONE_LAYER,
    ),
    Mistake("W₂ comes before W₁", outputs_first, "The parameters begin with the entries of W₁.", ONE_LAYER),
    Mistake("the factor ½ is forgotten", lambda *a: 2 * hessian(*a), "The loss begins with ½.", LOSS),
)


QUESTION = Question(
    "q5",
    "The Hessian",
    TOGETHER,
    hessian,
    network_and_data,
    Matrix(lambda W1, W2, X, Y: (W1.size + W2.size,) * 2),
    (ONE_BY_ONE, NARROW, SQUARE),
    MISTAKES,
    properties=(
        Property(
            "a symmetric matrix",
            lambda H, *_: np.allclose(H, H.T, rtol=0, atol=1e-9 * max(1.0, np.abs(H).max())),
            lambda H, *_: f"H − Hᵀ with entries up to {np.abs(H - H.T).max():.2g}",
        ),
    ),
    tell=difference,
)
