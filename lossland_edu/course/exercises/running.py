"""A learner's function is called on an input: whatever it does, it comes back as an outcome with words."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import sysconfig
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lossland_edu.course.exercises.feedback import Stopped
from lossland_edu.course.exercises.forms import Complaint, described, words_of
from lossland_edu.course.exercises.question import Arguments, Question

MOST_SAID = 600  # characters of an error that are shown
NOTHING = 1e-12  # the inputs have entries of about 1: a smaller difference is rounding, also where zero is right
NOT_THEIRS = tuple(
    Path(folder).resolve()
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
    given, said = copy.deepcopy(arguments), _Said()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), quiet():
            returned = function(*given)
    except KeyboardInterrupt as error:
        where = _line(error)
        words = f"Your code was interrupted {where}. Does every loop in it come to an end?"
        raise Stopped(words if where else "The check was interrupted; run the cell again.") from None
    except BaseException as error:  # whatever it is, it is an answer
        return Outcome(error=error, printed=said.getvalue())
    with quiet():
        return _read(question, arguments, given, returned, said.getvalue())


def _read(question: Question, arguments: Arguments, given: Arguments, returned: Any, printed: str) -> Outcome:
    """What was returned, in the question's form, and what is wrong with it before it is compared with anything."""
    value = None
    try:
        _untouched(question.arguments, arguments, given)
        value = question.form.read(returned, *arguments)
        for wanted in question.properties:
            if not wanted.holds(value, *arguments):
                raise Complaint(wanted.expected, wanted.got(value, *arguments))
        question.observe(value, *arguments)
    except Complaint as complaint:
        return Outcome(returned, value, complaint, printed=printed)
    except Exception as error:  # an object that cannot be read, numbers beyond what can be computed with
        got = f"{described(returned)} with which that fails ({type(error).__name__})"
        return Outcome(returned, None, Complaint("an answer that can be computed with", got), printed=printed)
    return Outcome(returned, value, printed=printed)


class _Said(io.StringIO):
    """What is printed; stays open when a function closes its standard output."""

    def close(self) -> None:
        pass


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """No warnings of NumPy's or others': an answer is judged in words of the course."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _untouched(names: tuple[str, ...], before: Arguments, after: Arguments) -> None:
    for name, old, new in zip(names, before, after, strict=True):
        if not same(old, new, 0.0):
            raise Complaint("a function that leaves its arguments as they are", f"one that changes {name} in place")


def same(one: Any, other: Any, tol: float) -> bool:
    """Whether two answers agree, entry by entry, up to `tol` times the largest entry; unless tol is 0, what is below
    `NOTHING` is rounding.
    """
    try:
        if isinstance(one, tuple | list) and isinstance(other, tuple | list):
            return len(one) == len(other) and all(same(a, b, tol) for a, b in zip(one, other, strict=True))
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
        raise Complaint("your function itself, without parentheses behind its name", words_of(function)[:60])
    try:
        parameters = inspect.signature(function)
    except Exception:  # a built-in that does not tell, an object that cannot
        return
    mixed = set(parameters.parameters) == {*question.arguments} and [*parameters.parameters] != [*question.arguments]
    try:
        parameters.bind(*question.arguments)
    except TypeError:
        mixed = True
    if mixed:
        raise Complaint(f"a function of ({names})", f"one of {words_of(parameters, str)}")


SLIPS = {  # what Python says of a common slip, and what is meant
    "bitwise_xor": "A power is written **, not ^.",
    "unsupported operand type(s) for ^": "A power is written **, not ^.",
    "could not be broadcast": "Is a * where a matrix product, @, is meant?",
}


def told(error: BaseException) -> str:
    """An error of the learner's code in words: its kind, what it says, the line, and what may be meant."""
    name, words, line = type(error).__name__, words_of(error, str), _line(error)
    words = words if len(words) <= MOST_SAID else f"{words[:MOST_SAID]} …"
    what = ", ".join(filter(None, [f"{name}: {words}" if words else name, line]))
    slip = next((meant for said, meant in SLIPS.items() if said in words), "")
    return f"Your code raised {what} {slip}".rstrip()


def _line(error: BaseException) -> str:
    """The line of the learner's own code in which an error arose; empty if there is none."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if not any(map(Path(frame.filename).resolve().is_relative_to, NOT_THEIRS)):
            return f"in line {frame.lineno} of {frame.name}" + (f": {frame.line}" if frame.line else "")
    return ""
