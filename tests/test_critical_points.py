"""Critical values and constructors: every set, every kind, against the gradient and the Hessian's inertia."""

from itertools import pairwise

import numpy as np
import pytest

from lossland_edu.constructions import layer_scale
from lossland_edu.critical_points import construct, critical_values
from lossland_edu.data import Dataset
from lossland_edu.hessians import hessian
from lossland_edu.losses import global_minimum, gradient, squared_loss

# The promise of `construct`: rounding in a product of up to eight well-conditioned layers stays far below.
CRITICAL_TOL = 1e-12
# Values are sums of a few eigenvalues, each exact to about 1e-15 times the condition of K.
VALUE_TOL = 1e-10
# Eigenvalues of a Hessian are exact to about 1e-15 of the largest; constructed strict saddles have −λ_min far above.
INERTIA_TOL = 1e-11


def random_data(rng, d_x, d_y):
    X = rng.normal(size=(d_x, 2 * d_x + 3))
    return Dataset(X, rng.normal(size=(d_y, d_x)) @ X + rng.normal(size=(d_y, X.shape[1])))


def data_with_strengths(strengths, d_x, rng=None):
    """X = I and Y of the given singular values, in random directions if there is a generator."""
    Y = np.zeros((len(strengths), d_x))
    np.fill_diagonal(Y, strengths)
    if rng is not None:
        Y = random_rotation(rng, len(Y)) @ Y @ random_rotation(rng, d_x)
    return Dataset(np.eye(d_x), Y)


def random_rotation(rng, size):
    return np.linalg.qr(rng.normal(size=(size, size)))[0]


def random_widths(rng, largest=4, depths=(2, 6)):
    return tuple(int(d) for d in rng.integers(1, largest + 1, rng.integers(*depths) + 1))


def relative_gradient(weights, data):
    sizes = [max(np.linalg.norm(W), layer_scale(len(weights), data)) for W in weights]
    unit = np.linalg.norm(data.Syx) * np.prod(sizes)
    return max(np.linalg.norm(g) * s / unit for g, s in zip(gradient(weights, data), sizes, strict=True))


def has_negative_curvature(weights, data):
    eigenvalues = np.linalg.eigvalsh(hessian(weights, data))
    natural = np.linalg.norm(data.Sxx, 2) * layer_scale(len(weights), data) ** (2 * len(weights) - 2)
    size = max(np.abs(eigenvalues).max(), natural)
    return bool(eigenvalues[0] < -INERTIA_TOL * size)


def every_point(rng, n_architectures, **kwargs):
    for _ in range(n_architectures):
        widths = random_widths(rng, **kwargs)
        data = random_data(rng, widths[0], widths[-1])
        for subset, value, kinds in critical_values(widths, data):
            for kind in kinds:
                yield widths, data, subset, value, kind


def test_every_set_of_every_kind_is_critical_at_the_value_it_is_listed_with():
    rng = np.random.default_rng(1)
    for widths, data, subset, value, kind in every_point(rng, 60):
        for generator in (None, rng):
            weights = construct(widths, data, subset, kind, generator)
            assert [W.shape for W in weights] == [(b, a) for a, b in pairwise(widths)]
            assert relative_gradient(weights, data) <= CRITICAL_TOL
            assert squared_loss(weights, data) == pytest.approx(value, rel=VALUE_TOL)


def test_the_hessian_has_a_negative_eigenvalue_exactly_at_the_points_called_strict_saddles():
    rng = np.random.default_rng(2)
    for widths, data, subset, _, kind in every_point(rng, 60):
        for generator in (None, rng):
            weights = construct(widths, data, subset, kind, generator)
            assert has_negative_curvature(weights, data) == (kind == "strict saddle"), (widths, subset, kind)


