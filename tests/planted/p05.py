"""Wrong answers to exercise 05, written the way learners write them, with the name that each must be given."""

from itertools import pairwise, product

import numpy as np
from numpy.linalg import matrix_rank


def multiply(matrices, start):
    """The matrices one after the other, input side first, applied to a start."""
    for W in matrices:
        start = W @ start
    return start


def between(weights, i, j):
    return multiply(weights[j : i - 1], np.eye(weights[j - 1].shape[0]))


def around(weights, S, i, j):
    above = multiply(weights[i:], np.eye(weights[i - 1].shape[0]))
    return multiply(weights[: j - 1], S @ above)


def separately(weights, i, j):
    above = multiply(weights[i:], np.eye(weights[i - 1].shape[0]))
    below = multiply(weights[: j - 1], np.eye(weights[0].shape[1]))
    return min(matrix_rank(above), matrix_rank(below))


def no_data_between(weights, X, Y):
    rows = []
    for i in range(2, len(weights) + 1):
        for j in range(1, i):
            rows.append([i, j, matrix_rank(between(weights, i, j)), separately(weights, i, j)])
    return np.array(rows)


def data_backwards(weights, X, Y):
    rows = []
    for i in range(2, len(weights) + 1):
        for j in range(1, i):
            rows.append([i, j, matrix_rank(between(weights, i, j)), matrix_rank(around(weights, Y @ X.T, i, j))])
    return np.array(rows)


def span(weights, first, last, size=None):
    """W_last ⋯ W_first, counted from 1 as in the theorem, times an identity: of that size, or one that fits."""
    fitting = weights[first - 1].shape[1] if first <= len(weights) else weights[-1].shape[0]
    return multiply([weights[k - 1] for k in range(first, last + 1)], np.eye(size or fitting))


def too_long(first, last, top, bottom, careless=False):
    """Inside W_{i-1+last} ⋯ W_{j+1-first}, outside W_{j-1+top} ⋯ W_1 S_xy W_n ⋯ W_{i+1-bottom}."""

    def answer(weights, X, Y):
        n, rows = len(weights), []
        for i in range(2, n + 1):
            for j in range(1, i):
                after_j, after_i = (len(weights[k - 1]) if careless else None for k in (j, i))
                inside = span(weights, j + 1 - first, i - 1 + last, after_j)
                outside = span(weights, 1, j - 1 + top) @ X @ Y.T @ span(weights, i + 1 - bottom, n, after_i)
                rows.append([i, j, matrix_rank(inside), matrix_rank(outside)])
        return np.array(rows)

    return answer


WHICH = {(1, 0): "layer j is", (0, 1): "layer i is", (1, 1): "layers j and i are"}
EXTRA = [
    *((f"the inner product is too long: {words} in it", (*inside, 0, 0)) for inside, words in WHICH.items()),
    *((f"the outer product is too long: {words} in it", (0, 0, *outside)) for outside, words in WHICH.items()),
    *(
        (f"both products are too long: {WHICH[one]} in the inner one, {WHICH[two]} in the outer one", (*one, *two))
        for one, two in product(WHICH, WHICH)
    ),
]
TOO_LONG = [(name, too_long(*ends)) for name, ends in EXTRA]
TOO_LONG += [
    (f"{name}, and an identity does not fit", too_long(*ends, careless=True))
    for name, ends in EXTRA
    if ends[0] or ends[3]
]


def slices_to_the_end(weights, X, Y):
    """Python's slices read as if they held their end."""
    rows = []
    for i in range(2, len(weights) + 1):
        for j in range(1, i):
            inner = multiply(weights[j:i], np.eye(len(weights[j - 1])))
            outer = multiply(weights[:j], X @ Y.T @ multiply(weights[i:], np.eye(len(weights[i - 1]))))
            rows.append([i, j, matrix_rank(inner), matrix_rank(outer)])
    return np.array(rows)


