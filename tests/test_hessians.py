"""The Hessian in full, applied to a direction, and its spectrum, against torch and the full matrix."""

from itertools import pairwise
from unittest.mock import patch

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import datasets, problems, seeds, size_of, weights_of

from lossland_edu import (
    Dataset,
    flatten,
    gradient,
    hessian,
    hessian_vector_product,
    hessians,
    on_line,
    spectrum,
    unflatten,
)
from lossland_edu.networks import gaussian_weights, widths_of, zero_weights

ROUNDING = 1e-13  # a few hundred roundings of 1e-16, as a share of the terms that are added up
SPECTRUM_TOL = 1e-13  # of the largest eigenvalue, as the solver for symmetric matrices has
ZERO_TOL = 1e-12  # an eigenvalue of a few hundred unknowns that is zero, as a share of the largest
SLOPE_STEP = 1e-6  # central differences: truncated at 1e-12 of the third derivative, rounded at 1e-10
SLOPE_TOL = 1e-8


def hessian_of_torch(weights, data):
    """By automatic differentiation of the loss of the examples themselves."""
    X, Y = torch.tensor(data.X), torch.tensor(data.Y)
    shapes = [(outer, inner) for inner, outer in pairwise(widths_of(weights))]

    def loss(theta):
        outputs, start = X, 0
        for outer, inner in shapes:
            outputs = theta[start : start + outer * inner].reshape(outer, inner) @ outputs
            start += outer * inner
        return 0.5 * ((outputs - Y) ** 2).sum()

    return torch.func.hessian(loss)(torch.tensor(flatten(weights))).numpy()


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is")  # torch warns of itself
@given(problems())
def test_the_hessian_is_that_of_torch_on_the_examples(problem):
    weights, data = problem
    H = hessian(weights, data)
    np.testing.assert_allclose(
        H, hessian_of_torch(weights, data), rtol=0, atol=ROUNDING * size_of(weights, data), strict=True
    )


@given(problems())
def test_the_hessian_is_symmetric(problem):
    H = hessian(*problem)
    np.testing.assert_allclose(H, H.T, rtol=0, atol=ROUNDING * size_of(*problem))


@given(problems(), seeds)
def test_the_product_with_a_direction_is_that_of_the_full_matrix(problem, seed):
    weights, data = problem
    H = hessian(weights, data)
    V = np.random.default_rng(seed).normal(size=len(H))
    limit = ROUNDING * size_of(weights, data) * np.linalg.norm(V)
    np.testing.assert_allclose(hessian_vector_product(weights, V, data), H @ V, rtol=0, atol=limit)
    as_matrices = hessian_vector_product(weights, unflatten(V, widths_of(weights)), data)
    np.testing.assert_array_equal(as_matrices, hessian_vector_product(weights, V, data))


@given(problems(), seeds)
def test_the_product_with_a_direction_is_the_slope_of_the_gradient(problem, seed):
    weights, data = problem
    theta, shape = flatten(weights), widths_of(weights)
    V = np.random.default_rng(seed).normal(size=len(theta))
    ahead, behind = (flatten(gradient(unflatten(theta + t * V, shape), data)) for t in (SLOPE_STEP, -SLOPE_STEP))
    scale = size_of([np.abs(W) + 1 for W in weights], data)
    slope = (ahead - behind) / (2 * SLOPE_STEP)
    np.testing.assert_allclose(hessian_vector_product(weights, V, data), slope, rtol=0, atol=SLOPE_TOL * scale)


@given(problems(), seeds)
def test_the_second_coefficient_on_a_line_is_half_the_curvature(problem, seed):
    weights, data = problem
    V = np.random.default_rng(seed).normal(size=sum(W.size for W in weights))
    V /= np.linalg.norm(V)
    curvature = V @ hessian_vector_product(weights, V, data)
    scale = size_of([np.abs(W) + 1 for W in weights], data)
    assert 2 * on_line(weights, V, data).coef[2] == pytest.approx(curvature, rel=0, abs=ROUNDING * scale)


def assert_spectrum_is_that_of_the_full_matrix(weights, data):
    """To the accuracy of the solver, which is relative to the largest eigenvalue; where that is itself a rounding
    error, relative to the terms it comes from.
    """
    H = hessian(weights, data)
    expected = np.linalg.eigvalsh((H + H.T) / 2)
    rounding = np.finfo(float).eps * size_of(weights, data)
    limit = SPECTRUM_TOL * np.abs(expected).max() + rounding
    got = spectrum(weights, data)
    assert (np.diff(got) >= 0).all()
    np.testing.assert_allclose(got, expected, rtol=0, atol=limit, strict=True)


@given(problems())
def test_the_spectrum_is_that_of_the_full_matrix(problem):
    assert_spectrum_is_that_of_the_full_matrix(*problem)


