"""Data sets: their statistics, the condensed problem that replaces the examples, and the assumptions in words."""

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import datasets, exact, seeds, times

from lossland_edu import Dataset
from lossland_edu.data import DISTINCT_TOL, SINGULAR_TOL

ROUNDING = 1e-13  # sums of at most nine products, decomposed twice: a few hundred roundings of 1e-16
CHUNK_TOL = 1e-12  # the same over 20,000 examples, whose roundings add up like a random walk
# For a condition of X of up to about 1e3, as random data of this size have; the worst is divided by it once.
CONDITIONED = 1e-10

sizes = st.integers(1, 4)
data_sets = st.tuples(sizes, sizes).flatmap(lambda d: datasets(*d))
invertible = st.tuples(sizes, sizes).flatmap(lambda d: datasets(*d, invertible=True))


@given(data_sets)
def test_the_statistics_are_those_of_the_definition(data):
    np.testing.assert_allclose(data.Sxx, np.einsum("im,jm->ij", data.X, data.X), rtol=0, atol=ROUNDING * data.Sxx.max())
    limit = ROUNDING * np.sqrt(data.Sxx.max() * data.syy)
    np.testing.assert_allclose(data.Syx, np.einsum("im,jm->ij", data.Y, data.X), rtol=0, atol=limit)
    assert data.syy == pytest.approx((data.Y**2).sum(), rel=ROUNDING)
    assert (data.d_x, data.d_y, data.n_examples) == (len(data.X), len(data.Y), data.X.shape[1])


@given(data_sets, seeds)
def test_the_condensed_problem_has_the_loss_of_the_examples_for_every_linear_map(data, seed):
    R = np.random.default_rng(seed).normal(size=(data.d_y, data.d_x))
    expected = ((R @ data.X - data.Y) ** 2).sum() / 2
    condensed = ((R @ data.root - data.target) ** 2).sum() / 2 + data.floor
    size = (R**2).sum() * np.trace(data.Sxx) + data.syy
    assert condensed == pytest.approx(expected, rel=0, abs=ROUNDING * size)
    np.testing.assert_allclose(data.root @ data.root.T, data.Sxx, rtol=0, atol=ROUNDING * np.trace(data.Sxx))


@given(data_sets)
def test_least_squares_is_the_answer_of_numpy(data):
    R, loss = data.least_squares
    wanted, *_ = np.linalg.lstsq(data.X.T, data.Y.T, rcond=1e-7)
    least = ((wanted.T @ data.X - data.Y) ** 2).sum() / 2
    assert loss == pytest.approx(least, rel=0, abs=ROUNDING * data.syy)
    assert ((R @ data.X - data.Y) ** 2).sum() / 2 == pytest.approx(least, rel=0, abs=CONDITIONED * data.syy)


@given(invertible)
def test_sigma_eigenvalues_are_those_of_the_definition_descending(data):
    inverse = np.linalg.inv(data.Sxx)
    sigma = data.Syx @ inverse @ data.Syx.T
    expected = np.linalg.eigvalsh((sigma + sigma.T) / 2)[::-1]
    np.testing.assert_allclose(data.sigma_eigenvalues, expected, rtol=0, atol=CONDITIONED * data.syy)
    U, strengths, V = data.modes
    middle = np.zeros((data.d_y, data.d_x))
    np.fill_diagonal(middle, strengths)
    np.testing.assert_allclose(U @ middle @ V.T, data.target, rtol=0, atol=ROUNDING * np.sqrt(data.syy))


@given(invertible)
def test_root_inverse_undoes_root(data):
    size = np.linalg.norm(data.root) * np.linalg.norm(data.root_inverse)
    np.testing.assert_allclose(data.root_inverse @ data.root, np.eye(data.d_x), rtol=0, atol=ROUNDING * size)


def test_an_exact_fit_leaves_a_floor_of_rounding_errors_squared():
    X = np.vander(np.linspace(-1, 1, 30), 6).T
    data = Dataset(X, np.ones((2, 6)) @ X)
    # Errors of 1e-15 in the residuals, whose squares make the loss; S_yy − tr Σ would leave 1e-15 itself.
    assert data.least_squares[1] < 1e-28 * data.syy


