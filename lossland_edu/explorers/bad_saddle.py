"""Which saddles of a deep linear network have no negative curvature: the pivot table, and the loss along a way down."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from lossland_edu.critical_points import Verdict, classify, escape_line
from lossland_edu.data import Dataset
from lossland_edu.explorers.spec import Choice, Fact, Number, Slider, Spec, View
from lossland_edu.losses import on_line
from lossland_edu.networks import Array
from lossland_edu.pictures.pivots import POWERS, PivotPicture, PivotTable

# Three modes, none so strong that the others cannot be seen beside it; every layer has three units.
STRENGTHS = (2.0, 1.5, 1.0)
DATA = Dataset(X=np.eye(3), Y=np.diag(STRENGTHS))
MIDDLE, FIRST = "middle", "first"
# Coefficients are sums of products of numbers near 1: rounding leaves about 1e-16.
ZERO = 1e-12
NUMERALS = ("no", "one", "two", "three", "four", "five")


class Point(NamedTuple):
    """A critical point, the layers that block the first mode not learnt, and what is known of it."""

    weights: tuple[Array, ...]
    blocked: tuple[int, ...]
    verdict: Verdict
    coefficients: Array  # of the loss along the escape line, less its value at the point
    order: int


@cache
def point(n_hidden: int, rank: int, n_passing: int, where: str) -> Point:
    """The point that has learnt the `rank` strongest modes, with as many layers that let the next mode pass.

    The learnt modes use the first units, in equal shares of all layers. A layer passes the next mode on if it links
    the next unit below to the next unit above with the weight 1; else it blocks it.
    """
    depth = n_hidden + 1
    start = 2 if where == MIDDLE else 1
    passing = range(start, start + n_passing)
    learnt = [s ** (1 / depth) for s in STRENGTHS[:rank]]
    weights = tuple(np.diag([*learnt, float(k in passing), *(0.0,) * (2 - rank)]) for k in range(1, depth + 1))
    direction, order = escape_line(weights, DATA)
    coefficients = on_line(weights, direction, DATA).coef
    coefficients = np.where(np.abs(coefficients) > ZERO, coefficients, 0.0)
    coefficients[0] = 0.0
    blocked = tuple(k for k in range(1, depth + 1) if k not in passing)
    return Point(weights, blocked, classify(weights, DATA), coefficients, order)


def view(n_hidden: float, rank: float, n_passing: float, where: str) -> View:
    """The pivot table of such a point, and the loss along its escape line."""
    H, r, wanted = int(n_hidden), int(rank), int(n_passing)
    q = min(wanted, H - 1)
    found = point(H, r, q, where)
    verdict, blocked, depth = found.verdict, found.blocked, H + 1
    smallest = 0.0 if abs(verdict.smallest_eigenvalue) < ZERO else verdict.smallest_eigenvalue
    name = ("No mode learnt", "One mode learnt", "Two modes learnt")[r]
    opened = [row for row in verdict.pivots if not row.tightened]
    fall = f"The loss first falls as t{POWERS[found.order]}, when layers {_listed(blocked)} move together."
    if opened:
        (row,) = opened
        what = (
            f"{name}: a strict saddle, with −{-smallest:.2f} as the smallest eigenvalue of the Hessian. Pivot "
            f"({row.i}, {row.j}) is not tightened: its ranks {row.inner_rank} and {row.outer_rank} are both above "
            f"r = {r}."
        )
    else:
        what = (
            f"{name}: a bad (non-strict) saddle. In each of the {len(verdict.pivots)} pivots a rank is r = {r}: all "
            f"are tightened, so the Hessian has no negative eigenvalue; the smallest is {smallest:.0f}."
        )
    words = f"{_limits(H, wanted)}{what} {fall}"
    alt = (
        f"Pivot table of a critical point of a network with {H} hidden {'layer' if H == 1 else 'layers'} and rank {r}. "
        f"Rank inside and rank outside: {_table(verdict)}. Beside it, the loss along the escape line. {words}"
    )
    state = PivotTable(r, depth, blocked, verdict.pivots, found.coefficients, found.order)
    return View(state, words, alt)


def _limits(n_hidden: int, wanted: int) -> str:
    """Why what was asked for does not exist, in words; empty if it does."""
    most = n_hidden - 1
    if n_hidden == 1:
        none = "no layer can pass the next mode on, or the gradient would not vanish; and " if wanted else ""
        return (
            f"With H = 1 {none}no bad saddle exists: the only pivot has nothing inside, and that counts as the "
            f"identity, of full rank. "
        )
    if wanted > most:
        return (
            f"With H = {n_hidden}, {NUMERALS[wanted]} layers cannot pass the next mode on: at least two must block it, "
            f"or the gradient would not vanish. Shown: {NUMERALS[most]} that {'passes' if most == 1 else 'pass'} it. "
        )
    return ""


def _listed(layers: tuple[int, ...]) -> str:
    """The numbers of two layers or more, in words."""
    return " and ".join(", ".join(map(str, layers)).rsplit(", ", 1))


def _table(verdict: Verdict) -> str:
    return "; ".join(
        f"({row.i}, {row.j}) {row.inner_rank} and {row.outer_rank}, {'' if row.tightened else 'not '}tightened"
        for row in verdict.pivots
    )


@cache
def fact() -> Fact:
    """The order of escape with four hidden layers and two layers that pass the missing mode on."""
    found = point(4, 1, 2, MIDDLE)
    return Fact(
        found.order,
        f"The loss first falls at order {found.order}: the layers that block the mode are {_listed(found.blocked)}, "
        f"and each of them has to move.",
    )


EVERY_LAYER_BLOCKS = {"n_hidden": 4.0, "rank": 1.0, "n_passing": 0.0}

SPEC = Spec(
    key="bad_saddle",
    title="What the Hessian does not see",
    start="two hidden layers, nothing learnt, layer 2 passes the next mode",
    controls=(
        Slider("n_hidden", "hidden layers H", 1.0, 4.0, 1.0, 2.0),
        Slider("rank", "modes learnt (rank r)", 0.0, 2.0, 1.0, 0.0),
        Slider("n_passing", "layers that let it pass", 0.0, 3.0, 1.0, 1.0),
        Choice("where", "which layers pass it", {"in the middle, from 2 on": MIDDLE, "from layer 1 on": FIRST}, MIDDLE),
    ),
    prediction=Number(
        "Four hidden layers, every layer three units wide. At a critical point the strongest of three modes is learnt. "
        "Layers 2 and 3 would let the next mode pass; layers 1, 4 and 5 block it. Along the best straight line, at "
        "which power of t does the loss first fall?",
        fact,
        misconceptions={
            1.0: "At a critical point the first order vanishes.",
            2.0: "The second order moves two layers at a time. With two of them moved, the last one still blocks.",
            4.0: "That counts hidden layers. What counts is the layers that block.",
            5.0: "That is the order where all layers block, as at the zero point. Here some let the mode pass already.",
        },
    ),
    picture=PivotPicture,
    view=view,
    strip=(
        ("Two hidden layers, all weights zero", {"n_passing": 0.0}),
        ("Four hidden layers, one mode learnt, every layer blocks the next", EVERY_LAYER_BLOCKS),
        ("Layers 2 and 3 pass the next mode on", {**EVERY_LAYER_BLOCKS, "n_passing": 2.0}),
        ("Layers 2, 3 and 4 pass it on", {**EVERY_LAYER_BLOCKS, "n_passing": 3.0}),
    ),
)
