"""Every explorer, without a browser: its pure function at every extreme, its prediction, and the widget's gate."""

import io
import re

import ipywidgets
import pytest
from PIL import Image

from lossland_edu import explorers
from lossland_edu.explorers.explorer import LOCKED
from lossland_edu.explorers.spec import Choice, MultipleChoice, Slider

EXPLORERS = explorers.names()


@pytest.fixture(autouse=True)
def progress_file(tmp_path, monkeypatch):
    """Predictions made by tests never reach the learner's own file."""
    monkeypatch.setenv("LOSSLAND_PROGRESS", str(tmp_path / "progress.json"))
    return tmp_path / "progress.json"


def answer_of(widget):
    return next(w for w in widget.children if isinstance(w, ipywidgets.RadioButtons | ipywidgets.Text))


def button(widget, words):
    return next(w for w in widget.children if isinstance(w, ipywidgets.Button) and w.description == words)


def commit(widget, answer):
    box = answer_of(widget)
    box.value = answer if isinstance(box, ipywidgets.RadioButtons) else str(answer)
    button(widget, "Commit").click()


def right_answer(name):
    return explorers.spec(name).prediction.fact().answer


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_extreme_of_every_control_is_drawn_and_put_into_words(name):
    spec = explorers.spec(name)
    picture = spec.picture()
    for values in spec.extremes():
        view = spec.view(**values)
        image = Image.open(io.BytesIO(picture.png(view.state)))
        assert image.size == picture.size, values
        assert view.verdict.endswith((".", "?")) and len(view.alt) > 80, values
        assert not re.search(r"\bnan\b|\binf\b|array\(|np\.float", view.verdict + view.alt), values


@pytest.mark.parametrize("name", EXPLORERS)
def test_moving_any_control_changes_the_picture_or_the_words(name):
    spec = explorers.spec(name)
    picture = spec.picture()
    start = spec.view(**spec.start_values)
    for control in spec.controls:
        others = [value for value in control.extremes if value != control.start]
        if isinstance(control, Slider):  # a full turn of an angle is where it began
            others.append(control.start + control.step * (1 if control.start < control.high else -1))
        views = [spec.view(**spec.start_values | {control.name: value}) for value in others]
        seen = {(picture.png(view.state), view.verdict) for view in [start, *views]}
        assert len(seen) > 1, control.name


@pytest.mark.parametrize("name", EXPLORERS)
def test_controls_start_inside_their_ranges(name):
    for control in explorers.spec(name).controls:
        if isinstance(control, Slider):
            assert control.low <= control.start <= control.high
            steps = (control.start - control.low) / control.step
            assert abs(steps - round(steps)) < 1e-9, "the start must be a value that the slider can take"
        else:
            assert isinstance(control, Choice) and control.start in control.options.values()


@pytest.mark.parametrize("name", EXPLORERS)
def test_a_wrong_prediction_names_its_misconception_and_the_right_one_is_called_right(name):
    prediction = explorers.spec(name).prediction
    fact = prediction.fact()
    right, words = prediction.judge(fact.answer)
    assert right and "Right." in words and fact.words in words
    if isinstance(prediction, MultipleChoice):
        wrong = {i: why for i, (_, why) in enumerate(prediction.options) if i != fact.answer}
        assert all(wrong.values()) and not prediction.options[int(fact.answer)][1]
    else:
        wrong = dict(prediction.misconceptions or {})
        assert len(wrong) >= 2 and fact.answer not in wrong
        assert "Not so" in prediction.judge(12345.0)[1]
    for answer, why in wrong.items():
        right, words = prediction.judge(answer)
        assert not right and "Not so" in words and why in words


@pytest.mark.parametrize("name", EXPLORERS)
def test_the_controls_open_only_on_commitment(name):
    widget = explorers.show(name)
    controls = widget.controls.values()
    assert all(control.disabled for control in controls) and button(widget, "Reset").disabled
    assert widget.verdict == LOCKED
    commit(widget, right_answer(name))
    assert not any(control.disabled for control in controls) and not button(widget, "Reset").disabled
    assert answer_of(widget).disabled and button(widget, "Commit").disabled
    assert widget.outcome.startswith("You predicted") and widget.verdict != LOCKED


