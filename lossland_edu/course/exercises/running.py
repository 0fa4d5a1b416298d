"""A learner's function is called on an input: whatever it does, it comes back as an outcome with words."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import sysconfig
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lossland_edu.course.exercises.forms import Complaint
from lossland_edu.course.exercises.question import Arguments, Question

NOTHING = 1e-12  # the inputs have entries of about 1: a smaller difference is rounding, also where zero is right
NOT_THEIRS = tuple(
    str(Path(folder).resolve())
    for folder in {Path(__file__).parents[2], *map(sysconfig.get_path, ("stdlib", "purelib", "platlib"))}
)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of one call: what was returned, how it reads (None: not at all), and what is wrong with it."""

    returned: Any = None
    value: Any = None
    complaint: Complaint | None = None
    error: BaseException | None = None
    printed: str = ""


def attempt(question: Question, function: Callable[..., Any], arguments: Arguments) -> Outcome:
    """Call a function on a copy of the input. What it prints is kept, warnings of NumPy's are not shown: an answer is
    judged by what it returns.
    """
    given, said = copy.deepcopy(arguments), io.StringIO()
    out, err = contextlib.redirect_stdout(said), contextlib.redirect_stderr(said)
    try:
        with out, err, np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            returned = function(*given)
    except (Exception, SystemExit) as error:
        return Outcome(error=error, printed=said.getvalue())
    value = None
    try:
        _untouched(question.arguments, arguments, given)
        value = question.form.read(returned, *arguments)
        for wanted in question.properties:
            if not wanted.holds(value, *arguments):
                raise Complaint(wanted.expected, wanted.got(value, *arguments))
    except Complaint as complaint:
        return Outcome(returned, value, complaint, printed=said.getvalue())
    return Outcome(returned, value, printed=said.getvalue())


def _untouched(names: tuple[str, ...], before: Arguments, after: Arguments) -> None:
    for name, old, new in zip(names, before, after, strict=True):
        if not same(old, new, 0.0):
            raise Complaint("a function that leaves its arguments as they are", f"one that changes {name} in place")


def same(one: Any, other: Any, tol: float) -> bool:
    """Whether two answers agree, entry by entry, up to `tol` times the largest entry; unless tol is 0, what is below
    `NOTHING` is rounding.
    """
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(same(a, b, tol) for a, b in zip(one, other, strict=True))
    try:
        a, b = np.asarray(one), np.asarray(other)
        if a.dtype.kind not in "biuf" or b.dtype.kind not in "biuf":
            return bool(one == other)
        if a.shape != b.shape:
            return False
        size = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
        return (
            bool((np.abs(a - b) <= tol * size + NOTHING * (tol > 0)).all())
            if np.isfinite(size)
            else np.array_equal(a, b, equal_nan=True)
        )
    except Exception:  # a learner may return anything, even what refuses to be compared
        return False


def takes(question: Question, function: Any) -> None:
    """Raise a Complaint unless `function` can be called with the input of the question."""
    names = ", ".join(question.arguments)
    if not callable(function):
        raise Complaint("your function itself, without parentheses behind its name", f"{function!r:.60}")
    try:
        parameters = inspect.signature(function)
    except (ValueError, TypeError):  # a built-in that does not tell
        return
    mixed = set(parameters.parameters) == {*question.arguments} and [*parameters.parameters] != [*question.arguments]
    try:
        parameters.bind(*question.arguments)
    except TypeError:
        mixed = True
    if mixed:
        raise Complaint(f"a function of ({names})", f"one of {parameters}")


SLIPS = {  # what Python says of a common slip, and what is meant
    "bitwise_xor": "A power is written **, not ^.",
    "unsupported operand type(s) for ^": "A power is written **, not ^.",
    "could not be broadcast": "Is a * where a matrix product, @, is meant?",
}


def told(error: BaseException) -> str:
    """An error of the learner's code in words: its kind, what it says, the line, and what may be meant."""
    name, words, line = type(error).__name__, str(error), _line(error)
    what = ", ".join(filter(None, [f"{name}: {words}" if words else name, line]))
    slip = next((meant for said, meant in SLIPS.items() if said in words), "")
    return f"Your code raised {what} {slip}".rstrip()


def _line(error: BaseException) -> str:
    """The line of the learner's own code in which an error arose; empty if there is none."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if not str(Path(frame.filename).resolve()).startswith(NOT_THEIRS):
            return f"in line {frame.lineno} of {frame.name}: {frame.line}"
    return ""
