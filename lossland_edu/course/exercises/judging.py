"""An answer is tried on inputs, the simplest first, and judged by the first one on which it is wrong."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from lossland_edu.course.exercises.feedback import BROKEN, RIGHT, UNANSWERED, WRONG, Feedback
from lossland_edu.course.exercises.forms import Complaint
from lossland_edu.course.exercises.question import Arguments, Mistake, Question, Section
from lossland_edu.course.exercises.running import Outcome, attempt, quiet, same, takes, told
from lossland_edu.course.lessons import lesson_files

SHOWN = 16  # numbers of an array that are shown
MOST_PRINTED = 600  # characters of what a function printed that are shown, the last ones


@quiet()
def judge(question: Question, function: Any, inputs: list[Arguments], *, at_hand: bool = True) -> Feedback:
    """Whether an answer is right on every input; if not, why. `at_hand`: whether the learner can get at the inputs."""
    try:
        takes(question, function)
    except Complaint as complaint:
        return Feedback(WRONG, question.title, str(complaint))
    right = [attempt(question, question.reference, arguments) for arguments in inputs]
    outcomes = [attempt(question, function, arguments) for arguments in inputs]
    for number, (arguments, ours, theirs) in enumerate(zip(inputs, right, outcomes, strict=True)):
        if theirs.complaint or not agree(question, arguments, ours, theirs):
            mistake = recognised(question, inputs, right, outcomes)
            feedback = _rejected(question, arguments, ours, theirs, mistake)
            name = _name(function) if at_hand else ""
            return replace(feedback, input=_shown_input(question, number, arguments, name))
    n = len(inputs)
    return Feedback(RIGHT, question.title, f"Checked on {n} inputs." if n > 1 else "")


def agree(question: Question, arguments: Arguments, one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes say the same, as far as it decides."""
    if one.value is None or other.value is None:
        return False
    try:
        return same(question.observe(one.value, *arguments), question.observe(other.value, *arguments), question.tol)
    except Exception:  # what has a property wrong may be beyond what can be computed with
        return False


def recognised(question: Question, inputs: list[Arguments], right: list[Outcome], theirs: list[Outcome]) -> Any:
    """The known mistake that does the same as the learner's function on every input, and on some is wrong."""
    for mistake in question.mistakes:
        mistaken = [attempt(question, mistake.function, arguments) for arguments in inputs]
        alike = all(_alike(question, *both) for both in zip(inputs, mistaken, theirs, strict=True))
        told_apart = any(
            ours.error is None and (ours.complaint is not None or not agree(question, arguments, good, ours))
            for arguments, good, ours in zip(inputs, right, mistaken, strict=True)
        )
        if alike and told_apart:
            return mistake
    return None


def _alike(question: Question, arguments: Arguments, one: Outcome, other: Outcome) -> bool:
    if one.error or other.error:
        return one.error is not None and other.error is not None
    return agree(question, arguments, one, other) or same(one.returned, other.returned, question.tol)


def _rejected(
    question: Question, arguments: Arguments, right: Outcome, got: Outcome, mistake: Mistake | None
) -> Feedback:
    """The words for the first input on which an answer is wrong."""
    section = mistake.section or question.section if mistake else question.section
    place = {"lesson": _lesson(section), "heading": section.heading}
    if isinstance(got.error, NotImplementedError):
        what = "Replace the line with NotImplementedError by your own."
        return Feedback(UNANSWERED, question.title, what, **place)
    state, what = WRONG, ""
    if got.error is not None:
        state, what = BROKEN, told(got.error)
    elif got.complaint is not None:
        what = str(got.complaint)
    else:
        what = difference(question, arguments, right.value, got.value)
    named = {"mistake": mistake.name, "advice": mistake.advice} if mistake else {}
    return Feedback(state, question.title, what, printed=_shortened(got.printed), **named, **place)


def _shortened(printed: str) -> str:
    printed = printed.strip()
    return printed if len(printed) <= MOST_PRINTED else f"… {printed[-MOST_PRINTED:]}"


def difference(question: Question, arguments: Arguments, right: Any, got: Any) -> str:
    """What was expected and what was got, whole if it is small, else the first entry that differs."""
    if isinstance(right, str):
        return f"Got {got!r}, which is not right." if not arguments else f"Expected {right!r}, got {got!r}."
    if question.tell is not None:
        try:
            return question.tell(right, got, *arguments)
        except (ArithmeticError, ValueError):
            return "Expected an answer that can be computed with, got one with entries too large or too small for it."
    expected, found = question.observe(right, *arguments), question.observe(got, *arguments)
    subject = "Expected" if question.observed == "the answer" else f"For {question.observed}, expected"
    if isinstance(expected, tuple):
        part = next(k for k, pair in enumerate(zip(expected, found, strict=True)) if not same(*pair, question.tol))
        name = question.parts[part] if question.parts else f"part {part}, counted from 0"
        subject, expected, found = f"In {name}: expected", expected[part], found[part]
    expected, found = np.asarray(expected), np.asarray(found)
    where = ""
    if expected.size > SHOWN and expected.shape == found.shape:
        off = np.abs(expected - found)
        place = tuple(int(i) for i in np.unravel_index(off.argmax(), off.shape))
        where, expected, found = f" at index {place}", expected[place], found[place]
    wanted, given = _apart(expected, found)
    return f"{subject} {wanted}{where}, got {given}."


def _apart(expected: Any, found: Any) -> tuple[str, str]:
    """Both in words, with as many digits as it takes to tell them apart."""
    pairs = ((number_words(expected, digits), number_words(found, digits)) for digits in (4, 8, 16))
    return next((pair for pair in pairs if pair[0] != pair[1]), ("the same", "nearly the same"))


def _name(function: Any) -> str:
    with suppress(Exception):  # an object may have no name, or no way to tell it
        return str(function.__name__)
    return "your_function"


def _shown_input(question: Question, number: int, arguments: Arguments, name: str) -> str:
    """An input in words, and how a function of that name is run on it, if there is a name."""
    if not arguments:
        return ""
    words = ", ".join(f"{key} = {_shown(value)}" for key, value in zip(question.arguments, arguments, strict=True))
    run = f" To run it: {name}(*check.{question.key}.input({number}))" if name else ""
    return f"On input {number}, {words}.{run}"


def _shown(value: Any) -> str:
    if isinstance(value, tuple | list) and any(isinstance(part, np.ndarray) for part in value):
        return f"({', '.join(map(_shown, value))})"
    if not isinstance(value, np.ndarray):
        return getattr(value, "__name__", None) or repr(value)
    return number_words(value) if value.size <= SHOWN else f"an array of shape {value.shape}"


def number_words(value: Any, digits: int = 4) -> str:
    """A number or a small array on one line, with so many digits behind the point."""
    array = np.asarray(value)
    if not array.ndim:
        return f"{array:.{digits + 2}g}"
    return " ".join(np.array2string(array, precision=digits, separator=", ", suppress_small=True).split())


@cache
def _lesson(section: Section) -> str:
    """The name of a lesson's notebook, without its ending; only its number where the notebooks are not beside us."""
    return next((file.stem for file in lesson_files() if file.name.startswith(section.lesson)), section.lesson)
