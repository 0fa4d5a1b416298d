"""Wrong answers to exercise 04, written the way learners write them, with the name that each must be given."""

from itertools import combinations, product
from math import comb, factorial

import numpy as np


def full_sets(widths):
    d_y, r = widths[-1], min(widths)
    return factorial(d_y) // factorial(r) // factorial(d_y - r)


def no_empty_set(widths):
    return sum(1 for r in range(1, min(widths) + 1) for _ in combinations(range(widths[-1]), r))


def range_ends_early(widths):
    total = 0
    for r in range(min(widths)):
        total += comb(widths[-1], r)
    return total


def sets_of_inputs(widths):
    d_x, *_ = widths
    return sum(len(list(combinations(range(d_x), r))) for r in range(min(widths) + 1))


def split(weights, k):
    """The products before and after layer k, and its residual, with loops."""
    below = np.eye(weights[0].shape[1])
    for W in weights[:k]:
        below = W @ below
    above = np.eye(weights[-1].shape[0])
    for W in weights[:k:-1]:
        above = above @ W
    return above, below


def residual(weights, X, Y):
    out = X
    for W in weights:
        out = W @ out
    return (out - Y) @ X.T


def right_gradient(weights, X, Y):
    G = residual(weights, X, Y)
    return [split(weights, k)[0].T @ G @ split(weights, k)[1].T for k in range(len(weights))]


def times(factor):
    return lambda weights, X, Y: [factor(Y.shape[1]) * g for g in right_gradient(weights, X, Y)]


def no_X(weights, X, Y):
    out = X
    for W in weights:
        out = W @ out
    return [split(weights, k)[0].T @ (out - Y) @ split(weights, k)[1].T for k in range(len(weights))]


def turned(weights, X, Y):
    G = residual(weights, X, Y)
    return tuple(below @ G.T @ above for above, below in (split(weights, k) for k in range(len(weights))))


def plain_above(weights, X, Y):
    return [split(weights, k)[0] @ residual(weights, X, Y) @ split(weights, k)[1].T for k in range(len(weights))]


def plain_below(weights, X, Y):
    return [split(weights, k)[0].T @ residual(weights, X, Y) @ split(weights, k)[1] for k in range(len(weights))]


def downhill(weights, X, Y):
    return [-g for g in right_gradient(weights, X, Y)]


def output_side_first(weights, X, Y):
    parts, above, G = [], np.eye(len(Y)), residual(weights, X, Y)
    for k in reversed(range(len(weights))):
        parts.append(above.T @ G @ split(weights, k)[1].T)
        above = above @ weights[k]
    return tuple(parts)


def no_transposes(weights, X, Y):
    G = residual(weights, X, Y)
    return tuple(above @ G @ below for above, below in (split(weights, k) for k in range(len(weights))))


def sides_exchanged(weights, X, Y):
    grads = []
    for k in range(len(weights)):
        after, before = split(weights, k)
        grads.append(before.T @ residual(weights, X, Y) @ after.T)
    return tuple(grads)


def up_to_and_with_k(weights, X, Y):
    grads, below, G = [], np.eye(len(X)), residual(weights, X, Y)
    for k, W in enumerate(weights):
        below = W @ below
        grads.append(split(weights, k)[0].T @ G @ below.T)
    return grads


def from_k_on(weights, X, Y):
    G, grads = residual(weights, X, Y), []
    for k in range(len(weights)):
        above = np.eye(len(Y))
        for W in reversed(weights[k:]):
            above = above @ W
        grads.append(above.T @ G @ split(weights, k)[1].T)
    return grads


def left_to_right(weights, X, Y):
    def chain(layers, size):
        P = np.eye(size)
        for W in layers:
            P = P @ W
        return P

    G = (chain(weights, len(weights[0])) @ X - Y) @ X.T
    return [
        chain(weights[k + 1 :], W.shape[0]).T @ G @ chain(weights[:k], weights[0].shape[0]).T
        for k, W in enumerate(weights)
    ]


