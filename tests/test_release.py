"""From solutions to exercises and back: one source, nbgrader's own view of it, and marks under a secret seed."""

import importlib.util
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lossland_edu.course.exercises import exercise, numbers
from lossland_edu.grading.references import with_answers, with_references
from lossland_edu.grading.release import is_compared, release

ROOT = Path(__file__).parent.parent
SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
NBVAL = [sys.executable, "-m", "pytest", "--nbval-lax", "-p", "no:cacheprovider", "--color=no", "-q"]


def load_tool():
    spec = importlib.util.spec_from_file_location("exercises_tool", ROOT / "tools" / "exercises.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=SOLUTIONS, ids=lambda file: file.stem)
def file(request):
    return request.param


def read(path):
    return nbformat.read(path, as_version=4)


def cells(notebook, **wanted):
    """The cells whose marks say so."""
    marks = [(cell, cell.metadata.get("nbgrader", {})) for cell in notebook.cells]
    return [cell for cell, mark in marks if mark and all(mark.get(key) == value for key, value in wanted.items())]


def nbval(folder, notebook, name="x.ipynb", **env):
    """Run nbval on a notebook in a folder of its own; returns the finished process."""
    nbformat.write(notebook, folder / name)
    private = {"LOSSLAND_PROGRESS": str(folder / "progress.json"), "PYTHONPATH": str(ROOT)}
    outer = {key: value for key, value in os.environ.items() if key != "LOSSLAND_SEED"}
    run = subprocess.run([*NBVAL, name], cwd=folder, env=outer | private | env, capture_output=True, text=True)
    run.stdout = re.sub(r"\x1b\[[\d;]*m", "", run.stdout)  # the colours of tracebacks
    return run


# --- One source ---


def test_exercises_are_what_make_exercises_makes_of_the_solutions(file):
    assert (ROOT / "exercises" / file.name).read_text("utf-8") == load_tool().text(release(read(file))), (
        "run `make exercises`"
    )


def test_there_is_an_exercise_for_every_solution_and_nothing_else():
    assert [f.name for f in SOLUTIONS] == sorted(f.name for f in (ROOT / "exercises").glob("*.ipynb"))
    assert [f.name[:2] for f in SOLUTIONS] == numbers()
    assert all((ROOT / "lessons" / f.name).exists() for f in SOLUTIONS)


def test_no_exercise_holds_a_line_of_a_solution(file):
    cells_ = read(ROOT / "exercises" / file.name).cells
    released = {line.strip() for cell in cells_ for line in cell.source.splitlines()}
    for cell in cells(read(file), solution=True):
        inside = re.search(r"### BEGIN SOLUTION\n(.*?)\s*### END SOLUTION", cell.source, re.DOTALL)
        for line in (inside[1] if inside else cell.source).splitlines():
            assert line.strip() not in released or not line.strip()


def test_nbgraders_own_preprocessors_make_the_same_of_a_solution(file):
    pre = pytest.importorskip("nbgrader.preprocessors", reason="nbgrader is not installed: pip install -e '.[test]'")
    notebook, resources = deepcopy(read(file)), {}
    compared = [cell.outputs for cell in notebook.cells if is_compared(cell)]
    for name in ("LockCells", "ClearSolutions", "ClearOutput", "CheckCellMetadata", "ComputeChecksums"):
        notebook, resources = getattr(pre, name)().preprocess(notebook, resources)
    ours = release(read(file))
    assert [cell.outputs for cell in ours.cells if is_compared(cell)] == compared, "the references are kept"
    for cell in ours.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    assert [dict(cell) for cell in ours.cells] == [dict(cell) for cell in notebook.cells]


def test_a_solution_that_is_not_marked_is_named_in_the_error():
    begun = "### BEGIN SOLUTION\nx = 1"
    mark = {"solution": True, "grade": False, "locked": False, "grade_id": "a", "schema_version": 3}
    unmarked, endless = new_code_cell(begun, id="lonely"), new_code_cell(begun, id="endless")
    endless.metadata["nbgrader"] = mark
    nested = new_code_cell(f"{begun}\n{begun}", id="nested", metadata={"nbgrader": mark})
    for cell, words in ((unmarked, "lonely holds"), (endless, "endless has no"), (nested, "nested begins")):
        with pytest.raises(ValueError, match=f"cell {words}"):
            release(new_notebook(cells=[new_markdown_cell("# A"), cell]))


# --- The shape of an exercise ---


def test_an_exercise_has_four_to_six_questions_each_with_all_its_parts(file):
    notebook, checks = read(file), list(exercise(file.name[:2]))
    assert 4 <= len(checks) <= 6
    assert re.match(rf"# Exercises {file.name[:2]} · \S", notebook.cells[0].source)
    assert "minutes" in notebook.cells[0].source
    ids = {cell.id: cell for cell in notebook.cells}
    for number, check in enumerate(checks, 1):
        key, title = check.question.key, check.question.title
        assert key == f"q{number}"
        text, answer, graded = (ids[f"{key}-{part}"] for part in ("text", "answer", "graded"))
        assert text.source.startswith(f"## Question {number} · {title}\n")
        assert text.source.count("<details>") == 2, "hints in two steps"
        *_, function = re.findall(r"^def (\w+)\(", answer.source, re.MULTILINE)
        assert ids[f"{key}-check"].source == f"check.{key}({function})"
        assert graded.source == f"# NBVAL_CHECK_OUTPUT\ncheck.{key}.grade({function})"
        points = graded.metadata["nbgrader"]["points"]
        assert f"*{points} point" in text.source
        assert graded.outputs and graded.execution_count, "nbval compares nothing without an execution count"
    assert cells(notebook, solution=True, grade=True), "one answer in words, for the instructor"


def test_an_exercise_is_a_valid_notebook_whose_links_lead_somewhere(file):
    exercise_ = read(ROOT / "exercises" / file.name)
    nbformat.validate(exercise_)
    for target in re.findall(r"\]\(([^)#]+)\)", "\n".join(c.source for c in exercise_.cells)):
        assert target.startswith("http") or (ROOT / "exercises" / target).exists(), target
    grade_ids = [cell.metadata["nbgrader"]["grade_id"] for cell in cells(exercise_)]
    assert len(set(grade_ids)) == len(grade_ids)


# --- nbval ---


def test_an_unsolved_exercise_fails_in_every_graded_cell_with_its_own_reason(file, tmp_path):
    run = nbval(tmp_path, read(ROOT / "exercises" / file.name))
    checks = list(exercise(file.name[:2]))
    assert run.returncode == 1
    for check in checks:
        assert f"NotSolved: … {check.question.title}: not answered yet." in run.stdout
    n_code = sum(cell.cell_type == "code" for cell in read(file).cells)
    assert f"{len(checks)} failed, {n_code - len(checks)} passed" in run.stdout
    assert "AssertionError" not in run.stdout


SUM = """def loss(W1, W2, X, Y):
    return np.sum((W2 @ W1 @ X - Y) ** 2)
"""
BROKEN = """def loss(W1, W2, X, Y):
    E = W2 @ W1 @ X - Y
    return undefined_name
"""


@pytest.fixture(scope="module")
def solution():
    return read(ROOT / "solutions" / "03_shallow_linear_networks.ipynb")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (SUM, "This looks like a known mistake: the factor ½ is forgotten."),
        (BROKEN, "Your code raised NameError: name 'undefined_name' is not defined, in line 3 of loss: return undef"),
        ("", "NameError: name 'loss' is not defined"),
    ],
)
def test_a_wrong_answer_fails_with_its_reason(solution, tmp_path, answer, words):
    submission = deepcopy(solution)
    (cell,) = cells(submission, grade_id="q1-answer")
    cell.source = answer
    run = nbval(tmp_path, submission)
    assert words in run.stdout
    assert "1 failed" in run.stdout if answer else "2 failed" in run.stdout


