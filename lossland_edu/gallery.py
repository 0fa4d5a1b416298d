"""Functions of two variables with a critical point at the origin, one for each way in which a Hessian speaks or is
silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.polynomial import Polynomial
from numpy.polynomial.polynomial import polyval2d

from lossland_edu.networks import Array

KINDS = ("minimum", "maximum", "strict saddle", "non-strict saddle")

# Circles on which the sign of a function is read: small enough for its lowest-order terms to rule, dense enough to
# hit the thin region in which the slyest function of the gallery is negative (about as wide, in angle, as the
# radius).
_RADII = (1e-1, 1e-2)
_ANGLES = np.linspace(0.0, 2 * np.pi, 7201)


@dataclass(frozen=True, eq=False)
class Example:
    """A polynomial f(x, y) = Σ c_ij x^i y^j without constant and linear terms, so that the origin is critical and f =
    0 there.

    Args:
        key: its name in code.
        formula: how it is written.
        terms: {(i, j): c_ij}.
        lesson: what it is there to show, in one sentence.
    """

    key: str
    formula: str
    terms: Mapping[tuple[int, int], float]
    lesson: str

    def __post_init__(self) -> None:
        low = [powers for powers in self.terms if sum(powers) < 2]
        if low:
            raise ValueError(
                f"terms has the powers {low[0]}, expected none below order 2, so that the origin is critical"
            )

    @cached_property
    def coefficients(self) -> Array:
        """c_ij at [i, j]."""
        C = np.zeros(np.max(list(self.terms), axis=0) + 1)
        for powers, c in self.terms.items():
            C[powers] = c
        return C

    def __call__(self, x: Any, y: Any) -> Array:
        """f(x, y), entry by entry."""
        return polyval2d(x, y, self.coefficients)

    @cached_property
    def hessian(self) -> Array:
        """The Hessian at the origin: [[2 c_20, c_11], [c_11, 2 c_02]]."""
        c = {powers: float(self.terms.get(powers, 0.0)) for powers in ((2, 0), (1, 1), (0, 2))}
        return np.array([[2 * c[2, 0], c[1, 1]], [c[1, 1], 2 * c[0, 2]]])

    @cached_property
    def eigenvalues(self) -> Array:
        """The two eigenvalues of the Hessian at the origin, ascending."""
        return np.linalg.eigvalsh(self.hessian)

    def along(self, angle: float) -> Polynomial:
        """t ↦ f(t cos φ, t sin φ), exactly; the angle φ in degrees."""
        # Whole multiples of 90° give exact zeros, so that "the cubic term vanishes along the x-axis" comes out true.
        c, s = (round(float(v), 15) for v in (np.cos(np.radians(angle)), np.sin(np.radians(angle))))
        coefficients = np.zeros(max(map(sum, self.terms)) + 1)
        for (i, j), value in self.terms.items():
            coefficients[i + j] += value * c**i * s**j
        coefficients[np.abs(coefficients) < 1e-12] = 0.0  # cancelled to rounding; every c_ij here is of order 1
        return Polynomial(coefficients)

    @cached_property
    def kind(self) -> str:
        """What the origin is: by the second-order conditions where they decide, else by the sign of f around it."""
        low, high = self.eigenvalues
        if low > 0:
            return "minimum"
        if high < 0:
            return "maximum"
        falls, rises = self._signs_around
        if falls and rises:
            return "strict saddle" if low < 0 else "non-strict saddle"
        return "maximum" if falls else "minimum"

    @cached_property
    def _signs_around(self) -> tuple[bool, bool]:
        """(f takes values below 0, above 0) on every one of the small circles."""
        values = [self(r * np.cos(_ANGLES), r * np.sin(_ANGLES)) for r in _RADII]
        # Terms of order p are r^p; what rounding leaves of a cancelled term is 1e-16 of the largest value on the
        # circle.
        tols = [1e-13 * np.abs(v).max() for v in values]
        return (
            all((v < -tol).any() for v, tol in zip(values, tols, strict=True)),
            all((v > tol).any() for v, tol in zip(values, tols, strict=True)),
        )


EXAMPLES = {
    example.key: example
    for example in (
        Example(
            "bowl",
            "x² + y²",
            {(2, 0): 1, (0, 2): 1},
            "Both curvatures are positive: a minimum, and the Hessian says so.",
        ),
        Example("dome", "−x² − y²", {(2, 0): -1, (0, 2): -1}, "Both curvatures are negative: a maximum."),
        Example("pass", "x² − y²", {(2, 0): 1, (0, 2): -1}, "One negative curvature is enough: a strict saddle."),
        Example("trough", "x²", {(2, 0): 1}, "A whole line of minima: the flat direction stays flat for ever."),
        Example(
            "bathtub",
            "x² + y⁴",
            {(2, 0): 1, (0, 4): 1},
            "The fourth order rises where the second is silent: a minimum.",
        ),
        Example(
            "ridge", "x² − y⁴", {(2, 0): 1, (0, 4): -1}, "The fourth order falls where the second is silent: a saddle."
        ),
        Example("bench", "x² − y³", {(2, 0): 1, (0, 3): -1}, "The third order falls on one side: a saddle."),
        Example(
            "monkey", "x³ − 3xy²", {(3, 0): 1, (1, 2): -3}, "The Hessian is zero, and three valleys leave the point."
        ),
        Example("basin", "x⁴ + y⁴", {(4, 0): 1, (0, 4): 1}, "The Hessian is zero, and yet the point is a minimum."),
        Example("hilltop", "−x⁴ − y⁴", {(4, 0): -1, (0, 4): -1}, "The Hessian is zero, and the point is a maximum."),
        Example(
            "sickle",
            "(y − x²)(y − 3x²)",
            {(0, 2): 1, (2, 1): -4, (4, 0): 3},
            "A minimum along every straight line, and not a minimum: it falls along the curve y = 2x².",
        ),
    )
}