def assumptions(
    X,
    Y,
    *,
    by_examples=False,
    of_X=False,
    outputs=None,
    full=min,
    strict=False,
    plain=False,
    distinct=True,
    of_Y=False,
    diagonal=False,
    outputs_early=False,
):
    """The question answered with NumPy, with one thing wrong."""
    rank = np.linalg.matrix_rank
    (d_x, m), d_y = X.shape, len(Y)
    if rank(X) < (m if by_examples else min(d_x, m) if of_X else d_x):
        return "inputs"
    if outputs_early and d_y > d_x:
        return "outputs"
    if rank(Y @ X.T) < full(d_x, d_y):
        return "correlation"
    if outputs(d_x, d_y, m) if outputs else d_y > d_x or (strict and d_y == d_x):
        return "outputs"
    C = Y @ X.T
    Sigma = Y @ Y.T if of_Y else C @ C.T if plain else C @ np.linalg.inv(X @ X.T) @ C.T
    eigenvalues = np.array(sorted(Sigma[k, k] for k in range(d_y))) if diagonal else np.linalg.eigvalsh(Sigma)
    return "distinct" if distinct and (np.diff(eigenvalues) < 1e-8 * eigenvalues[-1]).any() else "none"


def eigenvalues_of_sigma(X, Y):
    return np.linalg.eigvalsh(Y @ X.T @ np.linalg.inv(X @ X.T) @ X @ Y.T)


def values(total, eigenvalues, smallest, largest):
    found = []
    for bits in product((0, 1), repeat=len(eigenvalues)):
        if smallest <= sum(bits) <= largest:
            found.append((total - np.dot(bits, eigenvalues)) / 2)
    return sorted(found)


def only_full(X, Y, widths):
    return values(np.sum(Y**2), eigenvalues_of_sigma(X, Y), min(widths), min(widths))


def something_learnt(X, Y, widths):
    return values(np.sum(Y**2), eigenvalues_of_sigma(X, Y), 1, min(widths))


def short_range(X, Y, widths):
    saved = []
    for size in range(min(widths)):
        saved += [sum(subset) for subset in combinations(eigenvalues_of_sigma(X, Y), size)]
    return np.sort((np.sum(Y * Y) - np.array(saved)) / 2)


def first_hidden(X, Y, widths):
    return values(np.sum(Y**2), eigenvalues_of_sigma(X, Y), 0, widths[1])


def half_of_the_total(X, Y, widths):
    return [2 * v - np.sum(Y**2) / 2 for v in values(np.sum(Y**2), eigenvalues_of_sigma(X, Y), 0, min(widths))]


def mean_loss(X, Y, widths):
    return np.array(values(np.sum(Y**2), eigenvalues_of_sigma(X, Y), 0, min(widths))) / len(X[0])


def norm_of_Y(X, Y, widths):
    return values(np.linalg.norm(Y), eigenvalues_of_sigma(X, Y), 0, min(widths))


def singular_values(X, Y, widths):
    s = np.linalg.svd(Y @ np.linalg.pinv(X) @ X, compute_uv=False)
    return values(np.sum(Y**2), s, 0, min(widths))


def wide_open(X, Y, widths):
    return values(np.sum(Y**2), eigenvalues_of_sigma(X, Y), 0, len(Y))


def whole_not_half(X, Y, widths):
    return 2 * np.array(values(np.sum(Y**2), eigenvalues_of_sigma(X, Y), 0, min(widths)))


def from_the_top(X, Y, widths):
    return values(np.sum(Y**2), eigenvalues_of_sigma(X, Y), 0, min(widths))[::-1]


def stairs(X, Y, widths):
    strongest = eigenvalues_of_sigma(X, Y)[::-1]
    return [(np.sum(Y**2) - strongest[:r].sum()) / 2 for r in range(min(widths), -1, -1)]


def trace_only(X, Y, widths):
    return values(np.trace(Y @ X.T @ np.linalg.pinv(X @ X.T) @ X @ Y.T), eigenvalues_of_sigma(X, Y), 0, min(widths))


def not_whitened(X, Y, widths):
    return values(np.sum(Y**2), np.linalg.svd(Y @ X.T)[1] ** 2, 0, min(widths))


def in_sequence(weights, X, Y, learning_rate, n_steps):
    W = [layer.copy() for layer in weights]
    for _ in range(n_steps):
        for k, layer in enumerate(W):
            above, below = split(W, k)
            layer -= learning_rate * above.T @ residual(W, X, Y) @ below.T
    return W


def while_going_back(weights, X, Y, learning_rate, n_steps):
    """Backpropagation that changes each layer as it passes."""
    W = [layer.copy() for layer in weights]
    for _ in range(n_steps):
        for k in range(len(W) - 1, -1, -1):
            above, below = split(W, k)
            W[k] -= learning_rate * above.T @ residual(W, X, Y) @ below.T
    return W


def descent(weights, X, Y, learning_rate, n_steps):
    while n_steps > 0:
        grads = right_gradient(weights, X, Y)
        weights = [W - learning_rate * g for W, g in zip(weights, grads, strict=True)]
        n_steps -= 1
    return weights