def test_under_a_secret_seed_answers_count_and_copied_digits_do_not(solution, tmp_path):
    reference = with_references(solution, seed="a secret")
    digits = {cell.id: cell.outputs[0].text for cell in reference.cells if is_compared(cell)}
    public = {cell.id: cell.outputs[0].text for cell in solution.cells if is_compared(cell)}
    assert digits.keys() == public.keys() and all(digits[key] != public[key] for key in public)
    assert nbval(tmp_path, with_answers(reference, solution), LOSSLAND_SEED="a secret").returncode == 0

    copied = deepcopy(solution)
    (cell,) = cells(copied, grade_id="q1-answer")
    cell.source = f"class check:\n    pass\nprint({public['q1-graded']!r})"
    (cell,) = cells(copied, grade_id="q2-answer")
    cell.source = "def gradient(W1, W2, X, Y):\n    return W1, W2"
    marked = with_answers(reference, copied)
    graded = [cell.source for cell in marked.cells if is_compared(cell)]
    assert graded == [cell.source for cell in solution.cells if is_compared(cell)], "only answers are taken over"
    run = nbval(tmp_path, marked, LOSSLAND_SEED="a secret")
    assert run.returncode == 1


def test_what_a_learner_adds_outside_the_answers_serves_them_and_may_fail_without_counting(solution, tmp_path):
    submission = deepcopy(solution)
    (answer,) = cells(submission, grade_id="q1-answer")
    answer.source = "def loss(W1, W2, X, Y):\n    return half_square(W2 @ W1 @ X - Y)"
    place = submission.cells.index(answer)
    helper = new_code_cell("def half_square(E):\n    return 0.5 * np.sum(E**2)")
    junk = new_code_cell("1 / 0  # trying things out")
    forged = new_code_cell("# NBVAL_CHECK_OUTPUT\nprint('03 q1: all right')")
    submission.cells[place:place] = [helper, junk]
    submission.cells.append(forged)
    reference = with_references(solution, seed="a secret")
    marked = with_answers(reference, submission)
    nbformat.validate(marked)
    assert [cell.source for cell in marked.cells].index(helper.source) == place
    run = nbval(tmp_path, marked, LOSSLAND_SEED="a secret")
    assert run.returncode == 0, run.stdout
    again = with_answers(reference, solution)
    assert [cell.source for cell in again.cells] == [cell.source for cell in solution.cells], "nothing is added twice"


