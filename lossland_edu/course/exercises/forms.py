"""The forms that an answer can have. Reading an answer checks what every right one has in common (kind, shape, real and
finite numbers) and says in words what is different.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

Shape = tuple[int, ...]


class Complaint(Exception):
    """What was expected of an answer, and what was got, in words."""

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(expected, got)
        self.expected, self.got = expected, got

    def __str__(self) -> str:
        return f"Expected {self.expected}, got {self.got}{'' if self.got.endswith('?') else '.'}"


class Form:
    """What kind of thing an answer is."""

    def read(self, answer: Any, *arguments: Any) -> Any:
        """The answer in one standard form; raises a Complaint if it has another."""
        raise NotImplementedError


@dataclass(frozen=True)
class Number(Form):
    """A real number; a whole one where asked."""

    whole: bool = False

    def read(self, answer: Any, *arguments: Any) -> float:
        kind = "a whole number" if self.whole else "a number"
        array = _array(answer, kind)
        if array.ndim:
            raise Complaint(kind, f"an array of shape {array.shape}; is a sum missing, or, at size 1, an .item()?")
        array = _finite(array, kind)
        if self.whole and array != np.round(array):
            raise Complaint(kind, f"{float(array):.6g}")
        return float(array)


@dataclass(frozen=True, eq=False)
class Matrix(Form):
    """An array of real numbers, whose shape follows from the input."""

    shape: Callable[..., Shape]

    def read(self, answer: Any, *arguments: Any) -> np.ndarray:
        expected = self.shape(*arguments)
        kind = f"an array of shape {expected}"
        array = _array(answer, kind)
        if isinstance(answer, tuple) and any(map(np.ndim, answer)):
            raise Complaint(kind, f"a tuple of {len(answer)}; put the parts together")
        if array.shape != expected:
            turned = "; transposed, it would fit" if array.T.shape == expected else ""
            raise Complaint(kind, f"one of shape {array.shape}{turned}")
        return _finite(array, kind)


@dataclass(frozen=True, eq=False)
class Matrices(Form):
    """A sequence of arrays of real numbers, whose shapes follow from the input."""

    shapes: Callable[..., Sequence[Shape]]

    def read(self, answer: Any, *arguments: Any) -> tuple[np.ndarray, ...]:
        expected = [tuple(shape) for shape in self.shapes(*arguments)]
        kind = f"a tuple of {len(expected)} arrays, of shapes {', '.join(map(str, expected))}"
        if not isinstance(answer, tuple | list):
            raise Complaint(kind, described(answer))
        arrays = [_array(part, kind) for part in answer]
        found = [array.shape for array in arrays]
        if found != expected:
            raise Complaint(kind, f"{len(found)} of shapes {', '.join(map(str, found)) or 'none'}")
        return tuple(_finite(array, kind) for array in arrays)


@dataclass(frozen=True)
class Word(Form):
    """One of a few words, all in lower case; an answer in capitals is read as if it were too."""

    words: tuple[str, ...]

    def read(self, answer: Any, *arguments: Any) -> str:
        kind = f"one of {', '.join(map(repr, self.words))}"
        if not isinstance(answer, str):
            raise Complaint(kind, described(answer))
        word = answer.strip().lower()
        if word not in self.words:
            raise Complaint(kind, repr(answer[:60]))
        return word


def _array(answer: Any, kind: str) -> np.ndarray:
    """The answer as an array, if it holds real numbers; its shape can be looked at before it is copied."""
    if answer is None:
        raise Complaint(kind, described(answer))
    try:
        array = np.asarray(answer)
    except Exception:  # whatever an object that only looks like an array may raise
        raise Complaint(kind, described(answer)) from None
    if array.dtype.kind == "c":
        raise Complaint(f"{kind}, real", "complex numbers; eigvals and eig return them, eigvalsh and eigh do not")
    if np.ma.is_masked(answer):
        raise Complaint(kind, "masked entries; fill them, or return an array without a mask")
    exact = array.dtype.kind == "O" and all(isinstance(entry, Real | Decimal) for entry in array.flat)
    if array.dtype.kind not in "iuf" and not (exact and array.size):
        raise Complaint(kind, described(answer))
    return array


def _finite(array: np.ndarray, kind: str) -> np.ndarray:
    """The array in floating point, if its numbers are finite there."""
    try:
        array = array.astype(float)
    except OverflowError:
        raise Complaint(f"{kind}, finite", "one that is too large for floating point") from None
    if not np.isfinite(array).all():
        raise Complaint(f"{kind}, finite", "NaN or infinity; is something divided by zero?")
    return array


HINTS = {  # what is returned by mistake, and what is meant
    "NoneType": "is a return missing?",
    "function": "is it called, with parentheses?",
    "generator": "is yield written for return?",
    "coroutine": "is async written before def?",
    "Tensor": ".detach().numpy() makes an array of it",
}


def described(answer: Any) -> str:
    """What kind of object an answer is, and what may be meant."""
    name = type(answer).__name__
    hint = f"; {HINTS[name]}" if name in HINTS else ""
    return ("None" if answer is None else f"an object of type {name}") + hint


def words_of(thing: Any, how: Callable[[Any], str] = repr) -> str:
    """What an object says of itself, even one that cannot."""
    try:
        return how(thing)
    except Exception:
        return described(thing)
