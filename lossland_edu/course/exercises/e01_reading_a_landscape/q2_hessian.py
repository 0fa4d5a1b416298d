"""The Hessian of any function, by central differences. On polynomials of third degree these are exact."""

import numpy as np

from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.e01_reading_a_landscape.problems import Cubic, cubic
from lossland_edu.course.exercises.forms import Matrix
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question, Section
from lossland_edu.networks import Array


def hessian(f: Cubic, point: Array, step: float) -> Array:
    return f.hessian(point)


def rescaled(f: Cubic, point: Array, on_diagonal: float, mixed: float) -> Array:
    """The Hessian with its entries multiplied."""
    same = np.eye(len(point))
    return f.hessian(point) * (on_diagonal * same + mixed * (1 - same))


def forward(f: Cubic, point: Array, step: float) -> Array:
    """Forward differences."""
    moves = step * np.eye(len(point))
    return (
        np.array([[f(point + a + b) - f(point + a) - f(point + b) + f(point) for b in moves] for a in moves]) / step**2
    )


def function_point_step(rng: np.random.Generator) -> Arguments:
    """(f, point, step)."""
    (n,) = draws.sizes(rng, 1, high=3)
    while True:
        f, point = cubic(rng, n), np.round(rng.uniform(-2, 2, n), 1)
        if (
            np.abs(np.diag(f.hessian(point))).max() > 0.5
        ):  # so that rounding never makes up a whole answer, even a wrong one
            return f, point, float(rng.choice([0.5, 0.1, 0.01]))


MISTAKES = (
    Mistake(
        "the differences are not divided at all",
        lambda f, point, step: rescaled(f, point, step**2, 4 * step**2),
        "Try f = x² with some step: what is f(x + step) − 2f(x) + f(x − step)?",
    ),
    Mistake(
        "divided by the step instead of its square",
        lambda f, point, step: rescaled(f, point, step, step),
        "A second derivative is a difference of differences: you divide by the step for each of the two.",
    ),
    Mistake(
        "a factor 4 too much in the mixed entries",
        lambda f, point, step: rescaled(f, point, 1, 4),
        "Try f = xy at the origin: what do the values at the four corners add up to?",
    ),
    Mistake(
        "a factor 4 too much in all entries",
        lambda f, point, step: rescaled(f, point, 4, 4),
        "Between the two ends of a central difference lie two steps, not one.",
    ),
    Mistake(
        "forward differences instead of central ones",
        forward,
        "Take as many steps backwards as forwards. Otherwise the third order gets into the answer.",
    ),
    Mistake(
        "the mixed entries are missing",
        lambda f, point, step: rescaled(f, point, 1, 0),
        "A Hessian also holds the second derivatives by two different variables.",
    ),
    Mistake(
        "the value in the middle is counted once",
        lambda f, point, step: f.hessian(point) + np.eye(len(point)) * f(point) / step**2,
        "Where f is constant the second difference must vanish: the weights of its three values add up to zero.",
    ),
)


QUESTION = Question(
    "q2",
    "The Hessian of any function",
    Section("01", "Two instruments"),
    hessian,
    function_point_step,
    Matrix(lambda f, point, step: (len(point),) * 2),
    (
        (Cubic((((2, 0), 1.0), ((0, 2), 1.0))), np.array([1.0, 2.0]), 0.5),
        (Cubic((((2, 0), 1.0), ((1, 1), 3.0))), np.array([1.0, 1.0]), 0.5),
        (Cubic((((3,), 1.0),)), np.array([1.0]), 0.1),
        (Cubic((((3, 0), 1.0), ((1, 2), -3.0))), np.array([1.0, 2.0]), 0.1),
    ),
    MISTAKES,
    properties=(
        Property(
            "a symmetric matrix",
            lambda H, *_: np.allclose(H, H.T, rtol=0, atol=1e-3 * np.abs(H).max()),
            lambda H, *_: f"H − Hᵀ with entries up to {np.abs(H - H.T).max():.2g}",
        ),
    ),
    tol=1e-4,  # also for a learner who takes a smaller step of their own, down to 1e-5
    digits=3,
)