def test_nearly_equal_inputs_lose_no_digit_of_the_loss():
    X = np.array([[1, 1, 0], [1, 1 + 1e-7, 0]])
    data = Dataset(X, [[1, 5, 2]])
    R = [[3000, -3000]]
    outputs = times(exact(R), exact(X))[0]
    expected = float(sum((r - y) ** 2 for r, y in zip(outputs, (1, 5, 2), strict=True)) / Fraction(2))
    got = ((R @ data.root - data.target) ** 2).sum() / 2 + data.floor
    assert got == pytest.approx(expected, rel=3000 * ROUNDING)  # the outputs are 10,000 times smaller than their terms


def test_data_in_chunks_have_the_statistics_of_data_in_one_piece():
    rng = np.random.default_rng(3)
    X, Y = rng.normal(size=(3, 20_000)), rng.normal(size=(2, 20_000))
    data = Dataset(X, Y)
    size = np.trace(data.Sxx)
    np.testing.assert_allclose(data.root @ data.root.T, X @ X.T, rtol=0, atol=CHUNK_TOL * size)
    np.testing.assert_allclose(data.target @ data.root.T, Y @ X.T, rtol=0, atol=CHUNK_TOL * size)
    assert data.floor == pytest.approx(np.linalg.lstsq(X.T, Y.T)[1].sum() / 2, rel=CHUNK_TOL)


@pytest.mark.parametrize("order", ["C", "F"])
def test_arguments_are_copied_and_what_is_kept_cannot_be_changed(order):
    X, Y = np.eye(2, order=order), np.ones((1, 2), order=order)
    data = Dataset(X, Y)
    X[0, 0], Y[0, 0] = 5, 5
    assert data.X[0, 0] == data.Y[0, 0] == 1
    kept = (data.X, data.Y, data.Sxx, data.Syx, data.sigma_eigenvalues, data.root, data.target, data.root_inverse)
    for array in (*kept, *data.modes, data.least_squares[0]):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(AttributeError):
        data.X = X


@pytest.mark.parametrize(
    ("X", "Y", "says"),
    [
        (np.eye(2), np.ones((1, 3)), "X has 2 columns but Y has 3; pass one example a column in both, transposing"),
        (np.ones(3), np.ones((1, 3)), r"X has shape \(3,\), expected a matrix .*reshape it, for example X.reshape"),
        (np.ones((1, 3)), [1, 2, 3], r"Y has shape \(3,\), expected a matrix .*reshape it, for example Y.reshape"),
        (np.ones((1, 1, 1)), [[1]], r"X has shape \(1, 1, 1\), expected a matrix"),
        (np.zeros((2, 0)), np.zeros((1, 0)), r"X is empty, its shape is \(2, 0\); every dimension must be at least 1"),
        ([], [], r"X is empty, its shape is \(0,\)"),
        ([[1, np.nan]], [[1, 1]], r"X holds nan at index \(0, 1\), expected finite numbers; remove or replace"),
        ([[1, 1]], [[np.inf, 1]], r"Y holds inf at index \(0, 0\), expected finite numbers; remove or replace"),
        ([[1j]], [[1]], "X has dtype complex128, expected real numbers; convert it, for example X.real"),
        ([[None]], [[1]], "X has dtype object, expected real numbers; convert it"),
        (None, [[1]], "X has dtype object, expected real numbers; convert it"),
        ("X", [[1]], "X has dtype <U1, expected real numbers; convert it"),
        ([[1, 2], [3]], [[1]], "X is not an array .*; pass numbers, in rows of equal length"),
        (np.ma.masked_equal([[1, 2]], 2), [[1, 1]], "X has masked entries, expected numbers; fill them in"),
        ([[1e200]], [[1.0]], r"products overflow \(entries up to 1e\+200 in X and 1 in Y\), expected .*; rescale"),
        ([[1.0]], [[1e-200]], r"products vanish \(entries up to 1 in X and 1e-200 in Y\), expected .*; rescale"),
    ],
)
def test_bad_data_are_named_with_what_was_got_and_the_fix(X, Y, says):
    with pytest.raises(ValueError, match=says):
        Dataset(X, Y)


@pytest.mark.parametrize("wanted", ["sigma_eigenvalues", "modes"])
def test_sigma_of_singular_data_is_refused_with_the_rank_and_the_fix(wanted):
    data = Dataset([[1, 2, 3], [2, 4, 6]], [[1, 0, 1]])
    says = "XXᵀ is singular: it has rank 1 for 2 inputs and 3 examples, expected rank 2 because .* inverse; remove"
    with pytest.raises(ValueError, match=says):
        getattr(data, wanted)


