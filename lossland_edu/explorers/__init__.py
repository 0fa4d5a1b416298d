"""Explorers: predict, move a slider, see the true landscape, be told whether you were right.

One file an explorer; each has a `SPEC`, which needs no browser and no kernel to be tested.
`show("two_weights")` makes its widget.
"""

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


def show(name: str) -> Explorer:
    """The widget of an explorer; the last line of a cell shows it.

    Raises:
        ValueError: if there is no explorer of that name.
    """
    return Explorer(spec(name))
