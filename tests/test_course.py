"""What surrounds the lessons: progress that is never lost, the environment check, the map."""

import json
import multiprocessing
import sys
from datetime import datetime
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from lossland_edu.course import check_environment, environment, lesson_map, progress, store

LESSONS = Path(__file__).parent.parent / "lessons"


@pytest.fixture(autouse=True)
def progress_file(tmp_path, monkeypatch):
    file = tmp_path / "folder" / "progress.json"
    monkeypatch.setenv("LOSSLAND_PROGRESS", str(file))
    return file


def test_without_a_file_there_are_no_predictions():
    assert progress.predictions() == {}


def test_the_first_answer_stays_and_the_latest_is_kept_beside_it():
    progress.record_prediction("two_weights", 0, False)
    progress.record_prediction("two_weights", 2, True)
    record = progress.predictions()["two_weights"]
    assert (record.first_answer, record.right_at_first_try) == (0, False)
    assert (record.latest_answer, record.latest_right) == (2, True)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 99, "predictions": {}}',
        '{"version": 1, "predictions": {"a": {}}}',
        "\udcff",
        '{"version": 2, "predictions": {}, "exercises": {"03.q1": 1}}',
        '{"version": "2", "predictions": {}}',
    ],
)
def test_a_file_that_cannot_be_understood_is_kept_aside_and_never_lost(progress_file, content):
    progress_file.parent.mkdir()
    raw = content.encode("utf-8", "surrogateescape")
    progress_file.write_bytes(raw)
    assert progress.predictions() == {}
    assert progress_file.read_bytes() == raw, "reading must not touch the file"
    progress.record_prediction("chord", 1, False)
    aside = list(progress_file.parent.glob("progress-kept-aside-*.json"))
    assert [file.read_bytes() for file in aside] == [raw]
    assert set(progress.predictions()) == {"chord"}


def test_a_folder_that_cannot_be_written_to_costs_the_record_but_not_the_lesson(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("LOSSLAND_PROGRESS", str(tmp_path / "file" / "progress.json"))
    with pytest.warns(UserWarning, match="could not be stored"):
        record = progress.record_prediction("chord", 2, True)
    assert record.latest_right


def _record(number):
    progress.record_prediction(f"explorer-{number}", number, True)


def test_notebooks_that_write_at_once_lose_nothing():
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        pool.map(_record, range(12))
    assert len(progress.predictions()) == 12
    assert json.loads(progress.path().read_text())["version"] == progress.VERSION
    assert not list(progress.path().parent.glob("*.tmp"))


def test_a_file_of_the_first_version_is_read_and_renewed(progress_file):
    progress_file.parent.mkdir()
    entry = {"first_answer": 0, "right_at_first_try": False, "latest_answer": 2, "latest_right": True, "at": "2026"}
    progress_file.write_text(json.dumps({"version": 1, "predictions": {"chord": entry}}))
    assert progress.predictions()["chord"].latest_right
    progress.record_attempt("03.q1", True)
    assert set(progress.predictions()) == {"chord"}
    assert json.loads(progress_file.read_text())["version"] == progress.VERSION
    assert [file.name for file in progress_file.parent.glob("*.json")] == [progress_file.name], "nothing was set aside"


def test_attempts_are_counted_up_to_the_first_right_one_and_solved_stays_solved():
    assert progress.record_attempt("03.q1", False).solved is False
    progress.record_attempt("03.q1", True)
    progress.record_attempt("03.q1", False)
    record = progress.read().exercises["03.q1"]
    assert (record.tries, record.right_at_first_try, record.solved) == (2, False, True)
    assert progress.record_attempt("03.q2", True).right_at_first_try


def _attempt(number):
    progress.record_attempt(f"03.q{number}", True)


def test_two_notebooks_that_solve_and_predict_at_once_lose_nothing():
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        jobs = [pool.map_async(_record, range(8)), pool.map_async(_attempt, range(8))]
        for job in jobs:
            job.get(60)
    done = progress.read()
    assert (len(done.predictions), len(done.exercises)) == (8, 8)


def test_progress_can_be_carried_to_another_machine(tmp_path, monkeypatch):
    progress.record_prediction("chord", 1, False)
    progress.record_attempt("03.q1", False)
    progress.record_attempt("03.q1", True)
    file = progress.export(tmp_path / "mine.json")
    assert progress.export(file) == file, "a file of one's own may be replaced"

    monkeypatch.setenv("LOSSLAND_PROGRESS", str(tmp_path / "other" / "progress.json"))
    progress.record_prediction("chord", 2, True)
    progress.record_attempt("03.q1", True)
    progress.record_attempt("03.q2", False)
    done = progress.load(file)
    assert done == progress.read()
    assert done.predictions["chord"].right_at_first_try, "the first try of this machine stays"
    assert done.exercises["03.q1"].solved and not done.exercises["03.q2"].solved


def test_export_and_load_never_touch_what_is_not_progress(tmp_path):
    progress.record_attempt("03.q1", True)
    letter = tmp_path / "letter.json"
    letter.write_text('{"dear": "reader"}')
    with pytest.raises(ValueError, match=r"does not hold progress .*choose another name"):
        progress.export(letter)
    with pytest.raises(ValueError, match=r"does not hold progress .*give a file that export\(\) wrote"):
        progress.load(letter)
    with pytest.raises(ValueError, match="there is no file"):
        progress.load(tmp_path / "nowhere.json")
    assert letter.read_text() == '{"dear": "reader"}'
    assert progress.read().exercises["03.q1"].solved


def test_reset_asks_first(monkeypatch, capsys):
    progress.record_attempt("03.q1", True)
    asked = []
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "no")
    assert progress.reset() is False
    assert "forgets 0 predictions and 1 questions" in asked[0] and progress.read().exercises

    def nobody(question):
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    assert progress.reset() is False and progress.read().exercises
    assert 'reset("yes")' in capsys.readouterr().out
    monkeypatch.setattr("builtins.input", lambda question: " Yes ")
    assert progress.reset() is True
    assert progress.read() == progress.Progress({}, {})
    assert progress.reset("yes") is True, "nothing to forget is no error"


