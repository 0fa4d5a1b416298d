"""To and from torch modules: the same map, the same loss, and nothing taken for a product that is none."""

import numpy as np
import pytest
import torch
from hypothesis import given
from strategies import problems, size_of

from lossland_edu import Dataset, product, squared_loss
from lossland_edu.torch_bridge import from_torch, to_torch, torch_loss

ROUNDING = 1e-13  # a few hundred roundings of 1e-16, as a share of the terms that are added up
SINGLE = 1e-5  # the same in float32, whose roundings are 6e-8

Linear, Sequential = torch.nn.Linear, torch.nn.Sequential
DATA = Dataset(np.eye(2), np.ones((1, 2)))


@given(problems())
def test_weights_go_to_torch_and_come_back(problem):
    weights, _ = problem
    for W, again in zip(weights, from_torch(to_torch(weights)), strict=True):
        np.testing.assert_array_equal(W, again)


@given(problems())
def test_torch_computes_the_same_map_and_the_same_loss(problem):
    weights, data = problem
    module, limit = to_torch(weights), ROUNDING * size_of(weights, data)
    outputs = module(torch.tensor(data.X.T)).detach().numpy().T
    np.testing.assert_allclose(outputs, product(weights) @ data.X, rtol=0, atol=limit)
    assert torch_loss(module, data).item() == pytest.approx(squared_loss(weights, data), rel=0, abs=limit)


def test_the_loss_can_be_differentiated():
    module = to_torch(([[1.0, 2.0]],))
    torch_loss(module, DATA).backward()
    np.testing.assert_array_equal(module[0].weight.grad.numpy(), [[0, 1]])


def test_a_module_in_single_precision_keeps_it():
    module = to_torch((np.full((1, 2), 1 / 3),), dtype=torch.float32)
    assert torch_loss(module, DATA).dtype == torch.float32
    assert from_torch(module)[0][0, 0] == pytest.approx(1 / 3, rel=SINGLE)


@pytest.mark.parametrize("change", [lambda W: W[::-1], np.asfortranarray, lambda W: W.T, lambda W: W.tolist()])
def test_matrices_in_any_layout_are_copied(change):
    W = np.arange(4.0).reshape(2, 2)
    module = to_torch((change(W),))
    np.testing.assert_array_equal(from_torch(module)[0], change(W))
    with torch.no_grad():
        module[0].weight.zero_()
    np.testing.assert_array_equal(W, np.arange(4.0).reshape(2, 2))


def test_read_only_matrices_are_taken_without_a_warning():
    W = np.eye(2)
    W.flags.writeable = False
    np.testing.assert_array_equal(from_torch(to_torch((W,)))[0], W)


def test_what_comes_from_torch_is_a_copy():
    module = to_torch((np.eye(2),))
    from_torch(module)[0][...] = 5
    np.testing.assert_array_equal(from_torch(module)[0], np.eye(2))


def test_nested_modules_and_identities_are_one_chain():
    inner = Sequential(Linear(2, 3, bias=False), torch.nn.Identity())
    weights = from_torch(Sequential(inner, Linear(3, 1, bias=False)))
    assert [W.shape for W in weights] == [(3, 2), (1, 3)]
    assert from_torch(Linear(2, 3, bias=False))[0].shape == (3, 2)


def test_a_layer_used_twice_counts_twice():
    layer = Linear(2, 2, bias=False)
    assert len(from_torch(Sequential(layer, layer))) == 2


class Hidden(torch.nn.Module):
    """A module whose activation function is nowhere in its list of layers."""

    def __init__(self):
        super().__init__()
        self.layer = Linear(2, 2, bias=False)

    def forward(self, x):
        return torch.relu(self.layer(x))


@pytest.mark.parametrize(
    ("module", "says"),
    [
        (Sequential(Linear(2, 1)), "layer 0 has a bias, expected none; build it with bias=False"),
        (Sequential(Linear(2, 2, bias=False), torch.nn.ReLU()), "layer 1 is ReLU, expected torch.nn.Linear.*only"),
        (torch.nn.ReLU(), "module is ReLU, expected torch.nn.Linear"),
        (Hidden(), "module is Hidden, expected torch.nn.Linear, in torch.nn.Sequential"),
        (Sequential(Hidden()), "layer 0 is Hidden, expected torch.nn.Linear"),
        (Sequential(), "weights is empty, expected at least one matrix"),
        (Sequential(Linear(2, 3, bias=False), Linear(2, 1, bias=False)), "W_2 has 2 columns but W_1 has 3 rows"),
        (np.eye(2), "module is ndarray, expected a torch.nn.Module; for matrices use to_torch"),
        (None, "module is NoneType, expected a torch.nn.Module"),
    ],
)
def test_a_module_that_is_no_product_of_matrices_is_refused(module, says):
    with pytest.raises(ValueError, match=says):
        from_torch(module)


def test_weights_that_torch_made_infinite_are_refused():
    module = to_torch((np.eye(2),))
    with torch.no_grad():
        module[0].weight[0, 1] = torch.nan
    with pytest.raises(ValueError, match=r"W_1 holds nan at index \(0, 1\)"):
        from_torch(module)


@pytest.mark.parametrize("weights", [(), None, np.eye(2), ([[np.nan]],), (np.eye(2), np.eye(3))])
def test_bad_weights_do_not_reach_torch(weights):
    with pytest.raises(ValueError, match=r"weights|W_"):
        to_torch(weights)


def test_the_loss_of_a_module_that_does_not_fit_the_data_is_refused():
    with pytest.raises(ValueError, match=r"module does not take the 2 inputs of the data \(.*\); adapt its layers"):
        torch_loss(to_torch((np.ones((1, 3)),)), DATA)
    says = r"module gives outputs of shape \(2, 2\), expected \(2, 1\), one row an example; its last layer needs 1 unit"
    with pytest.raises(ValueError, match=says):  # torch alone would stretch Y to fit
        torch_loss(to_torch((np.eye(2),)), DATA)
    with pytest.raises(ValueError, match=r"data is tuple .*, expected a Dataset; pass Dataset"):
        torch_loss(to_torch((np.ones((1, 2)),)), (np.eye(2), np.ones((1, 2))))
    with pytest.raises(ValueError, match=r"module is tuple, expected a torch.nn.Module; for matrices use to_torch"):
        torch_loss((np.ones((1, 2)),), DATA)


def test_a_module_without_parameters_has_a_loss():
    assert torch_loss(torch.nn.Identity(), Dataset([[1, 2]], [[1, 1]])).item() == 0.5
