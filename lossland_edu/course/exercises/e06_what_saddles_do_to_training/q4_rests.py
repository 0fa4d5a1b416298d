"""How many steps a recorded run rests at each level."""

from collections.abc import Callable

import numpy as np

from lossland_edu.course.exercises.forms import Matrix
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question, Section
from lossland_edu.dynamics import mode_solution, mode_time
from lossland_edu.networks import Array


def rests(steps: Array, losses: Array, levels: Array, within: float) -> Array:
    return lasting(steps, np.abs(losses - levels[:, None]) <= within)


def lasting(steps: Array, inside: Array) -> Array:
    """For each row of `inside` the steps from its first to its last true entry; 0 where there is none."""
    last = inside.shape[1] - 1 - inside[:, ::-1].argmax(axis=1)
    return (steps[last] - steps[inside.argmax(axis=1)]) * inside.any(axis=1)


def where(inside: Callable[[Array, Array, float], Array]) -> Callable[..., Array]:
    """A mistaken answer from another idea of being at a level; `inside` gets losses in a row, levels in a column."""
    return lambda steps, losses, levels, within: lasting(steps, inside(losses[None], levels[:, None], within))


def until_after(steps: Array, losses: Array, levels: Array, within: float) -> Array:
    """The steps from the first record at a level to the one behind the last, if there is one."""
    inside = np.abs(losses - levels[:, None]) <= within
    after = np.minimum(len(steps) - inside[:, ::-1].argmax(axis=1), len(steps) - 1)
    return (steps[after] - steps[inside.argmax(axis=1)]) * inside.any(axis=1)


def nearest(losses: Array, levels: Array, within: float) -> Array:
    return np.abs(losses - levels).argmin(axis=0) == np.arange(len(levels))[:, None]


def recorded_run(rng: np.random.Generator) -> Arguments:
    """(steps, losses, levels, within): the run of two to four modes, no loss near the edge of a level."""
    while True:
        s = np.sort(rng.choice(np.arange(5, 31), int(rng.integers(2, 5)), replace=False))[::-1] / 10
        u_0, rate = 0.1 ** int(rng.integers(2, 6)), 0.05
        n_steps = 2 * float(mode_time(s[-1] / 2, s[-1], u_0, 2)) / rate
        steps = np.unique([0, *np.round(np.geomspace(2, n_steps, int(rng.integers(9, 16))))]).astype(int)
        u = np.array([mode_solution(rate * steps, k, u_0, 2) for k in s.tolist()])
        losses = np.round(0.5 * ((s[:, None] - u) ** 2).sum(axis=0), 2)
        levels = np.round([0.5 * np.sum(s[r:] ** 2) for r in range(len(s) + 1)], 2)
        within = float(rng.choice([0.05, 0.1, 0.2, 0.3]))
        if (np.abs(np.abs(losses - levels[:, None]) - within) > 0.005).all():
            return steps, losses, levels, within


MISTAKES = (
    Mistake(
        "records are counted instead of steps",
        lambda steps, losses, levels, within: (np.abs(losses - levels[:, None]) <= within).sum(axis=1),
        "The loss is not recorded at every step: `steps` says when.",
    ),
    Mistake(
        "the last step at a level instead of the steps since the first",
        lambda steps, losses, levels, within: (steps * (np.abs(losses - levels[:, None]) <= within)).max(axis=1),
        "A rest begins with the first record at the level, not with training.",
    ),
    Mistake(
        "up to the first record after the level instead of the last one at it",
        until_after,
        "The record after the last one at a level is at it no more.",
    ),
    Mistake(
        "indices are subtracted instead of steps",
        lambda steps, *rest: rests(np.arange(len(steps)), *rest),
        "The loss is not recorded at every step: `steps` says when.",
    ),
    Mistake(
        "the absolute value is missing: below the level counts as at the level",
        where(lambda losses, levels, within: losses - levels <= within),
        "Once the loss has left a level downwards, it no longer rests there.",
    ),
    Mistake(
        "only losses above the level count",
        where(lambda losses, levels, within: (losses >= levels) & (losses <= levels + within)),
        "Within a distance means on both sides: a run arrives above the level and leaves below it.",
    ),
    Mistake(
        "every loss is given to the nearest level",
        where(nearest),
        "On its way down the loss is at no level: use `within`.",
    ),
    Mistake(
        "the tolerance is a share of the level",
        where(lambda losses, levels, within: np.abs(losses - levels) <= within * levels),
        "`within` is a distance in loss, the same for every level.",
    ),
    Mistake(
        "off by one: both ends are counted",
        lambda *a: rests(*a) + (np.abs(a[1] - a[2][:, None]) <= a[3]).any(axis=1),
        "From step 3 to step 4 one step is taken.",
    ),
)


QUESTION = Question(
    "q4",
    "The stairs, in a run",
    Section("06", "Several modes"),
    rests,
    recorded_run,
    Matrix(lambda steps, losses, levels, within: levels.shape),
    (
        (np.arange(4), np.array([4.0, 4.0, 0.0, 0.0]), np.array([4.0, 0.0]), 0.1),
        (
            np.array([0, 10, 20, 30, 50, 100, 200]),
            np.array([5.0, 4.9, 2.1, 2.0, 1.9, 0.1, 0.0]),
            np.array([5.0, 2.0, 0.5, 0.0]),
            0.2,
        ),
    ),
    MISTAKES,
    properties=(
        Property(
            "numbers of steps of at least 0",
            lambda value, *_: bool((value >= 0).all()),
            lambda value, *_: f"{value.min():g} among them",
        ),
    ),
)
