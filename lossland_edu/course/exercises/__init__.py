"""Exercises that say what is wrong: `check = exercise("03")`, then `check.q1(your_function)`.

One folder an exercise, e03_…, with one file a question, q1_….py: the right answer, inputs to try yours on, and the
known mistakes. Its text stands in the notebook in solutions/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from operator import index
from pkgutil import iter_modules
from typing import Any

from lossland_edu.course import progress
from lossland_edu.course.exercises import fingerprints
from lossland_edu.course.exercises.feedback import UNANSWERED, WRONG, Feedback, NotSolved
from lossland_edu.course.exercises.forms import words_of
from lossland_edu.course.exercises.judging import agree, judge
from lossland_edu.course.exercises.question import Arguments, Question
from lossland_edu.course.exercises.running import attempt

UNSTEADY = (
    "Expected the same answer whenever the input is the same, got another one at a second call. Does your function "
    "count its calls, change a variable outside, or draw random numbers?"
)

__all__ = ["Check", "Exercise", "Feedback", "NotSolved", "exercise", "numbers"]


@dataclass(frozen=True, eq=False)
class Check:
    """The check of one question: call it with your function to be told whether it is right, and if not, why."""

    number: str
    question: Question

    def __call__(self, function: Any = "nothing") -> Feedback:
        """Feedback on an answer; whether it was right is kept on this machine, see `lossland_edu.course.progress`, but
        not under a secret seed: what is marked is somebody else's.
        """
        feedback = judge(self.question, function, self.inputs(fingerprints.PUBLIC_SEED))
        if feedback.state != UNANSWERED and fingerprints.seed() == fingerprints.PUBLIC_SEED:
            progress.record_attempt(f"{self.number}.{self.question.key}", bool(feedback))
        return feedback

    def input(self, number: int) -> Any:
        """One of the inputs that feedback speaks of: a tuple with names, so that your_function(*input) runs on it.

        Raises:
            ValueError: if there is no input of that number.
        """
        inputs = self.inputs(fingerprints.PUBLIC_SEED)
        with suppress(TypeError):
            if index(number) in range(len(inputs)):
                return self.question.named(deepcopy(inputs[number]))  # the learner's own, to change at will
        wanted = f"the inputs are numbered from 0 to {len(inputs) - 1}"
        raise ValueError(f"there is no input {words_of(number)}; {wanted}")

    def grade(self, function: Any) -> None:
        """Print the fingerprint of an answer: its digits on a few inputs drawn from the seed in force, for nbval.

        Raises:
            NotSolved: if the answer is wrong on any input of that seed; the message says why.
        """
        question, seed = self.question, fingerprints.seed()
        inputs = self.inputs(seed)
        feedback = judge(question, function, inputs, at_hand=seed == fingerprints.PUBLIC_SEED)
        if not feedback:
            raise NotSolved(feedback)
        printed = inputs[-fingerprints.N_NUMBERS :]
        outcomes = [attempt(question, function, arguments) for arguments in printed]
        right = [attempt(question, question.reference, arguments) for arguments in printed]
        if not all(agree(question, *each) for each in zip(printed, right, outcomes, strict=True)):
            raise NotSolved(Feedback(WRONG, question.title, UNSTEADY))
        print(f"{self.number} {question.key}: {fingerprints.fingerprint(question, printed, outcomes, seed)}")

    def inputs(self, seed: str) -> list[Arguments]:
        """The inputs of a seed: the fixed examples, random ones, and last those whose digits are printed."""
        rng = fingerprints.generator(seed, self.number, self.question.key)
        if not self.question.arguments:
            return [()]
        return [*self.question.inputs(rng), *fingerprints.graded_inputs(self.question, rng)]

    def __repr__(self) -> str:
        names = ", ".join(self.question.arguments)
        return f"The check of {self.question.key}, {self.question.title}: give it your function of ({names})."


class Exercise:
    """The checks of an exercise: q1, q2, …"""

    def __init__(self, number: str, questions: tuple[Question, ...]) -> None:
        self.number = number
        self._checks = {question.key: Check(number, question) for question in questions}

    def __iter__(self) -> Iterator[Check]:
        return iter(self._checks.values())

    def __getattr__(self, name: str) -> Check:
        checks = self.__dict__.get("_checks", {})
        if name in checks:
            return checks[name]
        raise AttributeError(
            f"exercise {self.__dict__.get('number')} has no question {name}; it has {', '.join(checks)}"
        )

    def __repr__(self) -> str:
        return f"The checks of exercise {self.number}: {', '.join(f'check.{key}' for key in self._checks)}."

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._checks]


def numbers() -> list[str]:
    """The numbers of the exercises that there are."""
    return sorted(name[1:3] for name in _modules())


@cache
def exercise(number: str | int) -> Exercise:
    """The checks of an exercise, by its number.

    Raises:
        ValueError: if there is no such exercise.
    """
    wanted = f"{number!s:0>2}"
    for name in _modules():
        if name[1:3] == wanted:
            return Exercise(wanted, _questions(f"{__name__}.{name}"))
    raise ValueError(f"there is no exercise {number!r}; there are {', '.join(numbers())}")


def _modules() -> list[str]:
    return [module.name for module in iter_modules(__path__) if re.match(r"e\d\d_", module.name)]


def _questions(package: str) -> tuple[Question, ...]:
    """The questions of an exercise, one from each of its modules q1_…, q2_…, …"""
    found = sorted(module.name for module in iter_modules(import_module(package).__path__))
    names = [name for name in found if re.match(r"q\d_", name)]
    return tuple(import_module(f"{package}.{name}").QUESTION for name in names)
