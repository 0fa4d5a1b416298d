"""The inputs of exercise 02."""

import numpy as np

from lossland_edu.course.exercises import draws
from lossland_edu.course.exercises.question import Section
from lossland_edu.networks import Array, Weights

PRODUCT = Section("02", "One matrix in the end")
GRAPH = Section("02", "The same thing as a graph")
TERMS = Section("02", "Explain")
BOTTLENECK = Section("02", "What a narrow layer takes away")
KRONECKER = Section("02", "Kronecker products")

# Small square layers: every order of them can be multiplied, and each gives something else.
TWO_LAYERS = (np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [3.0, 1.0]]))
THREE_LAYERS = (*TWO_LAYERS, np.array([[1.0, -1.0], [2.0, 1.0]]))


def network(rng: np.random.Generator, most_layers: int = 4) -> Weights:
    """Weights of 2 to `most_layers` layers, none of them zero."""
    widths = draws.sizes(rng, int(rng.integers(3, most_layers + 2)), high=3)
    while True:
        weights = draws.weights(rng, widths)
        if min(np.linalg.norm(W) for W in weights) > 0.2:
            return weights


def chained(factors: list[Array]) -> Array:
    """The product of matrices in the order in which they are written."""
    result = factors[0]
    for factor in factors[1:]:
        result = result @ factor
    return result
