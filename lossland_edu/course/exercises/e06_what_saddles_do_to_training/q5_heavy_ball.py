"""Gradient descent with momentum on a chain of equal weights."""

from collections.abc import Callable

import numpy as np

from lossland_edu.course.exercises.forms import Number
from lossland_edu.course.exercises.question import Arguments, Mistake, Question, Section
from lossland_edu.data import Dataset
from lossland_edu.dynamics import gradient_descent

WAIT = Section("06", "No trap, and still a wait")


def final_weight(w: float, n: int, learning_rate: float, momentum: float, n_steps: int) -> float:
    chain = Dataset(X=np.eye(1), Y=np.eye(1))
    run = gradient_descent((np.array([[w]]),) * n, chain, learning_rate, n_steps, momentum=momentum, at=(n_steps,))
    return run.weights[0].item()


def slope(w: float, n: int) -> float:
    """The derivative of the loss with respect to one of the n weights, all equal to w."""
    return w ** (n - 1) * (w**n - 1)


def descended(
    of: Callable[[float, int], float] = slope, share: Callable[[float], float] = lambda momentum: 1.0
) -> Callable[..., float]:
    """A mistaken run, along another slope or with a share of it taken into the velocity."""

    def mistaken(w: float, n: int, learning_rate: float, momentum: float, n_steps: int) -> float:
        v = 0.0
        for _ in range(n_steps):
            v = momentum * v + share(momentum) * of(w, n)
            w -= learning_rate * v
        return w

    return mistaken


def weight_first(w: float, n: int, learning_rate: float, momentum: float, n_steps: int) -> float:
    v = 0.0
    for _ in range(n_steps):
        w, v = w - learning_rate * v, momentum * v + slope(w, n)
    return w


def ahead(w: float, n: int, learning_rate: float, momentum: float, n_steps: int) -> float:
    """Nesterov's: the slope is taken where the velocity alone would lead."""
    v = 0.0
    for _ in range(n_steps):
        v = momentum * v + slope(w - learning_rate * momentum * v, n)
        w -= learning_rate * v
    return w


def chain_and_optimiser(rng: np.random.Generator) -> Arguments:
    """(w, n, η, μ, number of steps), with steps small enough for every mistake to stay finite."""
    learning_rate, momentum = float(rng.choice([0.02, 0.05, 0.1])), float(rng.choice([0.3, 0.5, 0.8, 0.9]))
    return round(rng.uniform(0.3, 0.9), 1), int(rng.integers(2, 5)), learning_rate, momentum, int(rng.integers(2, 9))


MISTAKES = (
    Mistake(
        "the weight moves before the velocity is renewed",
        weight_first,
        "In the first step the weight already moves, by the gradient at the start.",
    ),
    Mistake(
        "the velocity forgets all that was before",
        lambda w, n, learning_rate, momentum, n_steps: final_weight(w, n, learning_rate, 0.0, n_steps),
        "The velocity has to be kept from step to step: where does v begin, inside or outside the loop?",
    ),
    Mistake(
        "the gradient enters with a factor 1 − μ",
        descended(share=lambda momentum: 1 - momentum),
        "A running mean has this factor, as in Adam. Here past gradients are added up.",
    ),
    Mistake(
        "the sign is wrong: uphill",
        descended(lambda w, n: -slope(w, n)),
        "From below 1 the weights should grow. Which sign has the gradient there?",
    ),
    Mistake(
        "the derivative of one shared weight, n times that of each",
        descended(lambda w, n: n * slope(w, n)),
        "There are n weights, and each moves by its own derivative, with the others held fixed.",
        WAIT,
    ),
    Mistake(
        "off by one in the exponent: wⁿ stands where w^{n−1} should",
        descended(lambda w, n: w * slope(w, n)),
        "How many other weights multiply the one that you differentiate by?",
        WAIT,
    ),
    Mistake(
        "the other weights are forgotten: the slope is the residual alone",
        descended(lambda w, n: w**n - 1),
        "By the chain rule the residual is multiplied by the derivative of the product.",
        WAIT,
    ),
    Mistake(
        "the factor ½ of the loss is forgotten",
        descended(lambda w, n: 2 * slope(w, n)),
        "The 2 of the square's derivative meets the ½ of the loss.",
    ),
    Mistake(
        "the learning rate comes in twice",
        lambda w, n, learning_rate, momentum, n_steps: final_weight(w, n, learning_rate**2, momentum, n_steps),
        "The gradient enters the velocity as it is; η comes in when the weight moves.",
    ),
    Mistake(
        "the slope is taken ahead, as in Nesterov's method",
        ahead,
        "The gradient belongs to the weights as they are before the step.",
    ),
    Mistake(
        "off by one: a step too few",
        lambda w, n, learning_rate, momentum, n_steps: final_weight(w, n, learning_rate, momentum, n_steps - 1),
        "How often does your loop take a step?",
    ),
    Mistake(
        "off by one: a step too many",
        lambda w, n, learning_rate, momentum, n_steps: final_weight(w, n, learning_rate, momentum, n_steps + 1),
        "How often does your loop take a step?",
    ),
    Mistake(
        "a single step, however many are asked for",
        lambda w, n, learning_rate, momentum, n_steps: final_weight(w, n, learning_rate, momentum, 1),
        "Where does your return stand, inside or outside the loop?",
    ),
    Mistake(
        "the product of the weights instead of a weight",
        lambda w, n, *rest: final_weight(w, n, *rest) ** n,
        "What is asked is what each single weight has become.",
    ),
)


QUESTION = Question(
    "q5",
    "Momentum",
    Section("06", "What the optimiser can do"),
    final_weight,
    chain_and_optimiser,
    Number(),
    ((0.5, 2, 0.1, 0.5, 1), (0.5, 2, 0.1, 0.5, 2), (0.5, 3, 0.1, 0.9, 5)),
    MISTAKES,
)
