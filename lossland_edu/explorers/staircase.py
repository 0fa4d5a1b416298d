"""Training from small weights comes down a staircase, whose steps are critical values: predicted, then measured."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from lossland_edu.data import DISTINCT_TOL, Dataset
from lossland_edu.dynamics import Plateau, Trajectory, gradient_descent, measured_plateaus, predicted_plateaus
from lossland_edu.explorers.spec import Choice, Fact, Number, Slider, Spec, View
from lossland_edu.networks import gaussian_weights
from lossland_edu.pictures.staircase import Level, Staircase, StaircasePicture

SIDE = 3  # inputs, outputs and units of every hidden layer
LEARNING_RATE, N_STEPS = 0.05, 6_000
AT = np.unique(np.geomspace(1, N_STEPS, 240).astype(int))
# A rest belongs to a level when it is nearer than this share of the zero network's loss: a run passes its saddles at a
# distance.
NEAR = 0.03
# A run that has fallen by less than this share of the zero network's loss is still on its first rest.
STILL = 0.01
SEED = 4


def _correlated() -> Dataset:
    """Inputs that are correlated, and outputs with noise that no network can learn."""
    rng = np.random.default_rng(6)
    X = np.linalg.cholesky([[1.0, 0.5, 0.2], [0.5, 1.0, 0.4], [0.2, 0.4, 1.0]]) @ rng.normal(size=(SIDE, 60))
    Y = np.diag([2.4, 1.6, 1.2]) @ X + 0.6 * rng.normal(size=(SIDE, 60))
    return Dataset(X / np.sqrt(60), Y / np.sqrt(60))


DATA = {
    "one mode": Dataset(np.eye(SIDE), np.diag([3.0, 0, 0])),
    "three modes": Dataset(np.eye(SIDE), np.diag([3.0, 2, 1])),
    "a pair of equal modes": Dataset(np.eye(SIDE), np.diag([3.0, 2, 2])),
    "correlated inputs, noisy outputs": _correlated(),
}


@lru_cache(maxsize=256)
def _run(n_hidden_layers: int, halvings: int, data: str) -> Trajectory:
    """Gradient descent from the same random weights, halved so many times."""
    widths = (SIDE,) * (n_hidden_layers + 2)
    weights = gaussian_weights(widths, rng=np.random.default_rng(SEED), scale=0.5**halvings)
    return gradient_descent(weights, DATA[data], LEARNING_RATE, N_STEPS, at=AT)


@cache
def _levels(data: str) -> tuple[Level, ...]:
    values = predicted_plateaus((SIDE, SIDE), DATA[data]).tolist()
    names = ("no mode learnt", "mode 1 learnt", "modes 1 and 2", "all three modes")
    n_modes = int((DATA[data].sigma_eigenvalues > DISTINCT_TOL * DATA[data].sigma_eigenvalues[0]).sum())
    return tuple(Level(values[r], names[r], r == n_modes) for r in range(n_modes + 1))


def _met(levels: tuple[Level, ...], plateaus: list[Plateau]) -> list[tuple[Level, Plateau | None]]:
    """Each level with the rest that is nearest to it, if there is one."""
    near = NEAR * levels[0].loss
    found = []
    for level in levels:
        close = [p for p in plateaus if abs(p.loss - level.loss) < near]
        found.append((level, min(close, key=lambda p: abs(p.loss - level.loss)) if close else None))
    return found


def _rests(run: Trajectory, top: float) -> list[Plateau]:
    """Where a run rests.

    A run that hardly falls rests all the time: its few digits of fall are rounding.
    """
    if np.ptp(run.losses) < STILL * top:
        return [Plateau(int(run.steps[0]), int(run.steps[-1]), float(run.losses[-1]))]
    return measured_plateaus(run.steps, run.losses)


def _verdict(run: Trajectory, levels: tuple[Level, ...], plateaus: list[Plateau]) -> str:
    """At which levels a run rests, and what became of the others."""
    met, end, near = _met(levels, plateaus), run.losses[-1], NEAR * levels[0].loss
    rests = [f"{p.loss:.2f} (predicted {level.loss:.2f})" for level, p in met if p]
    words = [f"The loss rests at {_listed(rests)}." if rests else "The loss rests at none of the levels."]
    if others := [f"{p.loss:.2f}" for p in plateaus if all(abs(p.loss - level.loss) >= near for level in levels)]:
        words.append(f"It also lingers at {_listed(others)}, which is no level.")
    above = [level.loss for level, p in met[:-1] if p is None]
    if below := [f"{loss:.2f}" for loss in above if loss > run.losses[0]]:
        words.append(f"At step 1 it is already below {_listed(below)}.")
    if passed := [f"{loss:.2f}" for loss in above if end + near < loss <= run.losses[0]]:
        words.append(f"It passes {_listed(passed)} without a rest.")
    best = levels[-1].loss
    if end > best + near:
        words.append(f"After {N_STEPS:,} steps it is {end:.2f}, still above the best, {best:.2f}.")
    elif met[-1][1] is None:
        words.append(f"It reaches the best, {best:.2f}, only at the end of its {N_STEPS:,} steps.")
    return " ".join(words)


def _listed(words: list[str]) -> str:
    return " and ".join(", ".join(words).rsplit(", ", 1))


def view(n_hidden_layers: float, halvings: float, data: str) -> View:
    """One run, and which of the predicted levels it rests at."""
    H, run, levels = int(n_hidden_layers), _run(int(n_hidden_layers), int(halvings), data), _levels(data)
    plateaus = _rests(run, levels[0].loss)
    rests = np.zeros(len(run.steps), bool)
    for p in plateaus:
        rests |= (run.steps >= p.first) & (run.steps <= p.last)
    verdict = _verdict(run, levels, plateaus)
    start = f"1/{2 ** int(halvings)}" if halvings else "1"
    named = ", ".join(f"{level.loss:.2f} ({level.name})" for level in levels)
    alt = (
        f"Loss against step on a logarithmic scale, {data}, {H} hidden {'layer' if H == 1 else 'layers'}, from random "
        f"weights of size {start}. Dashed lines at the predicted levels {named}. {verdict}"
    )
    return View(Staircase(run.steps, run.losses, levels, rests), verdict, alt)


@cache
def fact() -> Fact:
    """Where a run on the three modes rests after its first plateau."""
    run = _run(2, 6, "three modes")
    first, second, *_ = measured_plateaus(run.steps, run.losses)
    strongest = DATA["three modes"].sigma_eigenvalues[0]
    return Fact(
        round(second.loss, 2),
        f"A run from weights of size 1/{2**6} rests at {first.loss:.2f} and next at {second.loss:.2f}: the strongest "
        f"mode comes first, alone, and saves half of {strongest:g}.",
    )


SPEC = Spec(
    key="staircase",
    title="The staircase",
    start="one mode, one hidden layer, weights of size 1",
    controls=(
        Choice("data", "what to learn", {name: name for name in DATA}, "one mode"),
        Slider("n_hidden_layers", "hidden layers H", 1.0, 3.0, 1.0, 1.0),
        Slider("halvings", "halvings of the first weights", 0.0, 12.0, 1.0, 0.0),
    ),
    prediction=Number(
        "Σ has the eigenvalues 9, 4 and 1, and the zero network has loss 7. A network with two hidden layers of "
        "three units is trained from tiny random weights. For a while the loss stays at 7. At which loss does it rest "
        "next?",
        fact,
        tol=0.1,
        misconceptions={
            6.5: "That is the weakest mode first. Growth is faster the stronger a mode is.",
            5.0: "That is the middle mode first. Growth is faster the stronger a mode is.",
            0.0: "That is all modes at once. They grow at different speeds, from almost nothing.",
            4.67: "That is a third of the loss. Modes save half of their own eigenvalue, not equal shares.",
            -2.0: "A loss is never negative: a mode saves half of its eigenvalue, not all of it.",
        },
    ),
    picture=StaircasePicture,
    view=view,
)
