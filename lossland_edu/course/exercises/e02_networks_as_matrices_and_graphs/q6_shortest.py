"""The shortest θ among all rescalings of the layers that leave the network's matrix as it is."""

from itertools import permutations

import numpy as np

from lossland_edu.course.exercises.e02_networks_as_matrices_and_graphs.problems import (
    PRODUCT,
    THREE_LAYERS,
    TWO_LAYERS,
    network,
)
from lossland_edu.course.exercises.forms import Matrix
from lossland_edu.course.exercises.question import Arguments, Mistake, Property, Question
from lossland_edu.networks import Array, Weights, flatten

STEP = 1.01  # by which a factor is tried larger, and another smaller


def sizes(weights: Weights, order: int | None = None) -> Array:
    """The norm of each layer: Frobenius, or the largest singular value with order 2."""
    return np.array([np.linalg.norm(W, order) for W in weights])


def factors(weights: Weights) -> Array:
    """Minimises Σ_k exp(2 t_k) ‖W_k‖² under Σ_k t_k = 0, for c_k = exp(t_k)."""
    logarithms = np.log(sizes(weights))
    return np.exp(logarithms.mean() - logarithms)


def length(factors: Array, weights: Weights) -> float:
    """‖θ‖ of the rescaled network."""
    return float(np.linalg.norm(flatten([c * W for c, W in zip(factors, weights, strict=True)])))


def shorter(answer: Array, weights: Weights) -> tuple[int, int, float] | None:
    """Layers (j, k) such that a slightly larger c_j and smaller c_k make θ shorter, and how short."""
    for j, k in permutations(range(len(weights)), 2):
        moved = answer.copy()
        moved[[j, k]] *= STEP, 1 / STEP
        if length(moved, weights) < length(answer, weights):
            return j, k, length(moved, weights)
    return None


def what_is_shorter(answer: Array, weights: Weights) -> str:
    j, k, after = shorter(answer, weights) or (0, 0, 0.0)
    change = f"with c_{j + 1} 1 % larger and c_{k + 1} as much smaller"
    return f"‖θ‖ = {length(answer, weights):.6g}; {change} it is {after:.6g}"


def drawn(rng: np.random.Generator) -> Arguments:
    return (network(rng),)


MISTAKES = (
    Mistake(
        "every layer is scaled to norm 1",
        lambda weights: 1 / sizes(weights),
        "Then R changes: all factors together must multiply to 1.",
    ),
    Mistake(
        "the factors are upside down",
        lambda weights: 1 / factors(weights),
        "A layer that is already large should not grow further.",
    ),
    Mistake(
        "the squares of the factors: a root is missing",
        lambda weights: factors(weights) ** 2,
        "In ‖θ‖² the squares of the factors meet the squares of the norms. Take the roots of both.",
    ),
    Mistake(
        "the roots of the factors: a root too many",
        lambda weights: np.sqrt(factors(weights)),
        "np.linalg.norm has taken a root already. What are the norms of your layers once they are rescaled?",
    ),
    Mistake(
        "the root of the product of the norms is missing",
        lambda weights: np.prod(sizes(weights)) / sizes(weights),
        "All layers end at one common norm. What is its n-th power?",
    ),
    Mistake(
        "the square root of two layers at every depth",
        lambda weights: np.sqrt(np.prod(sizes(weights))) / sizes(weights),
        "For two layers it is right. What is the product of your factors for three?",
    ),
    Mistake(
        "the arithmetic mean of the norms instead of the geometric one",
        lambda weights: sizes(weights).mean() / sizes(weights),
        "A product of factors is fixed here, not a sum.",
    ),
    Mistake(
        "the largest singular value of a layer instead of its Frobenius norm",
        lambda weights: np.exp(np.log(sizes(weights, 2)).mean()) / sizes(weights, 2),
        "‖θ‖² adds up the squares of all entries; np.linalg.norm(W, 2) is something else for a matrix.",
    ),
    Mistake(
        "off by one: the root counts hidden layers, not matrices",
        lambda weights: np.prod(sizes(weights)) ** (1 / (len(weights) - 1)) / sizes(weights),
        "With H hidden layers there are H + 1 factors to share out among.",
    ),
)


QUESTION = Question(
    "q6",
    "The shortest θ",
    PRODUCT,
    factors,
    drawn,
    Matrix(lambda weights: (len(weights),)),
    (((np.array([[2.0]]), np.array([[8.0]])),), (TWO_LAYERS,), (THREE_LAYERS,)),
    MISTAKES,
    properties=(
        Property(
            "factors above 0",
            lambda answer, _: bool((answer > 0).all()),
            lambda answer, _: f"one of {answer.min():.6g}",
        ),
        Property(
            "factors whose product is 1, so that R stays as it is",
            lambda answer, _: abs(np.prod(answer) - 1) < 1e-6,
            lambda answer, _: f"a product of {np.prod(answer):.6g}",
        ),
        Property(
            "the shortest θ",
            lambda answer, weights: shorter(answer, weights) is None,
            what_is_shorter,
        ),
    ),
)
