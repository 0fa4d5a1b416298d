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


def swapped_factors(W1, W2, X, Y):
    H, n, S = numerical_hessian(W1, W2, X, Y, true_gradient), W1.size, X @ X.T
    H[:n, :n] = np.kron(S, W2.T @ W2)
    H[n:, n:] = np.kron(W1 @ S @ W1.T, np.eye(len(Y)))
    return H


def residual_for_every_pair(W1, W2, X, Y):
    H, G = numerical_hessian(W1, W2, X, Y, true_gradient), (W2 @ W1 @ X - Y) @ X.T
    for a in range(W1.shape[0]):
        for b in range(W1.shape[1]):
            for c in range(W2.shape[0]):
                for d in range(W2.shape[1]):
                    if a != d:
                        row, column = a * W1.shape[1] + b, W1.size + c * W2.shape[1] + d
                        H[row, column] += G[c, b]
                        H[column, row] += G[c, b]
    return H


def projected(X, Y, U):
    return U.T @ best_map(X, Y), U


PLANTED = {
    "q1": [
        ("the factor ½ is forgotten", no_half),
        ("the mean of the squares instead of their sum", mean_of_squares),
        ("the norm is not squared", norm_only),
        ("the mean over the examples", per_example),
        ("the absolute values of the errors instead of their squares", absolute),
        ("the largest singular value instead of the entries",
         lambda W1, W2, X, Y: np.linalg.svd(Y - W2 @ W1 @ X)[1][0] ** 2 / 2),
        ("the layers stand in the wrong order", lambda W1, W2, X, Y: np.linalg.norm(W1 @ W2 @ X - Y) ** 2 / 2),
    ],
    "q2": [
        ("the sign is wrong", downhill),
        ("the factor ½ is forgotten", doubled),
        ("the two parts are swapped", outputs_before_inputs),
        ("a missing transpose of W₂", plain_W2),
        ("a missing transpose of W₁", plain_W1),
        ("missing transposes of W₁ and W₂", no_transposes),
        ("the gradient is divided by the number of examples", averaged),
        ("both parts are transposed", lambda W1, W2, X, Y: [part.T for part in true_gradient(W1, W2, X, Y)]),
    ],
    "q3": [
        ("eigenvalues in the wrong order: the weakest modes are learnt", weakest_first),
        ("the factor ½ is forgotten", least_without_half),
        ("the bottleneck is forgotten", least_squares),
        ("S_yy is halved, but not the eigenvalues",
         lambda X, Y, n_hidden: np.sum(Y**2) / 2 - np.sort(np.linalg.eigvalsh(sigma(X, Y)))[-n_hidden:].sum()),
        ("singular values of R_ols instead of those of its outputs",
         lambda X, Y, n_hidden: (np.sum(Y**2) - (np.linalg.svd(best_map(X, Y))[1] ** 2)[:n_hidden].sum()) / 2),
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
        ("singular vectors of YXᵀ instead of eigenvectors of Σ",
         lambda X, Y, subset: projected(X, Y, np.linalg.eigh(Y @ X.T @ X @ Y.T)[1][:, ::-1][:, list(subset)])),
        ("singular vectors of R_ols instead of eigenvectors of Σ",
         lambda X, Y, subset: projected(X, Y, np.linalg.svd(best_map(X, Y))[0][:, list(subset)])),
    ],
    "q5": [
        ("the residual term is missing", gauss_newton),
        ("the residual has the wrong sign", residual_backwards),
        ("the mixed block is missing", blocks_alone),
        ("the columns of each matrix are laid end to end instead of its rows", columns_end_to_end),
        ("W₂ comes before W₁", W2_first),
        ("the factor ½ is forgotten", hessian_without_half),
        ("the Kronecker factors of the diagonal blocks are in the wrong order", swapped_factors),
        ("the residual term stands at every pair of weights", residual_for_every_pair),
    ],
    "q6": [
        ("the sign is lost", lambda X, Y, n_hidden: np.linalg.norm(Y @ X.T, 2)),
        ("the square of what it should be", lambda X, Y, n_hidden: np.linalg.eigvalsh(-Y @ X.T @ X @ Y.T)[0]),
        ("the size of the whole matrix instead of its largest singular value",
         lambda X, Y, n_hidden: -np.linalg.norm(Y @ X.T)),
        ("the weakest direction", lambda X, Y, n_hidden: -np.linalg.norm(Y @ X.T, -2)),
        ("the largest eigenvalue of Σ", lambda X, Y, n_hidden: np.linalg.eigvalsh(-sigma(X, Y))[0]),
        ("half of what it should be", lambda X, Y, n_hidden: -np.linalg.norm(Y @ X.T, 2) / 2),
        ("twice what it should be", lambda X, Y, n_hidden: -2 * np.sqrt(np.linalg.eigvalsh(Y @ X.T @ X @ Y.T)[-1])),
        ("every hidden unit adds a singular value",
         lambda X, Y, n_hidden: -sum(np.linalg.svd(X @ Y.T)[1][:n_hidden])),
        ("the root of the largest eigenvalue of Σ",
         lambda X, Y, n_hidden: -np.sqrt(np.linalg.eigvalsh(sigma(X, Y))[-1])),
    ],
}  # fmt: skip
