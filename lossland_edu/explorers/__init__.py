"""Explorers: predict, move a slider, see the true landscape, be told whether you were right.

One file an explorer; each has a `SPEC`, which needs no browser and no kernel to be tested.
`show("two_weights")` makes its widget.
"""

import os
from importlib import import_module
from pkgutil import iter_modules

from lossland_edu.explorers.explorer import Explorer
from lossland_edu.explorers.spec import Spec

__all__ = ["Explorer", "Spec", "names", "show", "spec"]

_PARTS = {"explorer", "screen", "spec"}  # what explorers are made of; every other module is one


def names() -> list[str]:
    """The explorers there are."""
    return sorted(module.name for module in iter_modules(__path__) if module.name not in _PARTS)


def spec(name: str) -> Spec:
    """What an explorer is, without its widget.

    Raises:
        ValueError: if there is no explorer of that name.
    """
    if name not in names():
        raise ValueError(f"there is no explorer {name!r}; there are {', '.join(names())}")
    return import_module(f"{__name__}.{name}").SPEC


def show(name: str, *, scale: float | None = None) -> Explorer:
    """The widget of an explorer; the last line of a cell shows it.

    Args:
        name: one of `names()`.
        scale: how much larger than usual all of it is shown, from 0.5 to 4; for a projector start JupyterLab with the
            environment variable LOSSLAND_SCALE set, for example `LOSSLAND_SCALE=1.5 make lab`.

    Raises:
        ValueError: if there is no explorer of that name, or the scale is not a number in its range.
    """
    return Explorer(spec(name), scale=_scale(os.environ.get("LOSSLAND_SCALE", 1.0) if scale is None else scale))


def _scale(given: float | str) -> float:
    try:
        scale = float(given)
    except (TypeError, ValueError):
        scale = 0.0
    if not 0.5 <= scale <= 4.0:
        raise ValueError(f"scale (or LOSSLAND_SCALE) is {given!r}, expected a number from 0.5 to 4, for example 1.5")
    return scale
