"""What a question is: the right answer as a function, inputs to try an answer on, and the mistakes that are known.

A mistake is itself an answer, a wrong one that runs. Feedback names it when the learner's function does on every input
what the mistaken one does, so that naming a mistake never rests on a guess.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any

import numpy as np

from lossland_edu.course.exercises.forms import Form, Word

Arguments = tuple[Any, ...]
N_DRAWN = 20  # random inputs that an answer is tried on, besides the fixed examples


@dataclass(frozen=True)
class Section:
    """A place in a lesson: its number and a heading there."""

    lesson: str
    heading: str


@dataclass(frozen=True, eq=False)
class Mistake:
    """A wrong answer that learners give: its name, what it computes, advice that does not give the solution away, and
    where the lesson treats it (None: where it treats the question).
    """

    name: str
    function: Callable[..., Any]
    advice: str
    section: Section | None = None


@dataclass(frozen=True, eq=False)
class Property:
    """Something that holds for every right answer, in words after "expected", and its check holds(answer, *input).

    `got` says in words what an answer has instead.
    """

    expected: str
    holds: Callable[..., bool]
    got: Callable[..., str] = lambda *_: "it does not hold"


@dataclass(frozen=True, eq=False)
class Question:
    """A question of an exercise.

    Args:
        key: q1, q2, …
        title: what it is called in the notebook.
        section: where the lesson treats it.
        reference: the right answer; its parameters name the input.
        draw: one random input, as a tuple of arguments, from a generator.
        form: what kind of thing an answer is; refuses what is of another kind, with words.
        examples: inputs that are tried first, the simplest first.
        mistakes: the wrong answers that are known.
        properties: what holds for every right answer, checked before its value.
        observe: observe(answer, *input) is what decides, where more than one answer is right; by default the answer.
        observed: what that is, in words.
        parts: what the parts of a tuple are called, in words.
        tell: tell(right, answer, *input) says how an answer differs from the right one, where numbers alone do not say.
        tol: relative error that an answer may have; far above rounding and far below any mistake.
        digits: how many significant digits of a fingerprint are shown.
    """

    key: str
    title: str
    section: Section
    reference: Callable[..., Any]
    draw: Callable[[np.random.Generator], Arguments]
    form: Form
    examples: tuple[Arguments, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    properties: tuple[Property, ...] = ()
    observe: Callable[..., Any] = lambda answer, *_: answer
    observed: str = "the answer"
    parts: tuple[str, ...] = ()
    tell: Callable[..., str] | None = None
    tol: float = 1e-6
    digits: int = 4

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the input."""
        return tuple(signature(self.reference).parameters)

    def named(self, arguments: Arguments) -> Any:
        """An input whose arguments have names: it can be unpacked, and `f(*input)` calls f with it."""
        return namedtuple("Input", self.arguments)(*arguments)

    def inputs(self, rng: np.random.Generator) -> list[Arguments]:
        """The fixed examples and random inputs."""
        return [*self.examples, *(self.draw(rng) for _ in range(N_DRAWN))]


def choice(
    key: str, title: str, section: Section, fact: Callable[[], str], misconceptions: Mapping[str, tuple[str, str]]
) -> Question:
    """A question with lettered options: `fact` computes the right letter, every other letter comes with (name of the
    misconception, advice).
    """
    letters = tuple(sorted({fact(), *misconceptions}))
    mistakes = tuple(
        Mistake(name, lambda letter=letter: letter, advice) for letter, (name, advice) in misconceptions.items()
    )
    return Question(key, title, section, lambda: fact(), lambda _: (), Word(letters), mistakes=mistakes)