def test_the_kinds_and_values_of_deficient_and_repeated_modes_are_right_too():
    rng = np.random.default_rng(3)
    for widths, strengths in [
        ((4, 3, 3, 4), (3, 2, 0, 0)),
        ((3, 3, 4, 3, 4), (3, 3, 1, 0)),
        ((4, 2, 4), (2, 2, 2, 1)),
        ((2, 3, 3, 4), (2, 1, 0, 0)),
        ((3, 2, 2, 2), (0, 0)),
    ]:
        data = data_with_strengths(strengths, widths[0], rng)
        for subset, value, kinds in critical_values(widths, data):
            for kind in kinds:
                for generator in (None, rng, rng, rng):
                    weights = construct(widths, data, subset, kind, generator)
                    assert relative_gradient(weights, data) <= CRITICAL_TOL if any(strengths) else True
                    assert squared_loss(weights, data) == pytest.approx(value, rel=VALUE_TOL, abs=VALUE_TOL)
                    assert has_negative_curvature(weights, data) == (kind == "strict saddle")


def test_sets_that_exchange_equal_eigenvalues_are_listed_once_and_can_all_be_built():
    data = data_with_strengths((2, 2, 1), 3)
    listed = critical_values((3, 3, 3), data)
    assert [entry.subset for entry in listed] == [(), (2,), (0,), (0, 2), (0, 1), (0, 1, 2)]
    assert listed[2].value == squared_loss(construct((3, 3, 3), data, (1,)), data) == 2.5


def test_modes_that_are_absent_from_the_data_are_in_no_set():
    data = data_with_strengths((2, 1, 0), 3)
    assert [entry.subset for entry in critical_values((3, 3, 3), data)] == [(), (1,), (0,), (0, 1)]
    with pytest.raises(ValueError, match=r"λ_i is zero from index 2 on"):
        construct((3, 3, 3), data, (2,))


def test_the_ladder_ends_at_the_global_minimum_and_only_there():
    rng = np.random.default_rng(4)
    for _ in range(100):
        widths = random_widths(rng, depths=(1, 7))
        data = random_data(rng, widths[0], widths[-1])
        values = critical_values(widths, data)
        assert values[-1].value == pytest.approx(global_minimum(widths, data), rel=VALUE_TOL)
        assert [entry.kinds for entry in values].count(("global minimum",)) == 1
        assert values[-1].kinds == ("global minimum",)


def test_values_keep_their_digits_when_the_fit_is_close():
    rng = np.random.default_rng(5)
    X = rng.normal(size=(3, 20))
    noise = 1e-9 * rng.normal(size=(3, 20))
    data = Dataset(X, rng.normal(size=(3, 3)) @ X + noise)
    least = critical_values((3, 3, 3), data)[-1].value
    off_the_inputs = noise - np.linalg.lstsq(X.T, noise.T)[0].T @ X
    # The noise itself is read from Y, of size 1, with an error of 1e-16: a share of 1e-7.
    assert least == pytest.approx(0.5 * np.vdot(off_the_inputs, off_the_inputs), rel=1e-6)


def test_without_hidden_layers_the_only_critical_value_is_the_global_minimum():
    rng = np.random.default_rng(6)
    data = random_data(rng, 3, 2)
    assert [(entry.subset, entry.kinds) for entry in critical_values((3, 2), data)] == [((0, 1), ("global minimum",))]
    with pytest.raises(ValueError, match="without hidden layers the loss is convex"):
        construct((3, 2), data, (0,))


def test_bad_saddles_exist_from_two_hidden_layers_on():
    rng = np.random.default_rng(7)
    data = random_data(rng, 3, 3)
    shallow, deep = critical_values((3, 3, 3), data), critical_values((3, 3, 3, 3), data)
    assert not any("non-strict saddle" in entry.kinds for entry in shallow)
    bad = [entry.subset for entry in deep if "non-strict saddle" in entry.kinds]
    assert (
        bad == [(), (0,), (0, 1)] == [entry.subset for entry in critical_values((3, 3, 3, 3), data, top_only=True)][:3]
    )


