"""What a small rank of the product between the ends says about a saddle: the converse of Theorem 2.3 (iv)."""

from functools import cache

import numpy as np

from lossland_edu.constructions import GLOBAL, construct, critical_values
from lossland_edu.course.exercises.question import Section, choice
from lossland_edu.data import Dataset
from lossland_edu.hessians import spectrum

WIDTHS = (3, 3, 3, 3)
NEGATIVE_TOL = 1e-7  # far above rounding and far below the curvatures of these saddles, which are of order 1


@cache
def letter() -> str:
    """From the saddles there are, of all modes and kinds, whose W_2 has a rank below the smallest hidden width."""
    data, rng = Dataset(np.eye(3), np.diag([3.0, 2.0, 1.0])), np.random.default_rng(5)
    strict = set()
    for subset, _, kinds in critical_values(WIDTHS, data):
        for kind in {*kinds} - {GLOBAL}:
            W = construct(WIDTHS, data, subset, kind, rng)
            if np.linalg.matrix_rank(W[1], tol=1e-9) < min(WIDTHS[1:-1]):
                strict.add(bool(spectrum(W, data)[0] < -NEGATIVE_TOL))
    return {frozenset({False}): "a", frozenset({True}): "b"}.get(frozenset(strict), "c")


QUESTION = choice(
    "q5",
    "What a small rank says",
    Section("05", "Why shallow networks escape"),
    letter,
    {
        "a": (
            "a theorem is read backwards",
            "Part (iv) says that the full rank is enough for a negative eigenvalue, not that it is needed. (3, 1) is "
            "only one of the pivots, and the modes learnt matter too.",
        ),
        "b": (
            "every saddle is taken to be strict",
            "So it is with one hidden layer. Which rank has W₂ where all weights are zero, and what is the Hessian?",
        ),
        "d": (
            "every such saddle is taken to be like the zero point",
            "Look at the curvatures that the lesson prints for a saddle that has learnt the strongest mode.",
        ),
    },
)
