"""What a learner has predicted and solved, kept in one JSON file on this machine and nowhere else.

The file lies in the platform's folder for user data, or where the environment variable LOSSLAND_PROGRESS says.
`export` writes it to a file to hand in or carry to another machine, `load` takes such a file in, `reset` forgets all.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import TypeVar

from platformdirs import user_data_path

from lossland_edu.course import store

VERSION = 2  # version 1 knew predictions alone
SURE = "yes"
Kept = TypeVar("Kept", "Record", "Attempts")


@dataclass(frozen=True)
class Record:
    """One prediction: the first answer and whether it was right, the latest answer, and when it was given (UTC)."""

    first_answer: float
    right_at_first_try: bool
    latest_answer: float
    latest_right: bool
    at: str


@dataclass(frozen=True)
class Attempts:
    """Attempts at one question of an exercise: how many up to the first right one, and when the latest was (UTC)."""

    tries: int
    right_at_first_try: bool
    solved: bool
    at: str


@dataclass(frozen=True)
class Progress:
    """All that is kept: predictions by the key of their explorer, attempts by "exercise.question"."""

    predictions: dict[str, Record]
    exercises: dict[str, Attempts]


def path() -> Path:
    """Where progress is kept."""
    chosen = os.environ.get("LOSSLAND_PROGRESS")
    return Path(chosen).expanduser() if chosen else user_data_path("lossland", appauthor=False) / "progress.json"


def read() -> Progress:
    """All progress so far; empty when there is none or it cannot be read."""
    try:
        return _parsed(store.read(path()))
    except (OSError, ValueError):
        return Progress({}, {})


def predictions() -> dict[str, Record]:
    """All predictions so far, by the key of their explorer; empty when there are none or they cannot be read."""
    return read().predictions


def record_prediction(key: str, answer: float, right: bool) -> Record:
    """Store a prediction; the first answer to each stays what it was.

    Where the folder cannot be written to, the record is lost but the lesson goes on: it is returned all the same.
    """
    record = Record(answer, right, answer, right, _now())

    def change(known: Progress) -> Progress:
        nonlocal record
        if key in known.predictions:
            first = known.predictions[key]
            record = replace(record, first_answer=first.first_answer, right_at_first_try=first.right_at_first_try)
        return replace(known, predictions=known.predictions | {key: record})

    _change(change, "your prediction")
    return record


def record_attempt(key: str, right: bool) -> Attempts:
    """Store an attempt at a question, by "exercise.question"; a question once solved stays solved.

    Where the folder cannot be written to, the record is lost but the exercise goes on: it is returned all the same.
    """
    record = Attempts(1, right, right, _now())

    def change(known: Progress) -> Progress:
        nonlocal record
        before = known.exercises.get(key)
        if before is not None:
            tries = before.tries + (not before.solved)
            record = Attempts(tries, before.right_at_first_try, before.solved or right, record.at)
        return replace(known, exercises=known.exercises | {key: record})

    _change(change, "your attempt")
    return record


def export(file: str | Path = "lossland-progress.json") -> Path:
    """Write all progress to a file, to hand in or to carry to another machine; returns its place.

    A file that holds what is not known here (another learner's, or your own from before a `reset`) is kept aside first.

    Raises:
        ValueError: if the file holds something else than progress or cannot be written, or if there is progress here
            that cannot be read; nothing is changed.
    """
    file = Path(file).expanduser().resolve()
    known = _read_export(path(), "it was left as it is, and nothing was written")
    there = _read_export(file, "choose another name") if file.exists() else known
    try:
        if file != path().resolve() and not _covers(known, there):
            print(f"What {file} held is kept in {store.set_aside(file)}.")
        store.write(file, _plain(known))
    except OSError as error:
        raise ValueError(f"{file} cannot be written ({error}); choose another place, export('a/b.json')") from None
    return file


def load(file: str | Path) -> Progress:
    """Take in a file that `export` wrote, and return all progress. Where both know a thing, the first try of this
    machine stays, solved is solved, and the latest answer is the later one.

    Raises:
        ValueError: if the file is not there or holds something else than progress; nothing is changed.
    """
    file = Path(file).expanduser()
    if not file.exists():
        raise ValueError(f"there is no file {file}; give the name that export() returned")
    other = _read_export(file, "give a file that export() wrote")
    _change(lambda known: _merged(known, other), "what the file holds")
    return read()


def reset(answer: str | None = None) -> bool:
    """Forget all predictions and attempts, after asking; returns whether that was done.

    Args:
        answer: "yes" where nobody can be asked.
    """
    known = read()
    if answer is None:
        counts = f"{len(known.predictions)} predictions and {len(known.exercises)} questions"
        try:
            answer = input(f"This forgets {counts} for good (export() keeps a copy). Type {SURE} to go on: ")
        except Exception:  # a kernel that nobody can answer says so in its own way
            answer = ""
    if f"{answer}".strip().lower() != SURE:
        print(f'Nothing was changed. Where no question can be asked: reset("{SURE}").')
        return False
    try:
        aside = store.remove(path(), _checked)
    except (OSError, NotImplementedError) as error:
        print(f"Nothing was changed: {path()} cannot be removed ({error}).")
        return False
    if aside:
        print(f"The progress here could not be read, so that it was not deleted: it is kept in {aside}.")
    return True


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _change(change: Callable[[Progress], Progress], what: str) -> None:
    def on_plain(content: store.Content) -> store.Content:
        return _plain(change(_parsed(content)))

    try:
        store.update(path(), _checked, on_plain)
    except (OSError, NotImplementedError) as error:  # the latter from a file system without locks
        warnings.warn(f"{what} could not be stored in {path()}: {error}", stacklevel=3)


def _checked(content: store.Content | None) -> store.Content:
    return _plain(_parsed(content))


def _plain(progress: Progress) -> store.Content:
    return {"version": VERSION, **asdict(progress)}


def _parsed(content: store.Content | None) -> Progress:
    """Progress from what a file holds, none from None; raises a ValueError if it is damaged or from a later version."""
    if content is None:
        return Progress({}, {})
    try:
        if content["version"] not in range(1, VERSION + 1):
            raise ValueError(f"progress has version {content['version']}, expected {VERSION}; update the course")
        predictions = {key: _typed(Record(**entry)) for key, entry in content["predictions"].items()}
        exercises = {key: _typed(Attempts(**entry)) for key, entry in content.get("exercises", {}).items()}
        return Progress(predictions, exercises)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is not a progress file ({error!r})") from error


def _typed(entry: Kept) -> Kept:
    """The entry itself; raises a TypeError if a value of it is of another type than it is declared to be."""
    kinds = {"float": (int, float), "int": int, "bool": bool, "str": str}
    for field in fields(entry):
        value, declared = getattr(entry, field.name), str(field.type)
        of_kind = isinstance(value, kinds[declared]) and isinstance(value, bool) == (declared == "bool")
        if not of_kind or (declared == "float" and not isfinite(value)):
            raise TypeError(f"{field.name} is {value!r:.40}, expected {declared}")
    return entry


def _covers(ours: Progress, theirs: Progress) -> bool:
    """Whether we know all questions that they know, and have solved what they solved."""
    solved = {key for key, record in ours.exercises.items() if record.solved}
    return (
        theirs.predictions.keys() <= ours.predictions.keys()
        and theirs.exercises.keys() <= ours.exercises.keys()
        and all(key in solved for key, record in theirs.exercises.items() if record.solved)
    )


def _read_export(file: Path, fix: str) -> Progress:
    try:
        return _parsed(store.read(file))
    except (OSError, ValueError) as error:
        raise ValueError(f"{file} does not hold progress ({error}); {fix}") from None


def _merged(ours: Progress, theirs: Progress) -> Progress:
    predictions, exercises = dict(theirs.predictions), dict(theirs.exercises)
    for key, mine in ours.predictions.items():
        late = max(mine, predictions.get(key, mine), key=lambda record: record.at)
        predictions[key] = replace(late, first_answer=mine.first_answer, right_at_first_try=mine.right_at_first_try)
    for key, mine in ours.exercises.items():
        other = exercises.get(key, mine)
        exercises[key] = replace(mine, solved=mine.solved or other.solved, at=max(mine.at, other.at))
    return Progress(predictions, exercises)
