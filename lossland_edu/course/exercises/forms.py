"""The forms that an answer can have. Reading an answer checks what every right one has in common (kind, shape, real and
finite numbers) and says in words what is different.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
        array = _real(answer, kind)
        if array.ndim:
            raise Complaint(kind, f"an array of shape {array.shape}; is a sum missing, or, at size 1, an .item()?")
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
        array = _real(answer, kind)
        if isinstance(answer, tuple):
            raise Complaint(kind, f"a tuple of {len(answer)}; put the parts together")
        if array.shape != expected:
            turned = "; transposed, it would fit" if array.T.shape == expected else ""
            raise Complaint(kind, f"one of shape {array.shape}{turned}")
        return array


@dataclass(frozen=True, eq=False)
class Matrices(Form):
    """A sequence of arrays of real numbers, whose shapes follow from the input."""

    shapes: Callable[..., Sequence[Shape]]

    def read(self, answer: Any, *arguments: Any) -> tuple[np.ndarray, ...]:
        expected = [tuple(shape) for shape in self.shapes(*arguments)]
        kind = f"a tuple of {len(expected)} arrays, of shapes {', '.join(map(str, expected))}"
        if not isinstance(answer, tuple | list):
            raise Complaint(kind, _described(answer))
        arrays = tuple(_real(part, kind) for part in answer)
        found = [array.shape for array in arrays]
        if found != expected:
            raise Complaint(kind, f"{len(found)} of shapes {', '.join(map(str, found)) or 'none'}")
        return arrays


@dataclass(frozen=True)
class Word(Form):
    """One of a few words, all in lower case; an answer in capitals is read as if it were too."""

    words: tuple[str, ...]

    def read(self, answer: Any, *arguments: Any) -> str:
        kind = f"one of {', '.join(map(repr, self.words))}"
        if not isinstance(answer, str):
            raise Complaint(kind, _described(answer))
        word = answer.strip().lower()
        if word not in self.words:
            raise Complaint(kind, repr(answer[:60]))
        return word


def _real(answer: Any, kind: str) -> np.ndarray:
    """The answer as a float array, if it holds real and finite numbers."""
    if answer is None:
        raise Complaint(kind, _described(answer))
    try:
        array = np.asarray(answer)
    except Exception:  # whatever an object that only looks like an array may raise
        raise Complaint(kind, _described(answer)) from None
    if array.dtype.kind == "c":
        raise Complaint(f"{kind}, real", "complex numbers; eigvals and eig return them, eigvalsh and eigh do not")
    if array.dtype.kind not in "iuf":
        raise Complaint(kind, _described(answer))
    array = array.astype(float)
    if not np.isfinite(array).all():
        raise Complaint(f"{kind}, finite", "NaN or infinity; is something divided by zero?")
    return array


def _described(answer: Any) -> str:
    return "None; is a return missing?" if answer is None else f"an object of type {type(answer).__name__}"
