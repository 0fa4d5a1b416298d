"""Proofs in exact arithmetic, against the rank rule, against floats, and against tampering."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from lossland_edu.certificates import certify
from lossland_edu.chains import empty_chain, grown, open_chain
from lossland_edu.critical_points import classify
from lossland_edu.data import Dataset
from lossland_edu.exact import inertia
from lossland_edu.hessians import hessian
from lossland_edu.losses import on_line

# Eigenvalues of floats count as zero below this share of the largest: rounding leaves about 1e-15.
FLOAT_ZERO = 1e-10


def float_inertia(matrix):
    eigenvalues = np.linalg.eigvalsh(np.asarray(matrix, float))
    size = max(np.abs(eigenvalues).max(), 1e-300) * FLOAT_ZERO
    return tuple(
        int(n) for n in ((eigenvalues < -size).sum(), (abs(eigenvalues) <= size).sum(), (eigenvalues > size).sum())
    )


def unimodular(rng, size):
    """A random matrix of whole numbers whose inverse has whole numbers too, and the inverse."""
    lower = np.tril(rng.integers(-1, 2, (size, size)), -1) + np.eye(size, dtype=int)
    return lower, np.rint(np.linalg.inv(lower)).astype(int)


def whole_point(widths, strengths, subset, rng, kind=None):
    """A critical point in whole numbers that has learnt `subset` of the modes of Y = diag(strengths), X = I."""
    target = np.zeros((widths[-1], widths[0]), int)
    np.fill_diagonal(target, strengths)
    r, n = len(subset), len(widths) - 1
    order_x = [*subset, *(i for i in range(widths[0]) if i not in subset)]
    order_y = [*subset, *(i for i in range(widths[-1]) if i not in subset)]
    T = target[np.ix_(order_y, order_x)][r:, r:].T
    sizes, back = [d - r for d in widths], (T != 0).astype(float)
    chain = open_chain(sizes, back, (n, 1)) if kind == "strict saddle" else empty_chain(sizes, back)
    Z = [block.astype(int) for block in grown(chain, rng, tightened=kind == "non-strict saddle").maps[:-1]]
    weights = []
    for k, block in enumerate(Z):
        W = np.zeros((widths[k + 1], widths[k]), int)
        W[:r, :r] = np.diag([strengths[i] for i in subset]) if k == 0 else np.eye(r, dtype=int)
        W[r:, r:] = block
        weights.append(W)
    weights[0], weights[-1] = weights[0][:, np.argsort(order_x)], weights[-1][np.argsort(order_y)]
    for k in range(n - 1):
        D, inverse = unimodular(rng, widths[k + 1])
        weights[k], weights[k + 1] = D @ weights[k], weights[k + 1] @ inverse
    return weights, np.eye(widths[0], dtype=int), target


CASES = [
    ((2, 2, 2), (3, 2), (), "strict saddle"),
    ((2, 2, 2), (3, 2), (1,), None),
    ((2, 2, 2), (3, 2), (0, 1), None),
    ((3, 1, 3), (3, 2, 1), (0,), None),
    ((3, 3, 3, 3), (3, 2, 1), (0,), "non-strict saddle"),
    ((3, 3, 3, 3), (3, 2, 1), (0,), "strict saddle"),
    ((3, 2, 3, 2), (2, 1), (1,), None),
    ((2, 3, 2, 3, 2), (2, 1), (), "non-strict saddle"),
    ((2, 3, 2, 3, 2), (2, 1), (0,), "non-strict saddle"),
    ((2, 2, 2, 2, 2, 2), (2, 1), (0,), "non-strict saddle"),
    ((2, 2, 2, 2, 2, 2), (2, 1), (), "strict saddle"),
    ((3, 2, 2, 2), (2, 1), (0,), "non-strict saddle"),
    ((2, 2), (2, 1), (0, 1), None),
]


@pytest.mark.parametrize(("widths", "strengths", "subset", "kind"), CASES)
def test_the_certificate_agrees_with_the_rank_rule_and_with_the_inertia_of_floats(widths, strengths, subset, kind):
    rng = np.random.default_rng(1)
    for _ in range(5):
        weights, X, Y = whole_point(widths, strengths, subset, rng, kind)
        data, proof = Dataset(X, Y), certify(weights, X, Y)
        verdict = classify(weights, data)
        assert proof.gradient_is_zero
        assert proof.kind == verdict.kind == (kind or proof.kind)
        assert (proof.rank, float(proof.loss)) == (len(subset), pytest.approx(verdict.loss))
        assert proof.inertia == float_inertia(hessian(weights, data))
        assert proof.check()


def test_the_line_of_a_saddle_is_the_polynomial_of_floats_with_exact_zeros():
    rng = np.random.default_rng(2)
    for widths, strengths, subset, kind in CASES:
        weights, X, Y = whole_point(widths, strengths, subset, rng, kind)
        proof = certify(weights, X, Y)
        if "saddle" in proof.kind:
            floats = on_line(weights, [V.astype(float) for V in proof.direction], Dataset(X, Y)).coef
            np.testing.assert_allclose([float(c) for c in proof.polynomial], floats, atol=1e-9, rtol=1e-9)
            assert not any(proof.polynomial[1 : proof.order])
            assert proof.polynomial[proof.order] < 0
            assert (proof.order == 2) == (proof.kind == "strict saddle")


@pytest.mark.parametrize("order", [3, 4, 5])
def test_bad_saddles_of_escape_order_three_four_and_five_are_proved(order):
    one, none = np.array([[1, 0], [0, 0]]), np.zeros((2, 2), int)
    proof = certify([none, *[one] * (5 - order), *[none] * (order - 1)], np.eye(2), np.diag([2, 1]))
    assert (proof.kind, proof.order, proof.inertia[0], proof.check()) == ("non-strict saddle", order, 0, True)


def test_the_trap_of_the_outer_blocks_is_proved_to_be_a_bad_saddle_with_zero_hessian():
    proof = certify([[[0, 1]], [[0]], [[0]]], np.eye(2, dtype=int), [[1, 0]])
    assert (proof.kind, proof.inertia, proof.order) == ("non-strict saddle", (0, 4, 0), 3)


def test_fractions_scale_away():
    half, third = Fraction(1, 2), Fraction(1, 3)
    proof = certify([[[half]], [[third]]], X=[[third, 0]], Y=[[Fraction(1, 18), 2]])
    assert (proof.kind, proof.inertia, proof.loss) == ("global minimum", (0, 1, 1), 2)
    assert proof.check()


def test_a_point_with_any_slope_is_not_critical():
    proof = certify([[[1]], [[Fraction(10**12 + 1, 10**12)]]], X=[[1]], Y=[[1]])
    assert (proof.kind, proof.gradient_is_zero, proof.check()) == ("not critical", False, True)
    assert "not critical" in str(proof)


def test_the_proof_can_be_read():
    proof = certify([[[0, 0]], [[0], [0]]], np.eye(2), np.diag([3, 1]))
    assert str(proof).splitlines() == [
        "Certificate: strict saddle, widths (2, 1, 2), loss 5",
        "1. Every entry of the gradient is 0: the point is critical.",
        "2. LDLᵀ of the Hessian: 2 eigenvalues are negative, 0 zero, 2 positive.",
        "3. R has rank 0, the widths allow 1, and R is not a best fit.",
        "4. On a line through the point L = 5 - 3 t^2 + 1/2 t^4: the loss falls at order 2.",
        "So this is a saddle, and its Hessian shows it.",
    ]


def test_a_certificate_that_was_tampered_with_does_not_pass_its_check():
    proof = certify([[[0]], [[0]], [[0]]], X=[[1]], Y=[[1]])
    assert proof.check()
    for change in (
        {"inertia": (0, 2, 1)},
        {"kind": "strict saddle"},
        {"rank": 1},
        {"polynomial": (*proof.polynomial[:-1], Fraction(1))},
        {"direction": tuple(-V for V in proof.direction)},
        {"weights": (proof.weights[0] + 1, *proof.weights[1:])},
    ):
        assert not replace(proof, **change).check(), change


def test_a_saddle_that_only_curves_leave_is_certified_without_a_line():
    proof = certify([[[0, 1]], [[0]], [[0], [1]]], np.eye(2), np.diag([1, 0]))
    assert (proof.kind, proof.direction, proof.polynomial, proof.check()) == ("non-strict saddle", None, None, True)


def test_inertia_of_random_matrices_of_every_rank_is_that_of_floats():
    rng = np.random.default_rng(3)
    for size in (1, 2, 3, 5, 8, 12):
        for rank in range(size + 1):
            B, signs = rng.integers(-3, 4, (size, rank)), rng.choice([-1, 1], rank)
            matrix = B * signs @ B.T
            assert inertia(matrix.astype(object)) == float_inertia(matrix)


def test_inertia_of_matrices_with_zero_diagonal_is_found_by_joining_rows():
    rng = np.random.default_rng(4)
    for size in (2, 3, 4, 7):
        upper = np.triu(rng.integers(-2, 3, (size, size)), 1)
        assert inertia((upper + upper.T).astype(object)) == float_inertia(upper + upper.T)


def test_a_dense_hessian_of_a_hundred_parameters_is_proved():
    rng = np.random.default_rng(5)
    weights, X, Y = whole_point((5, 5, 5, 5, 5), (5, 4, 3, 2, 1), (0, 1), rng, "non-strict saddle")
    proof = certify(weights, X, Y)
    assert sum(W.size for W in weights) == 100
    assert (proof.kind, sum(proof.inertia)) == ("non-strict saddle", 100)
    assert proof.inertia == float_inertia(hessian(weights, Dataset(X, Y)))


def test_dependent_inputs_leave_the_kind_undecided_where_the_theorem_does_not_apply():
    X, zero = np.array([[1, 1], [1, 1]]), np.zeros((2, 2), int)
    assert certify([zero, zero, zero], X, X).kind == "undecided"


@pytest.mark.parametrize(
    ("weights", "X", "Y", "words"),
    [
        ([[[0.5]]], [[1]], [[1]], r"W_1 holds 0.5 at \(0, 0\), expected int or Fraction"),
        ([[[1]]], [[1, 2]], [[1]], "do not chain with X|X has 2 columns"),
        ([[[1, 2]]], [[1]], [[1]], "do not chain"),
        ([[[1]]], [[1]], [[1], [2]], "1 outputs but Y has 2 rows"),
        ([[1]], [[1]], [[1]], "expected a matrix"),
    ],
)
def test_the_error_says_what_cannot_be_certified(weights, X, Y, words):
    with pytest.raises(ValueError, match=words):
        certify(weights, X, Y)


@pytest.mark.parametrize(
    ("weights", "X", "words"),
    [
        (None, [[1]], "weights is NoneType None, expected a sequence; pass a tuple"),
        ([], [[1]], "weights is empty, expected at least one matrix; pass a tuple"),
        ({0: [[1]]}, [[1]], "weights is dict .*, expected a sequence; pass a tuple"),
        ([[[1]]], np.ma.masked_array([[1]], [[True]]), "X has masked entries, expected numbers; fill"),
        ([[[1, 1]]], [[1]], r"do not chain with X of shape \(1, 1\), expected .*; pass them input side first"),
        ([[[1]]], [[1, 1]], "X has 2 columns but Y has 1; pass one example a column"),
    ],
)
def test_what_cannot_be_certified_is_answered_with_the_fix(weights, X, words):
    with pytest.raises(ValueError, match=words):
        certify(weights, X, [[1]])
