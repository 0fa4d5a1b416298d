"""The functions of the gallery: Hessians against finite differences, kinds against what is known of each."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lossland_edu.gallery import EXAMPLES, KINDS, Example

# What each is, from the calculus of a textbook; `Example.kind` computes it.
KNOWN = {
    "bowl": "minimum",
    "dome": "maximum",
    "pass": "strict saddle",
    "trough": "minimum",
    "bathtub": "minimum",
    "ridge": "non-strict saddle",
    "bench": "non-strict saddle",
    "monkey": "non-strict saddle",
    "basin": "minimum",
    "hilltop": "maximum",
    "sickle": "non-strict saddle",
}


@pytest.mark.parametrize("key", EXAMPLES)
def test_the_computed_kind_is_the_known_one(key):
    assert EXAMPLES[key].kind == KNOWN[key] and KNOWN[key] in KINDS


@pytest.mark.parametrize("key", EXAMPLES)
def test_the_hessian_agrees_with_finite_differences(key):
    f, h = EXAMPLES[key], 1e-3
    e = np.eye(2) * h
    differences = [[(f(*(a + b)) - f(*(a - b)) - f(*(b - a)) + f(*(-a - b))) / (4 * h * h) for a in e] for b in e]
    # Central differences leave the fourth order: at most 24 h² = 2.4e-5 for the coefficients of the gallery.
    assert_allclose(differences, f.hessian, atol=5e-5)


@pytest.mark.parametrize("key", EXAMPLES)
@pytest.mark.parametrize("angle", [0, 30, 45, 90, 135, 180])
def test_the_polynomial_along_a_line_is_the_function_on_that_line(key, angle):
    f, t = EXAMPLES[key], np.linspace(-1, 1, 21)
    u = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    assert_allclose(f.along(angle)(t), f(u[0] * t, u[1] * t), atol=1e-12)
    assert_allclose(2 * f.along(angle).coef[2], np.array(u) @ f.hessian @ u, atol=1e-12)


def test_the_sickle_rises_along_every_line_and_falls_along_a_parabola():
    sickle = EXAMPLES["sickle"]
    for angle in np.linspace(0, 180, 181):
        coefficients = sickle.along(angle).coef
        first = np.flatnonzero(coefficients)[0]
        assert first % 2 == 0 and coefficients[first] > 0
    x = np.array([-0.5, -0.1, 0.1, 0.5])
    assert (sickle(x, 2 * x**2) < 0).all()


@pytest.mark.parametrize("key", EXAMPLES)
def test_the_formula_that_is_shown_is_the_function_that_is_computed(key):
    f = EXAMPLES[key]
    powers = {"²": "**2", "³": "**3", "⁴": "**4", "−": "-", "3xy": "3*x*y", "3x": "3*x", ")(": ")*("}
    source = f.formula
    for sign, code in powers.items():
        source = source.replace(sign, code)
    x, y = np.random.default_rng(0).normal(size=(2, 50))
    assert_allclose(eval(source, {"x": x, "y": y}), f(x, y), rtol=1e-12, atol=1e-12)


def test_a_function_whose_origin_is_not_critical_is_refused():
    with pytest.raises(ValueError, match="expected none below order 2"):
        Example("slope", "x", {(1, 0): 1.0}, "not critical")
