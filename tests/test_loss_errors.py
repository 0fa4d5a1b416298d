"""Bad arguments to losses and Hessians: a ValueError that names the argument, what was got, what was expected and the
fix; and good arguments, which are never changed.
"""

import numpy as np
import pytest

from lossland_edu import (
    Dataset,
    flatten,
    global_minimum,
    gradient,
    hessian,
    hessian_vector_product,
    on_line,
    on_plane,
    spectrum,
    squared_loss,
)

WEIGHTS = (np.ones((3, 2)), np.ones((1, 3)))
DATA = Dataset(np.eye(2), np.ones((1, 2)))
ALONG = np.ones(9)

# Every function of weights and data, with good directions where it takes one.
FUNCTIONS = {
    "squared_loss": squared_loss,
    "gradient": gradient,
    "hessian": hessian,
    "spectrum": spectrum,
    "on_line": lambda weights, data, direction=ALONG: on_line(weights, direction, data),
    "on_plane, a": lambda weights, data, direction=ALONG: on_plane(weights, direction, ALONG, data),
    "on_plane, b": lambda weights, data, direction=ALONG: on_plane(weights, ALONG, direction, data),
    "hessian_vector_product": lambda weights, data, direction=ALONG: hessian_vector_product(weights, direction, data),
}
ALONG_NAMES = {
    "on_line": "direction",
    "on_plane, a": "direction_a",
    "on_plane, b": "direction_b",
    "hessian_vector_product": "direction",
}
every_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS.keys())
every_direction = pytest.mark.parametrize("which", ALONG_NAMES)


@every_function
@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ((), "weights is empty, expected at least one matrix; pass"),
        (None, "weights is NoneType None, expected a sequence; pass"),
        (WEIGHTS[0], r"W_1 has shape \(2,\), expected a matrix .*pass a tuple of matrices"),
        (WEIGHTS[::-1], "W_2 has 2 columns but W_1 has 1 rows; pass the matrices input side first"),
        ((np.ones((3, 2)), [[1, 2, np.nan]]), r"W_2 holds nan at index \(0, 2\), expected finite numbers; remove"),
        ((np.ones((3, 4)), np.ones((1, 3))), "the network has 4 inputs but the data have 2; the first width"),
        ((np.ones((3, 2)), np.ones((2, 3))), "the network has 2 outputs but the data have 1; the last width"),
        ((WEIGHTS[0] * 1j, WEIGHTS[1]), "W_1 has dtype complex128, expected real numbers; convert"),
        ((WEIGHTS[0] * 1e200, WEIGHTS[1]), r"too large, with entries up to 1e\+200: .* expected .* below .*; scale"),
        ((WEIGHTS[0] * 1e80, WEIGHTS[1] * 1e80), r"too large, with entries up to 1e\+80"),
    ],
)
def test_bad_weights_are_refused(function, weights, says):
    with pytest.raises(ValueError, match=says):
        function(weights, DATA)


@every_function
@pytest.mark.parametrize("data", [None, (np.eye(2), np.ones((1, 2))), np.eye(2), WEIGHTS])
def test_what_is_not_a_data_set_is_refused_with_the_fix(function, data):
    with pytest.raises(ValueError, match=f"data is {type(data).__name__} .*, expected a Dataset; pass Dataset"):
        function(WEIGHTS, data)


def test_weights_and_data_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match=r"weights is Dataset .*, expected a sequence; pass a tuple"):
        squared_loss(DATA, WEIGHTS)
    with pytest.raises(ValueError, match=r"widths is Dataset .*, expected a sequence; pass a tuple"):
        global_minimum(DATA, (2, 3, 1))


