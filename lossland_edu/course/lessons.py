"""The map of the lessons, read from the notebooks themselves, with what the learner has done in each."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from lossland_edu.course import progress

_TITLE = re.compile(r"^#\s+(\d\d)\s*·\s*(.+)$", re.MULTILINE)
_EXPLORER = re.compile(r"""explorers\.show\(["'](\w+)["']\)""")
_CHECK = re.compile(r"^check\.(q\d+)\(", re.MULTILINE)


@dataclass(frozen=True)
class Lesson:
    """A lesson: its file, number and question, the explorers in it, the file of its exercise ("" if there is none) and
    the keys of the questions there.
    """

    file: str
    number: str
    question: str
    explorers: tuple[str, ...]
    exercise: str = ""
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class LessonMap:
    """The lessons and what the learner has done in them and in their exercises; shown as a table in a notebook."""

    lessons: tuple[Lesson, ...]
    done: progress.Progress

    def _predictions(self, lesson: Lesson) -> str:
        made = [record for key in lesson.explorers if (record := self.done.predictions.get(key))]
        return f"{len(made)} of {len(lesson.explorers)}" + _at_first_try(made)

    def _exercises(self, lesson: Lesson) -> str:
        if not lesson.exercise:
            return "–"
        tried = [record for key in lesson.questions if (record := self.done.exercises.get(key))]
        return f"{sum(record.solved for record in tried)} of {len(lesson.questions)}" + _at_first_try(tried)

    def _revisit(self, lesson: Lesson) -> str:
        """The predictions that were wrong, the questions begun and not solved."""
        predicted, tried = self.done.predictions, self.done.exercises
        surprised = [key for key in lesson.explorers if key in predicted and not predicted[key].right_at_first_try]
        open_ = [key for key in lesson.questions if key in tried and not tried[key].solved]
        return ", ".join([*(key.replace("_", " ") for key in surprised), *(f"exercise {key}" for key in open_)]) or "–"

    def __str__(self) -> str:
        return "\n".join(
            f"{lesson.number}  {lesson.question}  Predictions: {self._predictions(lesson)}. "
            f"Exercises: {self._exercises(lesson)}. Revisit: {self._revisit(lesson)}."
            for lesson in self.lessons
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        heads = "".join(
            f'<th scope="col">{words}</th>'
            for words in ("lesson", "predictions made", "exercises solved", "worth another look")
        )
        rows = "".join(map(self._row, self.lessons))
        caption = "<caption>The lessons and what you have done in them</caption>"
        table = f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        return re.sub(r"<(th|td)\b", r'<\1 style="text-align:left"', table)

    def _row(self, lesson: Lesson) -> str:
        solved = self._exercises(lesson)
        if lesson.exercise:
            solved = f'<a href="../exercises/{escape(lesson.exercise)}">{solved}</a>'
        return (
            f'<tr><th scope="row"><a href="{escape(lesson.file)}">{lesson.number} · {escape(lesson.question)}</a></th>'
            f"<td>{self._predictions(lesson)}</td><td>{solved}</td><td>{escape(self._revisit(lesson))}</td></tr>"
        )


def _at_first_try(records: Sequence[progress.Record | progress.Attempts]) -> str:
    """How many of the things done were right at first try, in words; nothing where nothing was done."""
    right = sum(record.right_at_first_try for record in records)
    return f", {right} right at first try" if records else ""


def lesson_map(folder: str | Path | None = None) -> LessonMap:
    """The lessons in a folder (the one this notebook is in, unless told otherwise) and what the learner has done.

    Raises:
        ValueError: if there is no lesson in the folder.
    """
    lessons = tuple(map(_read, lesson_files(folder)))
    if not lessons:
        raise ValueError(
            f"there is no lesson (NN_name.ipynb) in {folder or Path.cwd()}; give the folder: lesson_map('lessons')"
        )
    return LessonMap(lessons, progress.read())


def lesson_files(folder: str | Path | None = None) -> list[Path]:
    """The notebooks of the lessons in a folder; unless told otherwise, in the nearest: here, below here or beside."""
    here = Path.cwd()
    near = next((place for place in (here / "lessons", here.parent / "lessons") if place.is_dir()), here)
    found = (near if folder is None else Path(folder)).glob("[0-9][0-9]_*.ipynb")
    return sorted(file for file in found if re.fullmatch(r"\w+", file.stem))  # and no "…-Copy1"


def _read(file: Path) -> Lesson:
    text = _text(file)
    title = _TITLE.search(text)
    number, question = title.groups() if title else (file.stem[:2], file.stem[3:].replace("_", " "))
    exercise = file.parent.parent / "exercises" / file.name
    keys = dict.fromkeys(_CHECK.findall(_text(exercise))) if exercise.is_file() else ()
    return Lesson(
        file.name, number, question.strip(), tuple(dict.fromkeys(_EXPLORER.findall(text))),
        exercise.name if keys else "", tuple(f"{number}.{key}" for key in keys),
    )  # fmt: skip


def _text(notebook: Path) -> str:
    """The text of a notebook; none of one that is damaged, so that the others still show."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return "\n".join("".join(cell["source"]) for cell in cells)
    except (OSError, ValueError, KeyError, TypeError):
        return ""
