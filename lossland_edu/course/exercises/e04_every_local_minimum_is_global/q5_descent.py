"""Gradient descent on all layers."""

from collections.abc import Callable

import numpy as np

from lossland_edu import dynamics
from lossland_edu.course.exercises.e04_every_local_minimum_is_global.problems import (
    CHAIN_OF_ONES,
    LAYERS,
    NARROWING,
    ONE_EXAMPLE,
    ONE_OUTPUT,
    SQUARES,
    TWO_MODES,
    gradient,
    network_and_data,
)
from lossland_edu.course.exercises.forms import Matrices
from lossland_edu.course.exercises.question import Arguments, Mistake, Question, Section
from lossland_edu.data import Dataset
from lossland_edu.networks import Array, Weights, flatten

LEARNING_RATES = (0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
LARGEST_STEP = 0.2  # relative to the weights; even a climb stays finite over a few steps


def descend(weights: Weights, X: Array, Y: Array, learning_rate: float, n_steps: int) -> Weights:
    return dynamics.gradient_descent(weights, Dataset(X, Y), learning_rate, n_steps).weights


def run(rng: np.random.Generator) -> Arguments:
    """A start with a learning rate at which the loss falls at every step and no layer comes near zero."""
    while True:
        weights, X, Y = network_and_data(rng)
        size = np.linalg.norm(flatten(gradient(weights, X, Y)))
        rates = [rate for rate in LEARNING_RATES if rate * size < LARGEST_STEP * np.linalg.norm(flatten(weights))]
        n_steps = int(rng.integers(1, 5))
        if not rates:
            continue
        trial = dynamics.gradient_descent(weights, Dataset(X, Y), rates[0], n_steps, at=range(n_steps + 1))
        if (np.diff(trial.losses) < 0).all() and min(np.linalg.norm(W) for W in trial.weights) > 0.05:
            return weights, X, Y, rates[0], n_steps


def moved(weights: Weights, slopes: Weights, rate: float) -> Weights:
    return tuple(W - rate * slope for W, slope in zip(weights, slopes, strict=True))


def descend_with(factor: Callable[[Array], float] = lambda X: 1.0, more_steps: int = 0) -> Callable[..., Weights]:
    """A mistaken descent: a multiple of the gradient, or another number of steps."""

    def descent(weights: Weights, X: Array, Y: Array, learning_rate: float, n_steps: int) -> Weights:
        for _ in range(n_steps + more_steps):
            weights = moved(weights, gradient(weights, X, Y), factor(X) * learning_rate)
        return weights

    return descent


def one_after_the_other(order: slice) -> Callable[..., Weights]:
    """A mistaken descent, in which each layer moves by the gradient at the layers moved before it."""

    def descent(weights: Weights, X: Array, Y: Array, learning_rate: float, n_steps: int) -> Weights:
        layers = list(weights)
        for _ in range(n_steps):
            for k in range(len(layers))[order]:
                layers[k] = layers[k] - learning_rate * gradient(tuple(layers), X, Y)[k]
        return tuple(layers)

    return descent


def a_step(weights: Weights, X: Array, Y: Array, learning_rate: float, n_steps: int) -> Weights:
    return descend(weights, X, Y, learning_rate, 1)


def gradient_of_the_start(weights: Weights, X: Array, Y: Array, learning_rate: float, n_steps: int) -> Weights:
    return moved(weights, gradient(weights, X, Y), learning_rate * n_steps)


MISTAKES = (
    Mistake(
        "the layers move one after the other, the first before the rest",
        one_after_the_other(slice(None)),
        "One step moves all layers at once, from the same point. Which weights does your second layer's gradient see?",
    ),
    Mistake(
        "the layers move one after the other, the last before the rest",
        one_after_the_other(slice(None, None, -1)),
        "One step moves all layers at once, from the same point. Which weights does your first layer's gradient see?",
    ),
    Mistake(
        "uphill instead of downhill",
        descend_with(lambda X: -1.0),
        "The gradient points uphill.",
        Section("01", "What the first instrument decides"),
    ),
    Mistake(
        "a single step, however many are asked for",
        a_step,
        "Where does your return stand, inside or outside the loop? And does the next step begin where this one ended?",
    ),
    Mistake("off by one: a step too few", descend_with(more_steps=-1), "How often does your loop take a step?"),
    Mistake("off by one: a step too many", descend_with(more_steps=1), "How often does your loop take a step?"),
    Mistake(
        "the gradient of the start is used at every step",
        gradient_of_the_start,
        "The gradient belongs to a point. After a step you stand at another one.",
    ),
    Mistake(
        "the factor ½ of the loss is forgotten",
        descend_with(lambda X: 2.0),
        "The 2 of the square's derivative meets the ½ of the loss.",
        Section("03", "Put one matrix behind it"),
    ),
    Mistake(
        "divided by the number of examples",
        descend_with(lambda X: 1 / X.shape[1]),
        "The loss is a sum over the examples, so its gradient is one too.",
        Section("03", "Put one matrix behind it"),
    ),
    Mistake(
        "the gradient of the mean squared error",
        descend_with(lambda X: 2 / X.shape[1]),
        "The loss of this course is half the sum of the squares, not their mean.",
        Section("03", "Put one matrix behind it"),
    ),
)

QUESTION = Question(
    "q5",
    "Descend",
    Section("06", "No trap, and still a wait"),
    descend,
    run,
    Matrices(lambda weights, *_: [W.shape for W in weights]),
    (
        (CHAIN_OF_ONES, *ONE_EXAMPLE, 0.1, 1),
        (SQUARES, *TWO_MODES, 0.01, 1),
        (SQUARES, *TWO_MODES, 0.01, 3),
        (NARROWING, *ONE_OUTPUT, 0.01, 2),
    ),
    MISTAKES,
    parts=LAYERS,
)
