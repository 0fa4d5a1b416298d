"""A network drawn as a graph: light one path after the other, and see their terms add up to an entry of the matrix."""

from __future__ import annotations

from functools import cache

import numpy as np

from lossland_edu.explorers.spec import Choice, Fact, Number, Slider, Spec, View
from lossland_edu.networks import Array, Weights, product
from lossland_edu.paths import count_paths, path_outputs
from lossland_edu.pictures.graph import PathPicture, Walk, number_words, subscript, weights_along

N_ENDS, MOST_HIDDEN, WIDEST = 2, 3, 4  # inputs and outputs; hidden layers; units of a hidden layer

# Small whole numbers, so that every term and every sum is exact; narrower networks use the upper left corners.
FIRST = np.array([[2, -1], [-1, 1], [1, 2], [-2, 1]])
BETWEEN = (
    np.array([[1, 2, -1, 1], [-2, 1, 1, -1], [1, -1, 2, 1], [-1, 1, 1, -2]]),
    np.array([[1, -1, 2, -1], [2, 1, -1, 1], [-1, 1, 1, 2], [1, -2, 1, 1]]),
)
LAST = np.array([[3, 1, -1, 2], [-1, 2, 1, -1]])

# The question asks about more paths than one likes to count.
ASKED = (2, 4, 4, 4, 2)


@cache
def network(n_hidden_layers: int, width: int) -> Weights:
    """The weights of the network on show."""
    inner = (W[:width, :width] for W in BETWEEN[: n_hidden_layers - 1])
    return tuple(W.astype(float) for W in (FIRST[:width], *inner, LAST[:, :width]))


@cache
def terms(n_hidden_layers: int, width: int, target: int, source: int) -> Array:
    """One product of weights for every path from an input to an output."""
    weights = network(n_hidden_layers, width)
    return path_outputs(weights, np.eye(N_ENDS)[source]).reshape(N_ENDS, -1, N_ENDS)[source, :, target]


def view(n_hidden_layers: float, width: float, entry: tuple[int, int], path: float) -> View:
    """A network, one entry (output, input) of its matrix, and one of the paths it is a sum of (the last, if there are
    fewer).
    """
    n, width, (target, source) = int(n_hidden_layers), int(width), entry
    weights, all_terms = network(n, width), terms(n, width, target, source)
    count = len(all_terms)
    lit = min(int(path), count) - 1
    hidden = np.unravel_index(lit, (width,) * n)
    units = (source, *(int(unit) for unit in hidden), target)
    walk = Walk(weights, units, all_terms, lit)
    factors = [number_words(w) for w in weights_along(weights, units)]
    shown = " · ".join(f"({factor})" if factor[0] == "−" else factor for factor in factors)
    way = ", ".join(f"unit {unit + 1} of hidden layer {k}" for k, unit in enumerate(units[1:-1], start=1))
    chain = "".join(f"W{subscript(k)}" for k in range(n + 1, 0, -1))
    every = {1: "It is the only path, so it alone gives", 2: "The terms of both paths add up to"}
    together = every.get(count, f"The terms of all {count} paths add up to")
    few = f"There {'is' if count == 1 else 'are'} only {count} path{'s' * (count > 1)} between these ends; "
    excuse = f"{few}this is {'it' if count == 1 else 'the last'}. " if path > count else ""
    so_far = f" With it the sum so far is {number_words(all_terms[: lit + 1].sum())}." if 0 < lit < count - 1 else ""
    verdict = (
        f"{excuse}Path {lit + 1} of {count} runs from input {source + 1} through {way} to output {target + 1} and is "
        f"worth {shown} = {number_words(all_terms[lit])}.{so_far} {together} {number_words(all_terms.sum())}, and the "
        f"entry {walk.entry} of R = {chain} is {number_words(product(weights)[target, source])}."
    )
    layers = "one hidden layer" if n == 1 else f"{n} hidden layers"
    alt = (
        f"A network drawn as a graph: {N_ENDS} inputs, {layers} of width {width}, {N_ENDS} outputs, with one path lit. "
        f"Beside it, the sum of the terms of the paths, one after the other. {verdict}"
    )
    return View(walk, verdict, alt)


@cache
def fact() -> Fact:
    """The paths between one input and one output of the network that the question asks about."""
    *hidden, _ = ASKED[1:]
    count = count_paths((1, *hidden, 1))
    listed = " · ".join(map(str, hidden))
    return Fact(count, f"A path chooses one unit in every hidden layer, so there are {listed} = {count}.")


SPEC = Spec(
    key="path_explorer",
    title="One path after the other",
    start="one hidden layer of two units, on the first path",
    controls=(
        Slider("n_hidden_layers", "hidden layers", 1.0, float(MOST_HIDDEN), 1.0, 1.0),
        Slider("width", "units in each", 1.0, float(WIDEST), 1.0, 2.0),
        Choice(
            "entry",
            "from where to where",
            {f"input {i + 1} to output {j + 1}": (j, i) for j in range(N_ENDS) for i in range(N_ENDS)},
            (0, 0),
        ),
        Slider("path", "path", 1.0, float(WIDEST**MOST_HIDDEN), 1.0, 1.0),
    ),
    prediction=Number(
        "A network has 2 inputs, 3 hidden layers of 4 units each, and 2 outputs. Every unit is connected to every unit "
        "of the next layer. How many paths lead from one of the inputs to one of the outputs, both fixed?",
        fact,
        misconceptions={
            12.0: "That adds the widths. Each choice of a unit can be followed by every choice in the next layer: the "
            "widths multiply.",
            16.0: "That counts the units, or two hidden layers only. A path takes one unit in each of the three.",
            48.0: "That counts the connections. Paths share connections, so there are more of them.",
            81.0: "That swaps base and exponent: three choices among four units each, not four among three.",
            128.0: "That starts from both inputs. The question fixes one.",
            256.0: "That lets the ends vary, or counts the output as one more choice among four. Both ends are fixed.",
        },
    ),
    picture=PathPicture,
    view=view,
    strip=(
        ("The second path, which ends at the entry", {"path": 2.0}),
        ("Two hidden layers of three units, the middle path", {"n_hidden_layers": 2.0, "width": 3.0, "path": 5.0}),
        ("Three hidden layers of one unit: one path", {"n_hidden_layers": 3.0, "width": 1.0}),
    ),
)
