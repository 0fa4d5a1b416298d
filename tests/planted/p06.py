"""Wrong answers to exercise 06, written the way learners write them, with the name that each must be given."""

from math import exp, log, log10

import numpy as np


def hidden_for_layers(epsilon, s, n_hidden):
    n = n_hidden
    if n == 2:
        return np.log(1 / epsilon) / s
    return epsilon ** (2 - n) / ((n - 2) * s)


def always_log(epsilon, s, n_hidden):
    return -log(epsilon) / s


def integral_off_by_one(epsilon, s, n_hidden):
    n = n_hidden + 1
    if n == 2:
        return -log(epsilon) / s
    return 1 / (epsilon ** (n - 1) * (n - 1) * s)


def smaller_is_sooner(epsilon, s, n_hidden):
    H = n_hidden
    return -np.log(epsilon) / s if H == 1 else epsilon ** (H - 1) / (H - 1) / s


def up_to_one(epsilon, s, n_hidden):
    H = n_hidden
    return -np.log(epsilon) / s if H == 1 else (1 / epsilon ** (H - 1) - 1) / (s * (H - 1))


def no_strength(epsilon, s, n_hidden):
    return log(1 / epsilon) if n_hidden == 1 else epsilon ** (1 - n_hidden) / (n_hidden - 1)


def decimal(epsilon, s, n_hidden):
    return -log10(epsilon) / s if n_hidden == 1 else epsilon ** (1 - n_hidden) / (n_hidden - 1) / s


def negative_log(epsilon, s, n_hidden):
    return log(epsilon) / s if n_hidden == 1 else epsilon ** (1 - n_hidden) / (n_hidden - 1) / s


def power_alone(epsilon, s, n_hidden):
    return -log(epsilon) / s if n_hidden == 1 else 1 / (s * epsilon ** (n_hidden - 1))


def times_strength(epsilon, s, n_hidden):
    return -s * log(epsilon) if n_hidden == 1 else s / (n_hidden - 1) / epsilon ** (n_hidden - 1)


def single_rate(times, s, epsilon):
    u0 = epsilon * epsilon
    return s * np.exp(s * times) / (np.exp(s * times) + s / u0 - 1)


def backwards(times, s, epsilon):
    u0 = epsilon**2
    return np.array([s / (1 + (s / u0 - 1) * exp(2 * s * t)) for t in times])


def layer_for_product(times, s, epsilon):
    growth = np.exp(2 * s * times)
    return s * epsilon * growth / (s + epsilon * (growth - 1))


def no_strength_in_exponent(times, s, epsilon):
    u0 = epsilon * epsilon
    return s / (1 + (s / u0 - 1) / np.exp(2 * times))


def one_missing(times, s, epsilon):
    growth = np.exp(2 * s * times)
    return s * epsilon**2 * growth / (epsilon**2 * growth + s)


def upside_down(times, s, epsilon):
    u0 = epsilon**2
    return np.array([s / (1 + (u0 / s - 1) * exp(-2 * s * t)) for t in times])


def sum_of_layers(times, s, epsilon):
    u0 = epsilon + epsilon
    return s * u0 * np.exp(2 * s * times) / (s + u0 * (np.exp(2 * s * times) - 1))


def no_bracket(times, s, epsilon):
    u0 = epsilon**2
    return s / 1 + (s / u0 - 1) * np.exp(-2 * s * times)


def up_to_one_only(times, s, epsilon):
    u0 = epsilon**2
    return 1 / (1 + (s / u0 - 1) * np.exp(-2 * s * times))


def unbounded(times, s, epsilon):
    return (epsilon * np.exp(s * times)) ** 2


def one_layer(times, s, epsilon):
    return (s / (1 + (s / epsilon**2 - 1) * np.exp(-2 * s * times))) ** 0.5


def sigma(X, Y):
    return Y @ X.T @ np.linalg.inv(X @ X.T) @ X @ Y.T


def descending(matrix):
    return sorted(np.linalg.eigvalsh(matrix), reverse=True)


def stairs(S_yy, values):
    levels = [S_yy / 2]
    for value in values:
        levels.append(levels[-1] - value / 2)
    return np.array(levels)


def weakest_first(widths, X, Y):
    return stairs(np.sum(Y**2), np.linalg.eigvalsh(sigma(X, Y))[: min(widths)])


def stairs_without_half(widths, X, Y):
    values = descending(sigma(X, Y))
    return np.array([(Y * Y).sum() - sum(values[:r]) for r in range(min(widths) + 1)])


