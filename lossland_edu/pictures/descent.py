"""Gradient descent on the landscape of a network with two weights: the path on the map, and the loss against the
step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossland_edu.data import Dataset
from lossland_edu.losses import on_plane
from lossland_edu.networks import Array, zero_weights
from lossland_edu.pictures.canvas import Picture
from lossland_edu.pictures.parts import label, loss_field, point
from lossland_edu.pictures.style import dress


@dataclass(frozen=True, eq=False)
class Descent:
    """One run of gradient descent: `path` has a row (w₁, w₂) a step, `losses` the loss at each."""

    path: Array
    losses: Array


class DescentPicture(Picture):
    """The map of L(w₁, w₂) = ½(w₂w₁ − 1)² with a path on it, beside the loss along the path.

    `extent` bounds both weights; `ceiling` is the largest loss that the curve on the right shows.
    """

    size = (760, 380)
    extent = 2.2
    ceiling = 2.0

    def build(self) -> None:
        style = self.style
        self.figure.set_layout_engine("constrained")
        plane, curve = self.figure.subplots(1, 2, width_ratios=(1, 1.05))
        self._draw_map(plane)
        dress(curve, style, xlabel="step", ylabel="loss")
        curve.set_ylim(0, self.ceiling)
        curve.axhline(0.5, color=style.saddle, lw=style.thin, ls="--")
        label(curve, style, 0.98, 0.5 / self.ceiling + 0.015, "loss at the saddle, ½", style.saddle,
              transform=curve.transAxes, ha="right")  # fmt: skip
        self._path = self.moving(plane.plot([], [], "-", color=style.here, lw=style.line, zorder=7)[0])
        self._start = self.moving(point(plane, style, "here", style.here))
        self._end = self.moving(point(plane, style, "end", style.here))
        self._curve = self.moving(curve.plot([], [], "-", color=style.here, lw=style.line, zorder=7)[0])
        self._last = self.moving(point(curve, style, "end", style.here))
        self._axes = curve

    def _draw_map(self, ax) -> None:
        style, span = self.style, np.linspace(-self.extent, self.extent, 121)
        p = on_plane(zero_weights((1, 1, 1)), [1, 0], [0, 1], Dataset(X=np.ones((1, 1)), Y=np.ones((1, 1))))
        loss_field(ax, style, span, span, p(span, span))
        dress(ax, style, xlabel="first weight w₁", ylabel="second weight w₂")
        ax.set_aspect("equal")
        for sign in (1, -1):
            valley = sign * np.geomspace(1 / self.extent, self.extent, 60)
            ax.plot(valley, 1 / valley, color=style.minimum, lw=style.line)
            side = "right" if sign > 0 else "left"
            label(ax, style, 1.93 * sign, 1.68 * sign, "valley: loss 0", style.minimum, ha=side, va="center")
        point(ax, style, "saddle", style.saddle, 0.0, 0.0)
        label(ax, style, -0.12, 0.12, "saddle", style.saddle, ha="right")
        ax.set(
            xlim=(-self.extent, self.extent), ylim=(-self.extent, self.extent), xticks=range(-2, 3), yticks=range(-2, 3)
        )

    def set_scene(self, state: Descent) -> int:
        steps = len(state.losses) - 1
        self._axes.set_xlim(0, 1.03 * steps)
        return steps

    def move(self, state: Descent) -> None:
        self._path.set_data(*state.path.T)
        self._start.set_data(*state.path[:1].T)
        self._end.set_data(*state.path[-1:].T)
        self._curve.set_data(np.arange(len(state.losses)), state.losses)
        self._last.set_data([len(state.losses) - 1], state.losses[-1:])
