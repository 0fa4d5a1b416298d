"""The widget that every explorer is: prediction, controls, picture and verdict, made from a `Spec`."""

from __future__ import annotations

from html import escape
from math import isfinite
from typing import Any

import ipywidgets as widgets
from traitlets import TraitError

from lossland_edu.course import progress
from lossland_edu.explorers.screen import Screen, Words
from lossland_edu.explorers.spec import Choice, Control, MultipleChoice, Spec
from lossland_edu.pictures.canvas import Picture
from lossland_edu.pictures.style import DARK, LIGHT

LOCKED = "Predict first: choose an answer and press Commit. Then the controls unlock."


class Explorer(widgets.VBox):
    """Predict, explore, verdict: the controls stay locked until the learner has committed to a prediction.

    A redraw takes about 10 ms and happens while the change is handled. The page sends the next change of a control
    only when the last one is done, and then its newest value alone, so that a stale one is dropped and dragging never
    lags behind.
    """

    def __init__(self, spec: Spec, *, scale: float = 1.0) -> None:
        self.spec = spec
        self.screen, self._outcome, self._verdict = Screen(scale=scale), Words(), Words(text=LOCKED)
        self.controls: dict[str, Any] = {control.name: _control(control) for control in spec.controls}
        self._answer: Any = _answer(spec)
        self._commit = widgets.Button(description="Commit", button_style="primary", tooltip="commit to this prediction")
        self._reset = widgets.Button(description="Reset", tooltip=f"back to the start: {spec.start}")
        self._picture: Picture | None = None
        self._paused = False
        super().__init__([
            widgets.HTML(f'<div class="lossland-title" role="heading" aria-level="4">{escape(spec.title)}</div>'),
            widgets.HTML(f'<div class="lossland-question"><b>Predict.</b> {escape(spec.prediction.question)}</div>'),
            self._answer,
            self._commit,
            self._outcome,
            *self.controls.values(),
            self._reset,
            self.screen,
            self._verdict,
        ])  # fmt: skip
        self.add_class("lossland-explorer")
        self.add_class(f"lossland-{spec.key}")
        self._connect()
        self._restore()

    @property
    def values(self) -> dict[str, Any]:
        """What the controls say now."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def png(self) -> bytes:
        """The picture as it stands."""
        return self.screen.png

    @property
    def verdict(self) -> str:
        """What the picture means, in words."""
        return self._verdict.text

    @property
    def outcome(self) -> str:
        """What came of the prediction, in words."""
        return self._outcome.text

    @property
    def unlocked(self) -> bool:
        """Whether a prediction has been committed."""
        return self._commit.disabled

    def _connect(self) -> None:
        for control in self.controls.values():
            control.observe(lambda _: self._show(), "value")
        self._commit.on_click(lambda _: self._judge())
        self._reset.on_click(lambda _: self._to_start())
        self.screen.observe(lambda _: self._redress(), ["dark", "pixel_ratio"])

    def _restore(self) -> None:
        """Start where the learner left off: with a prediction of an earlier day the controls are open."""
        record = progress.predictions().get(self.spec.key)
        if record is not None:
            try:
                self._answer.value = self._as_shown(record.latest_answer)
            except TraitError:  # the question has changed since
                record = None
        self._unlock(record is not None)
        if record is not None:
            self._tell_outcome(record.latest_answer)
        self._show()

    def _judge(self) -> None:
        """Commit to the prediction, store it, compare it with the computed fact and open the controls."""
        answer = self._given()
        if answer is None:
            self._outcome.text = "Answer first; a guess is fine, that is what predictions are for."
            return
        right = self._tell_outcome(answer)
        progress.record_prediction(self.spec.key, answer, right)
        self._unlock(True)
        self._show()

    def _given(self) -> int | float | None:
        """The answer as it stands; None where there is none yet, or the text is not a number."""
        if isinstance(self.spec.prediction, MultipleChoice):
            return self._answer.value
        try:
            number = float(self._answer.value.replace(",", ".").replace("−", "-"))
        except ValueError:
            return None
        return number if isfinite(number) else None

    def _as_shown(self, answer: float) -> int | str:
        return int(answer) if isinstance(self.spec.prediction, MultipleChoice) else f"{answer:g}"

    def _tell_outcome(self, answer: int | float) -> bool:
        right, words = self.spec.prediction.judge(answer)
        with self._outcome.hold_sync():
            self._outcome.text, self._outcome.tone = words, "right" if right else "wrong"
        return right

    def _unlock(self, open_: bool) -> None:
        for control in (*self.controls.values(), self._reset):
            control.disabled = not open_
        self._answer.disabled = self._commit.disabled = open_

    def _to_start(self) -> None:
        self._paused = True
        for name, value in self.spec.start_values.items():
            self.controls[name].value = value
        self._paused = False
        self._show()

    def _redress(self) -> None:
        """Draw in the page's theme and at its resolution."""
        self._picture = None
        self._show()

    def _show(self) -> None:
        if self._paused:
            return
        if self._picture is None:
            style = DARK if self.screen.dark else LIGHT
            self._picture = self.spec.picture(style, pixel_ratio=self.screen.pixel_ratio)
        view = self.spec.view(**self.values)
        with self.screen.hold_sync():
            self.screen.png, self.screen.alt = self._picture.png(view.state), view.alt
        self._verdict.text = view.verdict if self.unlocked else LOCKED

    def _repr_mimebundle_(self, **kwargs: Any):
        """The widget, and for pages without a kernel the start picture with its text alternative."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        view = self.spec.view(**self.spec.start_values)
        text = f"{self.spec.title}. {view.alt}"
        picture = self.spec.picture(LIGHT, pixel_ratio=2.0)
        size = dict(zip(("width", "height"), picture.size, strict=True))
        return (
            {**(data or {}), "text/plain": text, "image/png": picture.png(view.state)},
            {**metadata, "image/png": {"alt": text, **size}},
        )


def _control(control: Control) -> widgets.Widget:
    style, layout = {"description_width": "14em"}, widgets.Layout(width="auto", max_width="40em")
    if isinstance(control, Choice):
        options = list(control.options.items())
        return widgets.Dropdown(
            options=options, value=control.start, description=control.label, style=style, layout=layout
        )
    decimals = max(0, len(f"{control.step:g}".partition(".")[2]))
    return widgets.FloatSlider(
        min=control.low, max=control.high, step=control.step, value=control.start, description=control.label,
        readout_format=f".{decimals}f", style=style, layout=layout,
    )  # fmt: skip


def _answer(spec: Spec) -> widgets.Widget:
    prediction = spec.prediction
    if isinstance(prediction, MultipleChoice):
        options = [(words, index) for index, (words, _) in enumerate(prediction.options)]
        return widgets.RadioButtons(options=options, value=None, layout=widgets.Layout(width="auto"))
    # Sent whole when the learner is done typing: sent key by key, the press on Commit would overtake the last digits.
    return widgets.Text(
        placeholder="a number", description="your number", continuous_update=False, style={"description_width": "8em"}
    )
