"""Wrong answers to exercise 03, written the way learners write them, with the name that each must be given."""

import numpy as np


def sigma(X, Y):
    return Y @ X.T @ np.linalg.inv(X @ X.T) @ X @ Y.T


def best_map(X, Y):
    return Y @ X.T @ np.linalg.inv(X @ X.T)


def no_half(W1, W2, X, Y):
    E = W2 @ (W1 @ X) - Y
    return (E * E).sum()


def mean_of_squares(W1, W2, X, Y):
    return ((W2 @ W1 @ X - Y) ** 2).mean() / 2


def norm_only(W1, W2, X, Y):
    return np.linalg.norm(W2 @ W1 @ X - Y) / 2


def per_example(W1, W2, X, Y):
    return sum(np.sum((W2 @ W1 @ x - y) ** 2) / 2 for x, y in zip(X.T, Y.T, strict=True)) / X.shape[1]


def absolute(W1, W2, X, Y):
    return np.abs(Y - W2 @ W1 @ X).sum() / 2


def downhill(W1, W2, X, Y):
    G = (Y - W2 @ W1 @ X) @ X.T
    return W2.T @ G, G @ W1.T


def doubled(W1, W2, X, Y):
    G = 2 * (W2 @ W1 @ X - Y) @ X.T
    return [W2.T @ G, G @ W1.T]


def outputs_before_inputs(W1, W2, X, Y):
    G = (W2 @ W1 @ X - Y) @ X.T
    return G @ W1.T, W2.T @ G


def plain_W2(W1, W2, X, Y):
    G = W2 @ W1 @ X @ X.T - Y @ X.T
    return W2 @ G, G @ W1.T


def plain_W1(W1, W2, X, Y):
    G = W2 @ W1 @ X @ X.T - Y @ X.T
    return W2.T @ G, G @ W1


def no_transposes(W1, W2, X, Y):
    E = W2 @ W1 @ X - Y
    return W2 @ E @ X.T, E @ X.T @ W1


def averaged(W1, W2, X, Y):
    G = (W2 @ W1 @ X - Y) @ X.T / len(X.T)
    return W2.T @ G, G @ W1.T


def weakest_first(X, Y, n_hidden):
    return (np.sum(Y**2) - np.linalg.eigvalsh(sigma(X, Y))[:n_hidden].sum()) / 2


def least_without_half(X, Y, n_hidden):
    return np.sum(Y**2) - np.sort(np.linalg.eigvalsh(sigma(X, Y)))[-n_hidden:].sum()


def least_squares(X, Y, n_hidden):
    return 0.5 * np.sum((best_map(X, Y) @ X - Y) ** 2)


def one_too_few(X, Y, n_hidden):
    eigenvalues = np.linalg.eigvalsh(sigma(X, Y))[::-1]
    return (np.sum(Y**2) - eigenvalues[0 : n_hidden - 1].sum()) / 2


def one_too_many(X, Y, n_hidden):
    return (np.sum(Y**2) - np.linalg.eigvalsh(sigma(X, Y))[::-1][: n_hidden + 1].sum()) / 2


def not_whitened(X, Y, n_hidden):
    C = Y @ X.T
    return (np.sum(Y**2) - np.linalg.eigvalsh(C @ C.T)[::-1][:n_hidden].sum()) / 2


def roots(X, Y, n_hidden):
    s = np.linalg.svd(best_map(X, Y) @ X, compute_uv=False)
    return (np.sum(Y**2) - s[:n_hidden].sum()) / 2


def from_the_weakest(X, Y, subset):
    U = np.linalg.eigh(sigma(X, Y))[1][:, list(subset)]
    return U.T @ best_map(X, Y), U


def from_one(X, Y, subset):
    U = np.linalg.eigh(sigma(X, Y))[1][:, ::-1]
    chosen = np.stack([U[:, mode - 1] for mode in subset], axis=1)
    return chosen.T @ best_map(X, Y), chosen


def swapped(X, Y, subset):
    U = np.linalg.eigh(sigma(X, Y))[1][:, ::-1][:, list(subset)]
    return U, U.T @ best_map(X, Y)


def projection_alone(X, Y, subset):
    U = np.linalg.eigh(sigma(X, Y))[1][:, ::-1][:, list(subset)]
    return U.T, U


def other_modes_in_W1(X, Y, subset):
    U = np.linalg.eigh(sigma(X, Y))[1][:, ::-1]
    return U[:, : len(subset)].T @ best_map(X, Y), U[:, list(subset)]


def nothing_learnt(X, Y, subset):
    k = len(subset)
    return np.zeros((k, X.shape[0])), np.zeros((Y.shape[0], k))


