"""The gradient of a linear network of any depth."""

from functools import reduce

import numpy as np

from lossland_edu.course.exercises.e04_every_local_minimum_is_global.problems import (
    CHAIN_OF_ONES,
    NARROWING,
    ONE_EXAMPLE,
    ONE_OUTPUT,
    SQUARES,
    TWO_MODES,
    gradient,
    network_and_data,
    through,
)
from lossland_edu.course.exercises.forms import Matrices
from lossland_edu.course.exercises.question import Mistake, Question, Section
from lossland_edu.networks import Array, Weights

PRODUCT = Section("02", "One matrix in the end")


def parts(weights: Weights, X: Array, Y: Array) -> list[tuple[Array, Array, Array]]:
    """(A_k, G, C_{k-1}) for every layer: the product above it, the residual and the product below it."""
    d_x, G = len(X), (through(weights, len(X)) @ X - Y) @ X.T
    numbers = range(len(weights))
    return [(through(weights[k + 1 :], len(weights[k])), G, through(weights[:k], d_x)) for k in numbers]


def untransposed(weights: Weights, X: Array, Y: Array) -> Weights:
    return tuple(A @ G @ C for A, G, C in parts(weights, X, Y))


def exchanged(weights: Weights, X: Array, Y: Array) -> Weights:
    return tuple(C.T @ G @ A.T for A, G, C in parts(weights, X, Y))


def with_itself_below(weights: Weights, X: Array, Y: Array) -> Weights:
    layers = zip(weights, parts(weights, X, Y), strict=True)
    return tuple(A.T @ G @ (W @ C).T for W, (A, G, C) in layers)


def with_itself_above(weights: Weights, X: Array, Y: Array) -> Weights:
    layers = zip(weights, parts(weights, X, Y), strict=True)
    return tuple((A @ W).T @ G @ C.T for W, (A, G, C) in layers)


def first_layer_on_the_left(weights: Weights, X: Array, Y: Array) -> Weights:
    """The gradient with W_1 ⋯ W_n in the place of W_n ⋯ W_1, and likewise above and below each layer."""

    def product(layers: Weights, width: int) -> Array:
        return reduce(np.matmul, layers) if layers else np.eye(width)

    G = (product(weights, 0) @ X - Y) @ X.T
    return tuple(
        product(weights[k + 1 :], len(W)).T @ G @ product(weights[:k], len(X)).T for k, W in enumerate(weights)
    )


MISTAKES = (
    Mistake(
        "the sign is wrong",
        lambda *a: tuple(-part for part in gradient(*a)),
        "The gradient points uphill. What is the derivative of −Y?",
    ),
    Mistake(
        "the layers come in the wrong order",
        lambda *a: gradient(*a)[::-1],
        "Input side first: the part for W₁ comes first, in the shape of W₁.",
    ),
    Mistake(
        "missing transposes of the products above and below",
        untransposed,
        "What stands beside the matrix you differentiate arrives transposed. Shapes that are not square show it.",
    ),
    Mistake(
        "the products above and below are exchanged",
        exchanged,
        "The later layers stand to the left of Wₖ, the earlier ones to its right. They stay on their sides.",
    ),
    Mistake(
        "off by one: the layer itself is in the product below it",
        with_itself_below,
        "The product below layer k ends before it. What is below the first layer?",
    ),
    Mistake(
        "off by one: the layer itself is in the product above it",
        with_itself_above,
        "The product above layer k begins after it. What is above the last layer?",
    ),
    Mistake(
        "the layers are multiplied with the first on the left",
        first_layer_on_the_left,
        "X meets W₁ first, so W₁ stands on the right of the product, next to X.",
        PRODUCT,
    ),
)

QUESTION = Question(
    "q2",
    "The gradient at any depth",
    Section("03", "Every loss at which the gradient vanishes"),
    gradient,
    network_and_data,
    Matrices(lambda weights, X, Y: [W.shape for W in weights]),
    ((CHAIN_OF_ONES, *ONE_EXAMPLE), (SQUARES, *TWO_MODES), (NARROWING, *ONE_OUTPUT)),
    MISTAKES,
)
