"""How much higher than a point the loss lies on average at the corners around it."""

from itertools import product

import numpy as np

from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.e04_every_local_minimum_is_global.problems import (
    CHAIN_OF_ONES,
    NARROWING,
    ONE_EXAMPLE,
    SQUARES,
    TWO_MODES,
    chain,
    through,
)
from lossland_edu.course.exercises.forms import Number
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question, Section
from lossland_edu.networks import Array, Weights, zero_weights

SMALLEST_SHARE = 0.05  # of the corners' mean square; less would cancel digits


def average_rise(weights: Weights, directions: Weights, X: Array) -> float:
    signs = product((-1, 1), repeat=len(weights))
    return float(np.mean([rise_at(weights, directions, X, each) for each in signs]))


def corner(weights: Weights, directions: Weights, signs: tuple[int, ...]) -> Weights:
    return tuple(W + sign * V for W, sign, V in zip(weights, signs, directions, strict=True))


def output(weights: Weights, X: Array) -> Array:
    return through(weights, len(X)) @ X


def rise_at(weights: Weights, directions: Weights, X: Array, signs: tuple[int, ...]) -> float:
    """½‖output at the corner − output at W‖²."""
    return 0.5 * float(np.sum((output(corner(weights, directions, signs), X) - output(weights, X)) ** 2))


def one_layer_at_a_time(weights: Weights, directions: Weights, X: Array) -> float:
    """The sum of the rises when one layer moves and the others stay."""
    singles = [(*weights[:k], V, *weights[k + 1 :]) for k, V in enumerate(directions)]
    return 0.5 * sum(float(np.sum(output(moved, X) ** 2)) for moved in singles)


def distance_not_squared(weights: Weights, directions: Weights, X: Array) -> float:
    """Half of the mean distance to the corners' outputs."""
    distances = [np.sqrt(2 * rise_at(weights, directions, X, each)) for each in product((-1, 1), repeat=len(weights))]
    return 0.5 * float(np.mean(distances))


def point_not_squared(weights: Weights, directions: Weights, X: Array) -> float:
    """The mean square at the corners, less the plain norm at the point."""
    norm = float(np.linalg.norm(output(weights, X)))
    return average_rise(weights, directions, X) + 0.5 * (norm**2 - norm)


def neither_squared(weights: Weights, directions: Weights, X: Array) -> float:
    """The mean of the corners' norms, less the norm at the point."""
    corners = [corner(weights, directions, each) for each in product((-1, 1), repeat=len(weights))]
    return 0.5 * float(np.mean([np.linalg.norm(output(c, X)) for c in corners]) - np.linalg.norm(output(weights, X)))


def two_corners(weights: Weights, directions: Weights, X: Array) -> float:
    n = len(weights)
    return 0.5 * (rise_at(weights, directions, X, (1,) * n) + rise_at(weights, directions, X, (-1,) * n))


def network_and_directions(rng: np.random.Generator) -> Arguments:
    """(weights, directions, X), such that the rise does not come out of two numbers that nearly cancel."""
    while True:
        weights = chain(rng, high=3)
        directions = tuple(draws.matrix(rng, *W.shape) for W in weights)
        X = draws.examples(rng, weights[0].shape[1], 1)[0]
        rise = average_rise(weights, directions, X)
        if rise > SMALLEST_SHARE * 0.5 * np.sum(output(weights, X) ** 2) and rise > 1e-3:
            return weights, directions, X


SQUARES_WANTED = "The loss is half of a squared norm; np.linalg.norm takes a root."
MISTAKES = (
    Mistake("the factor ½ is forgotten", lambda *a: 2 * average_rise(*a), "The loss of this course begins with ½."),
    Mistake(
        "the value at the point itself is not subtracted",
        lambda weights, directions, X: (
            average_rise(weights, directions, X) + 0.5 * float(np.sum(output(weights, X) ** 2))
        ),
        "With all directions zero nothing rises.",
    ),
    Mistake(
        "the sum over the corners instead of their average",
        lambda *a: 2 ** len(a[0]) * average_rise(*a),
        "With n layers there are 2ⁿ corners.",
    ),
    Mistake(
        "only the product of all directions counts",
        lambda weights, directions, X: 0.5 * float(np.sum(output(directions, X) ** 2)),
        "Multiply out two layers: which terms hold one direction and one weight?",
    ),
    Mistake(
        "only one layer moves at a time",
        one_layer_at_a_time,
        "Multiply out two layers: which term holds both directions?",
    ),
    Mistake(
        "one corner instead of the average",
        lambda weights, directions, X: rise_at(weights, directions, X, (1,) * len(weights)),
        "At a single corner mixed terms remain. Which of them vanish when the signs are averaged?",
    ),
    Mistake(
        "two corners instead of the average over all",
        two_corners,
        "The signs of the layers are chosen one by one: with n layers there are 2ⁿ corners.",
    ),
    Mistake("the distance is not squared", distance_not_squared, SQUARES_WANTED),
    Mistake("the norm at the point is not squared", point_not_squared, SQUARES_WANTED),
    Mistake("the norms are not squared", neither_squared, SQUARES_WANTED),
    Mistake(
        "divided by the number of examples",
        lambda weights, directions, X: average_rise(weights, directions, X) / X.shape[1],
        "The loss is a sum over the examples, not a mean.",
    ),
    Mistake(
        "the inputs are forgotten",
        lambda weights, directions, X: average_rise(weights, directions, np.eye(len(X))),
        "The distance is one between outputs, not between products of weights.",
    ),
)

QUESTION = Question(
    "q6",
    "Higher on average",
    Section("04", "Why there are no local maxima"),
    average_rise,
    network_and_directions,
    Number(),
    (
        (CHAIN_OF_ONES, tuple(np.ones((1, 1)) for _ in range(3)), ONE_EXAMPLE[0]),
        (zero_weights((1, 1, 1)), (np.array([[1.0]]), np.array([[2.0]])), ONE_EXAMPLE[1]),
        (SQUARES[:2], (np.eye(2), SQUARES[2]), TWO_MODES[0]),
        (NARROWING, (np.ones((3, 2)), np.array([[1.0, 0.0, 0.0]])), TWO_MODES[0]),
    ),
    MISTAKES,
    properties=(
        Property(
            "a rise of at least 0",
            lambda value, *_: value >= 0,
            lambda value, *_: f"{value:.6g}",
        ),
    ),
)
