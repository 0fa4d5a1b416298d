"""What `import lossland_edu` offers: complete, documented, with examples, under the names that were agreed."""

import inspect
from dataclasses import is_dataclass

import pytest

import lossland_edu
from lossland_edu import certificates, critical_points, data, dynamics, hessians, losses, networks, paths

PUBLIC = sorted(lossland_edu.__all__)
AGREED = {
    networks: ["flatten(weights)", "unflatten(theta, widths)", "product(weights)"],
    losses: [
        "squared_loss(weights, data)",
        "gradient(weights, data)",
        "global_minimum(widths, data)",
        "on_line(weights, direction, data)",
        "on_plane(weights, direction_a, direction_b, data)",
    ],
    hessians: [
        "hessian(weights, data)",
        "hessian_vector_product(weights, direction, data)",
        "spectrum(weights, data)",
    ],
    data: ["Dataset(X, Y)"],
    critical_points: [
        "critical_values(widths, data, top_only)",
        "construct(widths, data, subset, kind, rng)",
        "classify(weights, data, tol)",
        "escape_line(weights, data, tol)",
    ],
    certificates: ["certify(weights, X, Y)"],
    dynamics: ["gradient_descent(weights, data, learning_rate, n_steps, at, momentum, noise, rng)"],
}
# What a room offers to those who know it, beside the agreed names that the library shows at its door.
IN_THEIR_ROOMS = [
    paths.count_paths,
    paths.path_outputs,
    *[getattr(dynamics, name) for name in dynamics.__all__ if name not in ("Plateau", "Trajectory")],
]


def test_all_is_sorted_without_repetition_and_complete():
    assert lossland_edu.__all__ == sorted(set(lossland_edu.__all__))
    functions = {
        name for name, thing in vars(lossland_edu).items() if inspect.isroutine(thing) and not name.startswith("_")
    }
    assert functions - {"import_module"} <= set(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_documented(name):
    thing = getattr(lossland_edu, name)
    assert inspect.getdoc(thing)
    assert name in dir(lossland_edu)


@pytest.mark.parametrize(
    ("room", "call"),
    [(room, call) for room, calls in AGREED.items() for call in calls],
    ids=lambda part: str(part)[:9],
)
def test_the_agreed_names_have_the_agreed_arguments_an_example_and_their_errors(room, call):
    name, arguments = call.rstrip(")").split("(")
    thing = getattr(room, name)
    assert getattr(lossland_edu, name) is thing
    assert list(inspect.signature(thing).parameters) == arguments.split(", ")
    assert ">>> " in thing.__doc__
    assert "Raises:" in thing.__doc__


def test_a_data_set_is_frozen_and_has_the_agreed_attributes():
    example = lossland_edu.Dataset([[1, 0], [0, 1]], [[3, 0], [0, 1]])
    assert is_dataclass(example)
    for name in ("X", "Y", "Sxx", "Syx", "syy", "sigma_eigenvalues"):
        assert hasattr(example, name)
    with pytest.raises(AttributeError):
        example.Sxx = 0
    assert example.assumptions()


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'loss'"):
        _ = lossland_edu.loss


def test_the_version_has_three_parts():
    assert lossland_edu.__version__.count(".") == 2


@pytest.mark.parametrize("thing", IN_THEIR_ROOMS, ids=lambda thing: thing.__name__)
def test_what_the_other_rooms_offer_has_an_example_and_its_errors_too(thing):
    assert ">>> " in thing.__doc__
    assert "Raises:" in thing.__doc__


def test_a_verdict_and_a_certificate_have_the_agreed_attributes():
    zero = lossland_edu.zero_weights((1, 1, 1, 1))
    verdict = lossland_edu.classify(zero, lossland_edu.Dataset([[1]], [[1]]))
    proof = lossland_edu.certify(zero, [[1]], [[1]])
    for name in ("kind", "subset", "rank", "loss", "gradient_norm", "smallest_eigenvalue", "reason"):
        assert hasattr(verdict, name)
    for name in ("kind", "inertia", "gradient_is_zero"):
        assert hasattr(proof, name)
