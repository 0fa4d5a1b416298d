"""An answer is tried on inputs, the simplest first, and judged by the first one on which it is wrong."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from lossland_edu.course.exercises.comparing import same
from lossland_edu.course.exercises.feedback import BROKEN, RIGHT, UNANSWERED, WRONG, Feedback
from lossland_edu.course.exercises.forms import Complaint
from lossland_edu.course.exercises.question import Arguments, Mistake, Question, Section
from lossland_edu.course.exercises.running import Outcome, attempt, quiet, takes
from lossland_edu.course.exercises.wording import difference, name_of, shortened, shown_input, told
from lossland_edu.course.lessons import lesson_files


@quiet()
def judge(question: Question, function: Any, inputs: list[Arguments], *, at_hand: bool = True) -> Feedback:
    """Whether an answer is right on every input; if not, why. `at_hand`: whether the learner can get at the inputs."""
    try:
        takes(question, function)
    except Complaint as complaint:
        return Feedback(WRONG, question.title, str(complaint))
    right = [attempt(question, question.reference, arguments) for arguments in inputs]
    outcomes = [attempt(question, function, arguments) for arguments in inputs]
    for number, (arguments, ours, theirs) in enumerate(zip(inputs, right, outcomes, strict=True)):
        if theirs.complaint or not agree(question, arguments, ours, theirs):
            mistake = recognised(question, inputs, right, outcomes)
            feedback = _rejected(question, arguments, ours, theirs, mistake)
            name = name_of(function) if at_hand else ""
            return replace(feedback, input=shown_input(question, number, arguments, name))
    n = len(inputs)
    return Feedback(RIGHT, question.title, f"Checked on {n} inputs." if n > 1 else "")


def agree(question: Question, arguments: Arguments, one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes say the same, as far as it decides."""
    if one.value is None or other.value is None:
        return False
    try:
        return same(question.observe(one.value, *arguments), question.observe(other.value, *arguments), question.tol)
    except Exception:  # what has a property wrong may be beyond what can be computed with
        return False


def recognised(question: Question, inputs: list[Arguments], right: list[Outcome], theirs: list[Outcome]) -> Any:
    """The known mistake that does the same as the learner's function on every input, and on some is wrong."""
    for mistake in question.mistakes:
        mistaken = [attempt(question, mistake.function, arguments) for arguments in inputs]
        alike = all(_alike(question, *both) for both in zip(inputs, mistaken, theirs, strict=True))
        told_apart = any(
            ours.error is None and (ours.complaint is not None or not agree(question, arguments, good, ours))
            for arguments, good, ours in zip(inputs, right, mistaken, strict=True)
        )
        if alike and told_apart:
            return mistake
    return None


def _alike(question: Question, arguments: Arguments, one: Outcome, other: Outcome) -> bool:
    if one.error or other.error:
        return one.error is not None and other.error is not None
    return agree(question, arguments, one, other) or same(one.returned, other.returned, question.tol)


def _rejected(
    question: Question, arguments: Arguments, right: Outcome, got: Outcome, mistake: Mistake | None
) -> Feedback:
    """The words for the first input on which an answer is wrong."""
    section = mistake.section or question.section if mistake else question.section
    place = {"lesson": _lesson(section), "heading": section.heading}
    if isinstance(got.error, NotImplementedError):
        what = "Replace the line with NotImplementedError by your own."
        return Feedback(UNANSWERED, question.title, what, **place)
    state, what = WRONG, ""
    if got.error is not None:
        state, what = BROKEN, told(got.error)
    elif got.complaint is not None:
        what = str(got.complaint)
    else:
        what = difference(question, arguments, right.value, got.value)
    named = {"mistake": mistake.name, "advice": mistake.advice} if mistake else {}
    return Feedback(state, question.title, what, printed=shortened(got.printed), **named, **place)


@cache
def _lesson(section: Section) -> str:
    """The name of a lesson's notebook, without its ending; only its number where the notebooks are not beside us."""
    return next((file.stem for file in lesson_files() if file.name.startswith(section.lesson)), section.lesson)