def climb(weights, X, Y, learning_rate, n_steps):
    for _ in range(n_steps):
        weights = [W + learning_rate * g for W, g in zip(weights, right_gradient(weights, X, Y), strict=True)]
    return weights


def return_in_the_loop(weights, X, Y, learning_rate, n_steps):
    for _ in range(n_steps):
        slopes = right_gradient(weights, X, Y)
        weights = tuple(W - learning_rate * slope for W, slope in zip(weights, slopes, strict=True))
        return weights


def last_step_missing(weights, X, Y, learning_rate, n_steps):
    for _ in range(1, n_steps):
        weights = descent(weights, X, Y, learning_rate, 1)
    return weights


def frozen(weights, X, Y, learning_rate, n_steps):
    grads, W = right_gradient(weights, X, Y), list(weights)
    for _ in range(n_steps):
        W = [layer - learning_rate * g for layer, g in zip(W, grads, strict=True)]
    return W


def outputs(weights, X):
    for W in weights:
        X = W @ X
    return X


def corner_outputs(weights, directions, X):
    """The outputs at all corners, one after the other."""
    found = [X]
    for W, V in zip(weights, directions, strict=True):
        found = [side @ Z for Z in found for side in (W + V, W - V)]
    return found


def squared_changes(weights, directions, X):
    return [np.linalg.norm(Z - outputs(weights, X)) ** 2 for Z in corner_outputs(weights, directions, X)]


def mean_of_squares(weights, directions, X):
    return sum(np.sum(Z**2) for Z in corner_outputs(weights, directions, X)) / 2 ** len(weights) / 2


def plus_and_minus(weights, directions, X):
    found = corner_outputs(weights, directions, X)
    return (np.sum((found[0] - outputs(weights, X)) ** 2) + np.sum((found[-1] - outputs(weights, X)) ** 2)) / 4


def mean_distance(weights, directions, X):
    return np.mean(np.sqrt(squared_changes(weights, directions, X))) / 2


def norm_at_the_point(weights, directions, X):
    return mean_of_squares(weights, directions, X) - np.linalg.norm(outputs(weights, X)) / 2


def plain_norms(weights, directions, X):
    norms = [np.linalg.norm(Z) for Z in corner_outputs(weights, directions, X)]
    return (sum(norms) / len(norms) - np.linalg.norm(outputs(weights, X))) / 2


def all_directions(weights, directions, X):
    return np.linalg.norm(outputs(directions, X)) ** 2 / 2


def one_at_a_time(weights, directions, X):
    total = 0
    for k, V in enumerate(directions):
        above, below = split(weights, k)
        total += np.sum((above @ V @ below @ X) ** 2) / 2
    return total


def plus_corner(weights, directions, X):
    return np.sum((corner_outputs(weights, directions, X)[0] - outputs(weights, X)) ** 2) / 2


