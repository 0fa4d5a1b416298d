"""Extreme eigenvalues by Lanczos, against the full spectrum."""

import numpy as np
import pytest

from lossland_edu import Dataset, gaussian_weights, hessian_vector_product, spectrum, zero_weights
from lossland_edu.critical_points import construct, critical_values
from lossland_edu.lanczos import extreme_eigenvalues

# Residuals are at most 1e-10 of the largest eigenvalue, and bound the error of an eigenvalue.
TOL = 1e-9
DATA = Dataset(np.eye(4), np.diag([4.0, 3.0, 2.0, 1.0]))


@pytest.mark.parametrize("widths", [(4, 4), (4, 3, 4), (4, 6, 5, 4), (4, 2, 7, 2, 4), (4, *[3] * 7, 4)])
def test_the_ends_of_the_spectrum_are_found_at_random_points(widths):
    weights = gaussian_weights(widths, rng=np.random.default_rng(3))
    full, found = spectrum(weights, DATA), extreme_eigenvalues(weights, DATA, 1)
    assert np.allclose(found.eigenvalues[[0, -1]], full[[0, -1]], atol=TOL * np.abs(full).max(), rtol=0)
    assert found.error <= TOL * np.abs(full).max()


@pytest.mark.parametrize("widths", [(4, 5, 4), (4, 3, 3, 4), (4, *[6] * 4, 4)])
def test_at_critical_points_every_value_found_is_an_eigenvalue_and_the_ends_are_among_them(widths):
    for subset, _, kinds in critical_values(widths, DATA):
        for kind in kinds:
            weights = construct(widths, DATA, subset, kind)
            full, found = spectrum(weights, DATA), extreme_eigenvalues(weights, DATA, 3).eigenvalues
            tol = TOL * np.abs(full).max()
            assert np.allclose(found[[0, -1]], full[[0, -1]], atol=tol, rtol=0), (subset, kind)
            assert all(np.abs(full - value).min() <= tol for value in found), (subset, kind)
            assert (np.diff(found) > 0).all()


def test_the_vector_belongs_to_the_smallest_eigenvalue():
    weights = construct((4, 8, 8, 4), DATA, (1, 2))
    values, lowest, *_ = extreme_eigenvalues(weights, DATA, 2)
    product = hessian_vector_product(weights, lowest, DATA)
    assert np.isclose(np.linalg.norm(lowest), 1.0)
    assert np.linalg.norm(product - values[0] * lowest) <= TOL * np.abs(values).max()


def test_a_hessian_of_zeros_has_one_value_and_needs_one_product():
    found = extreme_eigenvalues(zero_weights((4, 5, 5, 4)), DATA, 5)
    assert np.array_equal(found.eigenvalues, [0.0]) and found.n_products == 1 and found.error == 0.0


def test_stopping_early_is_admitted():
    weights = gaussian_weights((4, 8, 8, 4), rng=np.random.default_rng(0))
    found = extreme_eigenvalues(weights, DATA, 2, max_products=6)
    assert found.n_products == 6 and found.error > 1e-3


def test_numbers_that_are_not_positive_are_refused():
    with pytest.raises(ValueError, match="n_each is 0, expected a whole number of at least 1; pass"):
        extreme_eigenvalues(zero_weights((4, 4)), DATA, 0)