def test_the_environment_check_names_what_is_missing_and_the_command_that_mends_it(monkeypatch):
    def version(name):
        if name == "anywidget":
            raise PackageNotFoundError(name)
        return "1.0" if name == "jupyterlab" else real(name)

    real = environment.version
    monkeypatch.setattr(environment, "version", version)
    report = check_environment()
    words = str(report)
    assert not report and "2 missing" in words
    assert f'{sys.executable} -m pip install "anywidget' in words
    assert "jupyterlab: 1.0 is installed, expected" in words


def test_the_environment_check_passes_here_and_says_where_progress_is_kept(progress_file):
    report = check_environment()
    assert report, str(report)
    assert str(progress_file) in str(report) and "Everything is here." in str(report)


def test_without_the_package_installed_the_check_says_how_to_install_it(monkeypatch):
    def requires(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(environment, "requires", requires)
    assert "make lab" in str(check_environment())


def test_torch_may_be_absent_and_the_check_says_what_that_costs(monkeypatch):
    def version(name):
        if name == "torch":
            raise PackageNotFoundError(name)
        return real(name)

    real = environment.version
    monkeypatch.setattr(environment, "version", version)
    report = check_environment()
    assert report and "only the lessons that train real networks need it" in str(report)


def test_the_map_lists_the_lessons_that_are_there_with_what_was_done():
    progress.record_prediction("two_weights", 0, False)
    shown = lesson_map(LESSONS)
    assert [lesson.number for lesson in shown.lessons] == sorted(file.name[:2] for file in LESSONS.glob("*.ipynb"))
    assert "Predictions: 1 of 1, 0 right at first try. Exercises: –. Revisit: two weights." in str(shown)
    html = shown._repr_html_()
    assert (
        '<a href="00_start_here.ipynb">00 · Why is training' in html
        and '<th style="text-align:left" scope="row">' in html
    )


def test_the_map_shows_what_was_solved_at_first_try_and_what_is_open():
    progress.record_attempt("03.q1", True)
    progress.record_attempt("03.q2", False)
    progress.record_attempt("03.q2", True)
    progress.record_attempt("03.q4", False)
    shown = lesson_map(LESSONS)
    assert "Exercises: 2 of 6, 1 right at first try. Revisit: exercise 03.q4." in str(shown)
    assert '<a href="../exercises/03_shallow_linear_networks.ipynb">2 of 6, 1 right at first try</a>' in (
        shown._repr_html_()
    )


def test_a_folder_without_lessons_is_answered_with_the_fix(tmp_path):
    with pytest.raises(ValueError, match=r"there is no lesson .*lesson_map\('lessons'\)"):
        lesson_map(tmp_path)


def test_export_never_writes_nothing_over_a_backup(progress_file, tmp_path):
    progress.record_attempt("03.q1", True)
    backup = progress.export(tmp_path / "backup.json")
    held = backup.read_text()
    progress_file.write_text('{"version": 99}')
    with pytest.raises(ValueError, match=r"version 99.*left as it is, and nothing was written"):
        progress.export(backup)
    assert backup.read_text() == held and progress_file.read_text() == '{"version": 99}'


def test_export_keeps_aside_what_it_would_forget(tmp_path, capsys):
    progress.record_attempt("03.q1", True)
    backup = progress.export(tmp_path / "backup.json")
    held = backup.read_text()
    progress.reset("yes")
    progress.export(backup)
    (aside,) = tmp_path.glob("backup-kept-aside-*.json")
    assert aside.read_text() == held and str(aside) in capsys.readouterr().out


def test_a_place_that_cannot_be_written_is_named_with_the_fix(tmp_path):
    with pytest.raises(ValueError, match=r"cannot be written .*choose another place"):
        progress.export(tmp_path / "nowhere" / "mine.json")
    with pytest.raises(ValueError, match="choose another name"):
        progress.export(tmp_path)


def test_reset_keeps_aside_what_it_cannot_read(progress_file, capsys):
    progress_file.parent.mkdir()
    progress_file.write_text('{"version": 99}')
    assert progress.reset("yes") is True and not progress_file.exists()
    (aside,) = progress_file.parent.glob("progress-kept-aside-*.json")
    assert aside.read_text() == '{"version": 99}' and str(aside) in capsys.readouterr().out


def test_reset_where_nothing_can_be_removed_says_so(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("LOSSLAND_PROGRESS", str(tmp_path / "file" / "progress.json"))
    assert progress.reset("yes") is False
    assert progress.reset(True) is False
    assert "cannot be removed" in capsys.readouterr().out


GOOD = {"first_answer": 0, "right_at_first_try": False, "latest_answer": 2, "latest_right": True, "at": "2026"}
TRIED = {"tries": 2, "right_at_first_try": False, "solved": True, "at": "2026"}


@pytest.mark.parametrize(
    "content",
    [
        {"version": 2, "predictions": {"chord": GOOD | {"at": 5}}},
        {"version": 2, "predictions": {"chord": GOOD | {"latest_answer": float("nan")}}},
        {"version": 2, "predictions": {"chord": GOOD | {"first_answer": True}}},
        {"version": 2, "predictions": {}, "exercises": {"03.q1": TRIED | {"solved": "no"}}},
        {"version": 2, "predictions": {}, "exercises": {"03.q1": TRIED | {"tries": [1]}}},
    ],
)
def test_a_file_with_values_of_another_type_is_not_taken_in(tmp_path, content):
    (tmp_path / "crafted.json").write_text(json.dumps(content))
    with pytest.raises(ValueError, match=r"expected .*give a file that export"):
        progress.load(tmp_path / "crafted.json")
    lesson_map(LESSONS)._repr_html_()


def test_a_file_of_endless_lists_is_kept_aside(progress_file):
    progress_file.parent.mkdir()
    progress_file.write_text("[" * 100_000)
    assert progress.predictions() == {}
    progress.record_attempt("03.q1", True)
    assert list(progress_file.parent.glob("progress-kept-aside-*.json"))


def test_a_linked_file_stays_a_link_and_the_file_behind_it_is_renewed(tmp_path, monkeypatch):
    (tmp_path / "cloud").mkdir()
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "cloud" / "real.json")
    monkeypatch.setenv("LOSSLAND_PROGRESS", str(link))
    progress.record_attempt("03.q1", True)
    assert link.is_symlink() and "03.q1" in (tmp_path / "cloud" / "real.json").read_text()


def test_the_lock_takes_the_name_of_no_other_file(tmp_path, monkeypatch):
    (tmp_path / "poetry.lock").write_text("precious")
    monkeypatch.setenv("LOSSLAND_PROGRESS", str(tmp_path / "poetry.json"))
    progress.record_attempt("03.q1", True)
    assert (tmp_path / "poetry.lock").read_text() == "precious"


def test_what_is_set_aside_never_replaces_what_was_set_aside_before(tmp_path, monkeypatch):
    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 1, 1, tzinfo=tz)

    monkeypatch.setattr(store, "datetime", Stopped)
    for words in ("first", "second", "third"):
        (tmp_path / "a.json").write_text(words)
        store.set_aside(tmp_path / "a.json")
    assert {file.read_text() for file in tmp_path.iterdir()} == {"first", "second", "third"}


def test_a_full_disk_leaves_the_old_file_whole(progress_file, monkeypatch):
    progress.record_attempt("03.q1", True)
    held = progress_file.read_text()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "replace", full)
    with pytest.warns(UserWarning, match="No space left"):
        progress.record_attempt("03.q2", True)
    assert progress_file.read_text() == held and not list(progress_file.parent.glob("*.tmp"))


def test_who_may_read_a_file_stays_as_it_was(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("old")
    file.chmod(0o644)
    store.replace_text(file, "new")
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("new", 0o644)


def test_a_damaged_notebook_or_a_copy_does_not_cost_the_map(tmp_path):
    for name in ("01_one.ipynb", "02_two.ipynb", "02_two-Copy1.ipynb"):
        (tmp_path / name).write_text('{"cells": [{"source": "# 02 · What is two?"}]}' if "two" in name else "{")
    assert [lesson.question for lesson in lesson_map(tmp_path).lessons] == ["one", "What is two?"]


def test_the_environment_check_sees_that_progress_has_no_place(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    for place in (tmp_path, tmp_path / "file" / "progress.json"):
        monkeypatch.setenv("LOSSLAND_PROGRESS", str(place))
        assert not check_environment() and "set LOSSLAND_PROGRESS" in str(check_environment())
