"""A network drawn as a graph with one path lit, and how the terms of all paths add up to one entry of its matrix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from lossland_edu.networks import Array, Weights
from lossland_edu.pictures.canvas import Picture
from lossland_edu.pictures.parts import heading, label
from lossland_edu.pictures.style import Style, dress

MOST_LAYERS = 5  # layers of units, inputs and outputs included
DASH = (0, (3, 2))  # of a negative weight, in line widths


@dataclass(frozen=True, eq=False)
class Walk:
    """A network, the terms of all paths between the ends of one of them, and which of these paths is lit.

    `units` are the lit path's, one of every layer, from input to output, counted from 0.
    """

    weights: Weights
    units: tuple[int, ...]
    terms: Array
    lit: int

    @property
    def entry(self) -> str:
        """The entry of the product that the terms add up to, as it is written."""
        return f"R{subscript(self.units[-1] + 1)}{subscript(self.units[0] + 1)}"


class PathPicture(Picture):
    """Left: the graph, its weights by width and dashes, the numbers on the lit path. Right: the sum of the terms, path
    by path.
    """

    size = (760, 380)

    def build(self) -> None:
        style = self.style
        self._graph = self.figure.add_axes((0.012, 0.02, 0.575, 0.85))
        self._sum = self.figure.add_axes((0.67, 0.135, 0.318, 0.735))
        self._graph.set_axis_off()
        self._graph.set(xlim=(0, 1), ylim=(0, 1))
        heading(self._graph, style, ("— weight above zero", style.minimum), ("- - weight below zero", style.saddle))
        self._graph.annotate(
            "the wider, the larger", (1, 1), (0, 6), xycoords="axes fraction", textcoords="offset points", ha="right",
            color=style.quiet, fontsize=style.size(style.small),
        )  # fmt: skip
        self._edges = [self.moving(self._graph.plot([], [], color=style.here)[0]) for _ in range(MOST_LAYERS - 1)]
        self._spots = self.moving(_units(self._graph, style, style.here))
        middle = {"ha": "center", "va": "center"}
        self._names = [
            self.moving(label(self._graph, style, 0, 0, "", style.paper, path_effects=[], weight="bold", **middle))
            for _ in range(MOST_LAYERS)
        ]
        bold = {"fontsize": style.size(style.text), "weight": "bold", **middle}
        self._numbers = [
            self.moving(label(self._graph, style, 0, 0, "", style.here, **bold)) for _ in range(MOST_LAYERS - 1)
        ]
        self._step = self.moving(self._sum.plot([], [], "-", color=style.here, lw=2.5 * style.line, zorder=7)[0])
        self._end = self.moving(self._sum.plot([], [], color=style.here, markersize=style.marker, zorder=8)[0])
        self._word = self.moving(label(self._sum, style, 0, 0, "", style.here, clip_on=False, weight="bold"))

    def set_scene(self, state: Walk) -> tuple:
        scene = (tuple((W.shape, W.tobytes()) for W in state.weights), state.units[0], state.units[-1])
        if scene != self._scene:
            moving = set(self._moving)
            for ax in (self._graph, self._sum):
                for artist in (*ax.collections, *ax.lines, *ax.texts):
                    if artist not in moving and artist not in self._headings:
                        artist.remove()
            self._draw_graph(state)
            self._draw_sum(state)
        return scene

    @property
    def _headings(self) -> list:
        return self._graph.texts[:3]

    def _draw_graph(self, state: Walk) -> None:
        """All units and connections; those on no path between the two ends are faint."""
        ax, style, places = self._graph, self.style, _places(state.weights)
        source, target, depth = state.units[0], state.units[-1], len(state.weights)
        for k, W in enumerate(state.weights):
            strokes = {}
            for (end, start), w in np.ndenumerate(W):
                used = (k > 0 or start == source) and (k < depth - 1 or end == target)
                strokes.setdefault((used, np.sign(w)), []).append((places[k][start], places[k + 1][end], abs(w)))
            for (used, sign), lines in strokes.items():
                colour = style.curvature(sign) if used else style.faint
                ax.add_collection(LineCollection(
                    [[a, b] for a, b, _ in lines], colors=colour, linewidths=[_width(style, w) for *_, w in lines],
                    linestyles="solid" if sign > 0 else [DASH], alpha=0.8 if used else 1.0, zorder=2,
                ))  # fmt: skip
            middle = (places[k][0][0] + places[k + 1][0][0]) / 2
            label(ax, style, middle, 0.955, f"W{subscript(k + 1)}", style.ink, ha="center", va="center")
        for k, layer in enumerate(places):
            _units(ax, style, style.ink).set_data(*np.transpose(layer))
            for i, (x, y) in enumerate(layer, start=1):
                ax.text(x, y, str(i), color=style.paper, ha="center", va="center", zorder=9,
                        fontsize=style.size(style.small))  # fmt: skip
            name = "inputs" if k == 0 else "outputs" if k == depth else f"hidden {k}"
            label(ax, style, layer[0][0], 0.035, name, style.quiet, ha="center", va="center")

    def _draw_sum(self, state: Walk) -> None:
        """The running sum as a staircase, each stair with the sign of its term."""
        ax, style = self._sum, self.style
        after = np.cumsum(state.terms)
        before, number, total = after - state.terms, np.arange(1, len(after) + 1), float(after[-1])
        dress(ax, style, xlabel="paths, one after the other", ylabel="sum of the terms so far")
        ax.axhline(0, color=style.faint, lw=style.thin, zorder=1)
        ax.axhline(total, color=style.model, lw=style.line, ls=":", zorder=2)
        ax.step(np.append(0, number), np.append(0.0, after), where="post", color=style.quiet, lw=style.thin, zorder=3)
        small = style.marker * min(0.8, 4.5 / np.sqrt(len(after)) / 2)
        for sign, marker in ((1, "^"), (-1, "v")):
            of = np.sign(state.terms) == sign
            colour = style.curvature(sign)
            ax.vlines(number[of], before[of], after[of], color=colour, lw=style.line * min(1, small / 5), zorder=4)
            ax.plot(number[of], after[of], marker, color=colour, markersize=small, zorder=5)
        low, high = min(0.0, after.min()), max(0.0, after.max())
        room = high - low
        ax.set(xlim=(0, len(after) + 1), ylim=(low - 0.2 * room, high + 0.2 * room))
        ax.set_xticks(sorted({1, (len(after) + 1) // 2, len(after)}))
        heading(
            ax, style,
            (f"▲ ▼ one term a path: {len(after)} path{'s' if len(after) > 1 else ''}", style.quiet),
            (f"··· entry {state.entry} = {number_words(total)}", style.model),
        )  # fmt: skip

    def move(self, state: Walk) -> None:
        places, style = _places(state.weights), self.style
        spots = [places[k][unit] for k, unit in enumerate(state.units)]
        for artist in (*self._edges, *self._numbers, *self._names):
            artist.set_visible(False)
        for artist, words, (start, end), w in zip(
            self._edges, self._numbers, pairwise(spots), weights_along(state.weights, state.units), strict=False
        ):
            artist.set_data(*np.transpose([start, end]))
            artist.set(visible=True, linewidth=1.5 * _width(style, w), linestyle="-" if w > 0 else DASH)
            words.set(visible=True, position=np.add(start, end) / 2, text=number_words(w))
        self._spots.set_data(*np.transpose(spots))
        for name, unit, spot in zip(self._names, state.units, spots, strict=False):
            name.set(visible=True, position=spot, text=str(unit + 1))
        after = float(state.terms[: state.lit + 1].sum())
        term, x = float(state.terms[state.lit]), state.lit + 1
        self._step.set_data([x, x], [after - term, after])
        self._end.set(data=([x], [after]), marker="^" if term > 0 else "v")
        low, high = self._sum.get_ylim()
        shift = 0.055 * (high - low) * (1 if term > 0 else -1)
        share = x / (len(state.terms) + 1)
        self._word.set(text=number_words(term, sign=True), position=(x, after + shift), va="center",
                       ha="left" if share < 0.1 else "right" if share > 0.9 else "center")  # fmt: skip


def weights_along(weights: Weights, units: tuple[int, ...]) -> Iterator[float]:
    """The weights of the connections that a path takes."""
    return (float(W[end, start]) for W, (start, end) in zip(weights, pairwise(units), strict=True))


def number_words(value: float, *, sign: bool = False) -> str:
    """A number with a real minus; with a plus too if asked."""
    return f"{value:{'+' if sign else ''}g}".replace("-", "−")


def subscript(number: int) -> str:
    """The number in small digits below the line."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _places(weights: Weights) -> list[list[tuple[float, float]]]:
    """Where the units of each layer are drawn, first unit on top."""
    sizes = (weights[0].shape[1], *(len(W) for W in weights))
    columns = np.linspace(0.07, 0.93, len(sizes))
    return [
        [(float(x), 0.5 + (0.34 * (size - 1) / 3 if size > 2 else 0.22) * y) for y in _heights(size)]
        for x, size in zip(columns, sizes, strict=True)
    ]


def _heights(size: int) -> list[float]:
    return np.linspace(1, -1, size).tolist() if size > 1 else [0.0]


def _units(ax: Axes, style: Style, colour: str) -> Line2D:
    (artist,) = ax.plot([], [], "o", color=colour, markersize=2 * style.marker, zorder=8)
    return artist


def _width(style: Style, weight: float) -> float:
    return 0.6 * style.line * abs(weight)
