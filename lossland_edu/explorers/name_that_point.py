"""Look at a critical point and its Hessian, give it its name, and be told why it has it."""

from __future__ import annotations

from functools import cache

from lossland_edu.explorers.spec import Choice, Fact, Number, Slider, Spec, View
from lossland_edu.gallery import EXAMPLES, KINDS
from lossland_edu.pictures.slices import Slice, SlicePicture

CARDS = ("pass", "dome", "basin", "bench", "trough", "monkey", "hilltop", "ridge", "sickle", "bowl")
UNDECIDED = "not yet"

# What a wrong name is a sign of, by (what it was called, what it is).
MISTAKES = {
    (
        "minimum",
        "non-strict saddle",
    ): "There is a way down, straight or curved: that no eigenvalue is negative does not make a minimum.",
    ("maximum", "non-strict saddle"): "There is a way up: turn the line and look where f rises.",
    (
        "strict saddle",
        "non-strict saddle",
    ): "It is a saddle, but strict means that the Hessian has a negative eigenvalue. Here it has none.",
    (
        "non-strict saddle",
        "strict saddle",
    ): "It is a saddle, and the Hessian has a negative eigenvalue: that is strict.",
    ("non-strict saddle", "minimum"): "A saddle has a way down, but near this point f is nowhere below its value.",
    ("non-strict saddle", "maximum"): "A saddle has a way up, but near this point f is nowhere above its value.",
}


def view(card: str, angle: float, name: str) -> View:
    """A card with its Hessian eigenvalues, and what to say of the name that was given to it."""
    example = EXAMPLES[card]
    low, high = example.eigenvalues
    eigenvalues = f"The Hessian at the origin has the eigenvalues {low:.0f} and {high:.0f}."
    if name == UNDECIDED:
        verdict = f"{eigenvalues} What is this point? Turn the line, then choose a name."
    elif name == example.kind:
        verdict = f"Right, a {example.kind}: f = {example.formula}. {eigenvalues} {example.lesson}"
    else:
        why = MISTAKES.get((name, example.kind), "Look where f is above and below its value at the origin.")
        verdict = f"Not a {name}. {eigenvalues} {why}"
    alt = (
        f"A critical point at the origin of a function of x and y. {eigenvalues} "
        f"Along the line at {angle:.0f}° the function is {_words(example.along(angle).coef)}."
    )
    return View(Slice(card, angle), verdict, alt)


def _words(coefficients) -> str:
    terms = [f"{c:+.2f} t{'⁰¹²³⁴'[k]}" for k, c in enumerate(coefficients) if c]
    return " ".join(terms) if terms else "constant"


@cache
def fact() -> Fact:
    """How many of the cards the Hessian alone decides: those whose eigenvalues are all positive, all negative or
    mixed.
    """
    decided = [EXAMPLES[card] for card in CARDS if _hessian_decides(*EXAMPLES[card].eigenvalues)]
    listed = ", ".join(example.formula for example in decided)
    return Fact(len(decided), f"The Hessian decides {len(decided)} of the {len(CARDS)} cards: {listed}.")


def _hessian_decides(low: float, high: float) -> bool:
    return bool(low > 0 or high < 0 or low < 0 < high)


SPEC = Spec(
    key="name_that_point",
    title="Name that critical point",
    start="card 1, along the x-axis, not named yet",
    controls=(
        Choice("card", "card", {f"card {i}": card for i, card in enumerate(CARDS, start=1)}, CARDS[0]),
        Slider("angle", "angle of the line in °", 0.0, 180.0, 5.0, 0.0),
        Choice("name", "I call this point a", {UNDECIDED: UNDECIDED} | {kind: kind for kind in KINDS}, UNDECIDED),
    ),
    prediction=Number(
        f"There are {len(CARDS)} cards: x² + y², −x² − y², x² − y², x², x² − y⁴, x² − y³, x³ − 3xy², x⁴ + y⁴, "
        "−x⁴ − y⁴ and (y − x²)(y − 3x²). For how many of them does the Hessian at the origin alone decide whether "
        "the origin is a minimum, a maximum or a saddle?",
        fact,
        misconceptions={
            10.0: "It decides only where all eigenvalues have one sign, or where two have opposite signs. Otherwise "
            "higher orders have the word.",
            4.0: "If you counted x²: there the other eigenvalue is 0, and only the function itself shows that it "
            "stays flat.",
            2.0: "One negative and one positive eigenvalue decide as well: that is a strict saddle.",
        },
    ),
    picture=SlicePicture,
    view=view,
    strip=(
        ("Both eigenvalues negative", {"card": "dome", "name": "maximum"}),
        ("Both eigenvalues zero", {"card": "basin", "name": "minimum"}),
        ("No negative eigenvalue, and called a minimum", {"card": "bench", "angle": 90.0, "name": "minimum"}),
        ("The same eigenvalues, and a minimum", {"card": "trough", "angle": 90.0, "name": "minimum"}),
    ),
)
