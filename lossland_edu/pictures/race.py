"""A race of depths from one start, and how the time to leave the saddle depends on the start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import NullLocator

from lossland_edu.networks import Array
from lossland_edu.pictures.canvas import Picture
from lossland_edu.pictures.parts import label, point
from lossland_edu.pictures.style import dress


@dataclass(frozen=True, eq=False)
class Runner:
    """One run: a name, the loss at recorded steps, and the step at which it left the saddle (None: not in time)."""

    name: str
    steps: Array
    losses: Array
    escaped: int | None


@dataclass(frozen=True, eq=False)
class Race:
    """The runners, the one looked at, its escape steps from other starts (NaN: not in time), and the law for them."""

    runners: tuple[Runner, ...]
    chosen: int
    scales: Array
    escapes: Array
    here: int
    law: Array
    law_name: str
    budget: int


class RacePicture(Picture):
    """Left: loss against step for every depth. Right: steps to escape against the size of the first weights."""

    size = (760, 380)
    plateau = 0.5
    styles = (("-", "—"), ("--", "- -"), ("-.", "- ·"), (":", "· ·"))  # a line style a runner, and how it is typed

    def build(self) -> None:
        style = self.style
        self._track, self._times = (self.figure.add_axes((left, 0.14, 0.4, 0.7)) for left in (0.08, 0.585))
        dress(self._track, style, xlabel="step (logarithmic scale)", ylabel="loss")
        self._track.set(xscale="log", ylim=(-0.02, 0.74), yticks=(0, 0.1, 0.2, 0.3, 0.4, 0.5))
        self._track.axhline(self.plateau, color=style.saddle, lw=style.thin, ls="--")
        dress(self._times, style, xlabel="size ε of the first weights", ylabel="steps to escape")
        self._times.set(xscale="log", yscale="log")
        self._curves = [
            self.moving(self._track.plot([], [], ls, color=style.quiet, lw=style.thin)[0]) for ls, _ in self.styles
        ]
        self._ends = [self.moving(point(self._track, style, "end", style.quiet)) for _ in self.styles]
        self._names = [self.moving(label(self._track, style, 1, 0, "", style.quiet)) for _ in self.styles]
        ax, size = self._times, style.size(style.small)
        self._law = self.moving(ax.plot([], [], "--", color=style.model, lw=style.line)[0])
        self._dots = self.moving(ax.plot([], [], "o", color=style.ink, markersize=0.6 * style.marker)[0])
        self._late = self.moving(ax.plot([], [], "^", color=style.ink, markersize=0.8 * style.marker, mfc="none")[0])
        self._here = self.moving(point(ax, style, "here", style.here))
        self._law_words = self.moving(self._words_above(ax, 6, style.model))
        self._words_above(ax, 6 + 1.4 * size, style.ink).set_text("● measured   △ not within the race")
        self._words_above(self._track, 6, style.saddle).set_text("dashed: the loss at the saddle, all weights zero")
        self._who = self.moving(self._words_above(self._track, 6 + 1.4 * size, style.here))

    def _words_above(self, ax, points: float, colour: str):
        return ax.annotate("", (0, 1), (0, points), xycoords="axes fraction", textcoords="offset points", color=colour,
                           fontsize=self.style.size(self.style.small), annotation_clip=False)  # fmt: skip

    def set_scene(self, state: Race) -> tuple:
        scene = (state.budget, tuple(state.scales.tolist()))
        if scene != self._scene:
            self._track.set_xlim(1, 1.4 * state.budget)
            ticks = state.scales[::-1]
            self._times.set(xlim=(ticks[0] / 1.3, ticks[-1] * 1.3), ylim=(2, 4 * state.budget))
            self._times.set_xticks(ticks, [f"1/{1 / scale:.0f}" for scale in ticks])
            self._times.xaxis.set_minor_locator(NullLocator())
            self._times.fill_between([ticks[0] / 1.3, ticks[-1] * 1.3], state.budget, 4 * state.budget,
                                     color=self.style.faint, alpha=0.5, lw=0)  # fmt: skip
            label(self._times, self.style, 0.97, 0.91, f"over {state.budget:,}", self.style.quiet,
                  transform=self._times.transAxes, ha="right")  # fmt: skip
        return scene

    def move(self, state: Race) -> None:
        for i, runner in enumerate(state.runners):
            chosen = i == state.chosen
            colour = self.style.here if chosen else self.style.quiet
            self._curves[i].set(color=colour, lw=self.style.line * (1.4 if chosen else 0.7), zorder=7 if chosen else 5)
            self._curves[i].set_data(runner.steps, runner.losses)
            self._ends[i].set_color(colour)
            self._ends[i].set_data(runner.steps[-1:], runner.losses[-1:] if runner.escaped else [np.nan])
            self._place_name(i, state, colour)
        self._who.set_text(f"◆ {state.runners[state.chosen].name} thick, with other depths from the same ε")
        in_time = np.isfinite(state.escapes)
        self._dots.set_data(state.scales[in_time], state.escapes[in_time])
        self._late.set_data(state.scales[~in_time], np.full((~in_time).sum(), 1.6 * state.budget))
        height = state.escapes[state.here] if in_time[state.here] else 1.6 * state.budget
        self._here.set_data([state.scales[state.here]], [height])
        self._here.set_marker("o" if in_time[state.here] else "^")
        self._law.set_data(state.scales, state.law)
        self._law_words.set_text(f"- - {state.law_name}")

    def _place_name(self, i: int, state: Race, colour: str) -> None:
        """Above the step at which the run falls, each at a height of its own, where no curve comes."""
        runner, height = state.runners[i], self.plateau + 0.025 + 0.05 * i
        words = f"{self.styles[i][1]} {runner.name}" + ("" if runner.escaped else " stays")
        x = runner.escaped or state.budget
        side = "left" if x < state.budget**0.2 else "right" if x > state.budget**0.8 else "center"
        self._names[i].set(text=words, color=colour, position=(x, height), ha=side)
