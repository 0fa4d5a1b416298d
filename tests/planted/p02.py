"""Wrong answers to exercise 02, written the way learners write them, with the name that each must be given."""

import itertools
from functools import reduce

import numpy as np


def all_paths(widths):
    n = 1
    for width in widths:
        n *= width
    return n


def without_the_last(widths):
    return np.prod(widths[:-1])


def without_the_first(widths):
    return np.prod(widths[1:])


def sum_of_hidden(widths):
    return np.sum(widths) - widths[0] - widths[-1]


def sum_of_all(widths):
    return np.sum(widths)


def zero_without_hidden(widths):
    hidden = widths[1:-1]
    if not hidden:
        return 0
    return reduce(lambda a, b: a * b, hidden)


def n_weights(widths):
    return np.dot(widths[1:], widths[:-1])


def power(widths):
    n_hidden_layers = len(widths) - 2
    return widths[1] ** n_hidden_layers


def as_listed(weights):
    return reduce(np.matmul, weights)


def from_the_last(weights):
    R = weights[-1]
    for W in weights[:-1]:
        R = R @ W
    return R


def loop_from_one(weights):
    R = np.eye(weights[0].shape[0])
    for k in range(1, len(weights)):
        R = weights[k] @ R
    return R


def loop_ends_early(weights):
    R = weights[0]
    for k in range(1, len(weights) - 1):
        R = weights[k] @ R
    return R


def both_ends(weights):
    first, *_, last = weights
    return last.dot(first)


def first_in_the_loop_again(weights):
    R = weights[0]
    for W in weights:
        R = W @ R
    return R


def one_hidden_layer(weights):
    W1, W2 = weights[:2]
    return np.dot(W2, W1)


def rows_as_examples(weights):
    R = np.eye(weights[0].shape[1])
    for W in weights:
        R = R @ W.T
    return R


def star(weights):
    R = 1
    for W in reversed(weights):
        R = W * R
    return R


def walk(weights, i, j, step=lambda term, w: term * w, start=1.0):
    """All terms, by going from layer to layer with a list of (unit, term so far)."""
    reached = [(i, start)]
    for W in weights[:-1]:
        reached = [(unit, step(term, W[unit, before])) for unit in range(W.shape[0]) for before, term in reached]
    return np.array([step(term, weights[-1][j, before]) for before, term in reached])


def ends_swapped(weights, i, j):
    return walk(weights, j, i)


def rows_and_columns(weights, i, j):
    terms = []
    for hidden in itertools.product(*[range(W.shape[0]) for W in weights[:-1]]):
        term, path = 1.0, [i, *hidden, j]
        for k, W in enumerate(weights):
            term *= W[path[k], path[k + 1]]
        terms.append(term)
    return np.array(terms)


def starts_late(weights, i, j):
    ones = np.ones_like(weights[0])
    return walk((ones, *weights[1:]), i, j)


def ends_early(weights, i, j):
    ones = np.ones_like(weights[-1])
    return list(walk((*weights[:-1], ones), i, j))


def sums_along(weights, i, j):
    return walk(weights, i, j, step=lambda term, w: term + w, start=0.0)


def as_a_set(weights, i, j):
    return np.array(sorted({float(term) for term in walk(weights, i, j)}))


def zeros_skipped(weights, i, j):
    reached = [(i, 1.0)]
    for W in weights[:-1]:
        units = range(W.shape[0])
        reached = [(b, term * W[b, a]) for a, term in reached for b in units if W[b, a] != 0]
    return np.array([term * weights[-1][j, a] for a, term in reached if weights[-1][j, a] != 0])


def one_loop(weights, i, j):
    terms = []
    for a in range(min(len(W) for W in weights[:-1])):
        term = weights[0][a, i]
        for W in weights[1:-1]:
            term = term * W[a, a]
        terms.append(term * weights[-1][j, a])
    return np.array(terms)


def added_up(weights, i, j):
    return sum(walk(weights, i, j))


def svd_weights(M, chosen, power=1.0):
    U, s, Vt = np.linalg.svd(M)
    return np.diag(s[chosen] ** power) @ Vt[chosen], U[:, chosen]


def weakest_kept(M, r):
    values, V = np.linalg.eigh(M.T @ M)  # ascending; of the k = min(M.shape) that count, the r least
    V = V[:, len(values) - min(M.shape) :][:, :r]
    return V.T, M @ V


def no_sigma(M, r):
    return svd_weights(M, np.arange(r), 0.0)


def sigma_twice(M, r):
    U, s, Vt = np.linalg.svd(M)
    D = np.diag(s[:r])
    return D @ Vt[:r, :], U[:, :r] @ D


def low_rank(M, r):
    U, s, Vt = np.linalg.svd(M, full_matrices=False)
    s[r:] = 0
    return U @ np.diag(s) @ Vt


def rows_of_U(M, r):
    U, s, Vt = np.linalg.svd(M)
    return [s[:r].reshape(-1, 1) * Vt[:r], np.array([U[k] for k in range(r)]).T]


def as_in_the_books(M, r):
    U, s, V = np.linalg.svd(M)
    return np.diag(s[:r]) @ V[:, :r].T, U[:, :r]


def as_in_the_books_thin(M, r):
    U, s, V = np.linalg.svd(M, full_matrices=False)
    return np.diag(s[:r]) @ V[:, :r].T, U[:, :r]


