"""The Hessian of the squared loss of one hidden layer."""

import numpy as np

from lossland_edu import hessians
from lossland_edu.course.exercises.e03_shallow_linear_networks.problems import (
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


def hessian(W1: Array, W2: Array, X: Array, Y: Array) -> Array:
    return hessians.hessian((W1, W2), Dataset(X, Y))


def curvature(W1: Array, W2: Array, X: Array, Y: Array, of_residual: float = 1.0, mixed: float = 1.0) -> Array:
    """The Hessian with multiples of its residual term and of its whole mixed block."""
    S, E = X @ X.T, of_residual * residual(W1, W2, X, Y)
    corner = np.einsum("ad,cb->abcd", np.eye(len(W1)), E).reshape(W1.size, W2.size)
    corner = mixed * (np.kron(W2.T, S @ W1.T) + corner)
    return np.block([[np.kron(W2.T @ W2, S), corner], [corner.T, np.kron(np.eye(len(W2)), W1 @ S @ W1.T)]])


def reordered(W1: Array, W2: Array, X: Array, Y: Array) -> Array:
    """The Hessian with the columns of each matrix laid end to end instead of its rows."""
    places = np.arange(W1.size).reshape(W1.shape), W1.size + np.arange(W2.size).reshape(W2.shape)
    order = np.concatenate([part.ravel("F") for part in places])
    return hessian(W1, W2, X, Y)[np.ix_(order, order)]


def outputs_first(W1: Array, W2: Array, X: Array, Y: Array) -> Array:
    """The Hessian with the parameters of W_2 before those of W_1."""
    return np.roll(hessian(W1, W2, X, Y), (W2.size, W2.size), (0, 1))


MISTAKES = (
    Mistake(
        "the residual term is missing",
        lambda *a: curvature(*a, of_residual=0.0),
        "Two layers that move together change the product at second order; away from a perfect fit that counts.",
        LOSS,
    ),
    Mistake(
        "the residual has the wrong sign",
        lambda *a: curvature(*a, of_residual=-1.0),
        "The residual is W₂W₁X − Y, in this order.",
        LOSS,
    ),
    Mistake(
        "the mixed block is missing",
        lambda *a: curvature(*a, mixed=0.0),
        "Entries of W₁ and W₂ have second derivatives with each other too.",
        LOSS,
    ),
    Mistake(
        "the columns of each matrix are laid end to end instead of its rows",
        reordered,
        "θ is the row-major ravel; with it, V ↦ AVB has the matrix A ⊗ Bᵀ.",
    ),
    Mistake("W₂ comes before W₁", outputs_first, "θ begins with the entries of W₁."),
    Mistake("the factor ½ is forgotten", lambda *a: 2 * hessian(*a), "The loss begins with ½.", LOSS),
)


QUESTION = Question(
    "q5",
    "The Hessian",
    Section("02", "Kronecker products"),
    hessian,
    network_and_data,
    Matrix(lambda W1, W2, X, Y: (W1.size + W2.size,) * 2),
    (ONE_BY_ONE, SQUARE),
    MISTAKES,
    properties=(
        Property(
            "a symmetric matrix",
            lambda H, *_: np.allclose(H, H.T, rtol=0, atol=1e-9 * max(1.0, np.abs(H).max())),
            lambda H, *_: f"H − Hᵀ with entries up to {np.abs(H - H.T).max():.2g}",
        ),
    ),
)
