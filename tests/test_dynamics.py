"""Training in time: against a plain loop on `gradient`, torch, closed forms and fine integration."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import datasets, seeds, widths

from lossland_edu import Dataset, flatten, gaussian_weights, global_minimum, gradient, squared_loss, zero_weights
from lossland_edu.dynamics import (
    adam,
    escape_time,
    gradient_descent,
    measured_plateaus,
    mode_solution,
    mode_time,
    predicted_plateaus,
)

SAME = 1e-10  # relative: rounding errors of 1e-16 a step, over up to 300 steps that at most multiply them tenfold
INTEGRATED = 1e-9  # the Runge-Kutta steps below are truncated at about 1e-11
EXACT = 1e-12  # a few hundred roundings
STEPS = 40


@st.composite
def runs(draw, n_starts=1):
    """(starts, data, a learning rate that is small for them)."""
    shape, rng = draw(widths), np.random.default_rng(draw(seeds))
    data = draw(datasets(shape[0], shape[-1]))
    starts = [gaussian_weights(shape, rng=rng) for _ in range(n_starts)]
    size = max(np.prod([1 + np.linalg.norm(W) ** 2 for W in start]) for start in starts)
    return starts, data, 0.1 / (size * (np.trace(data.Sxx) + np.linalg.norm(data.Syx)))


def plain_loop(weights, data, learning_rate, n_steps, momentum=0.0):
    velocity, losses = [np.zeros_like(W) for W in weights], [squared_loss(weights, data)]
    for _ in range(n_steps):
        velocity = [momentum * V + g for V, g in zip(velocity, gradient(weights, data), strict=True)]
        weights = tuple(W - learning_rate * V for W, V in zip(weights, velocity, strict=True))
        losses.append(squared_loss(weights, data))
    return weights, np.array(losses)


def by_torch(make, weights, data, n_steps):
    tensors = [torch.tensor(W, requires_grad=True) for W in weights]
    optimiser = make(tensors)
    for _ in range(n_steps):
        optimiser.zero_grad()
        outputs = torch.tensor(data.X)
        for W in tensors:
            outputs = W @ outputs
        (0.5 * ((outputs - torch.tensor(data.Y)) ** 2).sum()).backward()
        optimiser.step()
    return [W.detach().numpy() for W in tensors]


def a_task(shape=(3, 4, 2, 2), seed=0):
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(shape[0], 20)) / 5, rng.normal(size=(shape[-1], 20)) / 5
    return gaussian_weights(shape, rng=rng), Dataset(X, Y)


def chain(scale, n, s=1.0):
    """n scalar weights of one size, and the task to compute s·x."""
    return tuple(np.full((1, 1), scale) for _ in range(n)), Dataset(X=[[1.0]], Y=[[s]])


def assert_close(ours, theirs, tol=SAME):
    for W, V in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(W, V, rtol=tol, atol=tol * (1 + np.abs(V).max()))


@given(runs(), st.sampled_from([0.0, 0.9]))
def test_a_run_is_the_plain_loop_on_the_gradient(run, momentum):
    (start,), data, rate = run
    weights, losses = plain_loop(start, data, rate, STEPS, momentum)
    ours = gradient_descent(start, data, rate, STEPS, at=range(STEPS + 1), momentum=momentum)
    assert_close(ours.weights, weights)
    np.testing.assert_allclose(ours.losses, losses, rtol=SAME, atol=SAME * data.syy)


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_a_run_is_that_of_the_torch_optimiser(momentum):
    start, data = a_task()
    theirs = by_torch(lambda p: torch.optim.SGD(p, lr=0.05, momentum=momentum), start, data, 300)
    assert_close(gradient_descent(start, data, 0.05, 300, momentum=momentum).weights, theirs)


def test_adam_is_that_of_torch():
    start, data = a_task()
    theirs = by_torch(lambda p: torch.optim.Adam(p, lr=0.01), start, data, 300)
    assert_close(adam(start, data, 0.01, 300).weights, theirs, 1e-8)  # √v̂ is small where gradients are: digits go


@given(runs(n_starts=3))
def test_many_starts_at_once_end_where_single_runs_do(run):
    starts, data, rate = run
    for train in (gradient_descent, adam):
        together = train(starts, data, rate, STEPS)
        assert together.losses.shape == (3, len(together.steps))
        for b, start in enumerate(starts):
            alone = train(start, data, rate, STEPS)
            np.testing.assert_allclose(together.losses[b], alone.losses, rtol=SAME, atol=SAME * data.syy)
            if train is gradient_descent:  # Adam divides by gradients that may be mere rounding
                assert_close([W[b] for W in together.weights], alone.weights)


def test_stacks_of_matrices_and_a_list_of_starts_are_the_same_batch():
    _, data = a_task()
    starts = [a_task(seed=seed)[0] for seed in range(4)]
    stacks = tuple(np.stack(layer) for layer in zip(*starts, strict=True))
    a, b = (gradient_descent(given, data, 0.05, 50) for given in (starts, stacks))
    assert np.array_equal(a.losses, b.losses)
    again = gradient_descent(a.weights, data, 0.05, 50)  # a run can be continued from its last weights
    whole = gradient_descent(starts, data, 0.05, 100)
    np.testing.assert_allclose(again.losses[:, -1], whole.losses[:, -1], rtol=SAME)


@pytest.mark.parametrize("train", [gradient_descent, adam])
def test_arguments_are_left_as_they_were(train):
    start, data = a_task()
    copies = [W.copy() for W in start]
    stacks = tuple(np.stack([W, W]) for W in start)
    train(start, data, 0.1, 20)
    train(stacks, data, 0.1, 20)
    assert all(np.array_equal(W, old) for W, old in zip(start, copies, strict=True))
    assert all(np.array_equal(W[1], old) for W, old in zip(stacks, copies, strict=True))


def test_the_loss_is_recorded_where_asked_and_the_steps_taken_do_not_depend_on_it():
    start, data = a_task()
    every = gradient_descent(start, data, 0.05, 250, at=range(251))
    some = gradient_descent(start, data, 0.05, 250, at=(250, 3, 3, 0, 101))
    assert some.steps.tolist() == [0, 3, 101, 250]
    assert np.array_equal(some.losses, every.losses[some.steps])
    assert gradient_descent(start, data, 0.05, 0).losses == pytest.approx(squared_loss(start, data), rel=EXACT)


def test_a_run_that_diverges_is_reported_with_its_step_and_never_looks_like_progress():
    starts, data = [a_task()[0], tuple(30 * W for W in a_task()[0]), a_task(seed=1)[0]], a_task()[1]
    run = gradient_descent(starts, data, 0.05, 300, at=range(301))
    (who,), (step,) = run.diverged_at, run.diverged_at.values()
    assert who == 1 and np.isfinite(run.losses[1, :step]).all() and np.isnan(run.losses[1, step:]).all()
    with np.errstate(all="ignore"):
        V = tuple(W - 0.05 * g for W, g in zip(starts[1], gradient(starts[1], data), strict=True))
    assert step == 1 and squared_loss(V, data) > 1e6 * squared_loss(starts[1], data)
    assert np.isfinite(np.delete(run.losses, 1, axis=0)).all() and all(np.isnan(W[1]).all() for W in run.weights)
    assert "1 diverged, the first at step 1" in str(run)
    assert "none diverged" in str(gradient_descent(starts[0], data, 0.05, 10))


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_a_slow_divergence_is_dated_to_the_step_by_a_plain_loop(momentum):
    data = Dataset(X=[[1.0]], Y=[[1.0]])
    rate = 2.05 * (1 + momentum)  # just above the largest stable one, 2(1 + μ) over the curvature 1
    run = gradient_descent(([[0.0]],), data, rate, 2000, momentum=momentum, at=(0, 2000))
    (step,) = run.diverged_at.values()
    losses = plain_loop((np.zeros((1, 1)),), data, rate, step, momentum)[1]
    assert (losses[:-1] <= 1e6 * losses[0]).all() and losses[-1] > 1e6 * losses[0]
    assert np.isnan(run.losses[-1])


def test_noise_needs_a_generator_repeats_with_it_and_survives_the_dating_of_a_divergence():
    start, data = a_task()
    calm, wild = tuple(W.copy() for W in start), tuple(30 * W for W in start)
    make = lambda: np.random.default_rng(5)  # noqa: E731
    once, again = (gradient_descent([calm, calm], data, 0.05, 150, noise=0.1, rng=make()) for _ in range(2))
    assert np.array_equal(once.losses, again.losses) and once.losses[0, -1] != once.losses[1, -1]
    with_wild = gradient_descent([calm, wild], data, 0.05, 150, noise=0.1, rng=make())
    assert with_wild.diverged_at and np.array_equal(with_wild.losses[0], once.losses[0])


def test_noise_has_the_size_that_was_asked_for():
    data = Dataset(X=[[0.0]], Y=[[1.0]])  # no slope at all: what is left is a random walk
    starts = [(np.zeros((1, 1)),)] * 4000
    run = gradient_descent(starts, data, 0.5, 100, noise=0.2, rng=np.random.default_rng(0), at=(100,))
    # The standard deviation of 4,000 normal numbers scatters by 1/√8000 of itself; four times that.
    assert run.weights[0].std() == pytest.approx(0.5 * 0.2 * 10, rel=4 / np.sqrt(8000))


def test_training_starts_exactly_at_a_saddle_and_stays():
    data = a_task()[1]
    run = gradient_descent(zero_weights((3, 4, 2, 2)), data, 0.05, 100)
    assert (run.losses == run.losses[0]).all()


def fine_integration(u, s, n, t, n_parts=20_000):
    """Runge-Kutta of order 4 on du/dt = n u^{2−2/n}(s − u)."""
    slope, h = (lambda u: n * u ** (2 - 2 / n) * (s - u)), t / n_parts
    for _ in range(n_parts):
        a = slope(u)
        b = slope(u + h / 2 * a)
        c = slope(u + h / 2 * b)
        u += h / 6 * (a + 2 * b + 2 * c + slope(u + h * c))
    return u


@pytest.mark.parametrize("n", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("s", [0.3, 1.0, 4.0])
def test_the_mode_solution_solves_its_equation(n, s):
    start = 0.03 * s
    for share in (0.1, 0.5, 0.9):
        t = float(mode_time(share * s, s, start, n))
        assert fine_integration(start, s, n, t) == pytest.approx(share * s, rel=INTEGRATED)
        assert mode_solution(t, s, start, n) == pytest.approx(share * s, rel=EXACT * 100)  # slope times rounding of t


@pytest.mark.parametrize("n", [2, 3, 4, 20])
def test_mode_time_and_mode_solution_are_inverse_to_each_other_and_monotone(n):
    u = np.linspace(0.011, 0.999, 50)
    t = mode_time(u, 1.0, 0.01, n)
    assert (np.diff(t) > 0).all()
    np.testing.assert_allclose(mode_solution(t, 1.0, 0.01, n), u, rtol=1e-11)
    ends = mode_solution([0.0, 1e6], 1.0, 0.01, n)
    assert ends[0] == pytest.approx(0.01, rel=EXACT) and ends[1] == 1.0


def test_time_for_two_matrices_is_the_formula_of_saxe():
    u, s, start = np.array([0.2, 0.5, 1.9]), 2.0, 0.01
    expected = np.log(u * (s - start) / (start * (s - u))) / (2 * s)
    np.testing.assert_allclose(mode_time(u, s, start, 2), expected, rtol=EXACT)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_gradient_descent_with_small_steps_follows_the_mode_solution(n):
    rate, start = 1e-3, 0.2
    weights, data = chain(start, n, 1.5)
    run = gradient_descent(weights, data, rate, 4000)
    u = mode_solution(rate * run.steps, 1.5, start**n, n)
    # Euler's method errs by a multiple of its step size.
    np.testing.assert_allclose(run.losses, 0.5 * (1.5 - u) ** 2, atol=10 * rate)


@pytest.mark.parametrize("n", [2, 3, 4, 6])
def test_the_escape_time_is_what_is_left_of_the_exact_time_when_weights_are_small(n):
    ratios = [mode_time(0.5 * 2.0, 2.0, eps**n, n) * 2 / (2 * escape_time(eps, 2.0, n)) for eps in (1e-2, 1e-4, 1e-6)]
    errors = np.abs(np.array(ratios) - 1)
    assert (np.diff(errors) < 0).all() and errors[-1] < (0.1 if n == 2 else 1e-4)  # logarithms converge slowly


def test_from_another_bad_saddle_the_escape_order_counts_and_not_the_depth():
    # One of four weights is 1 already: the loss falls at order 3, so halving the others doubles the time.
    data, halvings = Dataset(X=[[1.0]], Y=[[1.0]]), 0.02 * 0.5 ** np.arange(2)
    steps = range(0, 8001, 5)
    starts = [tuple(np.full((1, 1), w) for w in (1.0, eps, eps, eps)) for eps in halvings]
    run = gradient_descent(starts, data, 0.02, 8000, at=steps)
    times = 0.02 * run.steps[np.argmax(run.losses < 0.125, axis=1)]
    np.testing.assert_allclose(times, escape_time(halvings, 1.0, 3), rtol=0.1)  # the bounded part that the law omits
    assert times[1] / times[0] == pytest.approx(2, rel=0.1)


@pytest.mark.parametrize("hidden", [(3,), (3, 3), (5, 4, 3)])
def test_from_small_weights_the_loss_rests_where_predicted(hidden):
    rng = np.random.default_rng(3)
    data = Dataset(rng.normal(size=(4, 200)) / np.sqrt(200), np.zeros((3, 200)))
    target = np.linalg.qr(rng.normal(size=(4, 4)))[0][:3] * np.array([[4.0], [2.0], [1.0]])
    data = Dataset(data.X, target @ data.X + 0.1 * rng.normal(size=(3, 200)) / np.sqrt(200))
    shape = (4, *hidden, 3)
    # Deeper networks stay longer, so they start from larger weights.
    scale = {1: 1e-4, 2: 0.02, 3: 0.15}[len(hidden)]
    at = np.unique(np.geomspace(1, 60_000, 400).astype(int))
    run = gradient_descent(gaussian_weights(shape, rng=rng, scale=scale), data, 0.015, 60_000, at=at)
    predicted = predicted_plateaus(shape, data)
    measured = [plateau.loss for plateau in measured_plateaus(run.steps, run.losses)]
    assert len(measured) == len(predicted) == 4
    # Within this share of the whole fall: the run passes a saddle at a distance.
    np.testing.assert_allclose(measured, predicted, atol=0.02 * (predicted[0] - predicted[-1]))


@given(widths, st.data())
def test_predicted_plateaus_start_at_the_zero_network_and_end_at_the_global_minimum(shape, draw):
    data = draw.draw(datasets(shape[0], shape[-1], invertible=True))
    predicted = predicted_plateaus(shape, data)
    zero = squared_loss(zero_weights(shape), data)
    assert predicted[0] == pytest.approx(zero, rel=SAME)
    assert predicted[-1] == pytest.approx(global_minimum(shape, data), rel=SAME, abs=EXACT * zero)
    assert (np.diff(predicted) <= EXACT * zero).all() and len(predicted) == min(shape) + 1


def test_a_steady_fall_has_no_plateau_but_its_ends():
    steps = np.geomspace(1, 1e4, 300)
    assert measured_plateaus(steps, -np.log(steps)) == []
    assert [p.loss for p in measured_plateaus(steps, 1 / (1 + steps / 100))] == pytest.approx([1, 0], abs=0.1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"learning_rate": 0}, "learning_rate is 0, expected a finite number above 0"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"n_steps": -1}, "n_steps is -1, expected a whole number"),
        ({"n_steps": 2.5}, "n_steps is 2.5"),
        ({"at": [11]}, "expected whole numbers from 0 to n_steps = 10"),
        ({"at": [0.5]}, "expected whole numbers"),
        ({"momentum": 1.0}, "momentum is 1.0, expected a number from 0 to below 1"),
        ({"noise": -1}, "noise is -1"),
        ({"noise": 0.1}, "rng is None, expected a random generator"),
        ({"weights": (np.ones((2, 2)),)}, "2 inputs but the data have 3"),
        ({"weights": []}, "weights is empty"),
        ({"weights": [a_task()[0], a_task((3, 1, 2))[0]]}, "the starts have different shapes"),
        ({"weights": [a_task()[0], (np.ones((2, 2)),)]}, "2 inputs but the data have 3"),
        ({"data": 7}, "data is int 7, expected a Dataset"),
    ],
)
def test_bad_input_is_answered_with_what_was_given_and_what_to_pass(change, message):
    start, data = a_task()
    arguments = {"weights": start, "data": data, "learning_rate": 0.1, "n_steps": 10} | change
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        gradient_descent(**arguments)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mode_solution(-1.0, 1, 0.1, 2), "times is -1.0"),
        (lambda: mode_solution(1.0, 1, 2.0, 2), "start is 2.0, expected a number above 0 and below the strength 1"),
        (lambda: mode_time(1.0, 1, 0.1, 2), "value is 1.0"),
        (lambda: mode_time(0.5, 1, 0.1, 0), "depth is 0"),
        (lambda: mode_time(0.5, -1, 0.1, 2), "strength is -1,"),
        (lambda: escape_time(0.0, 1, 2), "scale is 0.0,"),
        (lambda: escape_time(0.1, 0, 2), "strength is 0"),
        (lambda: escape_time(0.1, 1, 1), "order is 1, expected a whole number of at least 2"),
        (lambda: measured_plateaus([1, 2], [1, 2, 3]), "expected as many losses as steps"),
        (lambda: measured_plateaus([1, 2, 3], [3, 2, 1], slow=0), "slow is 0"),
    ],
)
def test_a_number_out_of_range_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_flat_order_of_the_parameters_does_not_matter_for_a_step():
    start, data = a_task()
    one = gradient_descent(start, data, 0.1, 1).weights
    np.testing.assert_allclose(flatten(one), flatten(start) - 0.1 * flatten(gradient(start, data)), rtol=SAME)


@pytest.mark.parametrize("at", [None, {0, 5}, (0, 5), range(0, 6, 5), np.array([5, 0])], ids=repr)
def test_the_recorded_steps_may_be_given_in_any_collection(at):
    start, data = a_task()
    assert {0, 5} <= set(gradient_descent(start, data, 0.1, 5, at=at).steps.tolist())


@pytest.mark.parametrize("at", [3, "12", np.array(3), {0: 1}, np.ones((2, 2)), [0, None]], ids=repr)
def test_recorded_steps_that_are_no_list_of_steps_are_named(at):
    start, data = a_task()
    for train in (gradient_descent, adam):
        with pytest.raises(ValueError, match=r"at (is|has) .*, expected .*; (pass|convert)"):
            train(start, data, 0.1, 5, at=at)


def test_stacks_of_different_numbers_of_starts_and_empty_ones_are_refused():
    data = Dataset(np.eye(2), np.eye(2))
    for sizes in ((3, 2), (0, 0)):
        with pytest.raises(ValueError, match=r"length of the stacks in weights is .*, expected one start or more"):
            gradient_descent([np.zeros((size, 2, 2)) for size in sizes], data, 0.1, 5)


def test_steps_of_a_staircase_that_do_not_ascend_are_refused():
    for steps in ([3, 2, 1], [1, 1, 2], [0, 0.1, 0.2]):
        with pytest.raises(ValueError, match=r"steps is .*, expected ascending whole numbers"):
            measured_plateaus(steps, [3, 2, 1])


def test_a_run_that_rises_or_stands_still_rests_only_where_it_stands_still():
    steps = [1, 2, 4, 8, 16, 32, 64]
    rising = measured_plateaus(steps, [1.0, 1.0, 1.0, 3.0, 9.0, 9.0, 9.0])
    assert [(rest.last, rest.loss) for rest in rising] == [(2, 1.0), (64, 9.0)]
    assert measured_plateaus(steps, [2.0] * 7) == [(1, 64, 2.0)]
