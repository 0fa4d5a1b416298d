"""What a learner is told: in words, and in a notebook as a note that a screen reader announces."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

RIGHT, WRONG, UNANSWERED, BROKEN = "right", "wrong", "not answered yet", "stopped by an error"
SIGNS = {RIGHT: "✓", WRONG: "✗", UNANSWERED: "…", BROKEN: "✗"}
COLOURS = {RIGHT: "#007a56", WRONG: "#b34700", UNANSWERED: "#8a939c", BROKEN: "#b34700"}  # as in the explorers


@dataclass(frozen=True)
class Feedback:
    """The judgement of one answer.

    `what` says what came out, `input` on which input, `printed` is what the function printed there, `mistake` names the
    mistake if it is known, `advice` says what to look at, `lesson` and `heading` where. True in a condition iff the
    answer is right.
    """

    state: str
    title: str
    what: str = ""
    input: str = ""
    printed: str = ""
    mistake: str = ""
    advice: str = ""
    lesson: str = ""
    heading: str = ""

    def __bool__(self) -> bool:
        return self.state == RIGHT

    @property
    def lines(self) -> list[str]:
        """The judgement in lines of text."""
        named = f"This looks like a known mistake: {self.mistake}." if self.mistake else ""
        place = f"See lesson {self.lesson[:2]}, “{self.heading}”." if self.heading else ""
        printed = f"Your function printed: {self.printed}" if self.printed else ""
        head = f"{SIGNS[self.state]} {self.title}: {self.state}."
        told = [head, self.input, self.what, printed, named, self.advice, place]
        return [line.encode("utf-8", "replace").decode() for line in told if line]  # no half characters

    def __str__(self) -> str:
        return "\n".join(self.lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head, *rest = map(escape, self.lines)
        if self.heading:
            anchor = self.heading.replace(" ", "-")
            place = f"lesson {self.lesson[:2]}, “{escape(self.heading)}”"
            rest[-1] = f'See <a href="../lessons/{escape(self.lesson)}.ipynb#{escape(anchor)}">{place}</a>.'
        body = "".join(f'<p style="margin:4px 0;white-space:pre-wrap">{line}</p>' for line in rest)
        style = f"border-left:4px solid {COLOURS[self.state]};padding:4px 12px;max-width:80ch;line-height:1.5"
        return f'<div role="status" style="{style}"><p style="margin:4px 0"><b>{head}</b></p>{body}</div>'


class _Plain(BaseException):
    """What a notebook shows as its words alone, without a traceback of the course's own code."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class NotSolved(_Plain, Exception):
    """A graded question that is not solved, with the reason."""

    def __init__(self, feedback: Feedback) -> None:
        super().__init__(str(feedback))


class Stopped(_Plain, KeyboardInterrupt):
    """The learner stopped the check while their own code ran; says where it was."""