@every_direction
@pytest.mark.parametrize(
    ("direction", "says"),
    [
        (np.ones(8), r" has shape \(8,\), expected \(9,\) for the widths \(2, 3, 1\); pass"),
        (np.ones((3, 3)), r"\[0\] has shape \(3,\), expected a matrix"),
        (WEIGHTS[::-1], r" has shapes \[\(1, 3\), \(3, 2\)\], expected those of the weights, .*; pass"),
        (None, " is NoneType None, expected a sequence; pass"),
        (1.0, " is float 1.0, expected a sequence; pass"),
        ([np.inf] * 9, r"\[0\] holds inf at index \(\), expected finite numbers"),
        (np.full(9, np.nan), r" holds nan at index \(0,\), expected finite numbers"),
        (np.full(9, "1"), r"\[0\] has dtype <U1|direction(_[ab])? has dtype <U1, expected real numbers"),
        (np.full(9, 1e160), r"( and direction_b)? are too large, with entries up to 1e\+160: .*; scale them down"),
    ],
)
def test_bad_directions_are_refused_by_the_name_of_their_argument(which, direction, says):
    with pytest.raises(ValueError, match=ALONG_NAMES[which] + says):
        FUNCTIONS[which](WEIGHTS, DATA, direction)


@pytest.mark.parametrize(
    ("a", "says"),
    [
        (np.ones((2, 2)), r"a has shape \(2, 2\), expected one dimension; pass the axis of the grid, not a mesh"),
        ([], r"a is empty"),
        ([0, np.nan], r"a holds nan at index \(1,\), expected finite numbers"),
        (None, "a has dtype object, expected real numbers"),
        ([0, 1j], "a has dtype complex128, expected real numbers"),
    ],
)
def test_bad_axes_of_a_grid_are_refused(a, says):
    plane = on_plane(WEIGHTS, ALONG, ALONG, DATA)
    with pytest.raises(ValueError, match=says):
        plane(a, [0, 1])
    with pytest.raises(ValueError, match="b" + says.removeprefix("a")):
        plane([0, 1], a)


def test_a_grid_on_which_the_loss_overflows_is_refused():
    says = r"the loss overflows on the grid with a up to 1 and b up to 1e\+100, expected .*; shrink the axes"
    with pytest.raises(ValueError, match=says):
        on_plane(WEIGHTS, ALONG, ALONG, DATA)([0, 1], [0, 1e100])


def test_a_grid_of_one_point_may_be_given_by_two_numbers():
    assert on_plane(WEIGHTS, ALONG, ALONG, DATA)(0, 0)[0, 0] == pytest.approx(squared_loss(WEIGHTS, DATA))


@pytest.mark.parametrize(
    ("widths", "says"),
    [
        ((3, 1), "the network has 3 inputs but the data have 2; the first width"),
        ((2, 2), "the network has 2 outputs but the data have 1; the last width"),
        ((2, 0, 1), r"widths\[1\] is 0, expected a whole number of at least 1; pass"),
        ((2, True, 1), r"widths\[1\] is True, expected a whole number of at least 1; pass"),
        ((2,), r"widths is \(2,\), expected at least inputs and outputs"),
    ],
)
def test_bad_widths_are_refused(widths, says):
    with pytest.raises(ValueError, match=says):
        global_minimum(widths, DATA)


def test_the_global_minimum_of_singular_data_is_refused_but_their_loss_is_not():
    data = Dataset([[1, 2], [2, 4]], [[1, 2]])
    with pytest.raises(ValueError, match=r"XXᵀ is singular: it has rank 1 for 2 inputs .*; remove inputs .* or add"):
        global_minimum((2, 3, 1), data)
    assert squared_loss(WEIGHTS, data) == pytest.approx(0.5 * (8**2 + 16**2))
    assert len(spectrum(WEIGHTS, data)) == 9


def numbers(result):
    """All numbers of a result, flat: of an array, a tuple of arrays, a polynomial or the loss on a plane."""
    if callable(result):
        result = getattr(result, "coef", getattr(result, "coefficients", None))
    return np.concatenate([np.ravel(part) for part in result]) if isinstance(result, tuple) else np.ravel(result)


@every_function
@pytest.mark.parametrize(
    "convert", [np.asfortranarray, lambda W: W.astype(np.float32), lambda W: W.astype(int), lambda W: W.tolist()]
)
def test_arguments_of_any_kind_give_the_same_and_are_never_changed(function, convert):
    weights = [convert(W) for W in WEIGHTS]
    before = flatten(weights)
    for W in weights:
        if isinstance(W, np.ndarray):
            W.flags.writeable = False
    np.testing.assert_array_equal(numbers(function(weights, DATA)), numbers(function(WEIGHTS, DATA)))
    np.testing.assert_array_equal(flatten(weights), before)
