"""Networks to and from torch modules: the only room of the core's neighbours that imports torch.

A deep linear network is `torch.nn.Sequential` of bias-free `torch.nn.Linear`, whose weight is the matrix W_k itself,
of shape (d_k, d_{k-1}). Torch keeps examples as rows: the module maps inputs Xᵀ to outputs (R X)ᵀ.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from lossland_edu.data import Dataset, require_dataset
from lossland_edu.networks import Weights, as_weights


def to_torch(weights: Sequence[Any], *, dtype: torch.dtype = torch.float64) -> torch.nn.Sequential:
    """The network as `torch.nn.Sequential` of bias-free linear layers, float64 unless told otherwise; the weights are
    copied.

    Raises:
        ValueError: if the weights are not finite real matrices that chain.

    >>> to_torch(([[1.0, 2.0]], [[3.0]]))(torch.tensor([[1.0, 1.0]], dtype=torch.float64)).item()
    9.0
    """
    layers = []
    for W in as_weights(weights):
        layer = torch.nn.Linear(W.shape[1], W.shape[0], bias=False, dtype=dtype)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(W.copy()))
        layers.append(layer)
    return torch.nn.Sequential(*layers)


def from_torch(module: torch.nn.Module) -> Weights:
    """The weights (W_1, …, W_n) of a module that is a chain of bias-free linear layers, as float64 copies.

    Raises:
        ValueError: if the module has a bias, an activation function or anything but `torch.nn.Linear` and
        `torch.nn.Identity` in `torch.nn.Sequential`.

    >>> from_torch(to_torch(([[1.0, 2.0]], [[3.0]])))
    (array([[1., 2.]]), array([[3.]]))
    """
    _require_module(module)
    weights = []
    for name, layer in module.named_modules(remove_duplicate=False):  # a layer used twice counts twice
        name = f"layer {name}" if name else "module"
        if type(layer) in (torch.nn.Identity, torch.nn.Sequential):
            continue
        if type(layer) is not torch.nn.Linear:
            raise ValueError(
                f"{name} is {type(layer).__name__}, expected torch.nn.Linear, in torch.nn.Sequential if there are "
                f"several; only networks without activation functions are products of matrices"
            )
        if layer.bias is not None:
            raise ValueError(
                f"{name} has a bias, expected none; build it with bias=False, and give the data a row of ones"
            )
        weights.append(layer.weight.detach().cpu().double().numpy().copy())
    return as_weights(weights)


def torch_loss(module: torch.nn.Module, data: Dataset) -> torch.Tensor:
    """½‖module(Xᵀ)ᵀ − Y‖²_F as a differentiable scalar, from the examples themselves: an independent check of
    `squared_loss`.

    Raises:
        ValueError: if the module does not map the inputs to the outputs.

    >>> torch_loss(to_torch(([[1.0]], [[3.0]])), Dataset(X=[[2.0]], Y=[[4.0]])).item()
    2.0
    """
    _require_module(module)
    require_dataset(data)
    reference = next(module.parameters(), torch.empty(0, dtype=torch.float64))
    X, Y = (torch.tensor(array, dtype=reference.dtype, device=reference.device) for array in (data.X, data.Y))
    try:
        outputs = module(X.T)
    except RuntimeError as error:
        raise ValueError(
            f"module does not take the {data.d_x} inputs of the data ({error}); adapt its layers"
        ) from None
    if outputs.shape != Y.T.shape:
        raise ValueError(
            f"module gives outputs of shape {tuple(outputs.shape)}, expected {tuple(Y.T.shape)}, one row an example; "
            f"its last layer needs {data.d_y} units"
        )
    return 0.5 * ((outputs - Y.T) ** 2).sum()


def _require_module(module: Any) -> None:
    if not isinstance(module, torch.nn.Module):
        raise ValueError(f"module is {type(module).__name__}, expected a torch.nn.Module; for matrices use to_torch")
