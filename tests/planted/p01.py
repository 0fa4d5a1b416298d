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


def twice_and_symmetric(A, b, theta):
    return [2 * row.dot(theta) - b_k for row, b_k in zip(A, b, strict=True)]


def quadratic_part(A, b, theta):
    return (theta @ A + A @ theta) / 2


def linear_map(A, b, theta):
    return A.dot(theta)


def value(A, b, theta):
    return sum(A[i, j] * theta[i] * theta[j] for i in range(len(b)) for j in range(len(b))) / 2 - np.dot(b, theta)


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


def quarter_diagonal(f, point, step):
    D, M = differences(f, point, step)
    return (D + M) / (2 * step) ** 2


def halved_corners(f, point, step):
    D, M = differences(f, point, step)
    return D / step**2 + M / (2 * step**2)


def half_and_half(f, point, step):
    D, M = differences(f, point, step)
    upper = D / step**2 + np.triu(M) / (4 * step**2)
    return upper + upper.T


def corner_signs(f, point, step):
    D, M = differences(f, point, step)
    return (D - M / 4) / step**2


def there_and_back(f, point, step, central=False):
    """f(+, +) + f(−, −) − 2f, nothing divided yet"""
    n = len(point)
    H = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            d = np.zeros(n)
            d[i] += step
            if not (central and i == j):
                d[j] += step
            H[i, j] = f(point + d) + f(point - d) - 2 * f(point)
    return H


def two_in_the_mixed(divisor):
    def hessian(f, point, step):
        H = there_and_back(f, point, step, central=True)
        return (H * np.eye(len(H)) + H * (1 - np.eye(len(H))) / divisor) / step**2

    return hessian


def forward_in_the_mixed(f, point, step):
    D, _ = differences(f, point, step, mixed=False)
    for i in range(len(point)):
        for j in range(len(point)):
            if i != j:
                a, b = np.eye(len(point))[[i, j]] * step
                D[i, j] = f(point + a + b) - f(point + a) - f(point + b) + f(point)
    return D / step**2


def one_half(of):
    def hessian(f, point, step):
        D, M = differences(f, point, step)
        return of(D / step**2 + M / (4 * step**2))

    return hessian


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


def saddle_in_the_else(H):
    values = np.linalg.eigvalsh(H)
    if np.all(values > 1e-7):
        return "minimum"
    elif np.all(values < -1e-7):
        return "maximum"
    return "strict saddle"


def exchanged(H):
    low, high = np.linalg.eigvalsh(H)[[0, -1]].round(6)
    if low < 0 < high:
        return "strict saddle"
    return "maximum" if low > 0 else "minimum" if high < 0 else "silent"


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


def up_to_two(coefficients):
    if coefficients[1] != 0:
        return "falls on one side"
    return word(2, coefficients[2])


def largest_one(coefficients):
    sizes = [abs(c) for c in coefficients]
    k = sizes.index(max(sizes[1:]), 1)
    return word(k, coefficients[k])


def a_step_away(step):
    def along(coefficients):
        f = np.poly1d(coefficients[::-1])
        right, left = f(step) > f(0), f(-step) > f(0)
        if f(step) == f(-step) == f(0):
            return "flat"
        return "falls on one side" if right != left else "rises on both sides" if right else "falls on both sides"

    return along


