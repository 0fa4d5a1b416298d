"""One JSON file on this machine, replaced as a whole (written beside and renamed) under a lock, so that two open
notebooks lose nothing. What cannot be read is kept aside, never overwritten.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
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
    if not isinstance(content, dict):
        raise ValueError(f"{file} holds {type(content).__name__}, expected a JSON object; move it away to start afresh")
    return content


def update(file: Path, parse: Callable[[Content | None], Content], change: Callable[[Content], Content]) -> None:
    """Replace the content of the file by change(parse(content)), alone among all who do. A file that `parse` refuses
    with a ValueError is kept aside, and what it would have held starts from parse(None).
    """
    with _locked(file):
        try:
            content = parse(read(file))
        except ValueError:
            set_aside(file)
            content = parse(None)
        write(file, change(content))


def remove(file: Path) -> None:
    """Delete the file, if there is one."""
    with _locked(file):
        file.unlink(missing_ok=True)


def set_aside(file: Path) -> Path:
    """Rename the file to a name of its own."""
    aside = file.with_name(f"{file.stem}-kept-aside-{datetime.now(UTC):%Y%m%dT%H%M%S%f}{file.suffix}")
    return file.rename(aside)


def write(file: Path, content: Content) -> None:
    """Put the content in the place of the file's, at once."""
    replace_text(file, json.dumps(content, indent=1))


def replace_text(file: Path, text: str) -> None:
    """Put a text in the place of the file's, at once: whoever reads the file sees the old one or the new, whole."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_suffix(".lock"), timeout=10):
        yield
