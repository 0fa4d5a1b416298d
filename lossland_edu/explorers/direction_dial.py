"""Cut a landscape open along a line through a critical point, and compare it with what the Hessian knows."""

from __future__ import annotations

from functools import cache

import numpy as np

from lossland_edu.explorers.spec import Choice, Fact, MultipleChoice, Slider, Spec, View
from lossland_edu.gallery import EXAMPLES
from lossland_edu.pictures.slices import Slice, SlicePicture

SHOWN = ("pass", "bowl", "bathtub", "ridge", "bench", "monkey", "sickle")


def along_the_line(key: str, angle: float) -> tuple[int, float]:
    """Order and coefficient of the first term that does not vanish in f(t cos φ, t sin φ); (0, 0.0) if all vanish."""
    coefficients = EXAMPLES[key].along(angle).coef
    orders = np.flatnonzero(coefficients)
    return (int(orders[0]), float(coefficients[orders[0]])) if len(orders) else (0, 0.0)


def view(key: str, angle: float) -> View:
    """What the function does along the line, and whether the Hessian says so."""
    example = EXAMPLES[key]
    order, c = along_the_line(key, angle)
    if order == 0:
        verdict = f"At {angle:.0f}° f does not change at all along the line: every order is silent."
    elif order == 2:
        verdict = (
            f"At {angle:.0f}° the curvature is κ = {2 * c:+.2f}: f {'rises' if c > 0 else 'falls'} on both sides, "
            "and the Hessian says so."
        )
    else:
        course = (
            "falls on one side and rises on the other"
            if order % 2
            else f"{'rises' if c > 0 else 'falls'} on both sides"
        )
        verdict = (
            f"At {angle:.0f}° the curvature is κ = 0: the Hessian is silent. The first term that speaks is "
            f"{c:+.2f} t{'³' if order == 3 else '⁴'}: f {course}."
        )
    low, high = example.eigenvalues
    alt = (
        f"Contours of f = {example.formula} around its critical point at the origin, where the Hessian has the "
        "eigenvalues "
        f"{low:.0f} and {high:.0f}, with a line at {angle:.0f}°. Beside it, f along that line. {verdict}"
    )
    return View(Slice(key, angle), verdict, alt)


@cache
def fact() -> Fact:
    """Read from the gallery: functions with the same Hessian eigenvalues 0 and 2, and what they are."""
    same = [e for e in EXAMPLES.values() if np.allclose(e.eigenvalues, [0.0, 2.0])]
    kinds = {e.kind for e in same}
    listed = "; ".join(f"{e.formula} is a {e.kind}" for e in same)
    answer = 2 if kinds == {"minimum", "non-strict saddle"} else 0
    return Fact(answer, f"All of these have the eigenvalues 0 and 2 at the origin: {listed}.")


SPEC = Spec(
    key="direction_dial",
    title="Turn the line through a critical point",
    start="x² − y² along the x-axis",
    controls=(
        Choice("key", "function f", {EXAMPLES[key].formula: key for key in SHOWN}, "pass"),
        Slider("angle", "angle of the line in °", 0.0, 180.0, 5.0, 0.0),
    ),
    prediction=MultipleChoice(
        "At a critical point the Hessian has the eigenvalues 0 and 2: none is negative. What is this point?",
        (
            (
                "a minimum: no direction curves downwards",
                "That no eigenvalue is negative is necessary for a minimum, not sufficient: in the direction of the "
                "eigenvalue 0 the Hessian says nothing, and a higher order decides.",
            ),
            (
                "a saddle: one eigenvalue is not positive",
                "A zero eigenvalue is not a way down: a higher order decides whether f rises or falls there.",
            ),
            ("it may be a minimum or a saddle: the Hessian alone cannot tell", ""),
        ),
        fact,
    ),
    picture=SlicePicture,
    view=view,
    strip=(
        ("A Hessian that speaks", {"key": "pass", "angle": 90.0}),
        ("Silent, and the third order falls on one side", {"key": "bench", "angle": 90.0}),
        ("Silent, and the fourth order falls on both sides", {"key": "ridge", "angle": 90.0}),
        ("Silent, and the fourth order rises on both sides", {"key": "bathtub", "angle": 90.0}),
    ),
)
