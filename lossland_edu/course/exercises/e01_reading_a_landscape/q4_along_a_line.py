"""What the first order that does not vanish says of a function along a line."""

from collections.abc import Callable

import numpy as np

from lossland_edu.course.exercises.forms import Word
from lossland_edu.course.exercises.question import Arguments, Mistake, Question, Section
from lossland_edu.networks import Array

RISES, FALLS, ONE_SIDE, FLAT = WORDS = ("rises on both sides", "falls on both sides", "falls on one side", "flat")


def along_the_line(coefficients: Array) -> str:
    """From the function itself, so near that its first term is many times the others."""
    sizes = np.abs(coefficients[1:])
    near = 1e-4 * sizes.min(where=sizes > 0, initial=1.0) / sizes.max(initial=1.0)
    behind, ahead = (t * np.polynomial.polynomial.polyval(t, coefficients[1:]) for t in (-near, near))
    if behind == ahead == 0:
        return FLAT
    return ONE_SIDE if behind * ahead < 0 else RISES if ahead > 0 else FALLS


def said_by(order: int, c: float) -> str:
    """What a term of this order says."""
    return FLAT if c == 0 else ONE_SIDE if order % 2 else RISES if c > 0 else FALLS


def first(coefficients: Array, start: int = 1, stop: int | None = None) -> tuple[int, float]:
    """Order and coefficient of the first term from order `start` on that does not vanish."""
    orders = [k for k in range(start, len(coefficients))[:stop] if coefficients[k]]
    return (orders[0], coefficients[orders[0]]) if orders else (0, 0.0)


def from_first(rule: Callable[[int, float], str], start: int = 1, stop: int | None = None) -> Callable[[Array], str]:
    """A mistaken answer from order and coefficient of a first term."""
    return lambda coefficients: rule(*first(coefficients, start, stop))


def highest(coefficients: Array) -> str:
    """What the last term that does not vanish says."""
    orders = np.flatnonzero(coefficients[1:]) + 1
    return said_by(int(orders[-1]), float(coefficients[orders[-1]])) if len(orders) else FLAT


def by_largest(coefficients: Array) -> str:
    """What the term with the largest coefficient says."""
    order = int(np.abs(coefficients[1:]).argmax()) + 1
    return said_by(order, coefficients[order])


def by_slice(coefficients: Array) -> str:
    """A position in c[1:] is taken for one in c: for the order, and for where the coefficient stands."""
    orders = np.flatnonzero(coefficients[1:])
    if not len(orders):
        return FLAT
    return ONE_SIDE if orders[0] % 2 else RISES if coefficients[orders[0]] > 0 else FALLS


def at_a_step(t: float) -> Callable[[Array], str]:
    """What two values at a fixed distance say."""

    def answer(coefficients: Array) -> str:
        behind, ahead = (np.polynomial.polynomial.polyval(at, coefficients) - coefficients[0] for at in (-t, t))
        if behind == ahead == 0:
            return FLAT
        return ONE_SIDE if behind * ahead < 0 else RISES if ahead > 0 else FALLS

    return answer


def line(rng: np.random.Generator) -> Arguments:
    """(coefficients,), the first that does not vanish behind c_0 being of any order, or none."""
    n = int(rng.integers(6, 8))
    c = np.round(rng.uniform(0.5, 3.0, n), 1) * rng.choice([-1.0, 1.0], n) * (rng.random(n) < 0.7)
    order = int(rng.integers(1, 7))
    c[1:order] = 0.0
    if order < 6:
        c[order] = np.round(rng.uniform(0.5, 3.0), 1) * rng.choice([-1.0, 1.0])
    else:
        c[order:] = 0.0
    return (c + 0.0,)


MISTAKES = (
    Mistake(
        "c₀ is taken for the first term",
        from_first(said_by, start=0),
        "c₀ is the height of the point. How the function changes begins with c₁.",
    ),
    Mistake(
        "only the second order is looked at",
        lambda c: said_by(2, c[2]),
        "The second order decides only if the first vanishes; and if it vanishes too, look further.",
    ),
    Mistake(
        "nothing beyond the second order is looked at",
        from_first(said_by, stop=2),
        "The first term that does not vanish may be of any order.",
    ),
    Mistake(
        "nothing beyond the fourth order is looked at",
        from_first(said_by, stop=4),
        "The first term that does not vanish may be of any order.",
    ),
    Mistake(
        "the highest order decides",
        highest,
        "Near t = 0 a low power of t is much larger than a high one.",
    ),
    Mistake(
        "the largest coefficient decides",
        by_largest,
        "A coefficient of 2000 does not help a high power of t when t is small enough.",
    ),
    *(
        Mistake(
            f"a distance of about {t} is taken for close enough",
            at_a_step(t),
            "How close is close depends on the coefficients. No fixed t will do; which term wins in the end?",
        )
        for t in (0.1, 0.01)
    ),
    Mistake(
        "the sign decides, whether the order is even or odd",
        from_first(lambda order, c: FLAT if c == 0 else RISES if c > 0 else FALLS),
        "What is the sign of t³ on either side of zero?",
    ),
    Mistake(
        "an odd order with a positive coefficient is taken for a rise on both sides",
        from_first(lambda order, c: RISES if c > 0 else said_by(order, c)),
        "What does t³ do for negative t?",
    ),
    Mistake(
        "off by one in the order: even and odd are exchanged",
        from_first(lambda order, c: said_by(order + 1, c)),
        "Position k of the array holds the coefficient of tᵏ, counted from 0; a slice that begins at 1 shifts this.",
    ),
    Mistake(
        "off by one: a position in a slice is used as one in the whole array",
        by_slice,
        "A slice that begins at 1 counts from 0 again. Print what you find for (0, 0, 1).",
    ),
)


QUESTION = Question(
    "q4",
    "Where the Hessian is silent",
    Section("01", "What the second instrument decides"),
    along_the_line,
    line,
    Word(WORDS),
    tuple(
        (np.array(c, float),)
        for c in (
            [0, 0, 1, 0, 0, 0],
            [0, 0, 0, 1, 0, 0],
            [0, 0, 0, -1, 0, 0],
            [0, 0, 0, 0, -1, 0],
            [3, 0, 0, 0, 0, 0],
            [1, 0, 0, 0, 0, -2],
            [-1, 2, 3, 0, 0, -1],
            [2, 0, 0, -1, 0, 0, 4],
            [0, 0, 1, 0, -2000],
            [0, 0, -1, 0, 50000],
            [0, 0, 0.001, 0, -1500],
            [0, 0, 0.001, 0, -1e10],
        )
    ),
    MISTAKES,
)