def report(X, Y):
    """The assumptions of a data set, by name."""
    return {item.name: item for item in Dataset(X, Y).assumptions()}


INPUTS, CROSS, OUTPUTS = "XXᵀ has full rank", "XYᵀ has full rank", "d_y ≤ d_x"
DISTINCT = "Σ has d_y distinct eigenvalues"
EYE = np.eye(3)


def test_all_assumptions_hold_for_ordinary_data_and_the_report_says_so():
    data = Dataset(EYE, np.diag([3.0, 2, 1])[:2])
    assert data.assumptions()
    assert str(data.assumptions()).endswith("All assumptions hold.")
    assert repr(data.assumptions()).count("holds") == 4


@pytest.mark.parametrize(
    ("X", "Y", "fails", "measured"),
    [
        (EYE[:, :2], [[1, 2]], {INPUTS, DISTINCT}, "rank 2 of 3, 1 missing"),
        ([[1, 1], [1, 1], [1, 1]], [[1, 1]], {INPUTS, DISTINCT}, "rank 1 of 3, 2 missing"),
        (EYE, [[3, 0, 0], [0, 0, 0]], {CROSS}, "rank 1 of 2, smallest singular value 0.0e+00"),
        (EYE, np.zeros((2, 3)), {CROSS, DISTINCT}, "rank 0 of 2"),
        (EYE[:1, :1], [[3], [4]], {OUTPUTS}, "d_y = 2, d_x = 1: 1 too many"),
        (EYE[:1, :1], [[3], [4], [5]], {OUTPUTS, DISTINCT}, "d_y = 3, d_x = 1: 2 too many"),
        (EYE, [[2, 0, 0], [0, 2, 0]], {DISTINCT}, "λ_1 = 4 and λ_2 = 4, differ by"),
        (EYE, np.diag([3.0, 2, 2]), {DISTINCT}, "λ_2 = 4 and λ_3 = 4, differ by"),
    ],
)
def test_each_assumption_fails_alone_where_it_can_and_says_by_how_much(X, Y, fails, measured):
    items = report(X, Y)
    assert {name for name, item in items.items() if not item.holds} == fails
    assert any(measured in item.measured for item in items.values() if not item.holds)
    text = str(Dataset(X, Y).assumptions())
    assert text.count("FAILS") == len(fails)
    assert text.endswith(f"{len(fails)} of 4 assumptions fail.")
    assert not Dataset(X, Y).assumptions()


@pytest.mark.parametrize("share", [0.1, 10.0])
def test_the_assumptions_turn_at_their_tolerances(share):
    gap = np.sqrt(share * SINGULAR_TOL) * 2  # (1, 1) and (1, 1 + gap) span eigenvalues 2 and gap²/2, after scaling
    assert report([[1, 1], [1, 1 + gap]], [[1, 2]])[INPUTS].holds == (share > 1)
    unequal = report(np.eye(2), [[1, 0], [0, np.sqrt(1 - share * DISTINCT_TOL)]])[DISTINCT]
    assert unequal.holds == (share > 1)
    assert f"differ by {share * DISTINCT_TOL:.1e} of the largest" in unequal.measured


def test_a_nearly_singular_input_is_measured():
    measured = report([[1, 1], [1, 1.0001]], [[1, 2]])[INPUTS].measured
    got = float(re.search(r"eigenvalue ([\d.e+-]+)", measured)[1])
    assert got == pytest.approx(1e-8 / 16, rel=0.1)  # shown with two digits; gap²/4 over four, to first order


@given(invertible, seeds)
def test_the_units_of_inputs_and_a_common_unit_of_outputs_do_not_change_the_verdict(data, seed):
    units = 10.0 ** np.random.default_rng(seed).integers(-6, 7, size=(data.d_x, 1))
    before = [item.holds for item in data.assumptions()]
    assert [item.holds for item in Dataset(units * data.X, 1e3 * data.Y).assumptions()] == before


def test_too_few_examples_are_singular_inputs():
    data = Dataset(np.random.default_rng(0).normal(size=(4, 2)), np.ones((1, 2)))
    assert data.input_rank == 2
    assert "2 missing" in str(data.assumptions())
