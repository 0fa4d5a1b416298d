"""The gradient of the squared loss of one hidden layer."""

from collections.abc import Callable

from lossland_edu.course.exercises.e03_shallow_linear_networks.problems import (
    NARROW,
    ONE_BY_ONE,
    SQUARE,
    gradient,
    network_and_data,
    residual,
)
from lossland_edu.course.exercises.forms import Matrices
from lossland_edu.course.exercises.question import Mistake, Question, Section
from lossland_edu.networks import Weights


def scaled(factor: float) -> Callable[..., Weights]:
    """A multiple of the gradient."""
    return lambda *a: tuple(factor * part for part in gradient(*a))


MISTAKES = (
    Mistake("the sign is wrong", scaled(-1), "The gradient points uphill. What is the derivative of −Y?"),
    Mistake("the factor ½ is forgotten", scaled(2), "The 2 of the square's derivative meets the ½ of the loss."),
    Mistake(
        "the two parts are swapped",
        lambda *a: gradient(*a)[::-1],
        "Input side first: the derivative with respect to W₁ comes first, in the shape of W₁.",
    ),
    Mistake(
        "a missing transpose of W₂",
        lambda W1, W2, X, Y: (W2 @ residual(W1, W2, X, Y), gradient(W1, W2, X, Y)[1]),
        "Write out the derivative with respect to one entry of W₁, or look at shapes that are not square.",
    ),
    Mistake(
        "a missing transpose of W₁",
        lambda W1, W2, X, Y: (gradient(W1, W2, X, Y)[0], residual(W1, W2, X, Y) @ W1),
        "Write out the derivative with respect to one entry of W₂, or look at shapes that are not square.",
    ),
    Mistake(
        "missing transposes of W₁ and W₂",
        lambda W1, W2, X, Y: (W2 @ residual(W1, W2, X, Y), residual(W1, W2, X, Y) @ W1),
        "The matrices that stand beside the one you differentiate arrive transposed.",
    ),
    Mistake(
        "both parts are transposed",
        lambda *a: tuple(part.T for part in gradient(*a)),
        "The derivative with respect to (W₁)ₐᵦ stands at (a, b).",
    ),
    Mistake(
        "the gradient is divided by the number of examples",
        lambda *a: tuple(part / a[2].shape[1] for part in gradient(*a)),
        "The loss is a sum over the examples, so its gradient is one too.",
    ),
)


QUESTION = Question(
    "q2",
    "The gradient",
    Section("03", "Every loss at which the gradient vanishes"),
    gradient,
    network_and_data,
    Matrices(lambda W1, W2, X, Y: (W1.shape, W2.shape)),
    (ONE_BY_ONE, NARROW, SQUARE),
    MISTAKES,
    parts=("G1, for W₁", "G2, for W₂"),
)
