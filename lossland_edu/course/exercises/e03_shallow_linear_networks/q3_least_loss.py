"""The least loss that a bottleneck can reach."""

import numpy as np

from lossland_edu import losses
from lossland_edu.course.exercises.e03_shallow_linear_networks.problems import (
    THREE_MODES,
    TWO_MODES,
    best_map,
    data_and_hidden,
    explained,
)
from lossland_edu.course.exercises.forms import Number
from lossland_edu.course.exercises.question import Mistake, Property, Question, Section
from lossland_edu.data import Dataset
from lossland_edu.networks import Array


def least_loss(X: Array, Y: Array, n_hidden: int) -> float:
    return losses.global_minimum((len(X), n_hidden, len(Y)), Dataset(X, Y))


def halved(X: Array, Y: Array, saved: Array) -> float:
    """What is left of the zero network's loss when these eigenvalues are saved."""
    return 0.5 * (np.sum(Y**2) - saved.sum())


MISTAKES = (
    Mistake(
        "eigenvalues in the wrong order: the weakest modes are learnt",
        lambda X, Y, n_hidden: halved(X, Y, explained(X, Y)[::-1][:n_hidden]),
        "np.linalg.eigvalsh sorts ascending; the best network learns the strongest modes.",
    ),
    Mistake(
        "the factor ½ is forgotten",
        lambda X, Y, n_hidden: 2 * least_loss(X, Y, n_hidden),
        "Both S_yy and the eigenvalues are halved.",
    ),
    Mistake(
        "S_yy is halved, but not the eigenvalues",
        lambda X, Y, n_hidden: 0.5 * np.sum(Y**2) - explained(X, Y)[:n_hidden].sum(),
        "How much does a mode save once it is learnt?",
    ),
    Mistake(
        "singular values of R_ols instead of those of its outputs",
        lambda X, Y, n_hidden: halved(X, Y, np.linalg.svd(best_map(X, Y), compute_uv=False)[:n_hidden] ** 2),
        "Σ is built from the outputs of the best map, R_ols X, so the inputs count too.",
    ),
    Mistake(
        "the bottleneck is forgotten",
        lambda X, Y, n_hidden: halved(X, Y, explained(X, Y)),
        "With few hidden units only so many modes fit through.",
    ),
    Mistake(
        "off by one: a mode too few",
        lambda X, Y, n_hidden: halved(X, Y, explained(X, Y)[: n_hidden - 1]),
        "Count the modes that fit through one hidden unit.",
    ),
    Mistake(
        "off by one: a mode too many",
        lambda X, Y, n_hidden: halved(X, Y, explained(X, Y)[: n_hidden + 1]),
        "Count the modes that fit through one hidden unit.",
    ),
    Mistake(
        "the inputs are not whitened: (XXᵀ)⁻¹ is missing in Σ",
        lambda X, Y, n_hidden: halved(X, Y, np.linalg.eigvalsh(Y @ X.T @ X @ Y.T)[::-1][:n_hidden]),
        "Σ is built from the outputs of the best linear map, not from YXᵀ alone.",
    ),
    Mistake(
        "roots of the eigenvalues of Σ instead of the eigenvalues",
        lambda X, Y, n_hidden: halved(X, Y, np.sqrt(np.clip(explained(X, Y), 0, None))[:n_hidden]),
        "A singular value of the fitted outputs must be squared to give an eigenvalue of Σ.",
    ),
)


QUESTION = Question(
    "q3",
    "The least loss behind a bottleneck",
    Section("03", "Σ: what there is to learn"),
    least_loss,
    data_and_hidden,
    Number(),
    ((*TWO_MODES, 1), (*TWO_MODES, 2), (*THREE_MODES, 1)),
    MISTAKES,
    properties=(
        Property(
            "a loss between 0 and the zero network's, ½S_yy",
            lambda value, X, Y, n_hidden: -1e-9 <= value / (0.5 * np.sum(Y**2)) <= 1 + 1e-9,
            lambda value, X, Y, n_hidden: f"{value:.6g}, where ½S_yy is {0.5 * np.sum(Y**2):.6g}",
        ),
    ),
)
