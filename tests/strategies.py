"""Random architectures, weights and data for the property tests, and slow, independent ways to compute the same things.

Sizes are small, and the awkward cases are frequent: widths of 1, bottlenecks, layers wider than need be, no hidden
layer, more outputs than inputs, fewer examples than inputs, zero and rank-deficient weights, data of any scale.
"""

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from lossland_edu import Dataset
from lossland_edu.networks import as_weights

seeds = st.integers(0, 2**32 - 1)
widths = st.lists(st.integers(1, 4), min_size=2, max_size=5).map(tuple)
scales = st.sampled_from([1e-3, 0.1, 1.0, 30.0, 1e3])
kinds = st.sampled_from(["gaussian", "gaussian", "zero", "one zero layer", "rank one", "integer"])


@st.composite
def weights_of(draw, shape, kind=kinds):
    """Weights of the given widths: ordinary, or degenerate in one of several ways."""
    rng, kind = np.random.default_rng(draw(seeds)), draw(kind)
    matrices = [rng.normal(size=(outer, inner)) for inner, outer in pairwise(shape)]
    if kind == "zero":
        matrices = [0 * W for W in matrices]
    elif kind == "one zero layer":
        matrices[rng.integers(len(matrices))] *= 0
    elif kind == "rank one":
        matrices = [np.outer(W[:, 0], W[0]) for W in matrices]
    elif kind == "integer":
        matrices = [np.round(W) for W in matrices]
    return tuple(matrices)


@st.composite
def datasets(draw, d_x, d_y, invertible=False):
    """Data of any scale; unless they must be invertible, also with too few examples or with dependent inputs."""
    rng = np.random.default_rng(draw(seeds))
    n_examples = draw(st.integers(d_x + 2 if invertible else 1, 9))
    X, Y = rng.normal(size=(d_x, n_examples)), rng.normal(size=(d_y, n_examples))
    if not invertible and draw(st.booleans()):
        X[-1] = X[0]
    return Dataset(X * draw(scales), Y * draw(scales))


@st.composite
def problems(draw, shapes=widths, invertible=False):
    """(weights, data) that fit each other."""
    shape = draw(shapes)
    return draw(weights_of(shape)), draw(datasets(shape[0], shape[-1], invertible))


def size_of(weights, data):
    """A bound on the terms that any derivative of the loss is a sum of: rounding errors are a small share of it."""
    return (data.syy + np.trace(data.Sxx)) * np.prod([(1 + np.linalg.norm(W)) ** 2 for W in weights])


def loss_from_examples(weights, X, Y):
    """½‖W_n ⋯ W_1 X − Y‖², as the definition says."""
    outputs = np.asarray(X, dtype=float)
    for W in weights:
        outputs = W @ outputs
    return 0.5 * np.sum((outputs - Y) ** 2)


def exact(array):
    """The matrix over the rationals: every float is one."""
    return [[Fraction(float(entry)) for entry in row] for row in array]


def times(A, B):
    """The product of two matrices over the rationals."""
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*B, strict=True)] for row in A]


def exact_loss(weights, X, Y):
    """½‖W_n ⋯ W_1 X − Y‖² without a rounding error, as a Fraction; matrices may be nested lists of Fractions."""
    outputs = exact(X)
    for W in weights:
        outputs = times(W if isinstance(W, list) else exact(W), outputs)
    pairs = zip(outputs, exact(Y), strict=True)
    return sum((r - y) ** 2 for row, wanted in pairs for r, y in zip(row, wanted, strict=True)) / 2


def moved(weights, *steps):
    """W + t_1 V_1 + t_2 V_2 + …, for steps (t, V), V a flat vector or matrices; exact if the t are Fractions."""
    weights = as_weights(weights)
    ends = np.cumsum([0] + [W.size for W in weights])
    result = [exact(W) if any(isinstance(t, Fraction) for t, _ in steps) else W for W in weights]
    for t, V in steps:
        if np.ndim(V[0]) == 0:
            V = [V[a:b].reshape(W.shape) for W, (a, b) in zip(weights, pairwise(ends), strict=True)]
        for k, step in enumerate(V):
            if isinstance(t, Fraction):
                pairs = zip(result[k], exact(step), strict=True)
                result[k] = [[w + t * v for w, v in zip(row, vs, strict=True)] for row, vs in pairs]
            else:
                result[k] = result[k] + t * step
    return tuple(result)
