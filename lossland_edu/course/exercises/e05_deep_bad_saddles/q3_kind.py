"""The kind of a critical point, by the rank rule."""

from collections.abc import Callable

import numpy as np

from lossland_edu.constructions import GLOBAL, NON_STRICT, STRICT
from lossland_edu.course.exercises.e05_deep_bad_saddles.problems import NONE, ONE, TRAP, critical_point, pairs
from lossland_edu.course.exercises.e05_deep_bad_saddles.q2_pivot_table import apart, ranks
from lossland_edu.course.exercises.forms import Word
from lossland_edu.course.exercises.question import Mistake, Question, Section
from lossland_edu.critical_points import classify
from lossland_edu.data import Dataset
from lossland_edu.networks import Array, Weights, widths_of

Learnt = tuple[int, ...]
TWO_MODES = (np.eye(2), np.diag([2.0, 1.0]))
WEAKER, STRONGER = np.diag([0.0, 1.0]), np.diag([1.0, 0.0])
# Three layers with a path in each, but no two of them in a row: every pivot by itself leads down.
ALL_OPEN = ((STRONGER, np.array([[0.0, 1.0], [0.0, 0.0]]), WEAKER), *TWO_MODES, ())
# The lesson's proof: the strongest of three modes is learnt, and no layer passes another.
LESSON = ((np.diag([3.0, 0.0, 0.0]), *(np.diag([1.0, 0.0, 0.0]),) * 2), np.eye(3), np.diag([3.0, 2.0, 1.0]), (0,))
EXAMPLES = (
    ((NONE, NONE), ONE, ONE, ()),
    ((NONE, NONE, NONE), ONE, ONE, ()),
    ((ONE, ONE, ONE), ONE, ONE, (0,)),
    ((np.array([[1.0], [0.0]]), np.array([[1.0, 0.0]])), ONE, ONE, (0,)),
    ((NONE, ONE, NONE), ONE, ONE, ()),
    ((NONE, NONE, ONE), ONE, ONE, ()),  # only the pivot (2, 1) is not tightened
    ((ONE, NONE, NONE), ONE, ONE, ()),  # only (3, 2)
    ((ONE, NONE, NONE, NONE), ONE, ONE, ()),
    ((ONE, NONE, NONE, ONE), ONE, ONE, ()),  # only (3, 2), which holds neither the first layer nor the last
    ((2 * STRONGER, STRONGER), *TWO_MODES, (0,)),
    ((2 * STRONGER, np.eye(2), STRONGER), *TWO_MODES, (0,)),
    ((2 * STRONGER, STRONGER, np.eye(2)), *TWO_MODES, (0,)),
    ((2 * STRONGER + WEAKER, STRONGER, STRONGER), *TWO_MODES, (0,)),
    ((np.array([[0.0, 1.0]]), np.array([[0.0], [1.0]])), *TWO_MODES, (1,)),
    ((WEAKER, WEAKER, WEAKER), *TWO_MODES, (1,)),
    ALL_OPEN,
    LESSON,
    (*TRAP, ()),
)


def kind(weights: Weights, X: Array, Y: Array, learnt: Learnt) -> str:
    """What the library finds, which looks for the modes learnt itself."""
    return classify(weights, Dataset(X, Y)).kind


def tightened(weights: Weights, S_xy: Array, r: int, row: Callable = ranks, every: Callable = all) -> bool:
    """Whether all pivots are tightened: one of the two ranks is r."""
    return every(r in row(weights, S_xy, i, j) for i, j in pairs(len(weights)))


def rule(weights: Weights, X: Array, Y: Array, learnt: Learnt, **changes: Callable) -> str:
    """The rank rule, with changes to the test of the pivots."""
    r, top = len(learnt), sorted(learnt) == list(range(len(learnt)))
    full = r == min(widths_of(weights))
    if top and full:
        return GLOBAL
    return NON_STRICT if top and tightened(weights, X @ Y.T, r, **changes) else STRICT


def never_global(weights: Weights, X: Array, Y: Array, learnt: Learnt) -> str:
    full = len(learnt) == min(widths_of(weights))
    return STRICT if full else rule(weights, X, Y, learnt)


def by_hidden_widths(weights: Weights, X: Array, Y: Array, learnt: Learnt) -> str:
    found, r = rule(weights, X, Y, learnt), len(learnt)
    if found != GLOBAL or r == min(widths_of(weights)[1:-1]):
        return found
    return NON_STRICT if tightened(weights, X @ Y.T, r) else STRICT


