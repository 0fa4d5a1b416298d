"""Plain arguments of the wrong type, everywhere: a ValueError that names the argument and says what to pass."""

from fractions import Fraction

import numpy as np
import pytest

from lossland_edu import Dataset, classify, construct, count_parameters, escape_line, gaussian_weights, zero_weights
from lossland_edu.checks import as_count, as_number
from lossland_edu.dynamics import (
    adam,
    escape_time,
    gradient_descent,
    measured_plateaus,
    mode_solution,
    mode_time,
)
from lossland_edu.lanczos import extreme_eigenvalues

DATA = Dataset(np.eye(2), np.diag([2.0, 1.0]))
ZERO = zero_weights((2, 2, 2, 2))
RNG = np.random.default_rng(0)


def type_and_text(value):
    """A name for a value that is the same in every process."""
    return f"{type(value).__name__} {str(value)[:9]}".split(" at 0x")[0].replace("<", "")


# Each call with one plain argument left open, by the name of the argument.
NUMBERS = {
    "scale": lambda x: gaussian_weights((2, 2), rng=RNG, scale=x),
    "tol": lambda x: classify(ZERO, DATA, tol=x),
    "tol of escape_line": lambda x: escape_line(ZERO, DATA, tol=x),
    "learning_rate": lambda x: gradient_descent(ZERO, DATA, x, 5),
    "learning_rate of adam": lambda x: adam(ZERO, DATA, x, 5),
    "momentum": lambda x: gradient_descent(ZERO, DATA, 0.1, 5, momentum=x),
    "noise": lambda x: gradient_descent(ZERO, DATA, 0.1, 5, noise=x, rng=RNG),
    "strength": lambda x: mode_time(0.5, x, 0.1, 3),
    "strength of mode_solution": lambda x: mode_solution(0.5, x, 0.1, 3),
    "strength of escape_time": lambda x: escape_time(0.1, x, 3),
    "start": lambda x: mode_time(0.5, 1.0, x, 3),
    "start of mode_solution": lambda x: mode_solution(0.5, 1.0, x, 3),
    "slow": lambda x: measured_plateaus([1, 2, 3], [3, 2, 1], slow=x),
}
COUNTS = {
    "n_each": lambda x: extreme_eigenvalues(ZERO, DATA, x),
    "max_products": lambda x: extreme_eigenvalues(ZERO, DATA, max_products=x),
    "n_steps": lambda x: gradient_descent(ZERO, DATA, 0.1, x),
    "depth": lambda x: mode_time(0.5, 1.0, 0.1, x),
    "order": lambda x: escape_time(0.1, 1.0, x),
}
GENERATORS = {
    "construct": lambda x: construct((2, 2, 2, 2), DATA, (0,), rng=x),
    "extreme_eigenvalues": lambda x: extreme_eigenvalues(ZERO, DATA, rng=x),
    "gradient_descent": lambda x: gradient_descent(ZERO, DATA, 0.1, 5, noise=0.1, rng=x),
}
NOT_NUMBERS = [
    None,
    "1",
    True,
    1j,
    np.nan,
    np.inf,
    -1,
    [],
    {},
    (1, 2),
    np.ones(2),
    np.array([[None]]),
    10**400,
    object(),
]
NOT_COUNTS = [*NOT_NUMBERS, 2.0, 2.5, 2**53]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", NOT_NUMBERS, ids=type_and_text)
def test_what_is_not_a_number_in_range_is_refused_by_the_name_of_its_argument(name, value):
    with pytest.raises(ValueError, match=rf"{name.split()[0]} is .*, expected a .*; pass for example"):
        NUMBERS[name](value)


@pytest.mark.parametrize("name", COUNTS)
@pytest.mark.parametrize("value", NOT_COUNTS, ids=type_and_text)
def test_what_is_not_a_whole_number_in_range_is_refused_by_the_name_of_its_argument(name, value):
    with pytest.raises(ValueError, match=rf"{name} is .*, expected a whole number of at least .*; pass for example"):
        COUNTS[name](value)


@pytest.mark.parametrize("name", GENERATORS)
@pytest.mark.parametrize("value", [0, "0", {}, np.random.RandomState(0), np.random.default_rng], ids=type_and_text)
def test_what_is_not_a_random_generator_is_refused(name, value):
    with pytest.raises(
        ValueError, match=r"rng is .*, expected a random generator.*; pass np.random.default_rng\(seed\)"
    ):
        GENERATORS[name](value)


def test_adam_with_a_learning_rate_of_zero_is_refused_as_gradient_descent_is():
    for train in (gradient_descent, adam):
        with pytest.raises(ValueError, match="learning_rate is 0, expected a finite number above 0"):
            train(ZERO, DATA, 0, 5)


@pytest.mark.parametrize("widths", [{2, 3}, {2: 3, 3: 1}, b"ab", "23", 3, None, np.array(3)], ids=type_and_text)
def test_widths_without_an_order_are_refused(widths):
    with pytest.raises(ValueError, match=r"widths is .*, expected a sequence; pass a tuple \(d_0, …, d_n\)"):
        count_parameters(widths)


def test_numbers_of_any_real_type_are_taken():
    for value in (2, 2.0, np.float32(2), np.int8(2), np.array(2.0), Fraction(4, 2)):
        assert as_number("x", value, lambda x: x > 0, "a number above 0", "1") == 2.0
    assert as_count("x", np.int64(2), 1, "1") == 2
