"""One entry of the matrix, taken apart into the terms of its paths."""

from collections.abc import Callable
from itertools import pairwise
from itertools import product as choices
from math import prod

import numpy as np

from lossland_edu.course.exercises.e02_networks_as_matrices_and_graphs.problems import (
    TERMS,
    THREE_LAYERS,
    TWO_LAYERS,
    network,
)
from lossland_edu.course.exercises.forms import Matrix
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question, Section
from lossland_edu.networks import Array, Weights, product, widths_of
from lossland_edu.paths import path_outputs

CONVENTIONS = Section("02", "The conventions of this course")


def path_terms(weights: Weights, i: int, j: int) -> Array:
    widths = widths_of(weights)
    terms = path_outputs(weights, np.ones(widths[0])).reshape(widths)
    return terms[i, ..., j].ravel()


def along(combine: Callable[..., float], weights: Weights, i: int, j: int) -> Array:
    """The weights along every path from i to j, combined."""
    hidden = choices(*(range(len(W)) for W in weights[:-1]))
    steps = ([W[b, a] for W, (a, b) in zip(weights, pairwise((i, *units, j)), strict=True)] for units in hidden)
    return np.array([combine(step) for step in steps])


def read_across(weights: Weights, i: int, j: int) -> Array:
    """The terms with row and column of every weight exchanged."""
    hidden = choices(*(range(len(W)) for W in weights[:-1]))
    paths = (pairwise((i, *units, j)) for units in hidden)
    return np.array([prod(W[a, b] for W, (a, b) in zip(weights, path, strict=True)) for path in paths])


def straight(weights: Weights, i: int, j: int) -> Array:
    """The terms of the paths that keep to one number in all hidden layers."""
    n_paths = min(len(W) for W in weights[:-1])
    inner = [np.diag(W)[:n_paths] for W in weights[1:-1]]
    return weights[0][:n_paths, i] * np.prod(inner, axis=0) * weights[-1][j, :n_paths]


def drawn(rng: np.random.Generator) -> Arguments:
    """A network, an input and an output of it whose terms do not cancel: a sum near zero would be all rounding."""
    while True:
        weights = network(rng)
        d_x, *_, d_y = widths_of(weights)
        i, j = int(rng.integers(d_x)), int(rng.integers(d_y))
        if abs(in_R(weights, i, j)) > 0.01 * np.abs(path_terms(weights, i, j)).sum():
            return weights, i, j


def n_terms(weights: Weights, i: int, j: int) -> tuple[int]:
    return (prod(len(W) for W in weights[:-1]),)


def in_R(weights: Weights, i: int, j: int) -> float:
    return float(product(weights)[j, i])


def adds_up(terms: Array, weights: Weights, i: int, j: int) -> bool:
    """Whether the terms add up to the entry of R, up to rounding."""
    return abs(terms.sum() - in_R(weights, i, j)) <= 1e-9 * max(np.abs(terms).sum(), 1e-300)


def left_out(right: Array, got: Array, weights: Weights, i: int, j: int) -> str:
    """The first path whose term is not among those of an answer, or not often enough."""
    rest = list(got)
    for hidden, term in zip(choices(*(range(len(W)) for W in weights[:-1])), right, strict=True):
        near = [k for k, other in enumerate(rest) if abs(other - term) <= CLOSE * np.abs(right).max()]
        if not near:
            path = " → ".join(map(str, (i, *hidden, j)))
            return f"Expected a term {term:.6g}, that of the path {path}, got none, or too few of this value."
        rest.pop(near[0])
    return "Expected other terms."


CLOSE = 1e-6  # of the largest term
MISTAKES = (
    Mistake(
        "input and output are swapped",
        lambda weights, i, j: along(prod, weights, j, i),
        "Paths begin at input i, and begin with a weight of W₁.",
    ),
    Mistake(
        "row and column of the weights are swapped",
        read_across,
        "A weight leads from the unit it reads, its column, to the unit it feeds, its row.",
        CONVENTIONS,
    ),
    Mistake(
        "the first weight of every path is left out",
        lambda weights, i, j: along(lambda step: prod(step[1:]), weights, i, j),
        "A path passes one weight in every layer, that of W₁ included: as many as there are matrices.",
    ),
    Mistake(
        "the last weight of every path is left out",
        lambda weights, i, j: along(lambda step: prod(step[:-1]), weights, i, j),
        "A path passes one weight in every layer, that which leads to output j included.",
    ),
    Mistake(
        "the weights along a path are added",
        lambda weights, i, j: along(sum, weights, i, j),
        "Along a path weights are multiplied; sums come in when the paths are put together.",
    ),
    Mistake(
        "terms that are equal are kept once",
        lambda *given: np.unique(path_terms(*given)),
        "Two paths can have the same term, and both count. A set, or np.unique, forgets that.",
    ),
    Mistake(
        "terms that are zero are left out",
        lambda *given: path_terms(*given)[path_terms(*given) != 0],
        "A path with a weight 0 is a path too; there is one term for each.",
    ),
    Mistake(
        "only the paths through units of the same number",
        straight,
        "A path may take any unit of each hidden layer, whatever it took in the one before.",
    ),
    Mistake(
        "the terms are added up",
        lambda weights, i, j: np.array(in_R(weights, i, j)),
        "Their sum is the entry of R; the question is about the terms, one for each path.",
    ),
)


QUESTION = Question(
    "q3",
    "The terms of an entry",
    TERMS,
    path_terms,
    drawn,
    Matrix(n_terms),
    ((TWO_LAYERS, 1, 0), (TWO_LAYERS, 0, 1), (THREE_LAYERS, 0, 1), (THREE_LAYERS, 1, 1)),
    MISTAKES,
    properties=(
        Property(
            "terms that add up to the entry of R for input i and output j",
            adds_up,
            lambda terms, *given: f"a sum of {terms.sum():.6g} instead of {in_R(*given):.6g}",
        ),
    ),
    observe=lambda terms, *_: np.sort(terms),
    observed="the terms in ascending order",
    tell=left_out,
)
