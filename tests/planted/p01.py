"""Wrong answers to exercise 01, written the way learners write them, with the name that each must be given."""

from math import prod

import numpy as np


def symmetric(A, b, theta):
    return A.dot(theta) - b


def symmetric_and_transposed(A, b, theta):
    return theta @ A - b


def no_half(A, b, theta):
    return A @ theta + theta @ A - b


def product_rule_cut_short(A, b, theta):
    return np.array([0.5 * sum(row * theta) for row in A]) - b


def plus_b(A, b, theta):
    return 0.5 * (A @ theta + A.T @ theta) + b


def downhill(A, b, theta):
    S = (A + A.T) / 2
    return -(S @ theta - b)


def differences(f, point, step, middle=2, mixed=True):
    """(second differences on the diagonal and 4-corner differences beside it), nothing divided yet"""
    n = len(point)
    D, M = np.zeros((n, n)), np.zeros((n, n))
    for i in range(n):
        e = np.zeros(n)
        e[i] = step
        D[i, i] = f(point + e) - middle * f(point) + f(point - e)
        for j in range(n):
            if j != i and mixed:
                d = np.zeros(n)
                d[j] = step
                M[i, j] = f(point + e + d) - f(point + e - d) - f(point - e + d) + f(point - e - d)
    return D, M


def not_divided(f, point, step):
    D, M = differences(f, point, step)
    return D + M


def divided_once(f, point, step):
    D, M = differences(f, point, step)
    return D / step + M / (4 * step)


def corners_not_quartered(f, point, step):
    D, M = differences(f, point, step)
    return (D + M) / step**2


def nothing_quartered(f, point, step):
    E = np.eye(len(point)) * step
    H = np.empty(E.shape)
    for i, e in enumerate(E):
        for j, d in enumerate(E):
            H[i, j] = f(point + e + d) - f(point + e - d) - f(point - e + d) + f(point - e - d)
    return H / step**2


def only_forwards(f, point, step):
    def slopes(at):
        return np.array([(f(at + e) - f(at)) / step for e in step * np.eye(len(at))])

    return np.array([(slopes(point + e) - slopes(point)) / step for e in step * np.eye(len(point))])


def diagonal_alone(f, point, step):
    D, _ = differences(f, point, step, mixed=False)
    return D / step**2


def middle_once(f, point, step):
    D, M = differences(f, point, step, middle=1)
    return D / step**2 + M / (2 * step) ** 2


def without_tolerance(H):
    values = np.linalg.eigvalsh(H)
    if all(values > 0):
        return "minimum"
    if all(values < 0):
        return "maximum"
    return "strict saddle" if values[0] < 0 < values[-1] else "silent"


def semidefinite(H):
    low, high = np.linalg.eigvalsh(H)[[0, -1]].round(6)
    if low >= 0:
        return "minimum"
    return "maximum" if high <= 0 else "strict saddle"


def negative_and_zero(H):
    values = np.linalg.eigvalsh(H).round(6)
    if (values > 0).all():
        return "minimum"
    if (values < 0).all():
        return "maximum"
    return "strict saddle" if (values < 0).any() else "silent"


def any_negative(H):
    lowest = min(np.linalg.eigvalsh(H))
    if lowest < -1e-6:
        return "strict saddle"
    return "minimum" if lowest > 1e-6 else "silent"


def zero_first(H):
    values = np.linalg.eigvalsh(H)
    if np.isclose(values, 0).any():
        return "silent"
    negative = np.sum(values < 0)
    return {0: "minimum", len(H): "maximum"}.get(negative, "strict saddle")


def second_derivative_test(H):
    D, f_xx = np.linalg.det(H), H[0][0]
    if abs(D) < 1e-6:
        return "silent"
    if D > 0:
        return "minimum" if f_xx > 0 else "maximum"
    return "strict saddle"


def diagonal_signs(H):
    signs = {np.sign(H[i, i]) for i in range(len(H))}
    if signs >= {-1, 1}:
        return "strict saddle"
    return "silent" if 0 in signs else "minimum" if 1 in signs else "maximum"


def word(order, c):
    if c == 0:
        return "flat"
    if order % 2 == 1:
        return "falls on one side"
    return "rises on both sides" if c > 0 else "falls on both sides"


def with_height(coefficients):
    for k, c in enumerate(coefficients):
        if c != 0:
            return word(k, c)
    return "flat"