def all_modes(widths, X, Y):
    return stairs(np.sum(Y**2), descending(sigma(X, Y)))


def total_alone_halved(widths, X, Y):
    values = [0, *descending(sigma(X, Y))[: min(widths)]]
    return np.sum(Y**2) / 2 - np.cumsum(values)


def mean_loss(widths, X, Y):
    return stairs(np.sum(Y**2), descending(sigma(X, Y))[: min(widths)]) / Y.shape[1]


def norm_of_Y(widths, X, Y):
    return stairs(np.linalg.norm(Y), descending(sigma(X, Y))[: min(widths)])


def first_hidden(widths, X, Y):
    return stairs(np.sum(Y**2), descending(sigma(X, Y))[: widths[1]])


def hidden_alone(widths, X, Y):
    _, *hidden, _ = widths
    return stairs(np.sum(Y**2), descending(sigma(X, Y))[: min(hidden)])


def upstairs(widths, X, Y):
    return sorted(stairs(np.sum(Y**2), descending(sigma(X, Y))[: min(widths)]))


def from_the_first_mode(widths, X, Y):
    values = descending(sigma(X, Y))
    return np.array([0.5 * ((Y * Y).sum() - sum(values[: r + 1])) for r in range(min(widths))])


def one_mode_each(widths, X, Y):
    values = [0, *descending(sigma(X, Y))][: min(widths) + 1]
    return 0.5 * np.sum(Y**2) - np.array(values) / 2


def not_whitened(widths, X, Y):
    C = Y @ X.T
    return stairs(np.sum(Y**2), descending(C @ C.T)[: min(widths)])


def singular_values(widths, X, Y):
    s = np.linalg.svd(Y @ X.T @ np.linalg.inv(X @ X.T) @ X, compute_uv=False)
    return stairs(np.sum(Y**2), s[: min(widths)])


def stay(steps, inside):
    at = [step for step, here in zip(steps, inside, strict=True) if here]
    return at[-1] - at[0] if at else 0


def records(steps, losses, levels, within):
    return [sum(abs(loss - level) <= within for loss in losses) for level in levels]


def last_step(steps, losses, levels, within):
    found = [steps[abs(losses - level) <= within] for level in levels]
    return [at[-1] if len(at) else 0 for at in found]


def until_it_leaves(steps, losses, levels, within):
    lengths = []
    for level in levels:
        at = [k for k in range(len(steps)) if abs(losses[k] - level) <= within]
        lengths.append(steps[min(at[-1] + 1, len(steps) - 1)] - steps[at[0]] if at else 0)
    return lengths


def indices(steps, losses, levels, within):
    found = [np.flatnonzero(abs(losses - level) <= within) for level in levels]
    return np.array([f[-1] - f[0] if len(f) else 0 for f in found])


def no_absolute_value(steps, losses, levels, within):
    return [stay(steps, losses - level <= within) for level in levels]


def above_only(steps, losses, levels, within):
    return [stay(steps, [0 <= loss - level <= within for loss in losses]) for level in levels]


def nearest(steps, losses, levels, within):
    own = np.array([min(range(len(levels)), key=lambda r: abs(levels[r] - loss)) for loss in losses])
    return [stay(steps, own == r) for r in range(len(levels))]


def relative(steps, losses, levels, within):
    return [stay(steps, abs(losses - level) <= within * level) for level in levels]


def both_ends(steps, losses, levels, within):
    counts = []
    for level in levels:
        at = steps[np.abs(losses - level) <= within]
        counts.append(at.max() - at.min() + 1 if at.size else 0)
    return np.array(counts)


def moved_first(w, n, learning_rate, momentum, n_steps):
    velocity = 0
    for _ in range(n_steps):
        w = w - learning_rate * velocity
        velocity = momentum * velocity + (w + learning_rate * velocity) ** (n - 1) * (
            (w + learning_rate * velocity) ** n - 1
        )
    return w


def forgetful(w, n, learning_rate, momentum, n_steps):
    for _ in range(n_steps):
        velocity = 0
        velocity = momentum * velocity + w ** (n - 1) * (w**n - 1)
        w -= learning_rate * velocity
    return w


def running_mean(w, n, learning_rate, momentum, n_steps):
    m = 0
    for _ in range(n_steps):
        gradient = w ** (2 * n - 1) - w ** (n - 1)
        m = momentum * m + (1 - momentum) * gradient
        w = w - learning_rate * m
    return w