def upper_first(weights, X, Y):
    rows = []
    for i in range(2, len(weights) + 1):
        for j in range(1, i):
            below = multiply(weights[: j - 1], np.eye(weights[0].shape[1]))
            outer = multiply(weights[i:], X @ Y.T @ below)
            rows.append([i, j, matrix_rank(between(weights, i, j)), matrix_rank(outer)])
    return np.array(rows)


def identity_of(size, start=None):
    """An inner product that begins with an identity of the size given, or is one between neighbours."""

    def answer(weights, X, Y):
        rows = []
        for i in range(2, len(weights) + 1):
            for j in range(1, i):
                if i == j + 1 or start:
                    inner = multiply(weights[j : i - 1], np.eye(size(weights, i, j)))
                else:
                    inner = between(weights, i, j)
                rows.append([i, j, matrix_rank(inner), matrix_rank(around(weights, X @ Y.T, i, j))])
        return np.array(rows)

    return answer


def units_below(weights, i, j):
    return weights[j - 1].shape[1]


def units_above(weights, i, j):
    return weights[j].shape[0]


def nothing_between(weights, X, Y):
    rows = []
    for i in range(2, len(weights) + 1):
        for j in range(1, i):
            inner = None
            for W in weights[j : i - 1]:
                inner = W if inner is None else W @ inner
            rank = 0 if inner is None else matrix_rank(inner)
            rows.append([i, j, rank, matrix_rank(around(weights, X @ Y.T, i, j))])
    return np.array(rows)


def weakest_link(weights, X, Y):
    rows = []
    for i in range(2, len(weights) + 1):
        for j in range(1, i):
            inner = min([weights[j - 1].shape[0], *(matrix_rank(W) for W in weights[j : i - 1])])
            outer = min(matrix_rank(M) for M in (X @ Y.T, *weights[: j - 1], *weights[i:]))
            rows.append([i, j, inner, outer])
    return np.array(rows)


def other_order(weights, X, Y):
    n, rows = len(weights), []
    for j in range(1, n):
        for i in range(j + 1, n + 1):
            rows.append([i, j, matrix_rank(between(weights, i, j)), matrix_rank(around(weights, X @ Y.T, i, j))])
    return np.array(rows)


def from_zero(weights, X, Y):
    rows = []
    for i in range(1, len(weights)):
        for j in range(i):
            ranks = matrix_rank(between(weights, i + 1, j + 1)), matrix_rank(around(weights, X @ Y.T, i + 1, j + 1))
            rows.append([i, j, *ranks])
    return np.array(rows)


def describe(weights, learnt):
    """(r, whether the modes learnt are the strongest, the smallest width, all pivots)."""
    smallest = min(len(weights[0].T), *(len(W) for W in weights))
    pivots = [(i, j) for j in range(1, len(weights)) for i in range(j + 1, len(weights) + 1)]
    return len(learnt), set(learnt) == set(range(len(learnt))), smallest, pivots


def by_table(test):
    """The rule with another test of the table: test(table, r), an array of rows (i, j, inner rank, outer rank)."""

    def answer(weights, X, Y, learnt):
        r, top, smallest, pivots = describe(weights, learnt)
        if top and r == smallest:
            return "global minimum"
        ranks = [(matrix_rank(between(weights, *p)), matrix_rank(around(weights, X @ Y.T, *p))) for p in pivots]
        table = np.array([(*p, *two) for p, two in zip(pivots, ranks, strict=True)])
        return "non-strict saddle" if top and r < smallest and test(table, r) else "strict saddle"

    return answer


def only_the_ends(weights, X, Y, learnt):
    r, top, smallest, _ = describe(weights, learnt)
    if top:
        if r == smallest:
            return "global minimum"
        if matrix_rank(between(weights, len(weights), 1)) == r:
            return "non-strict saddle"
    return "strict saddle"


def deep_and_top(weights, X, Y, learnt):
    r, top, smallest, pivots = describe(weights, learnt)
    if top and r == smallest:
        return "global minimum"
    return "non-strict saddle" if top and len(pivots) > 1 else "strict saddle"


