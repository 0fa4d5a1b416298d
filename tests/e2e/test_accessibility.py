"""What a reader with a screen reader, a keyboard or another theme needs, checked in the page."""

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lossland_edu.course import lesson_map

axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-core is not installed: pip install -e '.[e2e]'"
)

LESSONS = lesson_map(Path(__file__).parents[2] / "lessons").lessons
SEVERE = {"serious", "critical"}


def violations(page, selector):
    """Serious and critical violations inside an element, as readable lines."""
    found = axe.Axe().run(page, context=selector).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for violation in found
        if violation["impact"] in SEVERE
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_axe_finds_nothing_serious_in_an_explorer_locked_or_open_light_or_dark(open_notebook, lesson):
    notebook = open_notebook(f"lessons/{lesson.file}")
    notebook.theme("Light")
    notebook.run_all()
    for key in lesson.explorers:
        explorer = notebook.explorer(key)
        explorer.settled()
        assert violations(notebook.page, f".lossland-{key}") == []
        explorer.answer_by_keyboard(0)
        explorer.settled()
        assert violations(notebook.page, f".lossland-{key}") == []
    notebook.theme("Dark")
    for key in lesson.explorers:
        notebook.explorer(key).settled()
        assert violations(notebook.page, f".lossland-{key}") == []


def test_focus_follows_the_reading_order(open_notebook):
    notebook = open_notebook("lessons/00_start_here.ipynb")
    notebook.run_all()
    explorer = notebook.explorer("two_weights")
    explorer.answer_by_keyboard(2)
    explorer.slider("first weight w₁").focus()
    notebook.page.keyboard.press("Tab")
    # ipywidgets lets one type into the number beside a slider: it comes between the two handles.
    seen = []
    for _ in range(4):
        seen.append(notebook.page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
        notebook.page.keyboard.press("Tab")
    order = [words.strip() for words in seen]
    assert order.index("second weight w₂") < order.index("Reset")


def test_words_that_change_are_announced_politely_and_pictures_have_a_current_alternative(open_notebook):
    notebook = open_notebook("lessons/00_start_here.ipynb")
    notebook.run_all()
    explorer = notebook.explorer("two_weights")
    for words in explorer.root.locator(".lossland-words").all():
        expect(words).to_have_attribute("aria-live", "polite")
    explorer.answer_by_keyboard(2)
    _, alt, _ = explorer.changed_by(lambda: explorer.slider("second weight w₂").press("ArrowRight"))
    assert "w₂ = 0.1" in alt


def test_the_picture_follows_the_theme(open_notebook):
    notebook = open_notebook("lessons/00_start_here.ipynb")
    notebook.theme("Light")  # JupyterLab keeps the theme of an earlier test
    notebook.run_all()
    explorer = notebook.explorer("two_weights")
    explorer.settled()
    explorer.changed_by(lambda: notebook.theme("Dark"))


CUT_LABELS = """root => [...root.querySelectorAll('.widget-label')].filter(e => e.scrollWidth > e.clientWidth + 1)
    .map(e => e.textContent)"""


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_nothing_is_cut_or_overlaps_in_a_narrow_window_or_a_wide_one(open_notebook, lesson):
    notebook = open_notebook(f"lessons/{lesson.file}", viewport={"width": 520, "height": 900})
    notebook.run_all()
    for width in (520, 1280):
        notebook.page.set_viewport_size({"width": width, "height": 900})
        for key in lesson.explorers:
            explorer = notebook.explorer(key)
            explorer.settled()
            assert explorer.root.evaluate("e => e.scrollWidth <= e.clientWidth + 1"), f"something sticks out of {key}"
            assert explorer.root.evaluate(CUT_LABELS) == [], f"words of {key} are cut at a width of {width}"
            parts = [part.bounding_box() for part in explorer.root.locator("xpath=./*").all() if part.is_visible()]
            for above, below in pairwise(parts):
                assert above["y"] + above["height"] <= below["y"] + 2, f"two parts of {key} overlap"
