"""Networks as tuples of matrices: flattening, products, and errors that name the argument and the fix."""

import re

import numpy as np
import pytest
from hypothesis import given
from strategies import seeds, weights_of, widths

from lossland_edu import networks
from lossland_edu.networks import (
    as_direction,
    count_parameters,
    flatten,
    gaussian_weights,
    product,
    unflatten,
    widths_of,
    zero_weights,
)

CHAIN_TOL = 1e-14  # products of at most four matrices of size four, of entries near one, in two orders

drawn_weights = widths.flatmap(weights_of)


@given(drawn_weights)
def test_unflatten_undoes_flatten(weights):
    for W, again in zip(weights, unflatten(flatten(weights), widths_of(weights)), strict=True):
        np.testing.assert_array_equal(W, again)


@given(widths)
def test_flatten_undoes_unflatten(shape):
    theta = np.arange(count_parameters(shape), dtype=float)
    np.testing.assert_array_equal(flatten(unflatten(theta, shape)), theta)


@given(drawn_weights)
def test_the_product_is_the_map_that_the_layers_compute_one_after_the_other(weights):
    columns = []
    for unit in np.eye(weights[0].shape[1]):
        for W in weights:
            unit = W @ unit
        columns.append(unit)
    expected = np.stack(columns, axis=1)
    size = np.prod([np.linalg.norm(W) for W in weights])
    np.testing.assert_allclose(product(weights), expected, rtol=0, atol=CHAIN_TOL * size)


@given(drawn_weights)
def test_products_below_and_above_meet_in_the_same_map_at_every_layer(weights):
    size = np.prod([np.linalg.norm(W) for W in weights])
    for C, A in zip(networks.products_below(weights), networks.products_above(weights), strict=True):
        np.testing.assert_allclose(A @ C, product(weights), rtol=0, atol=CHAIN_TOL * size)


@given(widths, seeds)
def test_a_direction_may_be_flat_or_matrices_and_in_any_container(shape, seed):
    theta = np.random.default_rng(seed).normal(size=count_parameters(shape))
    expected = unflatten(theta, shape)
    forms = [theta, theta.tolist(), tuple(theta), (t for t in theta), expected, list(expected), (V for V in expected)]
    forms.append([V.tolist() for V in expected])
    for form in forms:
        for V, wanted in zip(as_direction("direction", form, shape), expected, strict=True):
            np.testing.assert_array_equal(V, wanted)


def test_a_single_parameter_has_flat_directions_too():
    assert as_direction("direction", [2], (1, 1))[0].tolist() == [[2.0]]
    assert as_direction("direction", np.array([[[2]]]), (1, 1))[0].tolist() == [[2.0]]


def test_unflatten_returns_copies():
    theta = np.zeros(6)
    for W in unflatten(theta, (2, 2, 1)):
        W += 1
    assert not theta.any()


@pytest.mark.parametrize(
    "convert",
    [
        lambda W: W.tolist(),
        lambda W: W.astype(int),
        lambda W: W.astype(np.float32),
        np.asfortranarray,
        lambda W: W[::-1][::-1],
        lambda W: W.astype(">f8"),
        lambda W: W.astype(np.longdouble),
        lambda W: np.ma.array(W),
        lambda W: [tuple(row) for row in W],
        lambda W: type("Frame", (), {"__array__": lambda self, dtype=None, copy=None: W})(),
    ],
)
def test_anything_array_like_is_a_matrix(convert):
    weights = (np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([[1.0, 0, -1]]))
    np.testing.assert_array_equal(product([convert(W) for W in weights]), weights[1] @ weights[0])
    np.testing.assert_array_equal(product(convert(W) for W in weights), weights[1] @ weights[0])


def test_a_stack_of_square_layers_may_be_one_three_dimensional_array():
    stack = np.arange(8.0).reshape(2, 2, 2)
    np.testing.assert_array_equal(product(stack), stack[1] @ stack[0])


def test_read_only_weights_are_taken_and_never_changed():
    weights = zero_weights((2, 3, 1))
    for W in weights:
        W.flags.writeable = False
    assert not product(weights).any()
    assert flatten(weights).flags.writeable


def test_gaussian_weights_repeat_with_their_seed_and_have_the_promised_size():
    first, again = (gaussian_weights((400, 300), rng=np.random.default_rng(7), scale=2.0)[0] for _ in range(2))
    np.testing.assert_array_equal(first, again)
    # 120,000 entries: their spread is known to 1 in 490, and 2 per cent is ten times that.
    assert abs(first.std() - 2 / 20) < 0.02 * 0.1