@pytest.mark.parametrize("name", EXPLORERS)
def test_nothing_is_given_away_before_the_prediction(name):
    widget = explorers.show(name)
    fact = explorers.spec(name).prediction.fact()
    assert fact.words not in widget.verdict + widget.outcome


@pytest.mark.parametrize("name", EXPLORERS)
def test_reset_returns_to_the_named_start(name):
    widget = explorers.show(name)
    commit(widget, right_answer(name))
    picture, verdict = widget.png, widget.verdict
    for key, control in widget.controls.items():
        spec_of = {c.name: c for c in widget.spec.controls}[key]
        control.value = spec_of.extremes[-1]
    assert (widget.png, widget.verdict) != (picture, verdict)
    button(widget, "Reset").click()
    assert widget.values == widget.spec.start_values
    assert (widget.png, widget.verdict) == (picture, verdict)


def test_commit_without_an_answer_asks_for_one():
    widget = explorers.show("two_weights")
    button(widget, "Commit").click()
    assert not widget.unlocked and "Answer first" in widget.outcome


@pytest.mark.parametrize("typed", ["", "seven", "7 or 8", "nan", "inf"])
def test_what_is_not_a_number_is_not_committed(typed):
    widget = explorers.show("critical_value_ladder")
    commit(widget, typed)
    assert not widget.unlocked and "Answer first" in widget.outcome


def test_a_number_may_be_written_as_people_write_it():
    for typed in ("7", " 7.0 ", "7,0"):
        widget = explorers.show("critical_value_ladder")
        if not widget.unlocked:
            commit(widget, typed)
        assert "Right." in widget.outcome


def test_a_learner_who_comes_back_finds_the_controls_open_and_the_first_answer_kept():
    commit(explorers.show("two_weights"), 0)
    again = explorers.show("two_weights")
    assert again.unlocked and answer_of(again).value == 0 and "Not so" in again.outcome


def test_a_stored_answer_that_the_question_no_longer_has_is_asked_again(progress_file):
    from lossland_edu.course import progress

    progress.record_prediction("two_weights", 17, False)
    assert not explorers.show("two_weights").unlocked


@pytest.mark.parametrize("name", EXPLORERS)
def test_a_page_without_a_kernel_gets_the_start_picture_with_a_text_alternative(name):
    widget = explorers.show(name)
    data, metadata = widget._repr_mimebundle_()
    assert Image.open(io.BytesIO(data["image/png"])).size == tuple(2 * n for n in widget.spec.picture.size)
    assert "application/vnd.jupyter.widget-view+json" in data
    alt = metadata["image/png"]["alt"]
    assert data["text/plain"] == alt and alt.startswith(widget.spec.title)


def test_the_page_s_theme_and_resolution_reach_the_picture():
    widget = explorers.show("direction_dial")
    light = widget.png
    widget.screen.dark = True
    assert widget.png != light
    widget.screen.pixel_ratio = 2.0
    assert Image.open(io.BytesIO(widget.png)).size == tuple(2 * n for n in widget.spec.picture.size)


def test_everything_grows_together_for_a_projector(monkeypatch):
    assert explorers.show("chord", scale=1.5).screen.scale == 1.5
    monkeypatch.setenv("LOSSLAND_SCALE", "2")
    assert explorers.show("chord").screen.scale == 2.0


@pytest.mark.parametrize("scale", ["large", "0", "-1", "nan", "100"])
def test_a_scale_that_makes_no_sense_is_refused(monkeypatch, scale):
    monkeypatch.setenv("LOSSLAND_SCALE", scale)
    with pytest.raises(ValueError, match=r"expected a number from 0\.5 to 4"):
        explorers.show("chord")


def test_an_unknown_explorer_is_answered_with_the_names_there_are():
    with pytest.raises(ValueError, match=r"there is no explorer 'atlas'.*two_weights"):
        explorers.show("atlas")
