"""Errors about plain arguments that name the argument, what was got, what was expected, and the fix."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from numbers import Real
from reprlib import repr as shortened
from typing import Any

import numpy as np

# Whole numbers from here on are refused: they no longer are exact as floats, and nothing of that size can be counted
# out.
TOO_MANY = 2**53


def require(holds: Any, name: str, given: Any, expected: str, fix: str) -> None:
    """Raise a ValueError unless it holds."""
    if not holds:
        raise ValueError(f"{name} is {shortened(given)}, expected {expected}; pass for example {fix}")


def as_number(name: str, value: Any, holds: Callable[[float], bool], expected: str, fix: str) -> float:
    """A real number for which `holds` is true, as a float; raises a ValueError that names the argument otherwise."""
    given = value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value
    try:
        number = float(given) if isinstance(given, Real) and not isinstance(given, bool) else np.nan
    except OverflowError:  # a whole number beyond the floats
        number = np.inf
    require(holds(number), name, value, expected, fix)
    return number


def as_count(name: str, value: Any, least: int, fix: str, what: str = "") -> int:
    """A whole number of at least `least`; raises a ValueError that names the argument otherwise."""
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool) and least <= value < TOO_MANY
    limit = " and below 2**53" if isinstance(value, int) and value >= TOO_MANY else ""
    require(whole, name, value, f"a whole number of at least {least}{limit}{what}", fix)
    return int(value)


def require_generator(rng: Any, why: str = "") -> np.random.Generator:
    """`rng` itself; raises a ValueError unless it is a random generator."""
    if not isinstance(rng, np.random.Generator):
        given = shortened(rng)
        raise ValueError(f"rng is {given}, expected a random generator{why}; pass np.random.default_rng(seed)")
    return rng


def as_list(name: str, values: Any, fix: str, *, ordered: bool = True) -> list:
    """The entries of a collection, as a rule an ordered one; raises a ValueError that ends with the fix otherwise."""
    other = isinstance(values, (str, bytes, dict, set, frozenset) if ordered else (str, bytes, dict))
    if other or not isinstance(values, Iterable) or getattr(values, "ndim", 1) == 0:
        raise ValueError(f"{name} is {type(values).__name__} {shortened(values)}, expected a sequence; {fix}")
    return list(values)
