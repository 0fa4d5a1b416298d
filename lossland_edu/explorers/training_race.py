"""A race out of the zero saddle: depth against depth, from weights of one size, by one of three optimisers.

The network is a chain of n weights that should multiply to 1. Equal weights have equal gradients, so they stay equal,
and a whole run is a recursion in one number: exact, and quick enough to be run while a slider moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import islice

import numpy as np

from lossland_edu.dynamics import escape_time
from lossland_edu.explorers.spec import Choice, Fact, MultipleChoice, Slider, Spec, View
from lossland_edu.networks import Array
from lossland_edu.pictures.race import Race, RacePicture, Runner

LEARNING_RATE, ADAM_RATE, MOMENTUM = 0.05, 0.01, 0.9
BUDGET = 50_000  # steps of a race
RECORDED = np.unique(np.geomspace(1, BUDGET, 150).astype(int)).tolist()
HALVINGS = range(2, 7)
N_DEPTHS = 4
# A run has left the saddle when its loss ½(1 − wⁿ)² is below half of the saddle's, and finished below a hundredth.
ESCAPED, FINISHED = 0.5, 0.01


def plain(w: float, n: int) -> Iterator[float]:
    """Gradient descent: w ← w + η w^{n−1}(1 − wⁿ)."""
    while True:
        w += LEARNING_RATE * w ** (n - 1) * (1 - w**n)
        yield w


def momentum(w: float, n: int) -> Iterator[float]:
    """The same, with a running sum of the steps that forgets a tenth of itself at each."""
    v = 0.0
    while True:
        v = MOMENTUM * v + LEARNING_RATE * w ** (n - 1) * (1 - w**n)
        w += v
        yield w


def adam(w: float, n: int) -> Iterator[float]:
    """Adam: the running mean of the gradients over the root of that of their squares (Kingma & Ba 2015)."""
    mean, square, a, b = 0.0, 0.0, 1.0, 1.0
    while True:
        g = w ** (n - 1) * (1 - w**n)
        mean, square, a, b = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g * g, 0.9 * a, 0.999 * b
        w += ADAM_RATE * mean / (1 - a) / ((square / (1 - b)) ** 0.5 + 1e-8)
        yield w


OPTIMISERS: dict[str, Callable[[float, int], Iterator[float]]] = {
    "gradient descent": plain,
    "with momentum 0.9": momentum,
    "Adam": adam,
}


@lru_cache(maxsize=1024)
def run(depth: int, halvings: int, optimiser: str) -> Runner:
    """One run to its finish, or to the end of the race."""
    w = 0.5**halvings
    out, home = ((1 - share**0.5) ** (1 / depth) for share in (ESCAPED, FINISHED))
    path, step, steps, weights, escaped = OPTIMISERS[optimiser](w, depth), 0, [], [], None
    for record in RECORDED:
        for w in islice(path, record - step):
            step += 1
            if w >= out and escaped is None:
                escaped = step
            if w >= home:
                break
        steps.append(step)
        weights.append(w)
        if w >= home:
            break
    losses = 0.5 * (1 - np.array(weights) ** depth) ** 2
    return Runner(f"H = {depth - 1}", np.array(steps), losses, escaped)


def law(depth: int, optimiser: str) -> tuple[Array, str]:
    """Escape steps by the law, for every size of the first weights, and what it is called."""
    steps = escape_time(0.5 ** np.array(HALVINGS), 1.0, depth) / LEARNING_RATE
    words = "log(1/ε)/η" if depth == 2 else "1/(εη)" if depth == 3 else f"1/({depth - 2}ε{'²³'[depth - 4]}η)"
    if optimiser == "with momentum 0.9":
        return (1 - MOMENTUM) * steps, f"the law, {words}, divided by 10"
    return steps, f"the law of gradient descent: {words}"


def view(n_hidden_layers: float, halvings: float, optimiser: str) -> View:
    """All depths from one start, and one depth from all starts."""
    depth, chosen = int(n_hidden_layers) + 1, int(halvings)
    runners = tuple(run(n, chosen, optimiser) for n in range(2, 2 + N_DEPTHS))
    runs = [run(depth, k, optimiser) for k in HALVINGS]
    escapes = np.array([r.escaped or np.nan for r in runs])
    expected, name = law(depth, optimiser)
    here, start = chosen - HALVINGS[0], f"ε = 1/{2**chosen}"
    mine = runners[depth - 2].escaped
    if mine is None:
        verdict = f"From {start}, H = {depth - 1} is still on its plateau after {BUDGET:,} steps."
    else:
        verdict = f"From {start}, H = {depth - 1} leaves the saddle at step {mine:,}."
        if here:
            verdict += f" That is {mine / (runs[here - 1].escaped or mine):.2f} times as long as from twice that size."
    if optimiser != "Adam":
        law_is = "The law" if optimiser == "gradient descent" else "The law, divided by 10,"
        verdict += f" {law_is} says {expected[here]:,.0f}."
    listed = ", ".join(f"{r.name} {f'at step {r.escaped:,}' if r.escaped else 'not in time'}" for r in runners)
    alt = (
        f"Left, loss against step by {optimiser} from {start}; escapes: {listed}. Right, steps to escape against the "
        f"size of the first weights for H = {depth - 1}, measured beside the law. {verdict}"
    )
    sizes = 0.5 ** np.array(HALVINGS)
    return View(Race(runners, depth - 2, sizes, escapes, here, expected, name, BUDGET), verdict, alt)


FACTORS = (1.2, 2.0, 4.0, 8.0)  # what the options of the question say of the factor, in their order


@cache
def fact() -> Fact:
    """How much longer a chain of four weights takes from half the size."""
    late, early = (run(4, k, "gradient descent").escaped or BUDGET for k in (5, 4))
    ratio = late / early
    nearest = int(np.argmin(np.abs(np.log(np.array(FACTORS) / ratio))))
    return Fact(nearest, f"From 1/16 it takes {early:,} steps, from 1/32 {late:,}: {ratio:.2f} times as many.")


SPEC = Spec(
    key="training_race",
    title="The training race",
    start="gradient descent, one hidden layer, first weights of size 1/8",
    controls=(
        Slider("n_hidden_layers", "hidden layers H", 1.0, 4.0, 1.0, 1.0),
        Slider("halvings", "halvings of the first weights", 2.0, 6.0, 1.0, 3.0),
        Choice("optimiser", "optimiser", {name: name for name in OPTIMISERS}, "gradient descent"),
    ),
    prediction=MultipleChoice(
        "A chain of four weights (H = 3) should multiply to 1. Gradient descent starts with all of them at 1/16, then "
        "again with all at 1/32. How much longer does the second run take to leave the saddle at zero?",
        (
            (
                "hardly longer: a constant number of steps",
                "That is the law of a strict saddle, as for H = 1, where the way out grows like e^t.",
            ),
            ("about 2 times", "That is H = 2: there the gradient shrinks with the square of the weights."),
            ("about 4 times", ""),
            (
                "about 8 times",
                "The gradient is indeed 8 times smaller, but the way to double the weights is half as long.",
            ),
        ),
        fact,
    ),
    picture=RacePicture,
    view=view,
)
