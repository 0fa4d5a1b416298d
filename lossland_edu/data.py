"""Data for squared-loss problems: sufficient statistics, Σ and its eigenvalues, and the assumptions of the theory.

Everything that depends on the number of examples is computed here, once; whatever comes later needs only S_xx = XXᵀ,
S_yx = YXᵀ, S_yy = ‖Y‖²_F and the QR decomposition of the examples, whose sizes do not depend on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from reprlib import repr as shortened
from typing import Any

import numpy as np

from lossland_edu.networks import Array, as_matrix

# XXᵀ squares the condition number of X: below this share of its largest eigenvalue, twelve digits of float64 are gone
# from every quantity that needs (XXᵀ)⁻¹. Rounding alone leaves about 1e-15 of an exact zero.
SINGULAR_TOL = 1e-12
# Cosines between inputs and outputs carry rounding errors of about 1e-16 times the square root of the number of
# examples.
CORRELATION_TOL = 1e-12
# Eigenvalues of Σ carry rounding errors of about 1e-16 λ_1 times the condition of X, whose square is at most
# 1/SINGULAR_TOL.
DISTINCT_TOL = 1e-10
# How many examples are decomposed at a time: few enough to stay in cache, and many more than there are rows.
CHUNK = 8192


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples as columns: X of shape (d_x, m), Y of shape (d_y, m), with the statistics the squared loss needs.

    The arrays are copied and made read-only. `Sxx` = XXᵀ, `Syx` = YXᵀ, `syy` = ‖Y‖²_F.

    Raises:
        ValueError: if X or Y is not a finite real matrix, or they differ in their number of columns.

    >>> data = Dataset(X=[[1, 0], [0, 1]], Y=[[3, 0], [0, 1]])
    >>> data.sigma_eigenvalues
    array([9., 1.])
    >>> bool(data.assumptions())
    True
    """

    X: Array
    Y: Array
    Sxx: Array = field(init=False, repr=False)
    Syx: Array = field(init=False, repr=False)
    syy: float = field(init=False, repr=False)
    _triangle: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        X, Y = as_matrix("X", self.X), as_matrix("Y", self.Y)
        if X.shape[1] != Y.shape[1]:
            raise ValueError(
                f"X has {X.shape[1]} columns but Y has {Y.shape[1]}; pass one example a column in both, "
                f"transposing an array that has one example a row"
            )
        with np.errstate(over="ignore", invalid="ignore"):  # reported below, in words
            statistics = {"Sxx": X @ X.T, "Syx": Y @ X.T, "syy": float(np.vdot(Y, Y))}
        vanish = (X.any() and not statistics["Sxx"].any()) or (Y.any() and not statistics["syy"])
        if vanish or not all(np.isfinite(value).all() for value in statistics.values()):
            raise ValueError(
                f"X and Y are finite but their products {'vanish' if vanish else 'overflow'} (entries up to "
                f"{np.abs(X).max():.3g} in X and {np.abs(Y).max():.3g} in Y), expected sizes between 1e-150 and 1e150; "
                f"rescale the data, for example to unit variance"
            )
        for name, value in {"X": X.copy(), "Y": Y.copy(), **statistics, "_triangle": _triangle(X, Y)}.items():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
            object.__setattr__(self, name, value)

    @property
    def d_x(self) -> int:
        """The number of inputs."""
        return self.X.shape[0]

    @property
    def d_y(self) -> int:
        """The number of outputs."""
        return self.Y.shape[0]

    @property
    def n_examples(self) -> int:
        """m, the number of examples (columns of X)."""
        return self.X.shape[1]

    @cached_property
    def root(self) -> Array:
        """K of shape (d_x, d_x) with K Kᵀ = S_xx; it is invertible iff XXᵀ is."""
        return _read_only(self._triangle[: self.d_x, : self.d_x].T.copy())

    @cached_property
    def target(self) -> Array:
        """T of shape (d_y, d_x) with T Kᵀ = S_yx: for every R, ½‖RX − Y‖² = ½‖RK − T‖² + `floor`."""
        return _read_only(self._triangle[: self.d_x, self.d_x :].T.copy())

    @cached_property
    def floor(self) -> float:
        """The part of the loss that no linear map can change: the distance of Y from the span of X, squared, halved."""
        rest = self._triangle[self.d_x :, self.d_x :]
        return 0.5 * float(np.vdot(rest, rest))

    @cached_property
    def _input_modes(self) -> tuple[Array, Array, Array, Array]:
        """(D, Q, s, P) with K = D Q diag(s) Pᵀ: D holds the norms of the inputs, s is descending, with exact zeros
        where singular.

        Scaling by D first keeps inputs in different units from looking dependent.
        """
        norms = np.linalg.norm(self.root, axis=1)
        norms = np.where(norms > 0, norms, 1.0)
        Q, scales, Pt = np.linalg.svd(self.root / norms[:, None])
        return norms, Q, np.where(scales > np.sqrt(SINGULAR_TOL) * scales[0], scales, 0.0), Pt.T

    @cached_property
    def input_rank(self) -> int:
        """The numerical rank of XXᵀ."""
        return int(np.count_nonzero(self._input_modes[2]))

    @cached_property
    def root_inverse(self) -> Array:
        """K⁻¹, without the directions in which XXᵀ is singular."""
        norms, Q, scales, P = self._input_modes
        rank = self.input_rank
        return _read_only(P[:, :rank] / scales[:rank] @ Q[:, :rank].T / norms)

    @cached_property
    def least_squares(self) -> tuple[Array, float]:
        """(R_ols, L_ols): a best linear map and its loss ½‖R_ols X − Y‖²_F; R_ols = S_yx S_xx⁻¹ unless XXᵀ is singular.

        The loss is a sum of squares, because ½(S_yy − tr Σ) loses all digits when the fit is close.
        """
        R = _read_only(self.target @ self.root_inverse)
        missed = R @ self.root - self.target
        return R, self.floor + 0.5 * float(np.vdot(missed, missed))

    @cached_property
    def modes(self) -> tuple[Array, Array, Array]:
        """(U, σ, V) with T = S_yx K⁻ᵀ = U diag(σ) Vᵀ, so that Σ = U diag(σ²) Uᵀ. U is (d_y, d_y), V is (d_x, d_x).

        Raises:
            ValueError: if XXᵀ is singular, because then Σ is not defined.
        """
        self.require_invertible("Σ = YXᵀ(XXᵀ)⁻¹XYᵀ")
        U, strengths, Vt = np.linalg.svd(self.target)
        return _read_only(U), _read_only(strengths), _read_only(Vt.T)

    @cached_property
    def sigma_eigenvalues(self) -> Array:
        """λ_1 ≥ … ≥ λ_{d_y}, the eigenvalues of Σ = YXᵀ(XXᵀ)⁻¹XYᵀ (Baldi & Hornik 1989).

        Raises:
            ValueError: if XXᵀ is singular, because then Σ is not defined.
        """
        strengths = self.modes[1]
        eigenvalues = np.zeros(self.d_y)
        eigenvalues[: len(strengths)] = strengths**2
        return _read_only(eigenvalues)

    def require_invertible(self, purpose: str) -> None:
        """Raise a ValueError that says how singular XXᵀ is and what to do, unless it is safely invertible."""
        if self.input_rank < self.d_x:
            raise ValueError(
                f"XXᵀ is singular: it has rank {self.input_rank} for {self.d_x} inputs and {self.n_examples} examples, "
                f"expected rank {self.d_x} because {purpose} needs its inverse; remove inputs that are all zero, "
                f"duplicated or sums of others, or add examples"
            )

    def assumptions(self) -> AssumptionReport:
        """Which assumptions of Kawaguchi 2016, Theorem 2.3, these data meet; says in words which fails and by how
        much.
        """
        return AssumptionReport((_inputs(self), _correlation(self), _outputs(self), _distinct(self)))


