"""lossland_edu: the loss landscape of neural networks, computed exactly and made to be looked at.

The core needs NumPy alone. `lossland_edu.torch_bridge` loads torch when it is first touched, never before.
"""

from importlib import import_module

from lossland_edu.certificates import certify
from lossland_edu.critical_points import classify, construct, critical_values, escape_line
from lossland_edu.data import Dataset
from lossland_edu.dynamics import gradient_descent
from lossland_edu.hessians import hessian, hessian_vector_product, spectrum
from lossland_edu.losses import global_minimum, gradient, on_line, on_plane, squared_loss
from lossland_edu.networks import (
    count_parameters,
    flatten,
    gaussian_weights,
    product,
    unflatten,
    widths_of,
    zero_weights,
)

__version__ = "0.1.0"

__all__ = [
    "Dataset",
    "certify",
    "classify",
    "construct",
    "count_parameters",
    "critical_values",
    "escape_line",
    "flatten",
    "gaussian_weights",
    "global_minimum",
    "gradient",
    "gradient_descent",
    "hessian",
    "hessian_vector_product",
    "on_line",
    "on_plane",
    "product",
    "spectrum",
    "squared_loss",
    "unflatten",
    "widths_of",
    "zero_weights",
]

_ON_FIRST_TOUCH = {"explorers", "pictures", "course", "torch_bridge"}


def __getattr__(name: str):
    """The rooms with heavy furniture (torch, matplotlib, ipywidgets) are opened on first touch (PEP 562)."""
    if name in _ON_FIRST_TOUCH:
        return import_module(f"lossland_edu.{name}")
    raise AttributeError(f"module 'lossland_edu' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_ON_FIRST_TOUCH})
