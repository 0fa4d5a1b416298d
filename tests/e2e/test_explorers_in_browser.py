"""Every lesson and every explorer in it, in a real browser: found by being there."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from lossland_edu import explorers
from lossland_edu.course import lesson_map
from lossland_edu.explorers.explorer import LOCKED
from lossland_edu.explorers.spec import Slider

LESSONS = lesson_map(Path(__file__).parents[2] / "lessons").lessons


def drive(explorer, control):
    """Move one control by keyboard and back, then by mouse: each must change what is seen or said."""
    if isinstance(control, Slider):
        handle = explorer.slider(control.label)
        towards, back = ("ArrowRight", "ArrowLeft") if control.start < control.high else ("ArrowLeft", "ArrowRight")
        explorer.changed_by(lambda: [handle.press(towards) for _ in range(2)])
        explorer.changed_by(lambda: [handle.press(back) for _ in range(2)])
        box = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").bounding_box()
        share = 0.9 if control.start < control.high else 0.1
        explorer.changed_by(lambda: drag(handle, box["x"] + share * box["width"], box["y"] + box["height"] / 2))
    else:
        menu, labels = explorer.choice(control.label), list(control.options)
        at = list(control.options.values()).index(control.start)
        menu.focus()
        explorer.page.keyboard.press("ArrowDown" if at + 1 < len(labels) else "ArrowUp")
        expect(menu).not_to_have_value(labels[at])
        menu.select_option(label=labels[at])
        explorer.settled()
        explorer.changed_by(lambda: menu.select_option(label=labels[-1] if at + 1 < len(labels) else labels[0]))


def drag(handle, x, y):
    """Press on the handle, move in steps as a hand does, let go."""
    mouse = handle.page.mouse
    handle.hover()
    mouse.down()
    mouse.move(x, y, steps=8)
    mouse.up()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_a_lesson_runs_and_its_explorers_answer_to_keyboard_and_mouse(open_notebook, lesson):
    notebook = open_notebook(f"lessons/{lesson.file}")
    assert notebook.run_all() == []
    for key in lesson.explorers:
        spec, explorer = explorers.spec(key), notebook.explorer(key)
        expect(explorer.verdict).to_have_text(LOCKED)
        start = explorer.settled()
        explorer.answer_by_keyboard(spec.prediction.fact().answer)
        expect(explorer.outcome).to_contain_text("Right.")
        open_state = explorer.settled()
        assert open_state[0] == start[0], "committing shows the same start picture"
        for control in spec.controls:
            drive(explorer, control)
            explorer.reset.click()
            explorer.returns_to(open_state)
    expect(notebook.page.locator(".Toastify__toast")).to_have_count(0)  # JupyterLab asks no questions of its own
    assert notebook.foreign == [] and notebook.complaints == []


def test_no_control_moves_before_a_prediction_is_committed(open_notebook):
    notebook = open_notebook("lessons/00_start_here.ipynb")
    notebook.run_all()
    explorer = notebook.explorer("two_weights")
    before = explorer.settled()
    explorer.slider("first weight w₁").press("ArrowRight")
    explorer.commit.click()  # without an answer
    expect(explorer.outcome).to_contain_text("Answer first")
    expect(explorer.reset).to_be_disabled()
    assert explorer.settled() == before


def test_a_committed_prediction_is_remembered_when_the_lesson_is_run_again(open_notebook):
    notebook = open_notebook("lessons/00_start_here.ipynb")
    notebook.run_all()
    notebook.explorer("two_weights").answer_by_keyboard(0)
    notebook.run_all()
    again = notebook.explorer("two_weights")
    expect(again.outcome).to_contain_text("Not so")
    expect(again.reset).to_be_enabled()
    expect(notebook.page.get_by_role("row").filter(has_text="00 ·")).to_contain_text("1 of 1")


def test_forty_fast_key_presses_leave_no_lag(open_notebook):
    notebook = open_notebook("lessons/00_start_here.ipynb")
    notebook.run_all()
    explorer = notebook.explorer("two_weights")
    explorer.answer_by_keyboard(2)
    explorer.settled()
    handle = explorer.slider("first weight w₁")
    handle.focus()
    for _ in range(40):
        notebook.page.keyboard.press("ArrowLeft")
    # w₁ stops at −2.0: the last picture must be that of the last press, not of one before.
    assert "starts at w₁ = −2.0" in explorer.settled()[1]
    assert notebook.complaints == []
