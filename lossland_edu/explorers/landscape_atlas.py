"""Every critical point of a deep linear network: choose the widths, a rung and a kind, and be taken there."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

import numpy as np

from lossland_edu.constructions import GLOBAL, NON_STRICT, STRICT, layer_scale
from lossland_edu.critical_points import CriticalValue, Verdict, classify, construct, critical_values, escape_line
from lossland_edu.data import Dataset
from lossland_edu.dynamics import Trajectory, gradient_descent
from lossland_edu.explorers.spec import Choice, Fact, Number, Slider, Spec, View
from lossland_edu.hessians import spectrum
from lossland_edu.lanczos import extreme_eigenvalues
from lossland_edu.losses import global_minimum, on_line
from lossland_edu.networks import Array, Weights, count_parameters, flatten, gaussian_weights, product, unflatten
from lossland_edu.pictures.atlas import Atlas, AtlasPicture, Level
from lossland_edu.pictures.graph import subscript
from lossland_edu.pictures.ladder import ZERO


def _noisy() -> Dataset:
    """Forty examples with four inputs and three outputs, of which some is noise that no network can fit."""
    rng = np.random.default_rng(17)
    X = rng.normal(size=(4, 40)) / np.sqrt(40)
    return Dataset(X, 2 * rng.normal(size=(3, 4)) @ X + rng.normal(size=(3, 40)) / np.sqrt(40))


TASKS = {
    "four": Dataset(np.eye(4), np.diag([4.0, 3.0, 2.0, 1.0])),
    "twins": Dataset(np.eye(3), np.diag([3.0, 2.0, 2.0])),
    "noisy": _noisy(),
}
ANY = "any"
NARROWEST = {"none": 0, "one layer of 2 units": 2, "one layer of 1 unit": 1}
# Up to this many parameters the whole spectrum is computed, above it its ends, by Lanczos.
WHOLE = 1000
# Different eigenvalues taken from each end.
N_ENDS = 5
N_STEPS = 400
# The descent begins where the loss along the line has fallen by this share of its height above L*, with noise that is
# small beside both the layers and that height.
HEAD_START, NOISE = 0.03, 0.07
# A descent has arrived when this share of the height is left: on the picture it is nothing.
ARRIVED = 0.01


class Place(NamedTuple):
    """A critical point, and everything about it that is computed once."""

    verdict: Verdict
    ranks: tuple[int, ...]  # of W_1, …, W_n and of their product
    eigenvalues: Array
    order: int  # at which the loss first falls along the line; 0 at a global minimum
    t: Array
    along: Array
    model: Array
    begin: float
    descent: Trajectory


@cache
def _ladder(widths: tuple[int, ...], task: str) -> list[CriticalValue]:
    return critical_values(widths, TASKS[task])


@lru_cache(maxsize=512)
def _place(widths: tuple[int, ...], task: str, subset: tuple[int, ...], kind: str) -> Place:
    """The balanced critical point of that kind, with its spectrum, a line through it, and a descent."""
    data = TASKS[task]
    weights = construct(widths, data, subset, kind)
    verdict, ends = classify(weights, data), extreme_eigenvalues(weights, data, N_ENDS)
    whole = count_parameters(widths) <= WHOLE
    eigenvalues = spectrum(weights, data) if whole else ends.eigenvalues
    eigenvalues = np.where(np.abs(eigenvalues) > ZERO * np.abs(eigenvalues).max(), eigenvalues, 0.0)
    direction, order = np.random.default_rng(0).normal(size=len(ends.lowest)), 0
    direction /= np.linalg.norm(direction)
    if verdict.kind == STRICT:  # Lanczos is much faster than all eigenvectors
        direction, order = ends.lowest, 2
    elif verdict.kind == NON_STRICT:
        direction, order = escape_line(weights, data)
    t, along, model, begin = _cut(weights, direction, order, data)
    height = (verdict.loss - global_minimum(widths, data)) / data.syy
    scale = NOISE * layer_scale(len(weights), data) * np.sqrt(max(height, 0.0))
    noise = flatten(gaussian_weights(widths, rng=np.random.default_rng(1), scale=scale))
    start = unflatten(flatten(weights) + begin * direction + noise, widths)
    descent = gradient_descent(start, data, 1 / _largest_curvature(widths, task, start), N_STEPS)
    ranks = tuple(int(np.linalg.matrix_rank(W)) for W in (*weights, product(weights)))
    return Place(verdict, ranks, eigenvalues, order, t, along, model, begin, descent)


def _largest_curvature(widths: tuple[int, ...], task: str, start: Weights) -> float:
    """The largest eigenvalue of the Hessian at the start of a descent or at its best end."""
    data = TASKS[task]
    end = construct(widths, data, range(min(*widths, len(data.sigma_eigenvalues))))
    return max(float(extreme_eigenvalues(point, data).eigenvalues[-1]) for point in (start, end))


def _cut(weights: Weights, direction: Array, order: int, data: Dataset) -> tuple[Array, Array, Array, float]:
    """(t, loss at t, its quadratic model, where a descent begins) on a line of well-chosen length."""
    path = on_line(weights, direction, data)
    lowest = global_minimum((weights[0].shape[1], *(len(W) for W in weights)), data)
    far = 4 * layer_scale(len(weights), data) * np.sqrt(len(weights))
    t = np.linspace(0.0, far, 4001)
    change = path(t) - path.coef[0]
    if order:
        reach = 1.5 * t[np.argmin(change)]
        begin = t[np.argmax(change < -HEAD_START * (path.coef[0] - lowest))]
    else:
        risen = change > 0.1 * data.syy
        reach = t[np.argmax(risen)] if risen.any() else far
        begin = 0.8 * reach
    t = np.linspace(-reach, reach, 161)
    return t, path(t), path.coef[0] + path.coef[2] * t**2, float(begin)


def view(n_hidden: float, width: float, bottleneck: int, task: str, rung: float, kind: str) -> View:
    """The critical point on a rung (the lowest, if there are fewer) of a kind (another, if it does not exist there);
    the layer in the middle has no more units than the bottleneck, unless that is 0.
    """
    data, hidden = TASKS[task], [int(width)] * int(n_hidden)
    hidden[len(hidden) // 2] = min(int(width), bottleneck or int(width))
    widths = (data.d_x, *hidden, data.d_y)
    ladder = _ladder(widths, task)
    chosen = min(int(rung), len(ladder)) - 1
    subset, value, kinds = ladder[chosen]
    place = _place(widths, task, subset, kind if kind in kinds else kinds[0])
    ends_only, n_parameters = len(place.eigenvalues) < count_parameters(widths), count_parameters(widths)
    levels = tuple(Level(v, _name(s), _note(k)) for s, v, k in ladder)
    *layers, whole = place.ranks
    facts = (
        f"{place.verdict.kind} · widths {_widths(widths)}, {n_parameters:,} parameters",
        f"ranks of W₁{' …' if len(layers) > 2 else ','} W{subscript(len(layers))}: {' '.join(map(str, layers))} · "
        f"of their product: {whole} (at most {min(widths)})",
    )
    line = "the escape line" if place.order else "a random line"
    state = Atlas(levels, chosen, place.verdict.kind == GLOBAL, facts, place.eigenvalues, ends_only, place.t,
                  place.along, place.model, place.begin, place.descent.steps, place.descent.losses, line)  # fmt: skip
    verdict = " ".join((
        *(["The bottleneck changes nothing: no hidden layer has more units."] if bottleneck >= width else []),
        *_excuses(rung, len(ladder), kind, kinds, int(n_hidden), place.verdict.kind),
        f"Rung {chosen + 1} of {len(ladder)}: modes learnt {_name(subset)}, loss {value:.2f}.",
        _why(place.verdict), _curvatures(place, ends_only, n_parameters), _way_down(place), _descent(place, levels),
    ))  # fmt: skip
    alt = (
        f"Ladder of {len(ladder)} critical values from {levels[0].value:.2f} down to {levels[-1].value:.2f}; spectrum "
        f"of the Hessian; loss along {line}; loss during gradient descent. {'. '.join(facts)}. {verdict}"
    )
    return View(state, verdict, alt)


def _name(subset: tuple[int, ...]) -> str:
    return "{" + ", ".join(str(i + 1) for i in subset) + "}" if subset else "∅"


def _note(kinds: tuple[str, ...]) -> str:
    return "minimum" if GLOBAL in kinds else "also bad" if NON_STRICT in kinds else ""


def _widths(widths: tuple[int, ...]) -> str:
    if len(widths) <= 6:
        return "-".join(map(str, widths))
    runs = ((width, len(list(run))) for width, run in groupby(widths[1:-1]))
    inner = (f"({width} × {times})" if times > 1 else f"{width}" for width, times in runs)
    return f"{widths[0]}-{'-'.join(inner)}-{widths[-1]}"


def _excuses(rung: float, n_rungs: int, kind: str, kinds: tuple[str, ...], n_hidden: int, shown: str) -> list[str]:
    """Why what is shown is not what was asked for."""
    words = []
    if rung > n_rungs:
        words.append(f"These widths and data have only {n_rungs} rungs; this is the lowest.")
    if kind != ANY and kind not in kinds:
        if kinds == (GLOBAL,):
            why = "its loss is the least possible, so every critical point on it is a global minimum"
        elif n_hidden == 1:
            why = "with one hidden layer every saddle is strict"
        else:
            why = "its modes are not the largest, and exchanging one for a larger lowers the loss at second order"
        words.append(f"There is no {kind} on this rung: {why}. Shown instead: a {shown}.")
    return words


def _why(verdict: Verdict) -> str:
    """The kind and the reason, with modes counted from 1 as on the ladder."""
    reason = re.sub(r"\bmode (\d+)", lambda found: f"mode {int(found[1]) + 1}", verdict.reason)
    gloss = " (A pivot is a pair of layers; lesson 05 says when it is tightened.)" if "pivot" in reason else ""
    return f"{verdict.kind.capitalize()}: {reason}.{gloss}"


def _curvatures(place: Place, ends_only: bool, n_parameters: int) -> str:
    values = place.eigenvalues
    n_negative = int((values < 0).sum())
    if ends_only:
        smallest = f"the smallest is −{-values[0]:.2f}" if n_negative else "none is negative"
        return (
            f"With {n_parameters:,} parameters only the ends of the spectrum are computed, by Lanczos, which does not "
            f"count how often a value occurs: {smallest}."
        )
    if n_negative:
        are = "are" if n_negative > 1 else "is"
        return f"{n_negative} of the {len(values)} eigenvalues {are} negative; the smallest is −{-values[0]:.2f}."
    return f"None of the {len(values)} eigenvalues is negative."


def _way_down(place: Place) -> str:
    if place.order == 0:
        return "No line leads down."
    if place.order == 2:
        return "Along the direction of most negative curvature the loss falls like t²."
    return f"Along its escape line the loss falls first at order {place.order} in t, where the Hessian is silent."


def _descent(place: Place, levels: tuple[Level, ...]) -> str:
    first, last, lowest = float(place.descent.losses[0]), float(place.descent.losses[-1]), levels[-1].value
    near = ARRIVED * (first - lowest)
    if last - lowest <= near:
        return f"Gradient descent from beside it reaches L* = {lowest:.2f} within {N_STEPS} steps."
    closest = min(levels[:-1], key=lambda level: abs(level.value - last))
    at_rung = f"near the rung {closest.name}, where all critical points are saddles"
    where = at_rung if abs(closest.value - last) <= near else "not yet at rest"
    words = f"Gradient descent from beside it is at {last:.2f} after {N_STEPS} steps, {where}"
    return f"{words}; L* = {lowest:.2f} is still below."


BOTTLENECK, N_STARTS = (4, 8, 8, 2, 8, 4), 100


@cache
def fact() -> Fact:
    """Gradient descent from random starts of a network with a bottleneck: the number of different final losses."""
    rng, data = np.random.default_rng(0), TASKS["four"]
    starts = [gaussian_weights(BOTTLENECK, rng=rng) for _ in range(N_STARTS)]
    final = gradient_descent(starts, data, 0.01, 2000, at=[2000]).losses[:, -1]
    different = np.unique(final.round(4))
    return Fact(
        len(different),
        f"The losses of all {N_STARTS} descents agree to four decimals: {different[0]:.4f}, which is L* = "
        f"{global_minimum(BOTTLENECK, data):.4f}, the best that two modes can do."
        if len(different) == 1
        else f"The {N_STARTS} descents end at {len(different)} losses: {', '.join(f'{x:.4f}' for x in different)}.",
    )


SPEC = Spec(
    key="landscape_atlas",
    title="The landscape atlas",
    start="one hidden layer of two units, on the highest rung",
    controls=(
        Slider("n_hidden", "hidden layers H", 1.0, 7.0, 1.0, 1.0),
        Slider("width", "units in each", 1.0, 30.0, 1.0, 2.0),
        Choice("bottleneck", "bottleneck in the middle", NARROWEST, 0),
        Choice(
            "task",
            "data",
            {
                "four modes, λ = 16, 9, 4, 1": "four",
                "three modes, two of them equal, λ = 9, 4, 4": "twins",
                "40 noisy examples, 4 inputs and 3 outputs": "noisy",
            },
            "four",
        ),
        Slider("rung", "rung, from the top", 1.0, 16.0, 1.0, 1.0),
        Choice(
            "kind",
            "kind of point",
            {"whichever exists": ANY, "strict saddle": STRICT, "non-strict (bad) saddle": NON_STRICT},
            ANY,
        ),
    ),
    prediction=Number(
        "A linear network with four hidden layers, of 8, 8, 2 and 8 units, has four inputs and four outputs; Σ has the "
        "eigenvalues 16, 9, 4 and 1. Gradient descent runs from 100 random starts until it settles. At how many "
        "different losses does it end?",
        fact,
        misconceptions={
            100.0: "Every start does end at weights of its own. But weights that differ may have the same loss.",
            11.0: "That counts all critical values. Ten of them belong to saddles, where descent from a random start "
            "does not stay.",
            10.0: "That counts the critical values of saddles, where descent from a random start does not stay.",
            6.0: "Six pairs of modes fit through two units, but five of them are saddles: a weaker mode in them can "
            "turn into a stronger one.",
            **dict.fromkeys((5.0, 4.0), "Layers do not each add a bad minimum: depth adds saddles, not minima."),
            3.0: "Descent may linger at the losses with 0, 1 and 2 modes learnt, but only the last is a minimum.",
            2.0: "A bottleneck raises the least loss; it does not add a second minimum.",
        },
    ),
    picture=AtlasPicture,
    view=view,
    strip=(
        ("Two hidden units, a middle rung", {"rung": 6.0}),
        ("Three hidden layers, nothing learnt", {"n_hidden": 3.0, "width": 4.0}),
        ("The same rung, another point on it", {"n_hidden": 3.0, "width": 4.0, "kind": STRICT}),
        ("Three hidden layers, the lowest rung", {"n_hidden": 3.0, "width": 4.0, "rung": 16.0}),
    ),
)
