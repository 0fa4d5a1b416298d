"""Every critical value of a network with one hidden layer, as a ladder to climb, and the curvatures on each rung."""

from __future__ import annotations

from functools import cache

import numpy as np

from lossland_edu.critical_points import CriticalValue, construct, critical_values
from lossland_edu.data import Dataset
from lossland_edu.explorers.spec import Fact, Number, Slider, Spec, View
from lossland_edu.hessians import spectrum
from lossland_edu.networks import Array
from lossland_edu.pictures.ladder import ZERO, Ladder, LadderPicture, Rung

# Three modes of strength 3, 2 and 1, so that Σ has the eigenvalues 9, 4 and 1.
DATA = Dataset(X=np.eye(3), Y=np.diag([3.0, 2.0, 1.0]))
N_MODES = 3


@cache
def _ladder(n_hidden: int) -> list[tuple[CriticalValue, Array]]:
    """The rungs for a hidden layer of so many units, from the top down, with the spectrum at a point on each."""
    widths = (N_MODES, n_hidden, N_MODES)
    return [(entry, spectrum(construct(widths, DATA, entry.subset), DATA)) for entry in critical_values(widths, DATA)]


def _name(subset: tuple[int, ...]) -> str:
    return "{" + ", ".join(str(i + 1) for i in subset) + "}" if subset else "∅"


def view(n_hidden: float, rung: float) -> View:
    """The ladder for a hidden width, standing on a rung counted from the top (the lowest, if there are fewer)."""
    ladder = _ladder(int(n_hidden))
    chosen = min(int(rung), len(ladder)) - 1
    (subset, value, _), eigenvalues = ladder[chosen]
    smallest, largest = float(eigenvalues[0]), float(np.abs(eigenvalues).max())
    learnt = f"modes learnt {_name(subset)}" if subset else "no mode learnt"
    where = f"Rung {chosen + 1} of {len(ladder)}: {learnt}, loss {value:.2f}."
    if smallest < -ZERO * largest:
        verdict = (
            f"{where} A strict saddle: the smallest eigenvalue here is {smallest:.2f}, so a straight way leads down."
        )
    else:
        verdict = f"{where} No eigenvalue is negative, and no rung is lower: the global minimum."
    rungs = tuple(Rung(v, _name(s), "global minimum" in k) for (s, v, k), _ in ladder)
    bounds = (min(float(e[0]) for _, e in ladder), max(float(e[-1]) for _, e in ladder))
    listed = ", ".join(f"{r.name} at {r.value:.2f}" for r in rungs)
    alt = f"Ladder of critical values for a hidden layer of width {int(n_hidden)}: {listed}. {verdict}"
    return View(Ladder(rungs, chosen, eigenvalues, bounds), verdict, alt)


@cache
def fact() -> Fact:
    """The number of different critical values for two hidden units."""
    entries = [entry for entry, _ in _ladder(2)]
    values = sorted({round(entry.value, 9) for entry in entries}, reverse=True)
    listed = ", ".join(f"{value:g}" for value in values)
    return Fact(
        len(values),
        f"There are {len(values)}: {listed}. One for every set of at most two of the three modes, from the empty set "
        "to each pair.",
    )


SPEC = Spec(
    key="critical_value_ladder",
    title="The ladder of critical values",
    start="one hidden unit, on the highest rung",
    controls=(
        Slider("n_hidden", "hidden units", 1.0, 3.0, 1.0, 1.0),
        Slider("rung", "rung, from the top", 1.0, 8.0, 1.0, 1.0),
    ),
    prediction=Number(
        "Three inputs, a hidden layer of two units, three outputs, and Σ has the eigenvalues 9, 4 and 1. How many "
        "different values does the loss take at critical points?",
        fact,
        misconceptions={
            8.0: "That counts all sets of modes. The set of all three does not fit through two hidden units.",
            3.0: "Not only the best sets are critical: learning the weakest mode alone gives a critical point too.",
            6.0: "The empty set counts too: with all weights zero the gradient vanishes.",
            2.0: "A critical point need not have learnt all it can: every set of modes that fits gives one.",
            1.0: "Only the local minima share one value. The saddles have values of their own.",
        },
    ),
    picture=LadderPicture,
    view=view,
    strip=(
        ("Two hidden units, nothing learnt", {"n_hidden": 2.0, "rung": 1.0}),
        ("Two hidden units, a middle rung", {"n_hidden": 2.0, "rung": 4.0}),
        ("Two hidden units, the lowest rung", {"n_hidden": 2.0, "rung": 7.0}),
        ("The same modes learnt, with a third hidden unit", {"n_hidden": 3.0, "rung": 7.0}),
    ),
)
