"""A learner's function is called on an input: whatever it does, it comes back as an outcome with words."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lossland_edu.course.exercises.comparing import same
from lossland_edu.course.exercises.feedback import Stopped
from lossland_edu.course.exercises.forms import Complaint, described, words_of
from lossland_edu.course.exercises.question import Arguments, Question
from lossland_edu.course.exercises.wording import line_of


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
        where = line_of(error)
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