wide = st.sampled_from([(2, 9, 8, 1), (1, 12, 1), (3, 7, 7, 2), (1, 6, 6, 6, 1), (4, 1, 9, 2), (2, 5)])


@given(wide.flatmap(lambda w: st.tuples(weights_of(w), datasets(w[0], w[-1]))))
def test_the_spectrum_of_layers_wider_than_need_be_is_that_of_the_full_matrix(problem):
    assert_spectrum_is_that_of_the_full_matrix(*problem)
    with patch.object(hessians, "IN_CACHE", 0):  # small ones in bands, as large ones are
        assert_spectrum_is_that_of_the_full_matrix(*problem)


@given(wide.flatmap(lambda w: st.tuples(weights_of(w), datasets(w[0], w[-1]))), st.sampled_from([0, 1e-12, 1e-8, 1e-4]))
def test_the_spectrum_near_and_at_an_exact_fit_is_that_of_the_full_matrix(problem, off):
    weights, data = problem
    Y = data.X
    for W in weights:
        Y = W @ Y
    if Y.any():
        assert_spectrum_is_that_of_the_full_matrix(weights, Dataset(data.X, Y + off * np.abs(Y).max()))


@given(problems(), st.sampled_from([1e-6, 1e-3, 1e3]))
def test_the_spectrum_of_tiny_and_huge_layers_is_that_of_the_full_matrix(problem, factor):
    weights, data = problem
    assert_spectrum_is_that_of_the_full_matrix((weights[0] * factor, *weights[1:]), data)


def test_zero_weights_have_a_zero_hessian_from_two_hidden_layers_on():
    data = Dataset([[1, 2], [0, 1]], [[1, 1]])
    assert hessian(zero_weights((2, 3, 1)), data).any()
    for shape in [(2, 3, 3, 1), (2, 1, 1, 1, 1)]:
        assert not hessian(zero_weights(shape), data).any()
        assert not spectrum(zero_weights(shape), data).any()


def test_zero_weights_with_one_hidden_layer_have_the_eigenvalues_of_the_correlation_in_pairs():
    data = Dataset(np.diag([3.0, 2]), np.eye(2))
    expected = np.repeat([-3.0, -2, 2, 3], 4)  # once for each of four hidden units
    np.testing.assert_allclose(spectrum(zero_weights((2, 4, 2)), data), expected, rtol=0, atol=3 * SPECTRUM_TOL)


def test_without_a_hidden_layer_the_spectrum_is_that_of_the_inputs_once_an_output():
    data = Dataset(np.diag([1.0, 2]), np.ones((2, 2)))
    np.testing.assert_allclose(spectrum((np.ones((2, 2)),), data), [1, 1, 4, 4], rtol=SPECTRUM_TOL)


def test_layers_wider_than_need_be_add_zeros_and_nothing_else():
    weights = gaussian_weights((2, 30, 30, 1), rng=np.random.default_rng(0))
    data = Dataset([[1, 0, 1], [0, 1, 2]], [[1, -1, 0.5]])
    eigenvalues = np.abs(spectrum(weights, data))
    assert len(eigenvalues) == 990
    assert (eigenvalues <= ZERO_TOL * eigenvalues.max()).sum() >= 990 - 120


def test_the_hessian_depends_on_the_examples_only_through_their_statistics():
    weights = gaussian_weights((2, 3, 1), rng=np.random.default_rng(0))
    few = Dataset([[3, 0, 0, 4, 0], [0, 2, 0, 0, 0]], [[1, 2, 2, 0, 0]])
    X, Y = np.zeros((2, 5000)), np.zeros((1, 5000))
    X[:, ::1000], Y[:, ::1000] = few.X, few.Y
    many = Dataset(X, Y)
    limit = {"rtol": 0, "atol": SPECTRUM_TOL * np.abs(spectrum(weights, few)).max()}
    np.testing.assert_allclose(hessian(weights, many), hessian(weights, few), **limit)
    np.testing.assert_allclose(spectrum(weights, many), spectrum(weights, few), **limit)
    V = np.arange(9.0) / 10
    np.testing.assert_allclose(
        hessian_vector_product(weights, V, many), hessian_vector_product(weights, V, few), **limit
    )


@pytest.mark.parametrize("widths", [(5, 6, 7, 4), (5, 7, 8, 6, 3), (13, 13)])  # 100, 157 and 169 parameters
def test_large_hessians_are_filled_in_bands_to_the_same_values(widths):
    rng = np.random.default_rng(0)
    weights = gaussian_weights(widths, rng=rng)
    data = Dataset(rng.normal(size=(widths[0], 20)), rng.normal(size=(widths[-1], 20)))
    H = hessian(weights, data)
    by_products = [hessian_vector_product(weights, unit, data) for unit in np.eye(len(H))]
    np.testing.assert_allclose(H, by_products, rtol=0, atol=ROUNDING * np.abs(H).max())
    assert_spectrum_is_that_of_the_full_matrix(weights, data)