def numerical_hessian(W1, W2, X, Y, of):
    """Slow and by the definition: the derivative of `of`, a gradient, entry by entry (it is quadratic on each line)."""
    theta, columns = np.concatenate([W1.ravel(), W2.ravel()]), []
    for k in range(len(theta)):
        ends = []
        for h in (0.5, -0.5):
            moved = theta.copy()
            moved[k] += h
            parts = of(moved[: W1.size].reshape(W1.shape), moved[W1.size :].reshape(W2.shape), X, Y)
            ends.append(np.concatenate([part.ravel() for part in parts]))
        columns.append(ends[0] - ends[1])
    return np.array(columns).T


def true_gradient(W1, W2, X, Y):
    G = (W2 @ W1 @ X - Y) @ X.T
    return W2.T @ G, G @ W1.T


def gauss_newton(W1, W2, X, Y):
    J = np.hstack([np.kron(W2, X.T), np.kron(np.eye(len(Y)), (W1 @ X).T)])
    return J.T @ J


def residual_backwards(W1, W2, X, Y):
    return 2 * gauss_newton(W1, W2, X, Y) - numerical_hessian(W1, W2, X, Y, true_gradient)


def blocks_alone(W1, W2, X, Y):
    H = numerical_hessian(W1, W2, X, Y, true_gradient)
    H[: W1.size, W1.size :] = H[W1.size :, : W1.size] = 0
    return H


def columns_end_to_end(W1, W2, X, Y):
    H, n = numerical_hessian(W1, W2, X, Y, true_gradient), W1.size
    order = [*np.arange(n).reshape(W1.shape).T.ravel(), *(n + np.arange(W2.size).reshape(W2.shape).T.ravel())]
    return H[order][:, order]


def W2_first(W1, W2, X, Y):
    H, n = numerical_hessian(W1, W2, X, Y, true_gradient), W1.size
    return np.block([[H[n:, n:], H[n:, :n]], [H[:n, n:], H[:n, :n]]])


def hessian_without_half(W1, W2, X, Y):
    return numerical_hessian(W1, W2, X, Y, doubled)


PLANTED = {
    "q1": [
        ("the factor ½ is forgotten", no_half),
        ("the mean of the squares instead of their sum", mean_of_squares),
        ("the norm is not squared", norm_only),
        ("the mean over the examples", per_example),
        ("the absolute values of the errors instead of their squares", absolute),
    ],
    "q2": [
        ("the sign is wrong", downhill),
        ("the factor ½ is forgotten", doubled),
        ("the two parts are swapped", outputs_before_inputs),
        ("a missing transpose of W₂", plain_W2),
        ("a missing transpose of W₁", plain_W1),
        ("missing transposes of W₁ and W₂", no_transposes),
        ("the gradient is divided by the number of examples", averaged),
    ],
    "q3": [
        ("eigenvalues in the wrong order: the weakest modes are learnt", weakest_first),
        ("the factor ½ is forgotten", least_without_half),
        ("the bottleneck is forgotten", least_squares),
        ("off by one: a mode too few", one_too_few),
        ("off by one: a mode too many", one_too_many),
        ("the inputs are not whitened: (XXᵀ)⁻¹ is missing in Σ", not_whitened),
        ("roots of the eigenvalues of Σ instead of the eigenvalues", roots),
    ],
    "q4": [
        ("eigenvalues in the wrong order: the modes are counted from the weakest", from_the_weakest),
        ("off by one: the modes are counted from 1", from_one),
        ("the two matrices are swapped", swapped),
        ("W₁ projects, but R_ols is missing", projection_alone),
        ("the best linear map goes through untouched", other_modes_in_W1),
        ("the zero network, whatever the modes", nothing_learnt),
    ],
    "q5": [
        ("the residual term is missing", gauss_newton),
        ("the residual has the wrong sign", residual_backwards),
        ("the mixed block is missing", blocks_alone),
        ("the columns of each matrix are laid end to end instead of its rows", columns_end_to_end),
        ("W₂ comes before W₁", W2_first),
        ("the factor ½ is forgotten", hessian_without_half),
    ],
    "q6": [
        ("the sign is lost", lambda X, Y, n_hidden: np.linalg.norm(Y @ X.T, 2)),
        ("the square of what it should be", lambda X, Y, n_hidden: np.linalg.eigvalsh(-Y @ X.T @ X @ Y.T)[0]),
        ("the size of the whole matrix instead of its largest singular value",
         lambda X, Y, n_hidden: -np.linalg.norm(Y @ X.T)),
        ("the weakest direction", lambda X, Y, n_hidden: -np.linalg.norm(Y @ X.T, -2)),
        ("the largest eigenvalue of Σ", lambda X, Y, n_hidden: np.linalg.eigvalsh(-sigma(X, Y))[0]),
        ("half of what it should be", lambda X, Y, n_hidden: -np.linalg.norm(Y @ X.T, 2) / 2),
    ],
}  # fmt: skip