def curvature_alone(coefficients):
    curvature = 2 * coefficients[2]
    return "rises on both sides" if curvature > 0 else "falls on both sides" if curvature < 0 else "flat"


def up_to_four(coefficients):
    _, c1, c2, c3, c4, *_ = coefficients
    if c1 or (c3 and not c2):
        return "falls on one side"
    return word(2, c2) if c2 else word(4, c4)


def last_one(coefficients):
    degree = max((k for k, c in enumerate(coefficients) if c and k), default=0)
    return word(degree, coefficients[degree]) if degree else "flat"


def signs_alone(coefficients):
    left = [c for c in coefficients[1:] if c]
    return "flat" if not left else "rises on both sides" if left[0] > 0 else "falls on both sides"


def positive_rises(coefficients):
    for k in range(1, len(coefficients)):
        if coefficients[k] > 0:
            return "rises on both sides"
        if coefficients[k] < 0:
            return "falls on one side" if k % 2 else "falls on both sides"
    return "flat"


def shifted(coefficients):
    for order, c in enumerate(coefficients[1:]):
        if c:
            return word(order, c)
    return "flat"


def best(x, y, n_weights, step):
    """xᵀy times the product of equal steps, by a loop"""
    return abs(sum(a * b for a, b in zip(x, y, strict=True))) * prod([step] * n_weights)


PLANTED = {
    "q1": [
        ("A is taken for symmetric", symmetric),
        ("A is taken for symmetric, and stands transposed", symmetric_and_transposed),
        ("the factor ½ is forgotten", no_half),
        ("only one of the two θ is differentiated", product_rule_cut_short),
        ("the sign of b is wrong", plus_b),
        ("the sign of everything is wrong: it points downhill", downhill),
    ],
    "q2": [
        ("the differences are not divided at all", not_divided),
        ("divided by the step instead of its square", divided_once),
        ("a factor 4 too much in the mixed entries", corners_not_quartered),
        ("a factor 4 too much in all entries", nothing_quartered),
        ("forward differences instead of central ones", only_forwards),
        ("the mixed entries are missing", diagonal_alone),
        ("the value in the middle is counted once", middle_once),
    ],
    "q3": [
        ("rounding is taken for a sign", without_tolerance),
        ("no negative eigenvalue is called a minimum, no positive one a maximum", semidefinite),
        ("a negative and a zero eigenvalue are called a strict saddle", negative_and_zero),
        ("every negative eigenvalue is called a strict saddle", any_negative),
        ("a zero eigenvalue silences all others", zero_first),
        ("the determinant decides", second_derivative_test),
        ("the diagonal decides", diagonal_signs),
    ],
    "q4": [
        ("c₀ is taken for the first term", with_height),
        ("only the second order is looked at", curvature_alone),
        ("nothing beyond the fourth order is looked at", up_to_four),
        ("the highest order decides", last_one),
        ("the sign decides, whether the order is even or odd", signs_alone),
        ("an odd order with a positive coefficient is taken for a rise on both sides", positive_rises),
        ("off by one in the order: even and odd are exchanged", shifted),
    ],
    "q5": [
        ("a minimum along every straight line is taken for a minimum", lambda: "a"),
        ("a way down is taken for a negative eigenvalue", lambda: "C"),
        ("a rise is taken for positive curvature", lambda: " d"),
    ],
    "q6": [
        ("the sign is lost", lambda x, y, n_weights: best(x, y, n_weights, n_weights**-0.5)),
        ("the sign of xᵀy decides, though weights may be negative",
         lambda x, y, n_weights: -np.sum(x * y) / np.sqrt(n_weights) ** n_weights),
        ("the direction is not a unit vector", lambda x, y, n_weights: -best(x, y, n_weights, 1)),
        ("the entries add up to 1 instead of their squares",
         lambda x, y, n_weights: -best(x, y, n_weights, 1 / n_weights)),
        ("the factor ½ of the loss is forgotten", lambda x, y, n_weights: -2 * best(x, y, n_weights, n_weights**-0.5)),
        ("the derivative instead of the coefficient",
         lambda x, y, n_weights: -best(x, y, n_weights, n_weights**-0.5) * prod(range(1, n_weights + 1))),
        ("half of what it should be", lambda x, y, n_weights: -0.5 * best(x, y, n_weights, n_weights**-0.5)),
    ],
}  # fmt: skip
