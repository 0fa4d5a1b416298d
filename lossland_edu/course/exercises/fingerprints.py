"""Fingerprints: a few digits of what a function computes on inputs drawn from a seed, which nbval can compare.

nbval compares text, so no printed digit may depend on rounding: an input is used only if the right answer lies far
enough from every place where a digit would change.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import numpy as np

from lossland_edu.course.exercises.comparing import NOTHING
from lossland_edu.course.exercises.question import Arguments, Question
from lossland_edu.course.exercises.running import Outcome, attempt

PUBLIC_SEED = "public"
N_NUMBERS = 4  # in a fingerprint
TRIES = 1000
# Of the number: where its terms nearly cancel, the error of an answer may be more than this, and no digit is safe.
LARGEST_SLACK = 1e-3


def seed() -> str:
    """The seed in force: the public one, or the one that the environment variable LOSSLAND_SEED holds."""
    return os.environ.get("LOSSLAND_SEED") or PUBLIC_SEED


def generator(*words: str) -> np.random.Generator:
    """A generator that depends on nothing but these words."""
    return np.random.default_rng(list(_digest(words)))


def _digest(words: Iterable[str]) -> bytes:
    return sha256("\0".join(words).encode("utf-8", "surrogateescape")).digest()  # of any bytes a variable may hold


def graded_inputs(question: Question, rng: np.random.Generator) -> list[Arguments]:
    """Inputs for a fingerprint: those on which the digits of the right answer are safe."""
    found = []
    for _ in range(TRIES):
        arguments = question.draw(rng)
        if safe(question, arguments, attempt(question, question.reference, arguments)):
            found.append(arguments)
            if len(found) == N_NUMBERS:
                return found
    raise ArithmeticError(f"{question.key}: too few inputs in {TRIES} whose digits are safe")


def fingerprint(question: Question, inputs: list[Arguments], outcomes: list[Outcome], word: str) -> str:
    """The digits of an answer on the graded inputs. Words become one number, which also depends on `word`."""
    values = [outcome.value for outcome in outcomes]
    if any(isinstance(value, str) for value in values):
        return str(int.from_bytes(_digest([word, *map(str, values)])) % 9000 + 1000)
    summaries = (summary(question, arguments, value)[0] for arguments, value in zip(inputs, values, strict=True))
    return "  ".join(written(number, question.digits) for number in summaries)


def safe(question: Question, arguments: Arguments, right: Outcome) -> bool:
    """Whether an error of the size that an answer may have changes no digit."""
    if isinstance(right.value, str):
        return True
    number, size = summary(question, arguments, right.value)
    slack = 2 * question.tol * size
    if slack == 0 or (number == np.round(number) and size == abs(number)):
        return True  # a whole number that is the answer itself
    low, high = (written(number + sign * slack, question.digits) for sign in (-1, 1))
    return low == high and slack < LARGEST_SLACK * abs(number)


def summary(question: Question, arguments: Arguments, value: Any) -> tuple[float, float]:
    """(Σ_k c_k v_k, max_k |v_k| Σ_k c_k) of the entries v of what decides, with random c_k > 0: a number, and the size
    that its error is relative to. A single entry stands for itself.
    """
    observed = question.observe(value, *arguments)
    parts = observed if isinstance(observed, tuple) else (observed,)
    entries = np.concatenate([np.ravel(np.asarray(part, float)) for part in parts])
    if len(entries) == 1:
        return float(entries[0]), abs(float(entries[0]))
    c = generator("weights", str(len(entries))).uniform(0.5, 1.5, len(entries))
    return float(c @ entries), float(np.abs(entries).max(initial=0.0) * c.sum())


def written(number: float, digits: int) -> str:
    """The number in so many significant digits; what is mere rounding, and a minus zero, is a zero."""
    number = 0.0 if abs(number) < NOTHING else number
    return f"{number:.{digits}g}" if abs(number) < 1e15 else f"{number:.{digits}e}"
