"""A critical point of a deep linear network: its rung, its curvatures, a cut through it, a descent from beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator

from lossland_edu.networks import Array
from lossland_edu.pictures.canvas import Picture
from lossland_edu.pictures.parts import heading, label, point
from lossland_edu.pictures.style import dress

# Rungs that carry a label: more have no room at this height.
LABELLED = 16
# Up to so many eigenvalues each has a stalk.
STALKS = 60
# An end of the spectrum that is this much smaller than the other has no tick: its number would run into the zero.
TOO_NEAR = 0.05


@dataclass(frozen=True)
class Level:
    """A critical value, the name of its set of modes, and a word on the points there."""

    value: float
    name: str
    note: str


@dataclass(frozen=True, eq=False)
class Atlas:
    """Where you are: all rungs and yours; lines of facts; the eigenvalues of the Hessian, ascending, zeros exact (with
    `ends_only` some from both ends, all different); the loss and its quadratic model at distances t, with where the
    descent begins; and the loss at steps of it.
    """

    levels: tuple[Level, ...]
    chosen: int
    is_minimum: bool
    facts: tuple[str, str]
    eigenvalues: Array
    ends_only: bool
    t: Array
    along: Array
    model: Array
    begin: float
    steps: Array
    losses: Array
    line: str  # what the line of the cut is called

    @property
    def value(self) -> float:
        """The loss here."""
        return self.levels[self.chosen].value

    @property
    def shown(self) -> tuple[int, ...]:
        """The rungs with a label: those nearest to the chosen."""
        near = sorted(range(len(self.levels)), key=lambda i: abs(i - self.chosen))
        return tuple(sorted(near[:LABELLED]))

    @property
    def loss_range(self) -> tuple[float, float]:
        """The losses that cut and descent show, on one scale: from L* to above this point."""
        lowest = self.levels[-1].value
        height = self.value - lowest
        top = self.losses[0] if self.is_minimum else self.value + 0.3 * height
        return lowest - 0.16 * (top - lowest), top + 0.04 * (top - lowest)


class AtlasPicture(Picture):
    """Left: the ladder. Right: the spectrum above; below, the loss along a line, and during gradient descent."""

    size = (760, 560)

    def build(self) -> None:
        self._ladder = self._axes(8, 48, 234, 500)
        self._bars = self._axes(300, 66, 448, 168)
        self._cut = self._axes(300, 338, 205, 180)
        self._run = self._axes(546, 338, 202, 180)
        self._build_ladder()
        self._build_bars()
        self._build_losses()

    def _axes(self, left: float, top: float, width: float, height: float):
        """Axes at a fixed place, in CSS pixels from the upper left corner: no state may move them."""
        w, h = self.size
        return self.figure.add_axes((left / w, 1 - (top + height) / h, width / w, height / h))

    def _build_ladder(self) -> None:
        ax, style = self._ladder, self.style
        dress(ax, style)
        ax.set(xlim=(0, 1), xticks=[], yticks=[])
        for spine in ax.spines.values():
            spine.set_visible(False)
        heading(
            ax,
            style,
            ("critical values: modes learnt, loss", style.ink),
            ("bad saddle: no negative curvature", style.quiet),
        )
        self._here = self.moving(ax.plot([], [], "-", color=style.here, lw=2.5 * style.line)[0])
        self._mark = self.moving(point(ax, style, "here", style.here))

    def _build_bars(self) -> None:
        ax, style = self._bars, self.style
        dress(ax, style, ylabel="eigenvalue")
        ax.axhline(0, color=style.quiet, lw=style.thin)
        self._number = ax.set_xlabel("", color=style.ink, fontsize=style.size(style.small))
        self._stems = {
            sign: self.moving(ax.plot([], [], marker, color=colour, markersize=0.7 * style.marker, ls="")[0])
            for sign, marker, colour in ((0, "o", style.flat), (1, "^", style.minimum), (-1, "v", style.saddle))
        }
        self._stalks = self.moving(ax.vlines([0], [0], [0], color=style.quiet, lw=style.thin))
        colours = (style.saddle, style.flat, style.minimum)
        self._words = [
            self.moving(label(ax, style, 0.02, 0.9 - 0.1 * i, "", colour, transform=ax.transAxes))
            for i, colour in enumerate(colours)
        ]
        where = {"transform": self.figure.transFigure, "clip_on": False}
        self._facts = [
            self.moving(label(ax, style, 250 / self.size[0], 1 - y / self.size[1], "", style.ink, **where))
            for y in (22, 40)
        ]

    def _build_losses(self) -> None:
        cut, run, style = self._cut, self._run, self.style
        dress(cut, style, xlabel="distance t along the line", ylabel="loss")
        dress(run, style, xlabel="step")
        run.set_yticks([])
        for axis in (cut.xaxis, cut.yaxis, run.xaxis):  # every tick label costs half a millisecond
            axis.set_major_locator(MaxNLocator(nbins=4))
        heading(cut, style, ("", style.here), ("- - what the Hessian knows: ½κt²", style.model))
        self._title = self.moving(cut.texts[-1])
        heading(run, style, ("gradient descent from ●", style.here))
        self._level = [self.moving(ax.axhline(0, color=style.quiet, lw=style.thin, ls=":")) for ax in (cut, run)]
        self._floor = [self.moving(ax.axhline(0, color=style.minimum, lw=style.thin)) for ax in (cut, run)]
        self._name = self.moving(label(run, style, 0.87, 0.0, "", style.minimum, ha="right", va="top",
                                       transform=run.get_yaxis_transform()))  # fmt: skip
        self._model = self.moving(cut.plot([], [], "--", color=style.model, lw=style.line)[0])
        self._curve = self.moving(cut.plot([], [], "-", color=style.here, lw=style.line, zorder=7)[0])
        self._losses = self.moving(run.plot([], [], "-", color=style.here, lw=style.line, zorder=7)[0])
        self._kind = {
            True: self.moving(point(cut, style, "minimum", style.minimum)),
            False: self.moving(point(cut, style, "saddle", style.saddle)),
        }
        self._begin = [self.moving(point(ax, style, "here", style.here)) for ax in (cut, run)]
        self._end = self.moving(point(run, style, "end", style.here))

    def set_scene(self, state: Atlas) -> tuple:
        eigenvalues = state.eigenvalues
        bounds = (min(float(eigenvalues[0]), 0.0), max(float(eigenvalues[-1]), 0.0))
        scene = (state.levels, state.shown, len(eigenvalues), state.ends_only, bounds, state.loss_range, state.t[-1])
        if scene != self._scene:
            self._draw_levels(state)
            self._scale_bars(len(eigenvalues), state.ends_only, *bounds)
            for ax in (self._cut, self._run):
                ax.set_ylim(*state.loss_range)
            self._cut.set_xlim(state.t[0], state.t[-1])
            self._run.set_xlim(-0.04 * state.steps[-1], 1.05 * state.steps[-1])
        return scene

    def _draw_levels(self, state: Atlas) -> None:
        ax, style = self._ladder, self.style
        for artist in (*(text for text in ax.texts if not hasattr(text, "xy")), *ax.collections):
            artist.remove()
        top, low = state.levels[0].value, state.levels[-1].value
        span = top - low
        ax.set_ylim(low - 0.05 * span, top + 0.05 * span)
        colours = [style.minimum if level.note == "minimum" else style.quiet for level in state.levels]
        ax.hlines([level.value for level in state.levels], 0.03, 0.18, color=colours, lw=style.line)
        shown = [state.levels[i] for i in state.shown]
        heights = spread([level.value for level in shown], 0.038 * span, low - 0.03 * span, top + 0.03 * span)
        for height, level in zip(heights, shown, strict=True):
            colour = style.minimum if level.note == "minimum" else style.ink
            words = f"{level.name}  {level.value:.2f}" + (f" · {level.note}" if level.note else "")
            ax.text(0.25, height, words, color=colour, fontsize=style.size(style.small), va="center")
        ends = [[(0.185, level.value), (0.24, height)] for level, height in zip(shown, heights, strict=True)]
        leaders = ax.vlines([0] * len(ends), 0, 1, color=style.faint, lw=style.thin)
        leaders.set_segments(ends)

    def _scale_bars(self, number: int, ends_only: bool, low: float, high: float) -> None:
        ax, size = self._bars, max(-low, high) or 1.0
        ax.set_yscale("symlog", linthresh=0.1 * size, linscale=0.7)
        ax.set_ylim(1.8 * low - 0.05 * size, 6.0 * size if high > 0 else 0.9 * size)
        ticks = sorted({0.0, *(end for end in (low, high) if abs(end) > TOO_NEAR * size)})
        ax.set_yticks(ticks, [f"{tick:.3g}".replace("-", "−") for tick in ticks])
        ax.set_yticks([], minor=True)
        ax.set_xlim(0.2 - 0.01 * number, 0.8 + 1.01 * number)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        words = (
            "both ends of the spectrum, by Lanczos: each value once"
            if ends_only
            else "number of the eigenvalue; away from 0 the scale is logarithmic"
        )
        self._number.set_text(words)

    def move(self, state: Atlas) -> None:
        self._here.set_data([0.03, 0.18], [state.value, state.value])
        self._mark.set_data([0.03], [state.value])
        for text, words in zip(self._facts, state.facts, strict=True):
            text.set_text(words)
        self._move_bars(state)
        lowest = state.levels[-1].value
        for here, floor in zip(self._level, self._floor, strict=True):
            here.set_ydata([state.value, state.value])
            floor.set_ydata([lowest, lowest])
        self._name.set_text(f"L* = {lowest:.2f}")
        self._name.set_y(lowest - 0.035 * (state.loss_range[1] - lowest))
        self._title.set_text(f"— loss along {state.line}")
        self._model.set_data(state.t, state.model)
        self._curve.set_data(state.t, state.along)
        for is_minimum, artist in self._kind.items():
            artist.set_data(*([[0.0], [state.value]] if is_minimum == state.is_minimum else [[], []]))
        self._losses.set_data(state.steps, state.losses)
        for artist, x in zip(self._begin, (state.begin, 0), strict=True):
            artist.set_data([x], state.losses[:1])
        self._end.set_data(state.steps[-1:], state.losses[-1:])

    def _move_bars(self, state: Atlas) -> None:
        values, number = state.eigenvalues, np.arange(1, len(state.eigenvalues) + 1)
        signs = np.sign(values)
        for sign, artist in self._stems.items():
            artist.set_data(number[signs == sign], values[signs == sign])
        stalks = zip(number, values, strict=True) if len(values) <= STALKS else ()
        self._stalks.set_segments([np.array([(x, 0.0), (x, y)]) for x, y in stalks])
        for text, sign, words in zip(
            self._words, (-1, 0, 1), ("▼ {} negative", "● {} zero", "▲ {} positive"), strict=True
        ):
            count = int((signs == sign).sum())
            extreme = (f", lowest −{-values[0]:.3g}", "", f", highest {values[-1]:.3g}")[sign + 1] if count else ""
            text.set_text(words.format(("some" if count else "none") if state.ends_only else count) + extreme)


def spread(heights: list[float], gap: float, low: float, high: float) -> list[float]:
    """Descending heights, moved apart to a distance of `gap`, downwards first, then up from `low` where they must."""
    placed = [min(height, high) for height in heights]
    for i in range(1, len(placed)):
        placed[i] = min(placed[i], placed[i - 1] - gap)
    placed[-1] = max(placed[-1], low)
    for i in reversed(range(len(placed) - 1)):
        placed[i] = max(placed[i], placed[i + 1] + gap)
    return placed