def deep(weights, X, Y, learnt):
    r, top, smallest, _ = describe(weights, learnt)
    if top and r == smallest:
        return "global minimum"
    return "non-strict saddle" if len(weights) >= 3 else "strict saddle"


def as_many_as_possible(weights, X, Y, learnt):
    r, top, smallest, pivots = describe(weights, learnt)
    if r == smallest:
        return "global minimum"
    return "non-strict saddle" if top and all_blocked(weights, X, Y, r, pivots) else "strict saddle"


def one_is_enough(weights, X, Y, learnt):
    r, top, smallest, pivots = describe(weights, learnt)
    if top and r == smallest:
        return "global minimum"
    if not top or r == smallest:
        return "strict saddle"
    for i, j in pivots:
        if r in (matrix_rank(between(weights, i, j)), matrix_rank(around(weights, X @ Y.T, i, j))):
            return "non-strict saddle"
    return "strict saddle"


def trapped(weights, X, Y, learnt):
    r, top, smallest, pivots = describe(weights, learnt)
    if top and r == smallest:
        return "global minimum"
    blocked = all(r in (matrix_rank(between(weights, i, j)), separately(weights, i, j)) for i, j in pivots)
    return "non-strict saddle" if top and r < smallest and blocked else "strict saddle"


def all_blocked(weights, X, Y, r, pivots):
    inner = [matrix_rank(between(weights, i, j)) for i, j in pivots]
    outer = [matrix_rank(around(weights, X @ Y.T, i, j)) for i, j in pivots]
    return all(r in two for two in zip(inner, outer, strict=True))


def saddles_only(weights, X, Y, learnt):
    r, top, smallest, pivots = describe(weights, learnt)
    if r == smallest or not top:
        return "strict saddle"
    return "non-strict saddle" if all_blocked(weights, X, Y, r, pivots) else "strict saddle"


def rank_alone(weights, X, Y, learnt):
    r, _, smallest, pivots = describe(weights, learnt)
    if r == smallest:
        return "global minimum"
    return "non-strict saddle" if all_blocked(weights, X, Y, r, pivots) else "strict saddle"


def hidden_widths(weights, X, Y, learnt):
    r, top, _, pivots = describe(weights, learnt)
    if not top:
        return "strict saddle"
    if r == min(len(W) for W in weights[:-1]):
        return "global minimum"
    return "non-strict saddle" if all_blocked(weights, X, Y, r, pivots) else "strict saddle"


def products_vanish(weights, X, Y, learnt):
    r, top, smallest, pivots = describe(weights, learnt)
    if top and r == smallest:
        return "global minimum"
    blocked = all(not between(weights, i, j).any() or not around(weights, X @ Y.T, i, j).any() for i, j in pivots)
    return "non-strict saddle" if top and r < smallest and blocked else "strict saddle"


def rank_one(widths, u, v):
    """One direction from end to end, through the first unit of each hidden layer."""
    V = [np.zeros((b, a)) for a, b in pairwise(widths)]
    for part in V:
        part[0, 0] = 1
    V[0] = np.zeros_like(V[0])
    V[0][0] = v
    V[-1] = np.zeros_like(V[-1])
    V[-1][:, 0] = u
    return V


def strongest(X, Y):
    U, _, Vt = np.linalg.svd(Y @ X.T)
    return U[:, 0], Vt[0]


def uphill(widths, X, Y):
    u, v = strongest(X, Y)
    return rank_one(widths, -u, v)


def minus_everywhere(widths, X, Y):
    return [-part for part in rank_one(widths, *strongest(X, Y))]


def column_of_Vt(widths, X, Y):
    U, _, V = np.linalg.svd(Y @ X.T)
    return rank_one(widths, U[:, 0], V[:, 0])


