"""Errors that name the argument, what was expected, and the fix."""

from typing import Any


def require(holds: Any, name: str, given: Any, expected: str, fix: str) -> None:
    """Raise a ValueError unless it holds."""
    if not holds:
        raise ValueError(f"{name} is {given!r}, expected {expected}; pass for example {fix}")
