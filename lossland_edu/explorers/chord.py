"""A chord over the loss surface of a network with two weights: above it in one direction, below it in another."""

from __future__ import annotations

from functools import cache

from lossland_edu.explorers.spec import Fact, MultipleChoice, Slider, Spec, View
from lossland_edu.pictures.surface import Chord, ChordPicture

# A chord this close to the surface in its middle is called level: two decimals are shown.
LEVEL = 0.005


def view(angle: float, radius: float) -> View:
    """Where the middle of the chord lies, and what that says about convexity."""
    chord = Chord(angle, radius)
    profile, (c, s) = chord.profile, chord.direction
    middle, surface = (profile(radius) + profile(-radius)) / 2, profile(0.0)
    numbers = f"In the middle the chord is at {middle:.2f} and the loss at {surface:.2f}."
    if chord.gap < -LEVEL:
        verdict = f"{numbers} The chord runs below the surface: a convex function never allows that. Not convex."
    elif chord.gap > LEVEL:
        verdict = f"{numbers} The chord runs above the surface: a concave function never allows that. Not concave."
    else:
        verdict = f"{numbers} Level, to two decimals: this pair of points proves nothing. Try another angle or length."
    alt = (
        "Saddle-shaped surface of the loss over two weights, with a chord from "
        f"({radius * c:.2f}, {radius * s:.2f}) to ({-radius * c:.2f}, {-radius * s:.2f}), at {angle:.0f}°. {verdict}"
    )
    return View(chord, verdict, alt)


@cache
def fact() -> Fact:
    """One chord for each: the two witnesses that the loss is neither convex nor concave."""
    below, above = Chord(45.0, 1.4).gap, Chord(135.0, 1.4).gap
    return Fact(
        2 if below < 0 < above else 0,
        f"At 45° the middle of the longest chord lies {-below:.2f} below the surface, at 135° it lies {above:.2f} "
        "above. One pair of points is enough to rule out each property.",
    )


SPEC = Spec(
    key="chord",
    title="A chord over the loss surface",
    start="a short chord at 0°",
    controls=(
        Slider("angle", "direction of the chord in °", 0.0, 180.0, 5.0, 0.0),
        Slider("radius", "half its length", 0.1, 1.4, 0.1, 0.7),
    ),
    prediction=MultipleChoice(
        "The squared loss of the model wx is convex in its weight w. Put a second weight behind the first, so that "
        "the network computes w₂w₁x, and should compute x. Is its loss L(w₁, w₂) = ½(w₂w₁ − 1)² convex, "
        "concave or neither?",
        (
            (
                "convex: the function computed is still linear in x",
                "Linear in the input x is not linear in the weights: they are multiplied with each other.",
            ),
            (
                "concave: it has a saddle, so it must bend downwards",
                "A saddle bends downwards in one direction and upwards in another; concave would need all of them.",
            ),
            ("neither convex nor concave", ""),
        ),
        fact,
    ),
    picture=ChordPicture,
    view=view,
    strip=(
        ("The longest chord at 45°", {"angle": 45.0, "radius": 1.4}),
        ("The longest chord at 135°", {"angle": 135.0, "radius": 1.4}),
        ("The longest chord at 90°", {"angle": 90.0, "radius": 1.4}),
    ),
)
