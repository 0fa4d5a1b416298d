"""One JSON file on this machine, replaced as a whole (written beside and renamed) under a lock, so that two open
notebooks lose nothing. What cannot be read is kept aside, never overwritten.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from filelock import FileLock

Content = dict[str, Any]


def read(file: Path) -> Content | None:
    """What is in the file, None if there is none.

    Raises:
        ValueError: if it is no JSON object.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except RecursionError as error:
        raise ValueError(f"{file} holds lists within lists without end; move it away to start afresh") from error
    if not isinstance(content, dict):
        raise ValueError(f"{file} holds {type(content).__name__}, expected a JSON object; move it away to start afresh")
    return content


def update(file: Path, parse: Callable[[Content | None], Content], change: Callable[[Content], Content]) -> None:
    """Replace the content of the file by change(parse(content)), alone among all who do. A file that `parse` refuses
    with a ValueError is kept aside, and what it would have held starts from parse(None).
    """
    with _locked(file) as file:
        try:
            content = parse(read(file))
        except ValueError:
            set_aside(file)
            content = parse(None)
        write(file, change(content))


def remove(file: Path, parse: Callable[[Content | None], Content]) -> Path | None:
    """Delete the file, if there is one; a file that `parse` refuses is kept aside, and its new place returned."""
    with _locked(file) as file:
        try:
            parse(read(file))
        except ValueError:
            return set_aside(file)
        file.unlink(missing_ok=True)
    return None


def set_aside(file: Path) -> Path:
    """Rename the file to a name of its own."""
    stem = f"{file.stem}-kept-aside-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    names = (file.with_name(f"{stem}{'+' * k}{file.suffix}") for k in count())  # the clock may have gone back
    return file.rename(next(name for name in names if not name.exists()))


def write(file: Path, content: Content) -> None:
    """Put the content in the place of the file's, at once."""
    replace_text(file, json.dumps(content, indent=1))


def replace_text(file: Path, text: str) -> None:
    """Put a text in the place of the file's, at once: whoever reads the file sees the old one or the new, whole.

    Who may read it stays as it was; a new file is for its owner alone. Of a link, what it leads to is replaced.
    """
    file = _led_to(file)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        if file.exists():
            shutil.copymode(file, name)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def _locked(file: Path) -> Iterator[Path]:
    """The file itself, locked; the lock lies beside it under a name that no other file has."""
    file = _led_to(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{file}.lock", timeout=10):
        yield file


def _led_to(file: Path) -> Path:
    return Path(os.path.realpath(file))