def test_the_default_representative_is_balanced():
    rng = np.random.default_rng(8)
    data = random_data(rng, 3, 4)
    weights = construct((3, 3, 5, 4), data, (0, 2))
    for inner, outer in pairwise(weights):
        np.testing.assert_allclose(outer.T @ outer, inner @ inner.T, atol=CRITICAL_TOL)


def test_random_points_have_blocks_beside_the_learnt_modes_and_differ_each_time():
    rng = np.random.default_rng(9)
    data = random_data(rng, 3, 3)
    points = [construct((3, 3, 3, 3, 3), data, (0,), "non-strict saddle", rng) for _ in range(20)]
    ranks = {tuple(int(np.linalg.matrix_rank(W)) for W in weights) for weights in points}
    assert len(ranks) > 5


@pytest.mark.parametrize(
    ("widths", "subset", "kind", "why"),
    [
        ((3, 3, 3), (0,), "non-strict saddle", "one hidden layer no pivot is tightened"),
        ((3, 3, 3, 3), (1,), "non-strict saddle", "does not hold the 1 largest"),
        ((3, 1, 3, 3), (2,), "non-strict saddle", "does not hold the 1 largest"),
        ((3, 3, 3, 3), (0,), "global minimum", "above the global minimum"),
        ((3, 2, 3), (0, 1), "strict saddle", "every critical point with it is global"),
        ((3, 2, 3), (0, 1), "maximum", "expected 'global minimum', 'strict saddle' or 'non-strict saddle'"),
        ((3, 2, 3), (0, 1, 2), None, r"bounds the rank by 2"),
        ((3, 2, 3), (3,), None, r"from 0 to 2 \(0-based\)"),
        ((3, 2, 3), (0, 0), None, "different indices"),
        ((3, 2, 3), 1.5, None, "subset is float 1.5, expected a sequence; pass a tuple of 0-based indices"),
    ],
)
def test_the_error_says_why_there_is_no_such_point(widths, subset, kind, why):
    data = data_with_strengths((3, 2, 1), 3)
    with pytest.raises(ValueError, match=why):
        construct(widths, data, subset, kind)


def test_more_sets_than_can_be_listed_are_refused_and_the_staircase_still_comes():
    data = data_with_strengths(range(30, 0, -1), 30)
    with pytest.raises(ValueError, match="top_only=True"):
        critical_values((30, 30, 30), data)
    stairs = critical_values((30, 30, 30, 30), data, top_only=True)
    assert len(stairs) == 31
    assert all(a.value > b.value for a, b in pairwise(stairs))


def test_outputs_without_any_linear_relation_to_the_inputs_have_no_mode_to_learn():
    """Rounding leaves σ of about 1e-16 ‖Y‖, which is no mode."""
    rng = np.random.default_rng(10)
    for n_examples in (9, 5000):
        X, Y = rng.normal(size=(3, n_examples)), rng.normal(size=(2, n_examples))
        data = Dataset(X, Y - Y @ X.T @ np.linalg.inv(X @ X.T) @ X)
        assert data.modes[1].any()
        assert [(subset, kinds) for subset, _, kinds in critical_values((3, 2, 2), data)] == [((), ("global minimum",))]


@pytest.mark.parametrize("subset", [True, [True], None, "01", {0: 1}, np.array(0), [0.0]], ids=repr)
def test_a_subset_that_is_no_collection_of_indices_is_refused(subset):
    with pytest.raises(ValueError, match=r"subset is .*, expected .*; pass"):
        construct((3, 2, 3), data_with_strengths((3, 2, 1), 3), subset)


def test_a_subset_may_be_given_in_any_collection():
    data = data_with_strengths((3, 2, 1), 3)
    for subset in ({0, 1}, [1, 0], (np.int64(0), 1), range(2), np.array([1, 0])):
        assert squared_loss(construct((3, 2, 3), data, subset), data) == pytest.approx(0.5)
