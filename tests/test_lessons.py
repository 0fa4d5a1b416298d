"""The shape that every lesson has, read from the notebooks; that they run is checked by nbval."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from lossland_edu import explorers
from lossland_edu.course import lesson_map

ROOT = Path(__file__).parent.parent
LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))
NEEDS_TORCH = {"08", "10"}  # the only lessons that may import it
LABELS = ("proved", "checked here", "needs assumption", "false in general")


@pytest.fixture(params=LESSONS, ids=lambda file: file.stem)
def lesson(request):
    return request.param


def cells(file, kind):
    return [cell.source for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == kind]


def prose(file):
    return "\n".join(cells(file, "markdown"))


def test_there_are_lessons():
    assert {file.name[:2] for file in LESSONS} >= {"00", "01", "03"}


def test_a_lesson_is_a_valid_notebook_without_outputs(lesson):
    notebook = nbformat.read(lesson, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert cell.get("outputs", []) == [] and cell.get("execution_count") is None
    assert "widgets" not in notebook.metadata


def test_a_lesson_has_25_to_40_cells_and_at_most_1500_words(lesson):
    assert 25 <= len(nbformat.read(lesson, as_version=4).cells) <= 40
    assert len(prose(lesson).split()) <= 1500


def test_code_cells_have_at_most_10_lines_and_draw_nothing(lesson):
    for source in cells(lesson, "code"):
        assert len(source.splitlines()) <= 10, source
        assert not re.search(r"matplotlib|pyplot|ipywidgets", source), source


def test_a_lesson_opens_with_a_question_and_says_what_it_takes(lesson):
    first = cells(lesson, "markdown")[0]
    assert re.match(rf"# {lesson.name[:2]} · .+\?\n", first)
    opening = "\n".join(cells(lesson, "markdown")[:2]).lower()
    assert len(re.findall(r"^\d\. ", first, re.MULTILINE)) == 3, "three objectives"
    assert "minutes" in opening and "need" in opening


def test_a_lesson_ends_with_a_summary_and_references(lesson):
    end = "\n".join(cells(lesson, "markdown")[-6:])
    assert "## Summary" in end and "References" in end


def test_statements_carry_a_label_and_what_they_do_not_say(lesson):
    text = prose(lesson).lower()
    assert any(label in text for label in LABELS)
    assert "what this does not say" in text


def test_every_explorer_of_a_lesson_exists_and_every_lesson_has_one(lesson):
    used = re.findall(r'explorers\.show\("(\w+)"\)', "\n".join(cells(lesson, "code")))
    assert used and set(used) <= set(explorers.names())


def test_every_explorer_is_used_in_a_lesson():
    used = {key for lesson in lesson_map(ROOT / "lessons").lessons for key in lesson.explorers}
    assert used == set(explorers.names())


def test_claims_are_asserted_in_cells(lesson):
    assert sum("assert" in source for source in cells(lesson, "code")) >= 3


def test_torch_is_imported_only_where_a_network_is_really_trained(lesson):
    if lesson.name[:2] not in NEEDS_TORCH:
        assert "torch" not in "\n".join(cells(lesson, "code"))


def test_links_between_files_of_the_course_lead_somewhere(lesson):
    for target in re.findall(r"\]\(([^)#]+)\)", prose(lesson)):
        if not target.startswith(("http:", "https:")):
            assert (lesson.parent / target).exists(), target


def test_nobody_counts_layers_where_the_papers_differ(lesson):
    assert not re.search(r"\b(\d+|two|three|four|n)-layer\b", prose(lesson), re.IGNORECASE)


def test_notebooks_are_stored_in_one_way(lesson):
    notebook = json.loads(lesson.read_text(encoding="utf-8"))
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)


def test_the_readme_lists_every_lesson_with_its_question():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(\d\d)\]\(lessons/(\S+)\) \| (.+) \|$", readme, re.MULTILINE)
    assert listed == [(lesson.number, lesson.file, lesson.question) for lesson in lesson_map(ROOT / "lessons").lessons]