def test_a_submission_without_answers_is_marked_as_such(solution, tmp_path):
    empty = new_notebook(cells=[new_markdown_cell("I lost everything")])
    marked = with_answers(solution, empty)
    assert all(cell.source == "" for cell in cells(marked, solution=True))
    assert nbval(tmp_path, marked).returncode == 1


def test_references_are_written_for_a_seed_beside_nothing_else(tmp_path):
    tool = [sys.executable, ROOT / "tools" / "exercises.py"]
    run = subprocess.run([*tool, "03", "--seed", "s", "--out", tmp_path], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["03_shallow_linear_networks.ipynb"]
    alone = subprocess.run([*tool, "--seed", "s"], capture_output=True, text=True)
    assert alone.returncode == 2 and "--seed and --out go together" in alone.stderr


def test_an_instructor_who_runs_nbgrader_can_use_the_notebooks_unchanged(tmp_path):
    pytest.importorskip("nbgrader", reason="nbgrader is not installed: pip install -e '.[test]'")
    name, source = "03_shallow_linear_networks.ipynb", tmp_path / "source" / "ex"
    source.mkdir(parents=True)
    nbformat.write(read(ROOT / "solutions" / name), source / name)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic
    env = os.environ | {"LOSSLAND_SEED": "secret", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": path}

    def nbgrader(task):
        command = [sys.executable, "-m", "nbgrader", task, "ex", f"--course-dir={tmp_path}"]
        run = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr

    nbgrader("generate_assignment")
    for learner, handed_in in (("ada", source), ("bob", tmp_path / "release" / "ex")):
        shutil.copytree(handed_in, tmp_path / "submitted" / learner / "ex")
    nbgrader("autograde")
    with sqlite3.connect(tmp_path / "gradebook.db") as book:
        rows = book.execute(
            "select student_id, sum(auto_score) from grade join submitted_notebook n on n.id = grade.notebook_id "
            "join submitted_assignment a on a.id = n.assignment_id group by student_id"
        ).fetchall()
    points = sum(cell.metadata["nbgrader"]["points"] for cell in cells(read(source / name), grade=True, solution=False))
    assert dict(rows) == {"ada": points, "bob": 0}


def test_a_mark_that_is_not_whole_or_gives_a_solution_away_is_named_in_the_error():
    mark = {"solution": False, "grade": True, "locked": True, "grade_id": "a", "schema_version": 3, "points": 1}
    pointless = {key: value for key, value in mark.items() if key != "points"}
    for source, metadata, words in (
        ("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", mark, "holds ### BEGIN SOLUTION but its metadata says"),
        ("x", pointless, "lacks points in its nbgrader metadata"),
        ("x", {"grade_id": "b"}, "lacks grade, solution, locked in its nbgrader metadata"),
    ):
        with pytest.raises(ValueError, match=f"cell odd {words}"):
            release(new_notebook(cells=[new_code_cell(source, id="odd", metadata={"nbgrader": metadata})]))
    twins = [new_code_cell("x", id=name, metadata={"nbgrader": mark}) for name in ("one", "two")]
    with pytest.raises(ValueError, match="cell two has the grade_id a of another"):
        release(new_notebook(cells=twins))


def test_an_answer_in_several_cells_is_taken_whole_with_its_pictures(solution):
    submission = deepcopy(solution)
    (first,) = cells(submission, grade_id="q1-answer")
    second = deepcopy(first)
    first.source, second.source = "def helper(): ...", "loss = helper"
    submission.cells.insert(submission.cells.index(first) + 1, second)
    (words,) = cells(submission, solution=True, grade=True)
    words.attachments = {"a.png": {"image/png": "AAAA"}}
    marked = with_answers(solution, submission)
    assert cells(marked, grade_id="q1-answer")[0].source == "def helper(): ...\n\nloss = helper"
    assert cells(marked, solution=True, grade=True)[0].attachments == words.attachments


def test_odd_submissions_are_read_or_refused_with_the_fix(solution):
    odd = new_notebook(cells=[new_markdown_cell("x", metadata={"nbgrader": mark}) for mark in (None, [], {"a": 1})])
    odd.cells += [new_code_cell("x", metadata={"nbgrader": {"solution": True, "grade_id": ["a"]}})]
    assert cells(with_answers(solution, odd), grade_id="q1-answer")[0].source == ""
    with pytest.raises(ValueError, match="as_version=4"):
        with_answers(solution, nbformat.v3.new_notebook())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--seed", "", "--out", "x"], "wants a secret word"),
        (["--seed", "public", "--out", "x"], "wants a secret word"),
        (["--seed", "s", "--out", "solutions"], "would write over the course's own notebooks"),
        (["99"], "there is no solution 99; there are 01, 02"),
    ],
)
def test_the_tool_refuses_what_would_lose_or_reveal_something(arguments, words):
    tool = [sys.executable, ROOT / "tools" / "exercises.py"]
    run = subprocess.run([*tool, *arguments], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 2 and words in run.stderr


def test_a_solution_that_fails_changes_no_file(tmp_path):
    tool = load_tool()
    failing, old = new_notebook(cells=[new_code_cell("1 / 0")]), "the old exercise"
    nbformat.write(failing, tmp_path / "03_x.ipynb")
    held = (tmp_path / "03_x.ipynb").read_bytes()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "03_x.ipynb").write_text(old)
    with pytest.raises(tool.CellExecutionError, match="ZeroDivisionError"):
        tool.renew(tmp_path / "03_x.ipynb", tmp_path / "out")
    assert (tmp_path / "03_x.ipynb").read_bytes() == held
    assert (tmp_path / "out" / "03_x.ipynb").read_text() == old