def columns_end_to_end(A, B):
    columns = []
    for b in range(B.shape[0]):
        for a in range(A.shape[1]):
            V = np.zeros((A.shape[1], B.shape[0]))
            V[a, b] = 1
            columns.append((A @ V @ B).flatten(order="F"))
    return np.array(columns).T


def by_blocks(A, B):
    return np.block([[entry * B for entry in row] for row in A])


def wrong_factor(A, B):
    return np.block([[entry * B for entry in row] for row in A.T])


def both_transposed(A, B):
    return by_blocks(A, B).T


def order_swapped(A, B):
    return by_blocks(B, A)


def swapped_and_A_turned(A, B):
    return by_blocks(B, A.T)


def swapped_and_both_turned(A, B):
    return by_blocks(B.T, A.T)


def outer(A, B):
    return A.reshape(-1, 1) * B.reshape(1, -1)


def norms(weights):
    return np.array([np.sqrt((W**2).sum()) for W in weights])


def to_norm_one(weights):
    return [1 / np.linalg.norm(W) for W in weights]


def upside_down(weights):
    s = norms(weights)
    return s / np.prod(s) ** (1 / len(s))


def squared_norms(weights):
    s = np.array([np.sum(W * W) for W in weights])
    return np.prod(s) ** (1 / len(s)) / s


def balanced_wrongly(weights):
    s = np.sqrt(norms(weights))
    return [np.prod(s) ** (1 / len(s)) / size for size in s]


def no_root(weights):
    s = norms(weights)
    return [np.prod(np.delete(s, k)) for k in range(len(s))]


def always_sqrt(weights):
    s = norms(weights)
    return np.prod(s) ** 0.5 / s


def mean_norm(weights):
    return np.mean(norms(weights)) / norms(weights)


def spectral(weights):
    s = np.array([np.linalg.svd(W, compute_uv=False)[0] for W in weights])
    return np.prod(s) ** (1 / len(s)) / s


def hidden_root(weights):
    s, n_hidden_layers = norms(weights), len(weights) - 1
    return np.exp(np.log(s).sum() / n_hidden_layers) / s


PLANTED = {
    "q1": [
        ("the paths between all inputs and all outputs", all_paths),
        ("the paths from all inputs to one output", without_the_last),
        ("the paths from one input to all outputs", without_the_first),
        ("the widths are added", sum_of_hidden),
        ("all widths are added", sum_of_all),
        ("without a hidden layer no path is counted", zero_without_hidden),
        ("only the first hidden layer is looked at", lambda widths: [*widths][1]),
        ("the weights are counted, not the paths", n_weights),
        ("all hidden layers are taken to be as wide as the first", power),
    ],
    "q2": [
        ("the matrices are multiplied in the wrong order", as_listed),
        ("only the last matrix is in its place", from_the_last),
        ("the first matrix is left out", loop_from_one),
        ("the last matrix is left out", loop_ends_early),
        ("only the first and the last matrix are multiplied", both_ends),
        ("the first matrix enters twice", first_in_the_loop_again),
        ("only the first two matrices are multiplied", one_hidden_layer),
        ("the result is transposed", rows_as_examples),
        ("the matrices are multiplied entry by entry", star),
    ],
    "q3": [
        ("input and output are swapped", ends_swapped),
        ("row and column of the weights are swapped", rows_and_columns),
        ("the first weight of every path is left out", starts_late),
        ("the last weight of every path is left out", ends_early),
        ("the weights along a path are added", sums_along),
        ("terms that are equal are kept once", as_a_set),
        ("terms that are zero are left out", zeros_skipped),
        ("only the paths through units of the same number", one_loop),
        ("the terms are added up", added_up),
    ],
    "q4": [
        ("the smallest singular values are kept", weakest_kept),
        ("the singular values are left out", no_sigma),
        ("the singular values go into both factors", sigma_twice),
        ("the product instead of its factors", low_rank),
        ("the rows of U are taken, not its columns", rows_of_U),
        ("Vᵀ is taken for V", as_in_the_books),
        ("Vᵀ is taken for V, in the thin form", as_in_the_books_thin),
    ],
    "q5": [
        ("the columns of V are laid end to end instead of its rows", columns_end_to_end),
        ("a missing transpose", by_blocks),
        ("the transpose is on the wrong factor", wrong_factor),
        ("both factors are transposed", both_transposed),
        ("the factors are in the wrong order, and neither is transposed", order_swapped),
        ("the factors are in the wrong order, and A is transposed", swapped_and_A_turned),
        ("the factors are in the wrong order, and both are transposed", swapped_and_both_turned),
        ("an outer product, whose entries are in other places", outer),
    ],
    "q6": [
        ("every layer is scaled to norm 1", to_norm_one),
        ("the factors are upside down", upside_down),
        ("the squares of the factors: a root is missing", squared_norms),
        ("the roots of the factors: a root too many", balanced_wrongly),
        ("the root of the product of the norms is missing", no_root),
        ("the square root of two layers at every depth", always_sqrt),
        ("the arithmetic mean of the norms instead of the geometric one", mean_norm),
        ("the largest singular value of a layer instead of its Frobenius norm", spectral),
        ("off by one: the root counts hidden layers, not matrices", hidden_root),
    ],
}
