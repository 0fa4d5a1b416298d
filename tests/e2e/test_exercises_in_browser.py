"""The exercises in a real browser: unsolved, wrong, and solved with nothing but what the notebook says."""

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from lossland_edu.course.exercises import exercise

ROOT = Path(__file__).parents[2]
SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
SET_SOURCE = """([id, text]) => jupyterapp.shell.currentWidget.model.sharedModel.cells
    .find(cell => cell.id === id).setSource(text)"""


def answers(file):
    """The answer cells of a solution, by their ids."""
    cells = nbformat.read(file, as_version=4).cells
    return {cell.id: cell.source for cell in cells if cell.id.endswith("-answer")}


def write(notebook, cell_id, text):
    """Put a text into a cell, as if typed."""
    notebook.page.evaluate(SET_SOURCE, [cell_id, text])


@pytest.mark.parametrize("file", SOLUTIONS, ids=lambda file: file.name[:2])
def test_an_exercise_is_solved_in_the_browser_and_the_map_knows(open_notebook, file):
    notebook, number = open_notebook(f"exercises/{file.name}"), file.name[:2]
    titles = [check.question.title for check in exercise(number)]
    (error,) = notebook.run_all()  # the first question that is not solved stops the run
    assert error.startswith(f"NotSolved: … {titles[0]}: not answered yet.")
    for cell_id, text in answers(file).items():
        write(notebook, cell_id, text)
    assert notebook.run_all() == []
    notes = notebook.page.get_by_role("main").get_by_role("status").filter(has_text="✓")
    for title in titles:
        expect(notes.filter(has_text=f"✓ {title}: right.")).to_have_count(1)
    assert notebook.foreign == [] and notebook.complaints == []

    lesson = open_notebook("lessons/00_start_here.ipynb")
    lesson.run_all()
    row = lesson.page.get_by_role("row").filter(has_text=f"{number} ·")
    expect(row).to_contain_text(f"{len(titles)} of {len(titles)}, {len(titles)} right at first try")


def test_a_known_mistake_is_named_with_a_link_to_the_lesson(open_notebook):
    notebook = open_notebook("exercises/03_shallow_linear_networks.ipynb")
    write(notebook, "q1-answer", "def loss(W1, W2, X, Y):\n    return np.sum((W2 @ W1 @ X - Y) ** 2)")
    notebook.run_all()
    note = notebook.page.get_by_role("status").filter(has_text="✗ The loss: wrong.")
    expect(note).to_contain_text("known mistake: the factor ½ is forgotten")
    expect(note).to_contain_text("W1 = [[2.]], W2 = [[3.]], X = [[1.]], Y = [[4.]]")
    note.get_by_role("link").click()
    there = "jupyterapp.shell.currentWidget?.context?.path === 'lessons/03_shallow_linear_networks.ipynb'"
    notebook.page.wait_for_function(there)
    assert notebook.complaints == []