def exchanged(widths, X, Y):
    u, v = strongest(X, Y)
    first, *middle, last = rank_one((1, *widths[1:-1], 1), np.ones(1), np.ones(1))
    return [np.outer(first, u), *middle, np.outer(v, last)]


def transposed(widths, X, Y):
    U, _, Vh = np.linalg.svd(X @ Y.T)
    first, *middle, last = rank_one((1, *widths[1:-1], 1), np.ones(1), np.ones(1))
    return [first @ Vh[:1], *middle, U[:, :1] @ last]


def mode_of_sigma(widths, X, Y):
    Sigma = Y @ X.T @ np.linalg.inv(X @ X.T) @ X @ Y.T
    values, vectors = np.linalg.eigh((Sigma + Sigma.T) / 2)
    u = vectors[:, np.argmax(values)]
    v = u @ Y @ X.T
    return rank_one(widths, u, v / np.sqrt(v @ v))


def last_mode(widths, X, Y):
    U, _, Vt = np.linalg.svd(Y @ X.T, full_matrices=False)
    return rank_one(widths, U[:, -1], Vt[-1])


def ends_only(widths, X, Y):
    V = rank_one(widths, *strongest(X, Y))
    return [V[0], *(0 * part for part in V[1:-1]), V[-1]]


def identities(widths, X, Y):
    V = rank_one(widths, *strongest(X, Y))
    for k in range(1, len(V) - 1):
        V[k] = np.eye(*V[k].shape)
        V[k] /= np.linalg.norm(V[k])
    return V


def whitened(widths, X, Y):
    U, _, Vt = np.linalg.svd(Y @ X.T @ np.linalg.inv(X @ X.T), full_matrices=False)
    return rank_one(widths, U[:, 0], Vt[0])


def chain_hessian(n, delta, on, off):
    return np.linalg.eigvalsh(off * np.ones((n, n)) + (on - off) * np.eye(n))[0]


def ones_direction(n, delta):
    H = np.full((n, n), 2 * delta ** (2 * n - 2) - delta ** (n - 2))
    np.fill_diagonal(H, delta ** (2 * n - 2))
    return np.ones(n) @ H @ np.ones(n) / n


def without_residual(n, delta):
    gradient_of_product = np.full(n, delta ** (n - 1))
    return 0 * gradient_of_product.sum()  # J Jᵀ has rank one


def residual_backwards(n, delta):
    J, r = delta ** (n - 1), 1 - delta**n
    return chain_hessian(n, delta, J * J, J * J + r * delta ** (n - 2))


def residual_on_diagonal(n, delta):
    entry = delta ** (n - 1) * delta ** (n - 1) + (delta**n - 1) * delta ** (n - 2)
    return min(0.0, entry * n)


def entries(n, delta):
    return delta ** (2 * n - 2), delta ** (2 * n - 2) + (delta**n - 1) * delta ** (n - 2)


def across(n, delta):
    a, b = entries(n, delta)
    return a - b


def n_neighbours(n, delta):
    a, b = entries(n, delta)
    return min(a - b, a + n * b)


def n_neighbours_alone(n, delta):
    a, b = entries(n, delta)
    return a + n * b


def only_residual(n, delta):
    return chain_hessian(n, delta, 0.0, (delta**n - 1) * delta ** (n - 2))


def one_taken_out(n, delta):
    J = delta ** (n - 1)
    return chain_hessian(n, delta, J**2, J**2 + (delta**n - 1) * J)


def no_half(n, delta):
    J = delta ** (n - 1)
    return chain_hessian(n, delta, 2 * J**2, 2 * J**2 + 2 * (delta**n - 1) * delta ** (n - 2))