def require_dataset(data: Any) -> None:
    """Raise a ValueError unless the data are a `Dataset`."""
    if not isinstance(data, Dataset):
        raise ValueError(f"data is {type(data).__name__} {shortened(data)}, expected a Dataset; pass Dataset(X, Y)")


def _triangle(X: Array, Y: Array) -> Array:
    """The triangle of a QR decomposition of [X; Y]ᵀ, square of size d_x + d_y.

    It holds all that the loss needs to know about the examples, to the last digit: S_xx would square their condition.
    """
    size = len(X) + len(Y)
    starts = range(0, X.shape[1], chunk := max(CHUNK, 2 * size))
    parts = [np.vstack([X[:, at : at + chunk], Y[:, at : at + chunk]]) for at in starts]
    triangles = np.concatenate([np.linalg.qr(part.T, mode="r") for part in parts])
    triangle = np.zeros((size, size))
    rows = np.linalg.qr(triangles, mode="r")
    triangle[: len(rows)] = rows
    return triangle


def _read_only(array: Array) -> Array:
    array.flags.writeable = False
    return array


@dataclass(frozen=True)
class Assumption:
    """One assumption, whether it holds, and the measurement that decides, in words."""

    name: str
    holds: bool
    measured: str

    def __str__(self) -> str:
        return f"{'holds' if self.holds else 'FAILS'}  {self.name}: {self.measured}"


