"""The smallest landscape that is not convex: one hidden layer with one unit, and gradient descent rolling down it."""

from __future__ import annotations

from functools import cache

import numpy as np

from lossland_edu.explorers.spec import Fact, MultipleChoice, Slider, Spec, View
from lossland_edu.networks import Array
from lossland_edu.pictures.descent import Descent, DescentPicture

LEARNING_RATE = 0.05
N_STEPS = 200
# A descent counts as finished below this loss: on the picture it is zero.
FINISHED = 1e-3


def descend(w1: float | Array, w2: float | Array, n_steps: int = N_STEPS) -> Descent:
    """Gradient descent on L(w₁, w₂) = ½(w₂w₁ − 1)² from one start, or from many at once.

    ∂L/∂w₁ = (w₂w₁ − 1)w₂, and likewise for w₂.
    """
    path = np.empty((n_steps + 1, 2, *np.shape(w1)))
    path[0] = w1, w2
    for step in range(1, n_steps + 1):
        error = w2 * w1 - 1
        w1, w2 = w1 - LEARNING_RATE * error * w2, w2 - LEARNING_RATE * error * w1
        path[step] = w1, w2
    return Descent(path, 0.5 * (path[:, 0] * path[:, 1] - 1) ** 2)


def view(w1: float, w2: float) -> View:
    """Where gradient descent goes from (w₁, w₂), and what it means."""
    run = descend(w1, w2)
    (a, b), first, last = run.path[-1], run.losses[0], run.losses[-1]
    if last < FINISHED:
        slow = int(np.argmax(run.losses < FINISHED))
        verdict = f"From loss {first:.2f} down to {last:.4f}, in {slow} steps to below {FINISHED}: the best there is."
    elif abs(a) + abs(b) < 1e-3:
        verdict = (
            f"Stuck at loss {last:.2f}, at the saddle: this start lies exactly on the ridge w₂ = −w₁, and from there "
            "descent leads nowhere else. Move either weight by one step of the slider and it gets away."
        )
    else:
        verdict = f"After {N_STEPS} steps the loss is {last:.3f}, from {first:.2f}: still on its way past the saddle."
    alt = (
        "Map of the loss over two weights, with two curved valleys of loss 0 and a saddle of loss 0.5 between them. "
        f"Gradient descent starts at w₁ = {w1:.1f}, w₂ = {w2:.1f} with loss {first:.2f} and ends after {N_STEPS} steps "
        f"at w₁ = {a:.2f}, w₂ = {b:.2f} with loss {last:.3f}."
    )
    return View(run, verdict, alt)


@cache
def fact() -> Fact:
    """Descents from a grid of starts, all at once: how many reach loss 0, and what became of the others."""
    grid = np.round(np.arange(-1.9, 2.0, 0.2), 1)
    w1, w2 = (w.ravel() for w in np.meshgrid(grid, grid))
    off_ridge = w1 != -w2
    losses = descend(w1[off_ridge], w2[off_ridge], 2000).losses[-1]
    n_stuck = int((losses >= FINISHED).sum())
    if n_stuck:
        return Fact(1, f"{n_stuck} of {len(losses)} starts on a grid did not reach loss 0.")
    return Fact(
        2,
        f"All {len(losses)} starts on a grid reach a loss below {FINISHED}, in one valley or the other, and both are "
        "best. Only starts exactly on the ridge w₂ = −w₁ (left out here) run into the saddle.",
    )


SPEC = Spec(
    key="two_weights",
    title="A landscape of two weights",
    start="on the saddle, at (0, 0)",
    controls=(
        Slider("w1", "first weight w₁", -2.0, 2.0, 0.1, 0.0),
        Slider("w2", "second weight w₂", -2.0, 2.0, 0.1, 0.0),
    ),
    prediction=MultipleChoice(
        "The network computes w₂w₁x and should compute x. Its loss is not convex: two valleys with a saddle between "
        "them. Gradient descent starts somewhere at random. Where does it end?",
        (
            (
                "at loss 0 if both weights start with the same sign, otherwise not",
                "With different signs it gets there too, off the ridge: on the way one of the two weights changes its "
                "sign.",
            ),
            (
                "often at a bad local minimum, because the loss is not convex",
                "Not convex does not mean bad minima: it only means that convexity cannot be the reason for success.",
            ),
            ("practically always at the best loss there is", ""),
            (
                "often at the saddle, because the gradient is zero there",
                "The gradient is zero at the saddle itself, but almost everywhere around it descent is led away.",
            ),
        ),
        fact,
    ),
    picture=DescentPicture,
    view=view,
    strip=(
        ("A start beyond the saddle", {"w1": 1.7, "w2": -1.4}),
        ("A start close to the saddle", {"w1": 0.1, "w2": 0.1}),
        ("A start exactly on the ridge", {"w1": 1.5, "w2": -1.5}),
        ("One step of the slider beside the ridge", {"w1": 1.5, "w2": -1.4}),
    ),
)