PLANTED = {
    "q1": [
        ("the hidden layers are counted", lambda widths: len(widths[1:-1])),
        ("the layers of units are counted", lambda widths: sum(1 for _ in widths)),
        ("the degree of the loss along a line", lambda widths: 2 * len(widths[1:])),
        ("the second order, whatever the depth", lambda widths: 2),
        ("single weights are counted instead of matrices",
         lambda widths: sum(np.zeros((b, a)).size for a, b in pairwise(widths))),
    ],
    "q2": [
        ("the outer products are tested separately, without S_xy between them", no_data_between),
        ("YXᵀ stands in the place of XYᵀ", data_backwards),
        ("the upper and the lower product have changed places around S_xy", upper_first),
        *TOO_LONG,
        ("both products are too long: layer i is in the inner one, layer j is in the outer one", slices_to_the_end),
        ("the inner product begins with an identity of the size of what enters layer j",
         identity_of(units_below, start=True)),
        ("the inner product begins with an identity of the size of what leaves layer j + 1",
         identity_of(units_above, start=True)),
        ("between neighbours the identity has the size of what enters layer j", identity_of(units_below)),
        ("between neighbours the identity has the size of what leaves layer i", identity_of(units_above)),
        ("the empty product counts as rank zero", nothing_between),
        ("the rank of a product is taken to be the smallest rank of its factors", weakest_link),
        ("the rows are sorted by j first", other_order),
        ("the layers are counted from 0", from_zero),
    ],
    "q3": [
        ("no saddle is ever called non-strict", by_table(lambda table, r: (table[:, 2:] == r).all())),
        ("no saddle is ever called non-strict", by_table(lambda table, r: (table[:, 2] == r).all())),
        ("no saddle is ever called non-strict", by_table(lambda table, r: (table[:, 3] == r).all())),
        ("no saddle is ever called non-strict", by_table(lambda table, r: False)),
        ("from two hidden layers on every saddle is called non-strict", deep),
        ("the depth alone decides, once the modes learnt are the strongest", deep_and_top),
        ("only the pivot (n, 1) is looked at", only_the_ends),
        ("r is looked for in the whole row, in i and j too", by_table(lambda table, r: all(r in row for row in table))),
        ("every point of the largest possible rank is called a global minimum", as_many_as_possible),
        ("one tightened pivot is taken to be enough", one_is_enough),
        ("the outer products are tested separately, without S_xy between them", trapped),
        ("the global minimum is not tested first", saddles_only),
        ("which modes are learnt is not looked at", rank_alone),
        ("only the hidden widths are looked at", hidden_widths),
        ("the ranks are compared with 0 instead of r", products_vanish),
    ],
    "q4": [
        ("the sign is wrong: the line leads up", uphill),
        ("a minus sign in every layer", minus_everywhere),
        ("a column of Vᵀ is taken in the place of a row", column_of_Vt),
        ("u and v have changed places", exchanged),
        ("XYᵀ is decomposed in the place of YXᵀ", transposed),
        ("the strongest mode of Σ", mode_of_sigma),
        ("the weakest mode instead of the strongest", last_mode),
        ("the layers between rest", ends_only),
        ("the layers between pass every unit, not one", identities),
        ("the singular vectors of the best linear map", whitened),
    ],
    "q5": [
        ("a theorem is read backwards", lambda: "a"),
        ("every saddle is taken to be strict", lambda: "B"),
        ("every such saddle is taken to be like the zero point", lambda: "d"),
    ],
    "q6": [
        ("only the leading term for small δ", lambda n, delta: (1 - n) * delta**n / delta**2),
        ("only the direction (1, …, 1) is looked at", ones_direction),
        ("only the directions across (1, …, 1) are looked at", across),
        ("in the eigenvalue along (1, …, 1) too many entries are added", n_neighbours),
        ("only the direction (1, …, 1) is looked at, and too many entries are added", n_neighbours_alone),
        ("the residual term, the one with p − 1, is missing", without_residual),
        ("the term with p − 1 is all there is", only_residual),
        ("the residual p − 1 has the wrong sign", residual_backwards),
        ("the residual term, the one with p − 1, stands on the diagonal too", residual_on_diagonal),
        ("one weight is taken out of the product instead of two", one_taken_out),
        ("the factor ½ is forgotten", no_half),
    ],
}  # fmt: skip
