"""The landscapes of exercise 01: polynomials of at most third degree, in up to three variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lossland_edu.networks import Array

VARIABLES, SUPERSCRIPTS = "xyz", {1: "", 2: "²", 3: "³"}


@dataclass(frozen=True)
class Cubic:
    """f(θ) = Σ c_k θ^k with terms ((k, c_k), …), k the powers of the variables; shown as a formula in x, y and z."""

    terms: tuple[tuple[tuple[int, ...], float], ...]

    def __call__(self, theta: Any) -> float:
        theta = np.asarray(theta, float)
        n_variables = len(self.terms[0][0])
        if theta.shape != (n_variables,):
            raise ValueError(f"f takes an array of shape ({n_variables},), got one of shape {theta.shape}")
        return float(sum(c * np.prod(theta**powers) for powers, c in self.terms))

    def hessian(self, theta: Array) -> Array:
        """The Hessian, term by term."""
        axes = range(len(theta))
        return np.array([[self._along(i)._along(j)(theta) for j in axes] for i in axes])

    def _along(self, i: int) -> Cubic:
        """The derivative with respect to variable i."""
        terms = [(tuple(k - (i == axis) for axis, k in enumerate(powers)), c * powers[i]) for powers, c in self.terms]
        nothing = (tuple(0 for _ in self.terms[0][0]), 0.0)
        return Cubic(tuple(term for term in terms if term[1]) or (nothing,))

    def __repr__(self) -> str:
        first, *rest = map(_written, self.terms)
        return first.removeprefix("+ ").replace("− ", "−") + "".join(f" {term}" for term in rest)


def _written(term: tuple[tuple[int, ...], float]) -> str:
    powers, c = term
    letters = "".join(f"{v}{SUPERSCRIPTS[k]}" for v, k in zip(VARIABLES, powers, strict=False) if k)
    return f"{'−' if c < 0 else '+'} {'' if abs(c) == 1 and letters else f'{abs(c):g}'}{letters}"


def cubic(rng: np.random.Generator, n_variables: int) -> Cubic:
    """A few terms of every degree from 1 to 3, with coefficients of one decimal."""
    degrees = [1, 2, 2, 3, 3]
    chosen = {
        tuple(np.bincount(rng.integers(n_variables, size=degree), minlength=n_variables).tolist()) for degree in degrees
    }
    size = np.round(rng.uniform(0.5, 3.0, len(chosen)), 1) * rng.choice([-1, 1], len(chosen))
    return Cubic(tuple(zip(sorted(chosen, key=lambda k: (sum(k), k)), map(float, size), strict=True)))
