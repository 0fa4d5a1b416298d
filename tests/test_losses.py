"""The loss, its gradient, its global minimum and its polynomials, against the definition, torch and exact fractions."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    datasets,
    exact_loss,
    loss_from_examples,
    moved,
    problems,
    seeds,
    size_of,
    widths,
)

from lossland_edu import Dataset, flatten, global_minimum, gradient, on_line, on_plane, squared_loss
from lossland_edu.networks import gaussian_weights, widths_of

ROUNDING = 1e-13  # a few hundred roundings of 1e-16, as a share of the terms that are added up
SLOPE_STEP = 1e-6  # central differences: truncated at 1e-12 of the third derivative, rounded at 1e-10 of the loss
SLOPE_TOL = 1e-8
CONDITIONED = 1e-10  # random inputs have a condition of up to about 1e3, squared by the formula tested against
GRID_TOL = 1e-12  # what the issue promises of the loss on a plane
ZOOM = 1e-8  # of a side of one: the loss is 1e-16 of what its parts add up to
# The residual is rounded at 1e-16 of the outputs, and at the points nearest to the minimum it is 1e-9 of them.
ZOOM_TOL = 1e-6


def two_directions(weights, seed):
    return np.random.default_rng(seed).normal(size=(2, sum(W.size for W in weights)))


@given(problems())
def test_the_loss_is_its_definition(problem):
    weights, data = problem
    expected = loss_from_examples(weights, data.X, data.Y)
    assert squared_loss(weights, data) == pytest.approx(expected, rel=0, abs=ROUNDING * size_of(weights, data))


@given(problems())
def test_the_loss_is_the_same_as_in_exact_fractions(problem):
    weights, data = problem
    expected = float(exact_loss(weights, data.X, data.Y))
    assert squared_loss(weights, data) == pytest.approx(expected, rel=0, abs=ROUNDING * size_of(weights, data))


@given(problems())
def test_the_gradient_is_that_of_torch_on_the_examples(problem):
    weights, data = problem
    tensors = [torch.tensor(W, requires_grad=True) for W in weights]
    outputs = torch.tensor(data.X)
    for W in tensors:
        outputs = W @ outputs
    (0.5 * ((outputs - torch.tensor(data.Y)) ** 2).sum()).backward()
    for ours, W in zip(gradient(weights, data), tensors, strict=True):
        np.testing.assert_allclose(ours, W.grad.numpy(), rtol=0, atol=ROUNDING * size_of(weights, data))


@given(problems(), seeds)
def test_the_gradient_is_the_slope_of_the_loss(problem, seed):
    weights, data = problem
    V, _ = two_directions(weights, seed)
    ahead, behind = (squared_loss(moved(weights, (t, V)), data) for t in (SLOPE_STEP, -SLOPE_STEP))
    slope = flatten(gradient(weights, data)) @ V
    scale = size_of([np.abs(W) + 1 for W in weights], data)
    assert slope == pytest.approx((ahead - behind) / (2 * SLOPE_STEP), rel=0, abs=SLOPE_TOL * scale)


@given(problems(invertible=True))
def test_the_global_minimum_is_below_every_loss(problem):
    weights, data = problem
    least = global_minimum(widths_of(weights), data)
    assert squared_loss(weights, data) >= least - ROUNDING * size_of(weights, data)
    assert least >= 0


@given(widths.flatmap(lambda w: st.tuples(st.just(w), datasets(w[0], w[-1], invertible=True))))
def test_the_global_minimum_is_least_squares_or_reduced_rank_regression(problem):
    shape, data = problem
    R = np.linalg.lstsq(data.X.T, data.Y.T, rcond=None)[0].T
    if min(shape) < min(shape[0], shape[-1]):  # a bottleneck: the best fit of lower rank truncates the fitted outputs
        U, strengths, Vt = np.linalg.svd(R @ data.X, full_matrices=False)
        fitted = U[:, : min(shape)] * strengths[: min(shape)] @ Vt[: min(shape)]
    else:
        fitted = R @ data.X
    expected = ((fitted - data.Y) ** 2).sum() / 2
    assert global_minimum(shape, data) == pytest.approx(expected, rel=0, abs=CONDITIONED * data.syy)


def test_more_outputs_than_inputs_leave_a_global_minimum_above_zero():
    assert global_minimum((1, 5, 2), Dataset([[1.0, 0]], [[1, 0], [0, 3]])) == pytest.approx(4.5, rel=ROUNDING)


def test_the_global_minimum_of_an_exact_fit_is_zero_to_rounding_errors_squared():
    X = np.vander(np.linspace(-1, 1, 20), 4).T
    assert global_minimum((4, 4, 2), Dataset(X, [[1, 2, 3, 4], [0, 1, 0, 1]] @ X)) < 1e-27


def derivatives_by_fractions(weights, V, data):
    """The coefficients of t ↦ L(W + tV) from 2n + 1 exact values, as floats."""
    points = [Fraction(t) for t in range(-len(weights), len(weights) + 1)]
    table = [[t**k for k in range(len(points))] for t in points]
    values = [exact_loss(moved(weights, (t, V)), data.X, data.Y) for t in points]
    for k in range(len(points)):  # Gauss and Jordan, over the rationals
        pivot = next(i for i in range(k, len(points)) if table[i][k])
        table[k], table[pivot], values[k], values[pivot] = table[pivot], table[k], values[pivot], values[k]
        values[k], table[k] = values[k] / table[k][k], [entry / table[k][k] for entry in table[k]]
        for i in range(len(points)):
            if i != k and table[i][k]:
                values[i] -= table[i][k] * values[k]
                table[i] = [a - table[i][k] * b for a, b in zip(table[i], table[k], strict=True)]
    return [float(value) for value in values]


@given(problems(st.lists(st.integers(1, 3), min_size=2, max_size=4).map(tuple)), seeds)
def test_the_coefficients_on_a_line_are_exact(problem, seed):
    weights, data = problem
    V, _ = two_directions(weights, seed)
    polynomial = on_line(weights, V, data)
    assert len(polynomial.coef) == 2 * len(weights) + 1
    expected = derivatives_by_fractions(weights, V, data)
    size = size_of([np.abs(W) + 1 for W in weights], data) * (1 + np.linalg.norm(V)) ** 2
    np.testing.assert_allclose(polynomial.coef, expected, rtol=0, atol=ROUNDING * size)


@given(problems(), seeds)
def test_values_on_a_line_are_losses(problem, seed):
    weights, data = problem
    V, _ = two_directions(weights, seed)
    V /= np.linalg.norm(V)
    polynomial = on_line(weights, V, data)
    for t in (-2.0, -0.5, 0.0, 1.0):
        there = moved(weights, (t, V))
        size = size_of([np.abs(W) + abs(t) for W in weights], data)
        expected = loss_from_examples(there, data.X, data.Y)
        assert polynomial(t) == pytest.approx(expected, rel=0, abs=ROUNDING * size)


@given(problems(), seeds)
def test_values_on_a_plane_are_losses_with_a_along_the_columns(problem, seed):
    weights, data = problem
    U, V = (direction / np.linalg.norm(direction) for direction in two_directions(weights, seed))
    a, b = np.array([-1.0, 0.0, 0.5, 2.0]), np.array([-0.3, 1.0])
    values = on_plane(weights, U, V, data)(a, b)
    assert values.shape == (2, 4)
    for i, j in np.ndindex(values.shape):
        expected = loss_from_examples(moved(weights, (a[j], U), (b[i], V)), data.X, data.Y)
        size = size_of([np.abs(W) + 2 for W in weights], data)
        assert values[i, j] == pytest.approx(expected, rel=0, abs=ROUNDING * size)


def relative_error_on_plane(weights, U, V, data, axis):
    """The largest relative error of a grid of values, against exact fractions."""
    values, worst = on_plane(weights, U, V, data)(axis, axis), 0.0
    for i, j in np.ndindex(values.shape):
        there = moved(weights, (Fraction(axis[j]), U), (Fraction(axis[i]), V))
        expected = float(exact_loss(there, data.X, data.Y))
        worst = max(worst, abs(values[i, j] - expected) / expected)
    return worst


@pytest.mark.parametrize("shape", [(2, 3, 1), (2, 1, 1, 2), (3, 3, 3), (1, 1, 1, 1, 1)])
def test_a_plane_through_an_ordinary_point_keeps_twelve_digits(shape):
    rng = np.random.default_rng(11)
    weights, data = gaussian_weights(shape, rng=rng), Dataset(rng.normal(size=(shape[0], 4)), np.ones((shape[-1], 4)))
    U, V = two_directions(weights, 12)
    assert relative_error_on_plane(weights, U, V, data, np.linspace(-1, 1, 5)) < GRID_TOL


@pytest.mark.parametrize("shape", [(2, 3, 1), (2, 2, 2), (1, 1, 1, 1), (2, 2, 2, 2, 2)])
def test_a_plane_zoomed_into_a_global_minimum_keeps_its_digits_where_the_expanded_square_loses_all(shape):
    rng = np.random.default_rng(5)
    weights = tuple(np.round(W) + 3 for W in gaussian_weights(shape, rng=rng))
    X = rng.integers(-3, 4, size=(shape[0], 5)).astype(float)
    Y = X
    for W in weights:
        Y = W @ Y
    data, axis = Dataset(X, Y), ZOOM * np.linspace(-1, 1, 4)
    U, V = two_directions(weights, 6)
    assert relative_error_on_plane(weights, U, V, data, axis) < ZOOM_TOL

    there = moved(weights, (axis[0], U), (axis[0], V))
    R = np.linalg.multi_dot([*there[::-1], np.eye(shape[0])])
    naive = 0.5 * (np.sum((R @ data.Sxx) * R) - 2 * np.sum(R * data.Syx) + data.syy)
    true = float(exact_loss(there, X, Y))
    assert abs(naive - true) > 0.01 * true


def test_the_loss_at_a_global_minimum_is_zero_to_rounding_errors_squared():
    weights = ([[1.0, 2], [3, 4]], [[1.0, -1]])
    X = np.arange(10.0).reshape(2, 5) ** 2
    data = Dataset(X, np.array(weights[1]) @ weights[0] @ X)
    assert squared_loss(weights, data) < 1e-27 * data.syy


def test_results_depend_on_the_examples_only_through_their_statistics():
    weights = gaussian_weights((2, 3, 1), rng=np.random.default_rng(0))
    few = Dataset([[3, 0, 0, 4, 0], [0, 2, 0, 0, 0]], [[1, 2, 2, 0, 0]])
    X, Y = np.zeros((2, 5000)), np.zeros((1, 5000))
    X[:, ::1000], Y[:, ::1000] = few.X, few.Y
    many = Dataset(X, Y)
    U, V = two_directions(weights, 1)
    for measure in (
        lambda data: squared_loss(weights, data),
        lambda data: flatten(gradient(weights, data)),
        lambda data: global_minimum((2, 3, 1), data),
        lambda data: on_line(weights, U, data).coef,
        lambda data: on_plane(weights, U, V, data)([0, 1], [0, 2]),
    ):
        np.testing.assert_allclose(measure(many), measure(few), rtol=ROUNDING * 10)
    polynomial = on_plane(weights, U, V, many)
    assert max(np.size(value) for value in vars(polynomial).values()) == 3 * 3 * 2
