"""The squared loss of a deep linear network, its gradient and its exact polynomials on lines and planes.

All of it is computed from the statistics of a `Dataset`, so no cost grows with the number of examples. The loss is
written as L(W) = L_0 + ½‖RK − T‖²_F with R = W_n ⋯ W_1, K Kᵀ = XXᵀ and T Kᵀ = YXᵀ, which keeps its digits near a
minimum, where expanding the square into S_xx, S_yx and S_yy would lose them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.polynomial import Polynomial

from lossland_edu.data import Dataset, require_dataset
from lossland_edu.networks import (
    Array,
    Weights,
    as_direction,
    as_real,
    as_weights,
    as_widths,
    products_above,
    products_below,
)

# Relative error that values on a plane may have.
PLANE_TOL = 1e-13
# Sizes above this are refused, because float64 ends at 1.8e308: the rest is room for sums over units and layers.
LARGEST = 1e300
# The same where norms of gradients and Hessians are taken, which square them.
LARGEST_SQUARED = 1e150


def squared_loss(weights: Sequence[Any], data: Dataset) -> float:
    """L(W) = ½‖W_n ⋯ W_1 X − Y‖²_F.

    Args:
        weights: (W_1, …, W_n), W_k of shape (d_k, d_{k-1}).
        data: examples X of shape (d_x, m) and Y of shape (d_y, m).

    Raises:
        ValueError: if the weights do not chain, or do not fit the data.

    >>> squared_loss((np.zeros((1, 2)), np.zeros((1, 1))), Dataset(X=np.eye(2), Y=[[3, 4]]))
    12.5
    """
    R = products_below(fitting(weights, data))[-1]
    error = R @ data.root - data.target
    return data.floor + 0.5 * float(np.vdot(error, error))


def gradient(weights: Sequence[Any], data: Dataset) -> Weights:
    """∇_k L = A_kᵀ G C_{k-1}ᵀ with A_k = W_n ⋯ W_{k+1}, C_k = W_k ⋯ W_1 and G = R S_xx − S_yx.

    Returns:
        One array a layer, of the shapes of the weights.

    Raises:
        ValueError: if the weights do not chain, or do not fit the data.

    >>> gradient((np.ones((1, 1)), np.ones((1, 1))), Dataset(X=[[2.0]], Y=[[6.0]]))
    (array([[-8.]]), array([[-8.]]))
    """
    weights = fitting(weights, data)
    above, below = products_above(weights), products_below(weights)
    G = below[-1] @ data.Sxx - data.Syx
    return tuple(A.T @ G @ C.T for A, C in zip(above[1:], below[:-1], strict=True))


def global_minimum(widths: Iterable[int], data: Dataset) -> float:
    """L* = ½(S_yy − Σ_{i ≤ r} λ_i), with r the smallest width: the least loss that these widths can reach.

    Every rank up to r can be reached, and no more; λ are the eigenvalues of Σ (Baldi & Hornik 1989 for H = 1,
    Kawaguchi 2016).

    Raises:
        ValueError: if the widths do not fit the data, or XXᵀ is singular.

    >>> global_minimum((2, 1, 2), Dataset(X=np.eye(2), Y=[[3, 0], [0, 1]]))
    0.5
    """
    widths = as_widths(widths)
    _check_ends(widths, data)
    return data.least_squares[1] + 0.5 * float(data.sigma_eigenvalues[min(widths) :].sum())


def on_line(weights: Sequence[Any], direction: Any, data: Dataset) -> Polynomial:
    """L(W + tV) as a polynomial in t of degree 2n, with exact coefficients: the k-th derivative of the loss along V
    is k! c_k.

    Args:
        weights: the point W at t = 0.
        direction: V, flat of shape (N,) or matrices like the weights.
        data: the examples.

    Raises:
        ValueError: if the weights or the direction are malformed, or do not fit the data.

    >>> on_line((np.zeros((1, 1)), np.zeros((1, 1))), [1, 1], Dataset(X=[[1.0]], Y=[[1.0]])).coef
    array([ 0.5,  0. , -1. ,  0. ,  0.5])
    """
    weights = fitting(weights, data)
    residual = _residual_polynomial(weights, fitting_directions(weights, data, direction=direction), data)
    gram = residual @ residual.T
    coefficients = np.array([np.trace(gram[::-1], offset) for offset in range(1 - len(gram), len(gram))])
    coefficients *= 0.5
    coefficients[0] += data.floor
    return Polynomial(coefficients)


@dataclass(frozen=True, eq=False)
class PlaneLoss:
    """The loss on a plane, p(a, b) = L(W + aU + bV) = floor + ‖Σ_ij b^i a^j M_ij‖², with M_ij = `residual[i, j]`.

    Values come from the expanded polynomial of degree 2n, and where its terms nearly cancel (in a valley, or zoomed
    in towards a minimum) from the sum of squares, which cannot cancel. Either way they are exact to `PLANE_TOL`.
    """

    residual: Array
    floor: float

    @cached_property
    def coefficients(self) -> Array:
        """The coefficient of b^i a^j at [i, j], shape (2n + 1, 2n + 1)."""
        terms = len(self.residual)
        entries = self.residual.reshape(terms * terms, -1)
        gram = np.bincount(_places_of_products(terms), (entries @ entries.T).ravel())
        gram[0] += self.floor
        return gram.reshape(2 * terms - 1, 2 * terms - 1)

    @cached_property
    def factors(self) -> Array:
        """Bivariate polynomials whose squares add up to p − floor: as many as monomials or entries of M, whichever is
        fewer.
        """
        terms = len(self.residual)
        T = np.asarray(np.linalg.qr(self.residual.reshape(terms * terms, -1).T, mode="r"))
        return T.reshape(-1, terms, terms)

    def __call__(self, a: Any, b: Any) -> Array:
        """Values on the grid of the 1-D arrays a and b, shape (len(b), len(a))."""
        a, b, terms = _axis("a", a), _axis("b", b), len(self.coefficients)
        with np.errstate(over="ignore", invalid="ignore"):  # reported below, in words
            in_a, in_b = _powers(a, terms), _powers(b, terms)
            values = in_b.T @ (self.coefficients @ in_a)
            sizes = np.abs(in_b).T @ (np.abs(self.coefficients) @ np.abs(in_a))
            # Each value is a sum of terms² rounded terms, whose errors add up like a random walk, to about terms.
            sizes *= terms * np.finfo(float).eps / PLANE_TOL
            if (values > sizes).all():
                return values
            values = self._sum_of_squares(in_a, in_b)
        if np.isfinite(values).all():
            return values
        reach = f"a up to {np.abs(a).max():.3g} and b up to {np.abs(b).max():.3g}"
        raise ValueError(f"the loss overflows on the grid with {reach}, expected finite values; shrink the axes")

    def _sum_of_squares(self, in_a: Array, in_b: Array) -> Array:
        n_factors, terms = self.factors.shape[:2]
        partial = (self.factors.reshape(-1, terms) @ in_a[:terms]).reshape(n_factors, terms, -1)
        values = np.ascontiguousarray(in_b[:terms].T) @ partial
        return np.einsum("fba,fba->ba", values, values) + self.floor


@cache
def _places_of_products(terms: int) -> Array:
    """Where the product of any two of the monomials b^i a^j, i, j < terms, lies among those of twice the degree."""
    places = (np.arange(terms)[:, None] * (2 * terms - 1) + np.arange(terms)).ravel()
    return np.add.outer(places, places).ravel()


def _powers(points: Array, terms: int) -> Array:
    """The powers 0, 1, …, terms - 1 of the points, shape (terms, len(points))."""
    powers = np.ones((terms, len(points)))
    powers[1:] = points
    return np.multiply.accumulate(powers, out=powers)


def _axis(name: str, value: Any) -> Array:
    axis = np.atleast_1d(as_real(name, value))
    if axis.ndim != 1:
        raise ValueError(
            f"{name} has shape {axis.shape}, expected one dimension; pass the axis of the grid, not a mesh"
        )
    return axis


def on_plane(weights: Sequence[Any], direction_a: Any, direction_b: Any, data: Dataset) -> PlaneLoss:
    """L(W + aU + bV) as a bivariate polynomial of degree 2n; call the result with two 1-D arrays to get a grid of
    values.

    Args:
        weights: the point W at a = b = 0.
        direction_a: U, flat of shape (N,) or matrices like the weights.
        direction_b: V, likewise.
        data: the examples.

    Raises:
        ValueError: if the weights or a direction are malformed, or do not fit the data.

    >>> p = on_plane((np.zeros((1, 1)), np.zeros((1, 1))), [1, 0], [0, 1], Dataset(X=[[1.0]], Y=[[1.0]]))
    >>> p([0, 1], [1, 2, 3])
    array([[0.5, 0. ],
           [0.5, 0.5],
           [0.5, 2. ]])
    """
    weights = fitting(weights, data)
    # The power axes of the residual are (b, a), as the axes of the grid are.
    directions = fitting_directions(weights, data, direction_b=direction_b, direction_a=direction_a)
    return PlaneLoss(_residual_polynomial(weights, directions, data) * np.sqrt(0.5), data.floor)


def fitting(weights: Sequence[Any], data: Dataset, *, largest: float = LARGEST) -> Weights:
    """The weights as matrices that chain and fit the data; raises a ValueError otherwise, or above that size."""
    matrices = as_weights(weights)
    _check_ends((matrices[0].shape[1], matrices[-1].shape[0]), data)
    _refuse_overflow("the weights are", data, matrices, largest=largest)
    return matrices


def fitting_directions(weights: Weights, data: Dataset, **directions: Any) -> tuple[Weights, ...]:
    """Directions, given by the names of their arguments, as matrices of the shapes of the weights; raises a ValueError
    otherwise.
    """
    widths = (weights[0].shape[1], *(W.shape[0] for W in weights))
    given = tuple(as_direction(name, direction, widths) for name, direction in directions.items())
    _refuse_overflow(f"the weights and {' and '.join(sorted(directions))} are", data, weights, *given)
    return given


def _refuse_overflow(what: str, data: Dataset, *points: Weights, largest: float = LARGEST) -> None:
    """Raise a ValueError unless S Π_k (1 + ‖W_k‖² + …), which bounds the loss and its derivatives, is far from
    overflow.
    """
    bound = size = data.syy + float(np.vdot(data.root, data.root))
    for layer in zip(*points, strict=True):
        bound *= 1.0 + sum(float(np.vdot(W, W)) for W in layer)
    if bound > largest:
        entry = max(float(np.abs(W).max()) for point in points for W in point)
        raise ValueError(
            f"{what} too large, with entries up to {entry:.3g}: the loss, or a derivative, may overflow; expected "
            f"Π_k ‖W_k‖² below about {largest / max(size, 1.0):.0e} for these data; scale them down, or the data"
        )


def _check_ends(widths: Sequence[int], data: Dataset) -> None:
    require_dataset(data)
    for end, given, expected, fix in (
        ("inputs", widths[0], data.d_x, "the first width (columns of W_1) is the number of rows of X"),
        ("outputs", widths[-1], data.d_y, "the last width (rows of W_n) is the number of rows of Y"),
    ):
        if given != expected:
            raise ValueError(f"the network has {given} {end} but the data have {expected}; {fix}")


def _residual_polynomial(weights: Weights, directions: tuple[Weights, ...], data: Dataset) -> Array:
    """Coefficients of RK − T with R = Π_k (W_k + Σ_i t_i V_ik), shape (n + 1, …, n + 1, d_y·d_x), one power axis a
    direction.

    The powers lie in one line, the last direction's fastest: multiplying by t_i moves them on by `steps[i]` places.
    """
    terms = len(weights) + 1
    steps = [terms**i for i in reversed(range(len(directions)))]
    total = np.zeros((data.d_x, steps[0], data.d_x))
    total[:, 0] = data.root
    for W, *V in zip(weights, *directions, strict=True):
        inner, places, columns = total.shape
        parts = np.concatenate([W, *V]) @ total.reshape(inner, -1)
        total = np.zeros((len(W), places + steps[0], columns))
        for step, part in zip((0, *steps), parts.reshape(-1, len(W), places, columns), strict=True):
            total[:, step : step + places] += part
    total[:, 0] -= data.target
    return total.transpose(1, 0, 2).reshape(*[terms] * len(directions), -1)
