"""The pivot table of a critical point, and the loss along a line on which it falls from there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from matplotlib.patches import Rectangle

from lossland_edu.chains import PivotRanks
from lossland_edu.networks import Array
from lossland_edu.pictures.canvas import Picture
from lossland_edu.pictures.parts import heading, label
from lossland_edu.pictures.style import dress

REACH = 2.7  # how far the line is followed to either side
POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
MOST_LAYERS = 5


@dataclass(frozen=True, eq=False)
class PivotTable:
    """Rank and pivots of a point of so many layers, those that block the missing mode, the coefficients in t of the
    loss along the line less its value at the point, and the order at which it first falls.
    """

    rank: int
    depth: int
    blocked: tuple[int, ...]
    pivots: tuple[PivotRanks, ...]
    coefficients: Array
    order: int


class PivotPicture(Picture):
    """Left: a cell for every pair of layers, with its two ranks and whether it is tightened. Right: the loss along the
    escape line, and what the Hessian knows of it.
    """

    size = (760, 400)

    def build(self) -> None:
        self._t = np.linspace(-REACH, REACH, 161)
        table, profile = (
            self.figure.add_axes((0.05, 0.125, 0.43, 0.70)),
            self.figure.add_axes((0.585, 0.125, 0.395, 0.70)),
        )
        self._build_table(table)
        self._build_profile(profile)

    def _build_table(self, ax) -> None:
        style = self.style
        dress(ax, style, xlabel="layer j", ylabel="layer i")
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        ax.set(xlim=(0.5, MOST_LAYERS - 0.5), ylim=(MOST_LAYERS + 0.5, 1.5))
        ax.set(xticks=range(1, MOST_LAYERS), yticks=range(2, MOST_LAYERS + 1))
        self._cells = {}
        for j, i in combinations(range(1, MOST_LAYERS + 1), 2):
            box = Rectangle((j - 0.46, i - 0.44), 0.92, 0.88, facecolor="none", edgecolor=style.faint, lw=style.thin)
            lit = Rectangle((j - 0.46, i - 0.44), 0.92, 0.88, lw=style.line)
            ax.add_patch(box)
            centred = {"ha": "center", "va": "center"}
            mark = label(ax, style, j, i - 0.17, "", style.ink, fontsize=style.size(1.5 * style.text), **centred)
            ranks = label(ax, style, j, i + 0.23, "", style.ink, **centred)
            self._cells[i, j] = tuple(self.moving(a) for a in (ax.add_patch(lit), mark, ranks))
        right = {"transform": ax.transAxes, "ha": "right", "va": "top", "linespacing": 1.4}
        self._layers = self.moving(label(ax, style, 1.0, 0.99, "", style.ink, **right))
        above = {"transform": ax.transAxes, "va": "bottom", "clip_on": False, "x": 0.0}
        self._lines = [
            self.moving(label(ax, style, y=1.02 + 0.065 * row, text="", colour=colour, **above))
            for row, colour in ((2, style.ink), (1, style.quiet), (0, style.saddle))
        ]

    def _build_profile(self, ax) -> None:
        style = self.style
        dress(ax, style, xlabel="distance t along the line", ylabel="change of the loss")
        ax.axhline(0, color=style.faint, lw=style.thin)
        ax.set(xlim=(-REACH, REACH), ylim=(-2.3, 1.5), xticks=(-2, -1, 0, 1, 2), yticks=(-2, -1, 0, 1))
        heading(
            ax,
            style,
            ("— L(W + tV) − L(W) along the line V", style.here),
            ("- - what the Hessian knows: ½κt²", style.model),
        )
        self._model = self.moving(ax.plot([], [], "--", color=style.model, lw=style.line)[0])
        self._curve = self.moving(ax.plot([], [], "-", color=style.here, lw=style.line, zorder=7)[0])
        free = {"transform": ax.transAxes, "ha": "right", "va": "top", "linespacing": 1.4}  # no curve comes here
        self._course = self.moving(label(ax, style, 0.9, 0.97, "", style.ink, **free))

    def move(self, state: PivotTable) -> None:
        style, there = self.style, {(row.i, row.j): row for row in state.pivots}
        for pivot, artists in self._cells.items():
            box, mark, ranks = artists
            for artist in artists:
                artist.set_visible(pivot in there)
            if row := there.get(pivot):
                box.set_facecolor((*_rgb(style.saddle), 0.0 if row.tightened else 0.16))
                box.set_edgecolor(style.quiet if row.tightened else style.saddle)
                mark.set_text("✓" if row.tightened else "✗")
                mark.set_color(style.ink if row.tightened else style.saddle)
                ranks.set_text(f"{row.inner_rank} | {row.outer_rank}")
        passing = [k for k in range(1, state.depth + 1) if k not in state.blocked]
        self._layers.set_text(f"layers that block: {_listed(state.blocked)}\nlayers that pass: {_listed(passing)}")
        words = (
            f"pivots (i, j): rank inside | rank outside;  r = {state.rank}",
            f"✓ tightened: one of the two is {state.rank}",
            f"✗ not tightened: both are above {state.rank}",
        )
        for line, text in zip(self._lines, words, strict=True):
            line.set_text(text)
        powers = self._t[:, None] ** np.arange(len(state.coefficients))
        self._curve.set_data(self._t, powers @ state.coefficients)
        self._model.set_data(self._t, state.coefficients[2] * self._t**2)
        kappa = 2 * state.coefficients[2]
        says = "κ = 0: it is silent" if kappa == 0 else f"κ = −{-kappa:.2f}: it sees the way down"
        self._course.set_text(f"{says}\nthe loss first falls as t{POWERS[state.order]}")


def _listed(layers) -> str:
    return ", ".join(str(k) for k in layers) or "none"


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return red, green, blue
