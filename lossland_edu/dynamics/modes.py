"""Gradient flow of a single mode, exactly, and how long it stays near a saddle."""

from __future__ import annotations

from typing import Any

import numpy as np

from lossland_edu.checks import as_count, as_number, require
from lossland_edu.networks import Array, as_real

NODES = 64  # of the Gauss-Legendre rule, whose integrand is smooth: good to rounding up to depth 20 (tested)


def mode_solution(times: Any, strength: float, start: float, depth: int) -> Array:
    """u(t) with du/dt = n u^{2−2/n} (s − u), u(0) = u_0: a mode of strength s, under gradient flow from balance.

    For n = 1 and 2 in closed form, u = s + (u_0 − s)e^{−t} and u = s/(1 + (s/u_0 − 1)e^{−2st}) (Saxe, McClelland &
    Ganguli 2014); for n ≥ 3 by bisection of `mode_time`, to rounding. n = depth counts the weight matrices; XXᵀ = I.

    Raises:
        ValueError: unless times ≥ 0, 0 < start < strength and depth is a whole number of at least 1.

    >>> mode_solution([0, 1, 2], strength=1, start=0.01, depth=2).round(3)
    array([0.01 , 0.069, 0.355])
    """
    t, (s, start, n) = as_real("times", times), _checked(strength, start, depth)
    require((t >= 0).all(), "times", times, "numbers of at least 0", "[0, 1, 2]")
    if n == 1:
        return s + (start - s) * np.exp(-t)
    if n == 2:
        return s / (1 + (s / start - 1) * np.exp(-2 * s * t))
    # Bisection in z = log(u/(s − u)), where rounding is harmless at both ends; 700 is where s − u underflows.
    low, high = np.full(t.shape, np.log(start / (s - start))), np.full(t.shape, 700.0)
    for _ in range(64):  # halves an interval of 1400 down to the last bit
        middle = (low + high) / 2
        early = _time_to(middle, s, start, n) < t
        low, high = np.where(early, middle, low), np.where(early, high, middle)
    return np.where(t == 0, start, s / (1 + np.exp(-low)))


def mode_time(value: Any, strength: float, start: float, depth: int) -> Array:
    """t at which u(t) = value, the inverse of `mode_solution`: exact by an integral, for n ≥ 3 of Gauss-Legendre.

    With x = (u/s)^{1/n}, s^{2−2/n} t = ∫ dx / (x^{n−1}(1 − xⁿ)), whose integrand is x^{1−n} + x^{n−1}/(1 − xⁿ) plus the
    smooth x(1 − x^{n−2})/(1 − xⁿ): the first two are elementary, the last is left to the quadrature.

    Raises:
        ValueError: unless 0 < start ≤ value < strength and depth is a whole number of at least 1.

    >>> round(float(mode_time(0.5, strength=1, start=0.01, depth=2)), 4)  # log(99)/2
    2.2976
    """
    u, (s, start, n) = as_real("value", value), _checked(strength, start, depth)
    require(((start <= u) & (u < s)).all(), "value", value, f"numbers from {start:g} to below {s:g}", f"{s / 2:g}")
    if n == 1:
        return np.log((s - start) / (s - u))
    return _time_to(np.log(u / (s - u)), s, start, n)


def _checked(strength: Any, start: Any, depth: Any) -> tuple[float, float, int]:
    """(s, u_0, n), or a ValueError."""
    n = as_count("depth", depth, 1, "3", ", the number of weight matrices")
    s = as_number("strength", strength, lambda x: 0 < x < np.inf, "a finite number above 0", "1.0")
    below = f"a number above 0 and below the strength {s:g}"
    return s, as_number("start", start, lambda x: 0 < x < s, below, f"{s / 100:g}"), n


def _time_to(z: Array, s: float, start: float, n: int) -> Array:
    log_u, log_start = -np.log1p(np.exp(-z)), np.log(start / s)  # logarithms of shares of s
    x, x_0 = np.exp(log_u / n), np.exp(log_start / n)
    left, left_0 = -np.log1p(np.exp(z)), np.log1p(-start / s)  # of 1 − xⁿ
    t = (left_0 - left) / n + (log_u - log_start if n == 2 else 0) / n
    if n > 2:
        nodes, parts = np.polynomial.legendre.leggauss(NODES)
        at = (x_0 + x)[..., None] / 2 + np.multiply.outer((x - x_0) / 2, nodes)
        smooth = at * sum(at**k for k in range(n - 2)) / sum(at**k for k in range(n))
        t = t + (x_0 ** (2 - n) - x ** (2 - n)) / (n - 2) + smooth @ parts * (x - x_0) / 2
    return t * s ** (2 / n - 2)


def escape_time(scale: Any, strength: float, order: int) -> Array:
    """log(1/ε)/s for p = 2, and ε^{2−p}/((p − 2)s) for p ≥ 3: how long gradient flow stays near a saddle.

    The leading term as ε → 0, with layers of size ε growing together; what it leaves out stays bounded for p = 2, and
    grows slower than it for p ≥ 3. From all-zero weights the escape order p is the depth n; from another bad saddle it
    is the order at which the loss first falls, with s that of the remaining factors.

    Raises:
        ValueError: unless 0 < ε < 1, the strength is positive and the order a whole number of at least 2.

    >>> escape_time([0.1, 0.01], strength=1, order=4)
    array([  50., 5000.])
    """
    sizes = as_real("scale", scale)
    require(((sizes > 0) & (sizes < 1)).all(), "scale", scale, "numbers above 0 and below 1", "0.1")
    strength = as_number("strength", strength, lambda x: 0 < x < np.inf, "a finite number above 0", "1.0")
    order = as_count("order", order, 2, "3")
    return np.log(1 / sizes) / strength if order == 2 else sizes ** float(2 - order) / ((order - 2) * strength)
