"""The gradient of a linear network of any depth."""

from collections.abc import Callable
from functools import reduce

import numpy as np

from lossland_edu.course.exercises.e04_every_local_minimum_is_global.problems import (
    CHAIN_OF_ONES,
    LAYERS,
    LONGER_INPUT,
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


def scaled(by: Callable[[Array], float]) -> Callable[..., Weights]:
    """A multiple of the gradient, which X decides."""
    return lambda weights, X, Y: tuple(by(X) * part for part in gradient(weights, X, Y))


def without_inputs(weights: Weights, X: Array, Y: Array) -> Weights:
    """The gradient without the last factor Xᵀ; its shapes fit only if there are as many examples as inputs."""
    residual = through(weights, len(X)) @ X - Y
    return tuple(A.T @ residual @ C.T for A, _, C in parts(weights, X, Y))


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
        scaled(lambda X: -1.0),
        "The gradient points uphill. What is the derivative of −Y?",
    ),
    Mistake(
        "the factor ½ is forgotten",
        scaled(lambda X: 2.0),
        "The 2 of the square's derivative meets the ½ of the loss.",
    ),
    Mistake(
        "divided by the number of examples",
        scaled(lambda X: 1 / X.shape[1]),
        "The loss is a sum over the examples, so its gradient is one too.",
    ),
    Mistake(
        "the gradient of the mean squared error",
        scaled(lambda X: 2 / X.shape[1]),
        "The loss of this course is half the sum of the squares, not their mean.",
    ),
    Mistake(
        "the last factor, Xᵀ, is forgotten",
        without_inputs,
        "The matrix to the right of Wₖ holds the inputs too: the first layer is fed with X.",
    ),
    Mistake(
        "every part is transposed",
        lambda *a: tuple(part.T for part in gradient(*a)),
        "The part for Wₖ has the shape of Wₖ. The transpose of a product turns its order round.",
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
        "a missing transpose of the product above",
        lambda *a: tuple(A @ G @ C.T for A, G, C in parts(*a)),
        "What stands beside the matrix you differentiate arrives transposed, on its left as on its right.",
    ),
    Mistake(
        "a missing transpose of the product below",
        lambda *a: tuple(A.T @ G @ C for A, G, C in parts(*a)),
        "What stands beside the matrix you differentiate arrives transposed, on its right as on its left.",
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
    (
        (CHAIN_OF_ONES, *ONE_EXAMPLE),
        (CHAIN_OF_ONES, *LONGER_INPUT),
        (SQUARES, *TWO_MODES),
        (NARROWING, *ONE_OUTPUT),
    ),
    MISTAKES,
    parts=LAYERS,
)