def by_rank_alone(weights: Weights, X: Array, Y: Array, learnt: Learnt) -> str:
    return rule(weights, X, Y, tuple(range(len(learnt))))


def against_zero(weights: Weights, X: Array, Y: Array, learnt: Learnt) -> str:
    found = rule(weights, X, Y, learnt)
    if found == GLOBAL or sorted(learnt) != list(range(len(learnt))):
        return found
    return NON_STRICT if tightened(weights, X @ Y.T, 0) else STRICT


def whole_row(weights: Weights, S_xy: Array, i: int, j: int) -> tuple[int, ...]:
    return i, j, *ranks(weights, S_xy, i, j)


def by_ends(weights: Weights, X: Array, Y: Array, learnt: Learnt) -> str:
    """Only the pivot (n, 1)."""
    found, r = rule(weights, X, Y, learnt, every=lambda _: True), len(learnt)
    ends = ranks(weights, X @ Y.T, len(weights), 1)
    return STRICT if found == NON_STRICT and r not in ends else found


def by_depth(weights: Weights, X: Array, Y: Array, learnt: Learnt) -> str:
    found = rule(weights, X, Y, learnt, every=lambda _: True)
    return STRICT if found == NON_STRICT and len(weights) == 2 else found


def deep_is_bad(weights: Weights, X: Array, Y: Array, learnt: Learnt) -> str:
    found = rule(weights, X, Y, learnt)
    return NON_STRICT if found == STRICT and len(weights) > 2 else found


def full_is_global(weights: Weights, X: Array, Y: Array, learnt: Learnt) -> str:
    return GLOBAL if len(learnt) == min(widths_of(weights)) else rule(weights, X, Y, learnt)


MISTAKES = (
    Mistake(
        "no saddle is ever called non-strict",
        lambda *a: rule(*a, every=lambda _: False),
        "Zero weights are such a point. If you ask the same column of the table for r at every pivot, you never find "
        "it: inside, the rank between neighbours is a width; outside, that of the pivot (n, 1) is the rank of S_xy.",
    ),
    Mistake(
        "from two hidden layers on every saddle is called non-strict",
        deep_is_bad,
        "Deep networks have strict saddles too. What does it take for two moves to be enough?",
    ),
    Mistake(
        "the depth alone decides, once the modes learnt are the strongest",
        by_depth,
        "A layer may pass the next mode on already. Then fewer layers have to move.",
    ),
    Mistake(
        "only the pivot (n, 1) is looked at",
        by_ends,
        "Two neighbours in the middle, or the two layers at one end, may be the pair that leads down.",
    ),
    Mistake(
        "r is looked for in the whole row, in i and j too",
        lambda *a: rule(*a, row=whole_row),
        "The first two entries of a row are the numbers of two layers. That one of them equals r says nothing.",
    ),
    Mistake(
        "one tightened pivot is taken to be enough",
        lambda *a: rule(*a, every=any),
        "A single pair of layers that lets a new mode through gives the Hessian a negative eigenvalue.",
    ),
    Mistake(
        "the outer products are tested separately, without S_xy between them",
        lambda *a: rule(*a, row=apart),
        "What a layer passes on counts only if the data ask for it.",
        Section("05", "A trap"),
    ),
    Mistake(
        "the global minimum is not tested first",
        never_global,
        "A point that has learnt the strongest modes, as many as the widths allow, is no saddle at all.",
    ),
    Mistake(
        "which modes are learnt is not looked at",
        by_rank_alone,
        "A network may have learnt a weaker mode in the place of a stronger one. What is then of second order?",
        Section("05", "The atlas again"),
    ),
    Mistake(
        "every point of the largest possible rank is called a global minimum",
        full_is_global,
        "The rank may be the largest and the modes learnt not the strongest. Could the loss be smaller?",
        Section("05", "Why shallow networks escape"),
    ),
    Mistake(
        "only the hidden widths are looked at",
        by_hidden_widths,
        "Is there another mode to learn? With few outputs there may be none, however wide the hidden layers are.",
    ),
    Mistake(
        "the ranks are compared with 0 instead of r",
        against_zero,
        "Modes already learnt get through every layer and are part of each rank. Is there anything beyond them?",
    ),
)

QUESTION = Question(
    "q3",
    "The kind of a critical point",
    Section("05", "The rank rule"),
    kind,
    critical_point,
    Word((GLOBAL, STRICT, NON_STRICT)),
    EXAMPLES,
    MISTAKES,
)
