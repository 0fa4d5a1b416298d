"""The gradient of a quadratic function whose matrix need not be symmetric."""

import numpy as np

from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.forms import Matrix
from lossland_edu.course.exercises.question import Arguments, Mistake, Question, Section
from lossland_edu.networks import Array


def gradient(A: Array, b: Array, theta: Array) -> Array:
    """By central differences of step 1, which are exact for a quadratic function."""

    def f(at: Array) -> float:
        return float(0.5 * at @ A @ at - b @ at)

    return np.array([(f(theta + e) - f(theta - e)) / 2 for e in np.eye(len(theta))])


def quadratic(rng: np.random.Generator) -> Arguments:
    """(A, b, theta)."""
    (n,) = draws.sizes(rng, 1)
    A, (b, theta) = draws.matrix(rng, n, n), draws.matrix(rng, 2, n)
    return A, b, theta


MISTAKES = (
    Mistake(
        "A is taken for symmetric",
        lambda A, b, theta: A @ theta - b,
        "θ stands on both sides of A, and each side has its own derivative. They are equal only if A equals Aᵀ.",
    ),
    Mistake(
        "A is taken for symmetric, and stands transposed",
        lambda A, b, theta: A.T @ theta - b,
        "θ stands on both sides of A, and each side has its own derivative. They are equal only if A equals Aᵀ.",
    ),
    Mistake(
        "the factor ½ is forgotten",
        lambda A, b, theta: (A + A.T) @ theta - b,
        "Try one variable: what is the derivative of ½ax²?",
    ),
    Mistake(
        "only one of the two θ is differentiated",
        lambda A, b, theta: A @ theta / 2 - b,
        "θᵀAθ is a product in which θ stands twice. Try one variable: what is the derivative of ½ax²?",
    ),
    Mistake(
        "the factor ½ is forgotten, and A is taken for symmetric",
        lambda A, b, theta: 2 * A @ theta - b,
        "Try one variable: what is the derivative of ½ax²? And θ stands on both sides of A, which need not equal Aᵀ.",
    ),
    Mistake(
        "b is forgotten",
        lambda A, b, theta: (A + A.T) @ theta / 2,
        "f has two terms. What does −bᵀθ add to the gradient?",
    ),
    Mistake(
        "b is forgotten, and A is taken for symmetric",
        lambda A, b, theta: A @ theta,
        "What does −bᵀθ add to the gradient? And θ stands on both sides of A, which need not equal Aᵀ.",
    ),
    Mistake(
        "the value of f instead of its gradient",
        lambda A, b, theta: 0.5 * theta @ A @ theta - b @ theta,
        "A gradient has one entry for each entry of θ, the derivative by it.",
    ),
    Mistake("the sign of b is wrong", lambda A, b, theta: (A + A.T) @ theta / 2 + b, "What is the derivative of −bᵀθ?"),
    Mistake(
        "the sign of everything is wrong: it points downhill",
        lambda A, b, theta: b - (A + A.T) @ theta / 2,
        "The gradient holds the slopes themselves; it points uphill.",
    ),
)


QUESTION = Question(
    "q1",
    "The gradient of a quadratic function",
    Section("01", "Two instruments"),
    gradient,
    quadratic,
    Matrix(lambda A, b, theta: theta.shape),
    (
        (np.array([[2.0]]), np.array([1.0]), np.array([3.0])),
        (np.array([[2.0, 1.0], [0.0, 4.0]]), np.array([1.0, -1.0]), np.array([1.0, 2.0])),
    ),
    MISTAKES,
)