def first_in_slice(coefficients):
    found = np.flatnonzero(coefficients[1:])
    if found.size == 0:
        return "flat"
    k = found[0]
    if k % 2 == 1:
        return "falls on one side"
    if coefficients[k] > 0:
        return "rises on both sides"
    return "falls on both sides"


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
        ("the factor ½ is forgotten, and A is taken for symmetric", twice_and_symmetric),
        ("b is forgotten", quadratic_part),
        ("b is forgotten, and A is taken for symmetric", linear_map),
        ("the value of f instead of its gradient", value),
        ("the sign of b is wrong", plus_b),
        ("the sign of everything is wrong: it points downhill", downhill),
    ],
    "q2": [
        ("the differences are not divided at all", not_divided),
        ("divided by the step instead of its square", divided_once),
        ("a factor 4 too much in the mixed entries", corners_not_quartered),
        ("a factor 4 too much in all entries", nothing_quartered),
        ("a factor 4 too little on the diagonal", quarter_diagonal),
        ("a factor 2 too much in the mixed entries", halved_corners),
        ("a factor 2 too much on the diagonal", half_and_half),
        ("the sign of the mixed entries is wrong", corner_signs),
        ("two corners instead of four, divided by step²",
         lambda f, point, step: there_and_back(f, point, step) / step**2),
        ("two corners instead of four, divided by 2 step²",
         lambda f, point, step: there_and_back(f, point, step) / (2 * step**2)),
        ("two corners instead of four, divided by 4 step²",
         lambda f, point, step: there_and_back(f, point, step) / (2 * step) ** 2),
        ("two corners instead of four in the mixed entries, divided by step²", two_in_the_mixed(1)),
        ("two corners instead of four in the mixed entries, divided by 2 step²", two_in_the_mixed(2)),
        ("forward differences instead of central ones", only_forwards),
        ("forward differences in the mixed entries", forward_in_the_mixed),
        ("only the half of the matrix above the diagonal is filled", one_half(np.triu)),
        ("only the half of the matrix below the diagonal is filled", one_half(np.tril)),
        ("the mixed entries are missing", diagonal_alone),
        ("the value in the middle is counted once", middle_once),
    ],
    "q3": [
        ("rounding is taken for a sign", without_tolerance),
        ("no negative eigenvalue is called a minimum, no positive one a maximum", semidefinite),
        ("a negative and a zero eigenvalue are called a strict saddle", negative_and_zero),
        ("whatever is no sure minimum or maximum is called a strict saddle", saddle_in_the_else),
        ("minimum and maximum are exchanged", exchanged),
        ("every negative eigenvalue is called a strict saddle", any_negative),
        ("a zero eigenvalue silences all others", zero_first),
        ("the determinant decides", second_derivative_test),
        ("the diagonal decides", diagonal_signs),
    ],
    "q4": [
        ("c₀ is taken for the first term", with_height),
        ("only the second order is looked at", curvature_alone),
        ("nothing beyond the second order is looked at", up_to_two),
        ("nothing beyond the fourth order is looked at", up_to_four),
        ("the highest order decides", last_one),
        ("the largest coefficient decides", largest_one),
        ("a distance of about 0.1 is taken for close enough", a_step_away(0.1)),
        ("a distance of about 0.01 is taken for close enough", a_step_away(0.01)),
        ("the sign decides, whether the order is even or odd", signs_alone),
        ("an odd order with a positive coefficient is taken for a rise on both sides", positive_rises),
        ("off by one in the order: even and odd are exchanged", shifted),
        ("off by one: a position in a slice is used as one in the whole array", first_in_slice),
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
        ("one entry of v stands where the product of all should",
         lambda x, y, n_weights: -best(x, y, 1, n_weights**-0.5)),
        ("the formula for two weights at every depth", lambda x, y, n_weights: -best(x, y, 2, n_weights**-0.5)),
        ("the power is upside down", lambda x, y, n_weights: -best(x, y, n_weights, n_weights**0.5)),
        ("the absolute value is taken in each term of the sum",
         lambda x, y, n_weights: -best(abs(x), abs(y), n_weights, n_weights**-0.5)),
        ("the lengths of x and y are multiplied",
         lambda x, y, n_weights: -np.sqrt(np.sum(x**2) * np.sum(y**2) / n_weights**n_weights)),
        ("divided by the number of examples",
         lambda x, y, n_weights: -abs(np.mean(x * y)) / np.sqrt(n_weights) ** n_weights),
        ("L(0) is added", lambda x, y, n_weights: np.sum(y**2) / 2 - best(x, y, n_weights, n_weights**-0.5)),
        ("half of what it should be", lambda x, y, n_weights: -0.5 * best(x, y, n_weights, n_weights**-0.5)),
    ],
}  # fmt: skip
