"""What an explorer is, without a widget in sight: controls, a prediction, and a pure function from control values to
a view.

Everything here can be tested without a browser and without a kernel: `Spec.view` is called with plain values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from lossland_edu.pictures.canvas import Picture


@dataclass(frozen=True)
class Slider:
    """A number between two bounds."""

    name: str
    label: str
    low: float
    high: float
    step: float
    start: float

    @property
    def extremes(self) -> tuple[float, ...]:
        """The values at which a view is most likely to break."""
        return (self.low, self.start, self.high)


@dataclass(frozen=True)
class Choice:
    """One of a few named options, given as {words: value}."""

    name: str
    label: str
    options: Mapping[str, Any]
    start: Any

    @property
    def extremes(self) -> tuple[Any, ...]:
        """All of them."""
        return tuple(self.options.values())


Control = Slider | Choice


def real_minus(words: str) -> str:
    """The words with a minus sign, not a hyphen, before numbers, and none before a zero.

    >>> real_minus("from -2.50 to -0.00, by trial-1")
    'from −2.50 to 0.00, by trial-1'
    """
    return re.sub(r"−(?=0(?:\.0*)?(?![.\d]))", "", re.sub(r"(?<![\w-])-(?=\d)", "−", words))


@dataclass(frozen=True, eq=False)
class View:
    """What is drawn, what it means in words, and what one who does not see the picture needs to know of it."""

    state: Any
    verdict: str
    alt: str

    def __post_init__(self) -> None:
        for name in ("verdict", "alt"):
            object.__setattr__(self, name, real_minus(getattr(self, name)))


@dataclass(frozen=True)
class Fact:
    """The computed answer to a prediction, and the numbers that decide it, in words."""

    answer: int | float
    words: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", real_minus(self.words))


@dataclass(frozen=True)
class MultipleChoice:
    """A question with options; each wrong one comes with the misconception behind it.

    `fact` computes the answer (the index of the right option) with the library; nothing is written down twice.
    """

    question: str
    options: tuple[tuple[str, str], ...]
    fact: Callable[[], Fact]

    def judge(self, given: float) -> tuple[bool, str]:
        """Whether a prediction is right, and the verdict: it, the computed fact and, if wrong, the misconception."""
        fact = self.fact()
        words, misconception = self.options[int(given)]
        if given == fact.answer:
            return True, f"You predicted: {words}. Right. {fact.words}"
        return False, f"You predicted: {words}. Not so: {fact.words} {misconception}"


@dataclass(frozen=True)
class Number:
    """A question whose answer is a number, right within `tol`; `misconceptions` names the thought behind a known
    wrong number.
    """

    question: str
    fact: Callable[[], Fact]
    tol: float = 1e-9
    misconceptions: Mapping[float, str] | None = None

    def judge(self, given: float) -> tuple[bool, str]:
        """Whether a prediction is right, and the verdict: it, the computed fact and, if wrong, the misconception."""
        fact = self.fact()
        if abs(given - fact.answer) <= self.tol:
            return True, f"You predicted {given:g}. Right. {fact.words}"
        thought = next((t for n, t in (self.misconceptions or {}).items() if abs(given - n) <= self.tol), "")
        return False, f"You predicted {given:g}. Not so: {fact.words} {thought}".rstrip()


Prediction = MultipleChoice | Number


@dataclass(frozen=True, eq=False)
class Spec:
    """An explorer: a picture, its controls, a prediction, and the function from control values to what is seen and
    said.

    Args:
        key: its name, under which predictions are stored.
        title: what it is called on the page.
        start: the name of the starting state, to which *Reset* returns.
        controls: sliders and choices, in reading order.
        prediction: what the learner commits to before the controls unlock.
        picture: the class that draws the state of a view.
        view: the pure function, called with one keyword argument a control.
        strip: a few telling states, each a caption and the control values that differ from the start; shown, after
            the question, where there is no kernel to move the picture.
    """

    key: str
    title: str
    start: str
    controls: tuple[Control, ...]
    prediction: Prediction
    picture: type[Picture]
    view: Callable[..., View]
    strip: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    @property
    def start_values(self) -> dict[str, Any]:
        """The named start."""
        return {control.name: control.start for control in self.controls}

    def extremes(self) -> Iterator[dict[str, Any]]:
        """Every combination of the controls' extreme values."""
        names = [control.name for control in self.controls]
        for values in product(*(control.extremes for control in self.controls)):
            yield dict(zip(names, values, strict=True))