PLANTED = {
    "q1": [
        ("only the largest sets are counted", full_sets),
        ("the empty set is forgotten", no_empty_set),
        ("the bottleneck is forgotten", lambda widths: len(list(product((0, 1), repeat=widths[-1])))),
        ("the bottleneck and the empty set are forgotten", lambda widths: 2 ** widths[-1] - 1),
        ("the first hidden layer is taken for the narrowest",
         lambda widths: sum(comb(widths[-1], r) for r in range(widths[1] + 1))),
        ("off by one: the largest sets are left out", range_ends_early),
        ("the modes are counted by the inputs", sets_of_inputs),
        ("only the strongest modes are used", lambda widths: sum(comb(min(widths), r) for r in range(min(widths) + 1))),
        ("only the sets of the strongest modes are counted", lambda widths: len(range(min(widths))) + 1),
    ],
    "q2": [
        ("the sign is wrong", downhill),
        ("the factor ½ is forgotten", times(lambda m: 2)),
        ("divided by the number of examples", times(lambda m: 1 / m)),
        ("the gradient of the mean squared error", times(lambda m: 2 / m)),
        ("the last factor, Xᵀ, is forgotten", no_X),
        ("every part is transposed", turned),
        ("a missing transpose of the product above", plain_above),
        ("a missing transpose of the product below", plain_below),
        ("the layers come in the wrong order", output_side_first),
        ("missing transposes of the products above and below", no_transposes),
        ("the products above and below are exchanged", sides_exchanged),
        ("off by one: the layer itself is in the product below it", up_to_and_with_k),
        ("off by one: the layer itself is in the product above it", from_k_on),
        ("the layers are multiplied with the first on the left", left_to_right),
    ],
    "q3": [
        ("XᵀX instead of XXᵀ", lambda X, Y: assumptions(X, Y, by_examples=True)),
        ("X is looked at instead of XXᵀ: too few examples pass", lambda X, Y: assumptions(X, Y, of_X=True)),
        ("more inputs than outputs are taken for the failure",
         lambda X, Y: assumptions(X, Y, outputs=lambda d_x, d_y, m: d_x > d_y)),
        ("examples are counted instead of inputs",
         lambda X, Y: assumptions(X, Y, outputs=lambda d_x, d_y, m: d_y > m)),
        ("the rank of XYᵀ is compared with the number of inputs",
         lambda X, Y: assumptions(X, Y, full=lambda d_x, d_y: d_x)),
        ("the rank of XYᵀ is compared with the number of outputs",
         lambda X, Y: assumptions(X, Y, full=lambda d_x, d_y: d_y)),
        ("as many outputs as inputs are taken for too many", lambda X, Y: assumptions(X, Y, strict=True)),
        ("the inputs are not whitened: (XXᵀ)⁻¹ is missing in Σ", lambda X, Y: assumptions(X, Y, plain=True)),
        ("the eigenvalues of YYᵀ instead of those of Σ", lambda X, Y: assumptions(X, Y, of_Y=True)),
        ("the diagonal of Σ is looked at instead of its eigenvalues", lambda X, Y: assumptions(X, Y, diagonal=True)),
        ("eigenvalues that are equal are not found", lambda X, Y: assumptions(X, Y, distinct=False)),
        ("the outputs are counted before the rank of XYᵀ is looked at",
         lambda X, Y: assumptions(X, Y, outputs_early=True)),
    ],
    "q4": [
        ("only the largest sets are used", only_full),
        ("the bottleneck is forgotten", wide_open),
        ("the empty set is forgotten", something_learnt),
        ("off by one: the largest sets are left out", short_range),
        ("the first hidden layer is taken for the narrowest", first_hidden),
        ("the factor ½ is forgotten", whole_not_half),
        ("the ½ stands before S_yy alone", half_of_the_total),
        ("divided by the number of examples", mean_loss),
        ("‖Y‖ is not squared", norm_of_Y),
        ("the singular values are not squared", singular_values),
        ("in descending order", from_the_top),
        ("only the sets of the strongest modes are used", stairs),
        ("what no linear map can fit is left out", trace_only),
        ("the inputs are not whitened: (XXᵀ)⁻¹ is missing in Σ", not_whitened),
    ],
    "q5": [
        ("the layers move one after the other, the first before the rest", in_sequence),
        ("the layers move one after the other, the last before the rest", while_going_back),
        ("uphill instead of downhill", climb),
        ("a single step, however many are asked for", return_in_the_loop),
        ("off by one: a step too few", last_step_missing),
        ("off by one: a step too many", lambda weights, X, Y, learning_rate, n_steps:
         descent(weights, X, Y, learning_rate, n_steps + 1)),
        ("the gradient of the start is used at every step", frozen),
        ("the factor ½ of the loss is forgotten", lambda weights, X, Y, learning_rate, n_steps:
         descent(weights, X, Y, 2 * learning_rate, n_steps)),
        ("divided by the number of examples", lambda weights, X, Y, learning_rate, n_steps:
         descent(weights, X, Y, learning_rate / Y.shape[1], n_steps)),
        ("the gradient of the mean squared error", lambda weights, X, Y, learning_rate, n_steps:
         descent(weights, X, Y, 2 * learning_rate / Y.shape[1], n_steps)),
    ],
    "q6": [
        ("the factor ½ is forgotten", lambda *a: np.mean(squared_changes(*a))),
        ("the value at the point itself is not subtracted", mean_of_squares),
        ("the sum over the corners instead of their average", lambda *a: sum(squared_changes(*a)) / 2),
        ("only the product of all directions counts", all_directions),
        ("only one layer moves at a time", one_at_a_time),
        ("one corner instead of the average", plus_corner),
        ("two corners instead of the average over all", plus_and_minus),
        ("the distance is not squared", mean_distance),
        ("the norm at the point is not squared", norm_at_the_point),
        ("the norms are not squared", plain_norms),
        ("divided by the number of examples", lambda *a: np.mean(squared_changes(*a)) / 2 / a[2].shape[1]),
        ("the inputs are forgotten", lambda weights, directions, X:
         np.mean(squared_changes(weights, directions, np.eye(weights[0].shape[1]))) / 2),
    ],
}  # fmt: skip