def momentum_run(w, n, learning_rate, momentum, n_steps, slope=lambda w, n: w ** (2 * n - 1) - w ** (n - 1)):
    moved = 0  # by the last step; each one is μ times the one before, less η times the slope
    for _ in range(n_steps):
        moved = momentum * moved - learning_rate * slope(w, n)
        w += moved
    return w


def residual_alone(*run):
    return momentum_run(*run, slope=lambda w, n: w**n - 1)


def full_square(*run):
    return momentum_run(*run, slope=lambda w, n: 2 * (w**n - 1) * w ** (n - 1))


def rate_twice(w, n, learning_rate, momentum, n_steps):
    velocity = 0
    for _ in range(n_steps):
        velocity = momentum * velocity + learning_rate * w ** (n - 1) * (w**n - 1)
        w = w - learning_rate * velocity
    return w


def looking_ahead(w, n, learning_rate, momentum, n_steps):
    velocity = 0
    for _ in range(n_steps):
        there = w - learning_rate * momentum * velocity
        velocity = momentum * velocity + there ** (n - 1) * (there**n - 1)
        w = w - learning_rate * velocity
    return w


def uphill(w, n, learning_rate, momentum, n_steps):
    velocity = 0
    for _ in range(n_steps):
        velocity = momentum * velocity + w ** (n - 1) * (w**n - 1)
        w += learning_rate * velocity
    return w


def shared(w, n, learning_rate, momentum, n_steps):
    velocity = 0
    for _ in range(n_steps):
        velocity = momentum * velocity + n * w ** (n - 1) * (w**n - 1)
        w -= learning_rate * velocity
    return w


def all_weights_multiply(w, n, learning_rate, momentum, n_steps):
    velocity = 0
    for _ in range(n_steps):
        velocity = momentum * velocity + w**n * (w**n - 1)
        w -= learning_rate * velocity
    return w


def product(w, n, learning_rate, momentum, n_steps):
    velocity, weights = np.zeros(n), np.full(n, w)
    for _ in range(n_steps):
        gradient = np.array([np.prod(np.delete(weights, k)) * (np.prod(weights) - 1) for k in range(n)])
        velocity = momentum * velocity + gradient
        weights = weights - learning_rate * velocity
    return np.prod(weights)


def chain_hessian(w, n, off):
    """The n × n matrix, written out."""
    H = np.full((n, n), off)
    np.fill_diagonal(H, w ** (2 * (n - 1)))
    return H


def off_diagonal(w, n, y):
    return 2 * w ** (2 * n - 2) - y * w ** (n - 2)


def differences(w, n, y):
    return (y - w**n) * w ** (n - 2)


def together(w, n, y):
    one = np.ones(n)
    return one @ chain_hessian(w, n, off_diagonal(w, n, y)) @ one / n


def gauss_newton(w, n, y):
    J = np.full((1, n), w ** (n - 1))
    return np.linalg.eigvalsh(J.T @ J)[0]


def residual_backwards(w, n, y):
    return np.linalg.eigvalsh(chain_hessian(w, n, y * w ** (n - 2)))[0]


def residual_term_alone(w, n, y):
    return np.linalg.eigvalsh(chain_hessian(w, n, (w**n - y) * w ** (n - 2)))[0]


def n_of_them(w, n, y):
    a, b = w ** (2 * n - 2), off_diagonal(w, n, y)
    return min(a - b, a + n * b)


def not_halved(w, n, y):
    return np.linalg.eigvalsh(2 * chain_hessian(w, n, off_diagonal(w, n, y)))[0]


def one_weight_too_many(w, n, y):
    return np.linalg.eigvalsh(chain_hessian(w, n, w ** (2 * n - 2) + (w**n - y) * w ** (n - 1)))[0]


def shared_curvature(w, n, y):
    return n * (2 * n - 1) * w ** (2 * n - 2) - n * (n - 1) * y * w ** (n - 2)


def largest(w, n, y):
    return np.linalg.eigvalsh(chain_hessian(w, n, off_diagonal(w, n, y)))[-1]


