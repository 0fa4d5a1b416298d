"""The Hessian of any function, by central differences. On polynomials of third degree these are exact."""

from collections.abc import Callable

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


def forward_beside(f: Cubic, point: Array, step: float) -> Array:
    """Forward differences beside the diagonal, central ones on it."""
    return np.where(np.eye(len(point)) > 0, f.hessian(point), forward(f, point, step))


def two_corners(divisor: int, central: bool = False) -> Callable[..., Array]:
    """f(+, +) + f(−, −) − 2f by so many squares of the step; if `central`, only beside the diagonal."""

    def mistaken(f: Cubic, point: Array, step: float) -> Array:
        H = f.hessian(point)
        curvatures = np.diag(H)
        mistaken = (curvatures[:, None] + curvatures + 2 * H) / divisor
        return np.where(np.eye(len(point)) > 0, H, mistaken) if central else mistaken

    return mistaken


def function_point_step(rng: np.random.Generator) -> Arguments:
    """(f, point, step)."""
    (n,) = draws.sizes(rng, 1, high=3)
    while True:
        f, point = cubic(rng, n), np.round(rng.uniform(-2, 2, n), 1)
        if (
            np.abs(np.diag(f.hessian(point))).max() > 0.5
        ):  # so that rounding never makes up a whole answer, even a wrong one
            return f, point, float(rng.choice([0.5, 0.1, 0.01]))


TWO_CORNERS = (
    "Along a diagonal line the curvatures along both axes come in too. Try f = x² + y²: its mixed entries are zero."
)
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
        "a factor 4 too little on the diagonal",
        lambda f, point, step: rescaled(f, point, 1 / 4, 1),
        "f(x + step) − 2f(x) + f(x − step) has another divisor than the four corners. Try f = x².",
    ),
    Mistake(
        "a factor 2 too much in the mixed entries",
        lambda f, point, step: rescaled(f, point, 1, 2),
        "Try f = xy at the origin: what do the values at the four corners add up to?",
    ),
    Mistake(
        "a factor 2 too much on the diagonal",
        lambda f, point, step: rescaled(f, point, 2, 1),
        "Try f = x². If you add a half of the matrix to its transpose: how often does the diagonal come?",
    ),
    Mistake(
        "the sign of the mixed entries is wrong",
        lambda f, point, step: rescaled(f, point, 1, -1),
        "Try f = xy at the origin: at which of the four corners is it above zero?",
    ),
    *(
        Mistake(f"two corners instead of four{where}", function, TWO_CORNERS)
        for where, function in (
            (", divided by step²", two_corners(1)),
            (", divided by 2 step²", two_corners(2)),
            (", divided by 4 step²", two_corners(4)),
            (" in the mixed entries, divided by step²", two_corners(1, central=True)),
            (" in the mixed entries, divided by 2 step²", two_corners(2, central=True)),
        )
    ),
    Mistake(
        "forward differences instead of central ones",
        forward,
        "Take as many steps backwards as forwards. Otherwise the third order gets into the answer.",
    ),
    Mistake(
        "forward differences in the mixed entries",
        forward_beside,
        "Beside the diagonal, too, take as many steps backwards as forwards.",
    ),
    Mistake(
        "only the half of the matrix above the diagonal is filled",
        lambda f, point, step: np.triu(f.hessian(point)),
        "A Hessian is symmetric: its other half mirrors this one.",
    ),
    Mistake(
        "only the half of the matrix below the diagonal is filled",
        lambda f, point, step: np.tril(f.hessian(point)),
        "A Hessian is symmetric: its other half mirrors this one.",
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
        (
            Cubic((((2, 0), 1.0), ((0, 3), 100.0))),
            np.array([1.0, 0.0]),
            0.1,
        ),  # no step is small enough to go forward only
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