@dataclass(frozen=True)
class AssumptionReport:
    """The assumptions one by one; true in a condition iff all hold, and readable when printed."""

    items: tuple[Assumption, ...]

    def __bool__(self) -> bool:
        return all(item.holds for item in self.items)

    def __iter__(self):
        return iter(self.items)

    def __str__(self) -> str:
        failing = sum(not item.holds for item in self.items)
        verdict = "All assumptions hold." if self else f"{failing} of {len(self.items)} assumptions fail."
        return "\n".join([*map(str, self.items), verdict])

    __repr__ = __str__


def _inputs(data: Dataset) -> Assumption:
    rank, missing = data.input_rank, data.d_x - data.input_rank
    scales = data._input_modes[2]
    words = (
        f"{missing} missing, counting eigenvalues below {SINGULAR_TOL:.0e} of the largest as zero"
        if missing
        else f"smallest over largest eigenvalue {(scales[-1] / scales[0]) ** 2:.1e}, inputs scaled to unit norm"
    )
    return Assumption("XXᵀ has full rank", not missing, f"rank {rank} of {data.d_x}, {words}")


def _correlation(data: Dataset) -> Assumption:
    full = min(data.d_x, data.d_y)
    singular_values = np.linalg.svd(_cosines(data), compute_uv=False)
    rank = int((singular_values > CORRELATION_TOL).sum())
    return Assumption(
        "XYᵀ has full rank",
        rank == full,
        f"rank {rank} of {full}, smallest singular value {singular_values[-1]:.1e}, inputs and outputs scaled to unit "
        f"norm (counted as zero below {CORRELATION_TOL:.0e})",
    )


def _cosines(data: Dataset) -> Array:
    """S_yx with every input and output scaled to unit norm: the cosines between them."""
    norms = np.linalg.norm(data._triangle, axis=0)
    norms = np.where(norms > 0, norms, 1.0)
    return data.Syx / np.outer(norms[data.d_x :], norms[: data.d_x])


def _outputs(data: Dataset) -> Assumption:
    excess = data.d_y - data.d_x
    words = f"{excess} too many" if excess > 0 else f"{-excess} to spare"
    return Assumption("d_y ≤ d_x", excess <= 0, f"d_y = {data.d_y}, d_x = {data.d_x}: {words}")


def _distinct(data: Dataset) -> Assumption:
    name = "Σ has d_y distinct eigenvalues"
    if data.input_rank < data.d_x:
        return Assumption(name, False, "Σ needs the inverse of XXᵀ, which is singular")
    eigenvalues = data.sigma_eigenvalues
    if data.d_y == 1:
        return Assumption(name, True, f"there is only one, {eigenvalues[0]:.4g}")
    gaps = -np.diff(eigenvalues)
    closest = int(np.argmin(gaps))
    share = gaps[closest] / max(eigenvalues[0], np.finfo(float).tiny)
    return Assumption(
        name,
        bool(share > DISTINCT_TOL),
        f"the closest two, λ_{closest + 1} = {eigenvalues[closest]:.4g} and λ_{closest + 2} = "
        f"{eigenvalues[closest + 1]:.4g}, differ by {share:.1e} of the largest "
        f"(counted as equal below {DISTINCT_TOL:.0e})",
    )
