"""The squared loss of one hidden layer."""

import numpy as np

from lossland_edu import losses
from lossland_edu.course.exercises.e03_shallow_linear_networks.problems import (
    NARROW,
    ONE_BY_ONE,
    SQUARE,
    network_and_data,
)
from lossland_edu.course.exercises.forms import Number
from lossland_edu.course.exercises.question import Mistake, Property, Question, Section
from lossland_edu.data import Dataset
from lossland_edu.networks import Array


def loss(W1: Array, W2: Array, X: Array, Y: Array) -> float:
    return losses.squared_loss((W1, W2), Dataset(X, Y))


def error_of(W1: Array, W2: Array, X: Array, Y: Array) -> Array:
    return W2 @ W1 @ X - Y


MISTAKES = (
    Mistake(
        "the factor ½ is forgotten", lambda *a: np.sum(error_of(*a) ** 2), "The loss of this course begins with ½."
    ),
    Mistake(
        "the mean of the squares instead of their sum",
        lambda *a: 0.5 * np.mean(error_of(*a) ** 2),
        "The squared Frobenius norm adds up the squares of all entries; it does not divide by how many there are.",
    ),
    Mistake(
        "the norm is not squared",
        lambda *a: 0.5 * np.linalg.norm(error_of(*a)),
        "np.linalg.norm gives the root of the sum of the squares.",
    ),
    Mistake(
        "the mean over the examples",
        lambda *a: 0.5 * np.sum(error_of(*a) ** 2) / a[2].shape[1],
        "The lesson divides the data by √m, never the loss by m.",
    ),
    Mistake(
        "the largest singular value instead of the entries",
        lambda *a: 0.5 * np.linalg.norm(error_of(*a), 2) ** 2,
        "np.linalg.norm(A, 2) is not the Frobenius norm; np.linalg.norm(A) is.",
    ),
    Mistake(
        "the layers stand in the wrong order",
        lambda W1, W2, X, Y: 0.5 * np.sum((W1 @ W2 @ X - Y) ** 2),
        "Which matrix meets the input first?",
    ),
    Mistake(
        "the absolute values of the errors instead of their squares",
        lambda *a: 0.5 * np.sum(np.abs(error_of(*a))),
        "Square each error.",
    ),
)


QUESTION = Question(
    "q1",
    "The loss",
    Section("03", "Put one matrix behind it"),
    loss,
    network_and_data,
    Number(),
    (ONE_BY_ONE, NARROW, SQUARE),
    MISTAKES,
    properties=(Property("a loss of at least 0", lambda value, *_: value >= 0, lambda value, *_: f"{value:.6g}"),),
)
