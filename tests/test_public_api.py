"""What `import lossland_edu` offers: complete, documented, with examples, under the names that were agreed."""

import inspect
from dataclasses import is_dataclass

import pytest

import lossland_edu
from lossland_edu import data, hessians, losses, networks

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
}


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