PLANTED = {
    "q1": [
        ("the hidden layers are counted instead of the layers: H stands where n should", hidden_for_layers),
        ("the logarithm at every depth", always_log),
        ("off by one in the integral: n − 1 stands where n − 2 should", integral_off_by_one),
        ("the sign of the exponent: smaller weights leave sooner", smaller_is_sooner),
        ("the whole integral from ε to 1 instead of its leading term", up_to_one),
        ("the sign of the logarithm is wrong", negative_log),
        ("the factor 1/(n − 2) is forgotten", power_alone),
        ("multiplied by the strength instead of divided", times_strength),
        ("the strength is forgotten", no_strength),
        ("the logarithm to base 10", decimal),
    ],
    "q2": [
        ("the exponent is −st instead of −2st", single_rate),
        ("the exponent has the wrong sign", backwards),
        ("u₀ is the size of a layer instead of the product of both", layer_for_product),
        ("the strength is missing in the exponent", no_strength_in_exponent),
        ("the 1 that is taken from s/u₀ is missing", one_missing),
        ("s/u₀ is upside down", upside_down),
        ("u₀ is the sum of the layers instead of the product", sum_of_layers),
        ("a bracket is missing: s is divided by 1 alone", no_bracket),
        ("the mode ends at 1 instead of s", up_to_one_only),
        ("the growth never ends", unbounded),
        ("the weight of one layer instead of the product of both", one_layer),
    ],
    "q3": [
        ("eigenvalues in the wrong order: the weakest modes are learnt first", weakest_first),
        ("the factor ½ is forgotten", stairs_without_half),
        ("the bottleneck is forgotten", all_modes),
        ("the ½ stands before S_yy alone", total_alone_halved),
        ("divided by the number of examples", mean_loss),
        ("‖Y‖ is not squared", norm_of_Y),
        ("the first hidden layer is taken for the narrowest", first_hidden),
        ("only hidden layers are taken for a bottleneck", hidden_alone),
        ("the least loss comes first", upstairs),
        ("the first plateau is left out", from_the_first_mode),
        ("the savings are not added up", one_mode_each),
        ("the inputs are not whitened: (XXᵀ)⁻¹ is missing in Σ", not_whitened),
        ("roots of the eigenvalues of Σ instead of the eigenvalues", singular_values),
    ],
    "q4": [
        ("records are counted instead of steps", records),
        ("the last step at a level instead of the steps since the first", last_step),
        ("up to the first record after the level instead of the last one at it", until_it_leaves),
        ("indices are subtracted instead of steps", indices),
        ("the absolute value is missing: below the level counts as at the level", no_absolute_value),
        ("only losses above the level count", above_only),
        ("every loss is given to the nearest level", nearest),
        ("the tolerance is a share of the level", relative),
        ("off by one: both ends are counted", both_ends),
    ],
    "q5": [
        ("the weight moves before the velocity is renewed", moved_first),
        ("the velocity forgets all that was before", forgetful),
        ("the gradient enters with a factor 1 − μ", running_mean),
        ("the sign is wrong: uphill", uphill),
        ("the derivative of one shared weight, n times that of each", shared),
        ("off by one in the exponent: wⁿ stands where w^{n−1} should", all_weights_multiply),
        ("the other weights are forgotten: the slope is the residual alone", residual_alone),
        ("the factor ½ of the loss is forgotten", full_square),
        ("the learning rate comes in twice", rate_twice),
        ("the slope is taken ahead, as in Nesterov's method", looking_ahead),
        (
            "off by one: a step too few",
            lambda w, n, learning_rate, momentum, n_steps: momentum_run(w, n, learning_rate, momentum, n_steps - 1),
        ),
        (
            "off by one: a step too many",
            lambda w, n, learning_rate, momentum, n_steps: momentum_run(w, n, learning_rate, momentum, n_steps + 1),
        ),
        (
            "a single step, however many are asked for",
            lambda w, n, learning_rate, momentum, n_steps: w - learning_rate * w ** (n - 1) * (w**n - 1),
        ),
        ("the product of the weights instead of a weight", product),
    ],
    "q6": [
        ("the direction in which all weights move together is left out", differences),
        ("only the direction in which all weights move together", together),
        ("the residual term is missing", gauss_newton),
        ("the residual has the wrong sign", residual_backwards),
        ("off by one in the residual term: w^{n−1} stands where w^{n−2} should", one_weight_too_many),
        ("the product of the two slopes is missing beside the diagonal", residual_term_alone),
        ("off by one: n stands where n − 1 should, all weights together", n_of_them),
        ("the factor ½ is forgotten", not_halved),
        ("the second derivative of one shared weight", shared_curvature),
        ("the largest eigenvalue", largest),
    ],
}
