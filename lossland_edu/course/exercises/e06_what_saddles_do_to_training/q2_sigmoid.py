"""Saxe's exact solution for one mode and one hidden layer, from the size of the layers."""

import numpy as np

from lossland_edu.course.exercises.forms import Matrix
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question, Section
from lossland_edu.dynamics import mode_solution, mode_time
from lossland_edu.networks import Array


def learnt(times: Array, s: float, epsilon: float) -> Array:
    return mode_solution(times, s, epsilon**2, 2)


def sigmoid(times: Array, s: float, u_0: float, rate: float = 2.0) -> Array:
    """A sigmoid from u_0 to s, of another rate than 2 if asked."""
    return s / (1 + (s / u_0 - 1) * np.exp(-rate * s * times))


def times_and_mode(rng: np.random.Generator) -> Arguments:
    """(times, s, ε), with times that reach from the wait to the end of the rise."""
    s, epsilon = round(rng.uniform(0.5, 3), 1), round(rng.uniform(0.02, 0.4), 2)
    half = float(mode_time(s / 2, s, epsilon**2, 2))
    times = np.unique(np.round(rng.uniform(0, 2 * half, rng.integers(2, 7)), 1))
    return np.array([*times, times[-1] + 0.1]), s, epsilon


MISTAKES = (
    Mistake(
        "the exponent is −st instead of −2st",
        lambda times, s, epsilon: sigmoid(times, s, epsilon**2, rate=1.0),
        "Both layers grow, and each speeds up the other: check the exponent.",
    ),
    Mistake(
        "the exponent has the wrong sign",
        lambda times, s, epsilon: sigmoid(times, s, epsilon**2, rate=-2.0),
        "In the end the mode is learnt: which term has to fade?",
    ),
    Mistake(
        "u₀ is the size of a layer instead of the product of both",
        lambda times, s, epsilon: sigmoid(times, s, epsilon),
        "u is what R holds of the mode, and R is the product of the layers.",
    ),
    Mistake(
        "the strength is missing in the exponent",
        lambda times, s, epsilon: sigmoid(times, s, epsilon**2, rate=2 / s),
        "Strong modes rise sooner and faster.",
    ),
    Mistake(
        "the 1 that is taken from s/u₀ is missing",
        lambda times, s, epsilon: s / (1 + s / epsilon**2 * np.exp(-2 * s * times)),
        "Put t = 0 in your formula: is it u₀?",
    ),
    Mistake(
        "s/u₀ is upside down",
        lambda times, s, epsilon: s / (1 + (epsilon**2 / s - 1) * np.exp(-2 * s * times)),
        "Put t = 0 in your formula: is it u₀?",
    ),
    Mistake(
        "u₀ is the sum of the layers instead of the product",
        lambda times, s, epsilon: sigmoid(times, s, 2 * epsilon),
        "u is what R holds of the mode, and R is the product of the layers.",
    ),
    Mistake(
        "a bracket is missing: s is divided by 1 alone",
        lambda times, s, epsilon: s + (s / epsilon**2 - 1) * np.exp(-2 * s * times),
        "In Python s / 1 + … is (s / 1) + …: what is to stand below the line needs brackets around it.",
    ),
    Mistake(
        "the mode ends at 1 instead of s",
        lambda times, s, epsilon: sigmoid(times, s, epsilon**2) / s,
        "In the end u is as large as the mode is strong. What does your formula give for large t?",
    ),
    Mistake(
        "the growth never ends",
        lambda times, s, epsilon: epsilon**2 * np.exp(2 * s * times),
        "The exponential is right while u is small; how far does u rise?",
    ),
    Mistake(
        "the weight of one layer instead of the product of both",
        lambda times, s, epsilon: np.sqrt(learnt(times, s, epsilon)),
        "u is what R holds of the mode, and R is the product of both layers.",
    ),
)


QUESTION = Question(
    "q2",
    "How a mode is learnt",
    Section("06", "Several modes"),
    learnt,
    times_and_mode,
    Matrix(lambda times, s, epsilon: times.shape),
    ((np.array([0.0, 1.0, 2.0]), 1.0, 0.1), (np.array([0.0, 0.5, 1.0, 4.0]), 3.0, 0.1), (np.array([1.0]), 2.0, 0.5)),
    MISTAKES,
    properties=(
        Property(
            "a mode that grows with time",
            lambda u, *_: bool((np.diff(u) >= -1e-12 * np.abs(u).max()).all()),
            lambda u, *_: "one that shrinks",
        ),
        Property(
            "at most the strength s at all times",
            lambda u, times, s, epsilon: u.max() <= s * (1 + 1e-9),
            lambda u, times, s, epsilon: f"{u.max():.6g} > {s:g}",
        ),
    ),
)
