"""The critical values of a landscape as the rungs of a ladder, and the curvatures at a point on one of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossland_edu.networks import Array
from lossland_edu.pictures.canvas import Picture
from lossland_edu.pictures.parts import label, point
from lossland_edu.pictures.style import dress

# Eigenvalues below this share of the largest are drawn as zero: rounding leaves about 1e-15 of it.
ZERO = 1e-10


@dataclass(frozen=True)
class Rung:
    """A critical value, the name of its set of modes, and whether it is the global minimum."""

    value: float
    name: str
    is_minimum: bool


@dataclass(frozen=True, eq=False)
class Ladder:
    """All rungs, the one you stand on, the eigenvalues of the Hessian there, ascending, and the range of those of all
    rungs.
    """

    rungs: tuple[Rung, ...]
    chosen: int
    eigenvalues: Array
    bounds: tuple[float, float]


class LadderPicture(Picture):
    """Left: the rungs, at the height of their loss. Right: the eigenvalues of the Hessian at the chosen point, by
    sign.
    """

    size = (760, 400)

    def build(self) -> None:
        style = self.style
        self.figure.set_layout_engine("constrained")
        self._ladder, self._bars = self.figure.subplots(1, 2, width_ratios=(1, 1.25))
        dress(self._ladder, style, ylabel="loss", title="critical values")
        self._ladder.set(xlim=(0, 1), xticks=[])
        self._ladder.spines["bottom"].set_visible(False)
        self._here = self.moving(self._ladder.plot([], [], "-", color=style.here, lw=2.5 * style.line)[0])
        self._mark = self.moving(point(self._ladder, style, "here", style.here))
        dress(
            self._bars, style, xlabel="eigenvalue number", ylabel="eigenvalue of the Hessian", title="curvatures here"
        )
        self._bars.axhline(0, color=style.quiet, lw=style.thin)
        self._stems = {
            sign: self.moving(self._bars.plot([], [], marker, color=colour, markersize=0.8 * style.marker)[0])
            for sign, marker, colour in ((1, "^", style.minimum), (-1, "v", style.saddle), (0, "o", style.flat))
        }
        self._stalks = self.moving(self._bars.vlines([0], [0], [0], color=style.quiet, lw=style.thin))
        self._words = [
            self.moving(label(self._bars, style, 0.03, 0.95 - 0.065 * i, "", colour, transform=self._bars.transAxes))
            for i, colour in enumerate((style.saddle, style.flat, style.minimum))
        ]

    def set_scene(self, state: Ladder) -> tuple:
        scene = (state.rungs, len(state.eigenvalues), state.bounds)
        if scene != self._scene:
            ax, style = self._ladder, self.style
            for artist in (*ax.texts, *ax.collections):
                artist.remove()
            top = max(rung.value for rung in state.rungs)
            ax.set_ylim(-0.04 * top, 1.08 * top)
            for rung in state.rungs:
                colour = style.minimum if rung.is_minimum else style.quiet
                ax.hlines(rung.value, 0.05, 0.45, color=colour, lw=style.line)
            for height, rung in zip(
                _spread([rung.value for rung in state.rungs], 0.075 * top), state.rungs, strict=True
            ):
                words = f"{rung.name}   {rung.value:.2f}" + ("   global minimum" if rung.is_minimum else "")
                ax.text(0.5, height, words, color=style.minimum if rung.is_minimum else style.ink,
                        fontsize=style.size(style.small), va="center")  # fmt: skip
            self._bars.set_xlim(0.2, len(state.eigenvalues) + 0.8)
            low, high = state.bounds
            self._bars.set_ylim(low - 0.08 * (high - low), high + 0.3 * (high - low))  # room above for the words
        return scene

    def move(self, state: Ladder) -> None:
        value = state.rungs[state.chosen].value
        self._here.set_data([0.05, 0.45], [value, value])
        self._mark.set_data([0.05], [value])
        smallest = ZERO * np.abs(state.eigenvalues).max()
        eigenvalues = np.where(np.abs(state.eigenvalues) > smallest, state.eigenvalues, 0.0)
        signs, number = np.sign(eigenvalues), np.arange(1, len(eigenvalues) + 1)
        for sign, artist in self._stems.items():
            artist.set_data(number[signs == sign], eigenvalues[signs == sign])
        self._stalks.set_segments([[(x, 0.0), (x, y)] for x, y in zip(number, eigenvalues, strict=True)])
        kinds = ((-1, "▼ {} negative"), (0, "● {} zero"), (1, "▲ {} positive"))
        for text, (sign, words) in zip(self._words, kinds, strict=True):
            text.set_text(words.format(int((signs == sign).sum())))


def _spread(heights: list[float], gap: float) -> list[float]:
    """The heights, moved apart as little as needed for labels that must not overlap; the order is kept."""
    order = np.argsort(heights)
    placed = np.array(heights, dtype=float)[order]
    for _ in range(200):
        overlaps = gap - np.diff(placed)
        if (overlaps <= 1e-9).all():
            break
        push = np.maximum(overlaps, 0.0) / 2
        placed[:-1] -= push
        placed[1:] += push
    result = np.empty_like(placed)
    result[order] = placed
    return result.tolist()
