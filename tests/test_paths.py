"""Paths through the graph of a network: their number, their terms, and that the terms add up to the outputs."""

from itertools import product as choices

import numpy as np
import pytest
from hypothesis import given
from strategies import seeds, weights_of, widths

from lossland_edu.networks import product, widths_of, zero_weights
from lossland_edu.paths import MOST_PATHS, count_paths, path_outputs

# Sums of at most 4^5 products of at most five factors near one, added up in two orders.
SUM_TOL = 1e-12

drawn_weights = widths.flatmap(weights_of)


def walked(weights, x):
    """Every path walked one after the other, as the definition says."""
    terms = []
    for path in choices(*map(range, widths_of(weights))):
        term = x[path[0]]
        for W, start, end in zip(weights, path[:-1], path[1:], strict=True):
            term = term * W[end, start]
        terms.append(term)
    return terms


@given(drawn_weights, seeds)
def test_every_path_is_worth_its_input_times_the_weights_along_it(weights, seed):
    x = np.random.default_rng(seed).normal(size=weights[0].shape[1])
    np.testing.assert_array_equal(path_outputs(weights, x), walked(weights, x))


@given(drawn_weights, seeds)
def test_the_terms_of_the_paths_add_up_to_the_outputs(weights, seed):
    x = np.random.default_rng(seed).normal(size=weights[0].shape[1])
    terms = path_outputs(weights, x)
    outputs = terms.reshape(-1, weights[-1].shape[0]).sum(axis=0)
    size = SUM_TOL * (1 + np.abs(terms).sum())
    np.testing.assert_allclose(outputs, product(weights) @ x, rtol=0, atol=size)


@given(drawn_weights)
def test_there_are_as_many_terms_as_paths(weights):
    shape = widths_of(weights)
    terms = path_outputs(weights, np.ones(shape[0]))
    assert terms.shape == (count_paths(shape),)


@given(widths)
def test_with_all_weights_one_the_product_counts_the_paths(shape):
    ones = tuple(W + 1 for W in zero_weights(shape))
    assert product(ones).sum() == count_paths(shape)  # small whole numbers: exact


def test_the_number_of_paths_is_exact_however_large():
    count = count_paths(np.array([784, *[100] * 30, 10]))
    assert type(count) is int and count == 7840 * 10**60


def test_a_network_without_a_hidden_layer_has_its_weights_as_paths():
    W = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    np.testing.assert_array_equal(path_outputs((W,), [1, 1]).reshape(2, 3), W.T)


def test_the_arguments_stay_as_they_were():
    weights, x = (np.ones((2, 2)), np.ones((1, 2))), np.array([1.0, 2.0])
    path_outputs(weights, x)[:] = 7.0
    assert (x == [1.0, 2.0]).all() and all((W == 1).all() for W in weights)


@pytest.mark.parametrize(
    ("weights", "x", "message"),
    [
        ((np.ones((2, 3)),), [1, 2], r"x has shape \(2,\), expected \(3,\)"),
        ((np.ones((2, 3)),), np.ones((3, 1)), r"x has shape \(3, 1\), expected \(3,\).*X\[:, 0\]"),
        ((np.ones((2, 3)),), [1, 2, np.nan], "x holds nan"),
        ((np.ones((2, 3)), np.ones((1, 3))), [1, 2, 3], "W_2 has 3 columns but W_1 has 2 rows"),
        ((np.full((1, 1), 1e200),) * 2, [1], "a product along a path overflows"),
    ],
)
def test_what_cannot_be_walked_is_refused_with_the_fix(weights, x, message):
    with pytest.raises(ValueError, match=message):
        path_outputs(weights, x)


def test_more_paths_than_fit_are_refused_before_any_is_listed():
    weights = zero_weights((2, *[30] * 5, 1))
    with pytest.raises(ValueError, match=rf"48600000 paths, expected at most {MOST_PATHS}.*product\(weights\)"):
        path_outputs(weights, [1, 1])


@pytest.mark.parametrize("bad", [(3,), (2, 0, 1), (2, 1.5, 1)])
def test_widths_that_make_no_network_are_refused(bad):
    with pytest.raises(ValueError, match="widths"):
        count_paths(bad)
