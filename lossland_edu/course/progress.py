"""What a learner has predicted, kept in one JSON file on this machine and nowhere else.

The file lies in the platform's folder for user data, or where the environment variable LOSSLAND_PROGRESS says. It is
replaced as a whole (written beside and renamed), under a lock, so that two open notebooks lose nothing; a file that
cannot be read is kept aside, never overwritten.
"""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock
from platformdirs import user_data_path

VERSION = 1


@dataclass(frozen=True)
class Record:
    """One prediction: the first answer and whether it was right, the latest answer, and when it was given (UTC)."""

    first_answer: float
    right_at_first_try: bool
    latest_answer: float
    latest_right: bool
    at: str


def path() -> Path:
    """Where progress is kept."""
    chosen = os.environ.get("LOSSLAND_PROGRESS")
    return Path(chosen).expanduser() if chosen else user_data_path("lossland", appauthor=False) / "progress.json"


def predictions() -> dict[str, Record]:
    """All predictions so far, by the key of their explorer; empty when there are none or they cannot be read."""
    try:
        return _load(path())
    except (OSError, ValueError):
        return {}


def record_prediction(key: str, answer: float, right: bool) -> Record:
    """Store a prediction; the first answer to each stays what it was.

    Where the folder cannot be written to, the record is lost but the lesson goes on: it is returned all the same.
    """
    record = Record(answer, right, answer, right, datetime.now(UTC).isoformat(timespec="seconds"))
    try:
        with _locked() as file:
            records = _load_or_set_aside(file)
            if key in records:
                first = records[key]
                record = replace(record, first_answer=first.first_answer, right_at_first_try=first.right_at_first_try)
            _write(file, records | {key: record})
    except OSError as error:
        warnings.warn(f"your prediction could not be stored in {path()}: {error}", stacklevel=2)
    return record


@contextmanager
def _locked() -> Iterator[Path]:
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_suffix(".lock"), timeout=10):
        yield file


def _load(file: Path) -> dict[str, Record]:
    """The records in a file, none when there is no file; raises a ValueError when it is damaged or from a later
    version.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            raise ValueError(f"{file} has version {content['version']}, expected {VERSION}; update the course")
        return {key: Record(**entry) for key, entry in content["predictions"].items()}
    except FileNotFoundError:
        return {}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{file} is not a progress file ({error!r}); move it away to start afresh") from error


def _load_or_set_aside(file: Path) -> dict[str, Record]:
    try:
        return _load(file)
    except ValueError:
        aside = file.with_name(f"{file.stem}-kept-aside-{datetime.now(UTC):%Y%m%dT%H%M%S%f}{file.suffix}")
        file.rename(aside)
        return {}


def _write(file: Path, records: dict[str, Record]) -> None:
    entries = {key: asdict(record) for key, record in records.items()}
    content = json.dumps({"version": VERSION, "predictions": entries}, indent=1)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(content)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