MATRIX, CHAIN = np.zeros((2, 2)), (np.zeros((3, 2)), np.zeros((1, 3)))


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ((), "weights is empty, expected at least one matrix; pass a tuple"),
        (None, "weights is NoneType None, expected a sequence; pass a tuple"),
        ("W", "weights is str 'W', expected a sequence; pass a tuple"),
        (3.0, "weights is float 3.0, expected a sequence; pass a tuple"),
        (np.array(3.0), r"weights is ndarray array\(3.\), expected a sequence; pass a tuple"),
        (MATRIX, r"W_1 has shape \(2,\), expected a matrix.*pass a tuple of matrices"),
        ([[1, 2], [3, 4]], r"W_1 has shape \(2,\), expected a matrix.*for a single layer \(W_1,\)"),
        ((np.zeros((2, 2, 2)),), r"W_1 has shape \(2, 2, 2\), expected a matrix.*pass a tuple"),
        (CHAIN[::-1], r"W_2 has 2 columns but W_1 has 1 rows; pass the matrices input side first"),
        ((MATRIX, [[1, np.nan]]), r"W_2 holds nan at index \(0, 1\), expected finite numbers; remove or replace"),
        ((MATRIX, [[-np.inf, 1]]), r"W_2 holds -inf at index \(0, 0\), expected finite numbers; remove or replace"),
        ((MATRIX * 1j,), "W_1 has dtype complex128, expected real numbers; convert it"),
        ((MATRIX.astype(object),), "W_1 has dtype object, expected real numbers; convert it"),
        (([["1", "2"]],), "W_1 has dtype <U1, expected real numbers; convert it"),
        (([[1, 2], [3]],), "W_1 is not an array .*inhomogeneous.*; pass numbers, in rows of equal length"),
        ((np.zeros((0, 2)),), r"W_1 is empty, its shape is \(0, 2\); every dimension must be at least 1"),
        ((np.ma.array(MATRIX, mask=[[0, 1], [0, 0]]),), "W_1 has masked entries, expected numbers; fill them in"),
        ((None,), "W_1 has dtype object, expected real numbers; convert it"),
        ({"W_1": MATRIX}, "weights is dict .*, expected a sequence; pass a tuple"),
    ],
)
def test_bad_weights_are_named_with_what_was_got_and_the_fix(weights, says):
    for function in (product, flatten, widths_of):
        with pytest.raises(ValueError, match=says):
            function(weights)


def test_a_product_that_overflows_is_an_error_in_words():
    with pytest.raises(ValueError, match=r"the product of the weights overflows \(entries up to 1e\+200\).*scale them"):
        product((np.full((1, 1), 1e200), np.full((1, 1), 1e200)))


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ((), r"widths is \(\), expected at least inputs and outputs; pass for example \(2, 3, 1\)"),
        ((3,), r"widths is \(3,\), expected at least inputs and outputs"),
        ((2, 0, 1), r"widths\[1\] is 0, expected a whole number of at least 1; pass"),
        ((2, -3), r"widths\[1\] is -3, expected a whole number of at least 1; pass"),
        ((True, 2), r"widths\[0\] is True, expected a whole number"),
        ((np.True_, 2), r"widths\[0\] is np.True_, expected a whole number"),
        ((2.0, 3), r"widths\[0\] is 2.0, expected a whole number"),
        ((2, None), r"widths\[1\] is None, expected a whole number"),
        ("2-3", "widths is str '2-3', expected a sequence"),
        (4, "widths is int 4, expected a sequence"),
        (np.array(4), r"widths is ndarray array\(4\), expected a sequence"),
        ([[2, 3]], r"expected at least inputs and outputs"),
    ],
)
def test_bad_widths_are_named_with_what_was_got_and_the_fix(shape, says):
    for function in (count_parameters, zero_weights, lambda w: unflatten([1.0], w)):
        with pytest.raises(ValueError, match=says):
            function(shape)
    with pytest.raises(ValueError, match=says):
        gaussian_weights(shape, rng=np.random.default_rng(0))


@pytest.mark.parametrize("theta", [np.zeros(5), np.zeros((9, 1)), np.zeros((3, 3)), [1.0]])
def test_theta_of_a_wrong_shape_is_named_with_the_shape_expected(theta):
    got = re.escape(str(np.shape(theta)))
    with pytest.raises(ValueError, match=rf"theta has shape {got}, expected \(9,\) for the widths \(2, 3, 1\); pass"):
        unflatten(theta, (2, 3, 1))


@pytest.mark.parametrize(
    ("direction", "says"),
    [
        (np.zeros(5), r"direction has shape \(5,\), expected \(9,\)"),
        ([], r"direction is empty"),
        (None, "direction is NoneType None, expected a sequence; pass a tuple of matrices, or a flat vector"),
        (np.array(1.0), "direction is ndarray .*, expected a sequence"),
        (
            (np.zeros((3, 2)),),
            r"direction has shapes \[\(3, 2\)\], expected those of the weights, .*; pass one matrix a layer",
        ),
        ([np.nan] * 9, r"direction\[0\] holds nan at index \(\), expected finite numbers"),
        ([1.0] * 8 + [np.inf], r"direction holds inf at index \(8,\), expected finite numbers"),
        ([1.0, [2.0, 3.0]], "direction is not an array"),
        (([[1, 2], [3]], [[1]]), r"direction\[0\] is not an array"),
        (["a"] * 9, r"direction\[0\] has dtype <U1, expected real numbers"),
        (np.zeros(9) * 1j, "direction has dtype complex128, expected real numbers"),
        (np.zeros((9, 1)), r"direction\[0\] has shape \(1,\), expected a matrix"),
    ],
)
def test_bad_directions_are_named_with_what_was_got(direction, says):
    with pytest.raises(ValueError, match=says):
        as_direction("direction", direction, (2, 3, 1))


@pytest.mark.parametrize("rng", [None, 0, np.random, np.random.RandomState(0)])
def test_a_seed_in_place_of_a_generator_is_refused_with_the_fix(rng):
    with pytest.raises(ValueError, match=r"rng is .*, expected a random generator; pass np.random.default_rng\(seed\)"):
        gaussian_weights((2, 1), rng=rng)


@pytest.mark.parametrize("scale", [-1.0, np.nan, np.inf])
def test_a_scale_that_is_no_size_is_refused(scale):
    with pytest.raises(ValueError, match=r"scale is .*, expected a finite number of at least 0; pass"):
        gaussian_weights((2, 1), rng=np.random.default_rng(0), scale=scale)
