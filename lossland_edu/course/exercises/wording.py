"""Words for a learner: on which input, what was expected, what was got, what went wrong in their code and where."""

from __future__ import annotations

import sysconfig
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from lossland_edu.course.exercises.comparing import same
from lossland_edu.course.exercises.forms import words_of
from lossland_edu.course.exercises.question import Arguments, Question

SHOWN = 16  # numbers of an array that are shown
MOST_PRINTED = 600  # characters of what a function printed that are shown, the last ones
MOST_SAID = 600  # characters of an error that are shown
NOT_THEIRS = tuple(
    Path(folder).resolve()
    for folder in {Path(__file__).parents[2], *map(sysconfig.get_path, ("stdlib", "purelib", "platlib"))}
)

SLIPS = {  # what Python says of a common slip, and what is meant
    "bitwise_xor": "A power is written **, not ^.",
    "unsupported operand type(s) for ^": "A power is written **, not ^.",
    "could not be broadcast": "Is a * where a matrix product, @, is meant?",
}


def told(error: BaseException) -> str:
    """An error of the learner's code in words: its kind, what it says, the line, and what may be meant."""
    name, words, line = type(error).__name__, words_of(error, str), line_of(error)
    words = words if len(words) <= MOST_SAID else f"{words[:MOST_SAID]} …"
    what = ", ".join(filter(None, [f"{name}: {words}" if words else name, line]))
    slip = next((meant for said, meant in SLIPS.items() if said in words), "")
    return f"Your code raised {what} {slip}".rstrip()


def line_of(error: BaseException) -> str:
    """The line of the learner's own code in which an error arose; empty if there is none."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if not any(map(Path(frame.filename).resolve().is_relative_to, NOT_THEIRS)):
            return f"in line {frame.lineno} of {frame.name}" + (f": {frame.line}" if frame.line else "")
    return ""


def shortened(printed: str) -> str:
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


def name_of(function: Any) -> str:
    with suppress(Exception):  # an object may have no name, or no way to tell it
        return str(function.__name__)
    return "your_function"


def shown_input(question: Question, number: int, arguments: Arguments, name: str) -> str:
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
