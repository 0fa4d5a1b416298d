"""The map of the lessons, read from the notebooks themselves, with what the learner has done in each."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from lossland_edu.course import progress

_TITLE = re.compile(r"^#\s+(\d\d)\s*·\s*(.+)$", re.MULTILINE)
_EXPLORER = re.compile(r"""explorers\.show\(["'](\w+)["']\)""")


@dataclass(frozen=True)
class Lesson:
    """A lesson: its file, number and question, and the explorers in it."""

    file: str
    number: str
    question: str
    explorers: tuple[str, ...]


@dataclass(frozen=True)
class LessonMap:
    """The lessons and the learner's predictions in them; shown as a table in a notebook."""

    lessons: tuple[Lesson, ...]
    predictions: dict[str, progress.Record]

    def _rows(self) -> list[tuple[Lesson, str, str]]:
        rows = []
        for lesson in self.lessons:
            made = [self.predictions[key] for key in lesson.explorers if key in self.predictions]
            right = sum(record.right_at_first_try for record in made)
            done = f"{len(made)} of {len(lesson.explorers)}" + (f", {right} right at first try" if made else "")
            surprised = [key for key in lesson.explorers if key in self.predictions and key not in self._right()]
            rows.append((lesson, done, ", ".join(key.replace("_", " ") for key in surprised) or "–"))
        return rows

    def _right(self) -> set[str]:
        return {key for key, record in self.predictions.items() if record.right_at_first_try}

    def __str__(self) -> str:
        return "\n".join(
            f"{lesson.number}  {lesson.question}  Predictions: {done}. Revisit: {revisit}."
            for lesson, done, revisit in self._rows()
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        heads = "".join(
            f'<th scope="col">{words}</th>' for words in ("lesson", "predictions", "surprised you: revisit")
        )
        rows = "".join(
            f'<tr><th scope="row"><a href="{escape(lesson.file)}">{lesson.number} · {escape(lesson.question)}</a></th>'
            f"<td>{done}</td><td>{escape(revisit)}</td></tr>"
            for lesson, done, revisit in self._rows()
        )
        caption = "<caption>The lessons and your predictions in them</caption>"
        table = f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        return re.sub(r"<(th|td)\b", r'<\1 style="text-align:left"', table)


def lesson_map(folder: str | Path | None = None) -> LessonMap:
    """The lessons in a folder (the one this notebook is in, unless told otherwise) and the learner's predictions.

    Raises:
        ValueError: if there is no lesson in the folder.
    """
    folder = Path(folder) if folder is not None else _nearest_lessons()
    lessons = tuple(_read(file) for file in sorted(folder.glob("[0-9][0-9]_*.ipynb")))
    if not lessons:
        raise ValueError(f"there is no lesson (NN_name.ipynb) in {folder}; give the folder: lesson_map('lessons')")
    return LessonMap(lessons, progress.predictions())


def _nearest_lessons() -> Path:
    here = Path.cwd()
    return here / "lessons" if (here / "lessons").is_dir() else here


def _read(file: Path) -> Lesson:
    text = "\n".join("".join(cell["source"]) for cell in json.loads(file.read_text(encoding="utf-8"))["cells"])
    title = _TITLE.search(text)
    number, question = title.groups() if title else (file.stem[:2], file.stem[3:].replace("_", " "))
    return Lesson(file.name, number, question.strip(), tuple(dict.fromkeys(_EXPLORER.findall(text))))
