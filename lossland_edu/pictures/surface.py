"""A loss surface in three dimensions with a chord through the air: the test of convexity as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.polynomial import Polynomial

from lossland_edu.data import Dataset
from lossland_edu.losses import on_line, on_plane
from lossland_edu.networks import zero_weights
from lossland_edu.pictures.canvas import Picture
from lossland_edu.pictures.parts import heading, point
from lossland_edu.pictures.style import dress

DATA = Dataset(X=np.ones((1, 1)), Y=np.ones((1, 1)))


@dataclass(frozen=True)
class Chord:
    """A chord of the loss surface of a network with two weights: through (0, 0), at an angle in degrees, from −r to
    r.
    """

    angle: float
    radius: float

    @property
    def direction(self) -> tuple[float, float]:
        """The unit vector along the chord in the plane (w₁, w₂)."""
        return float(np.cos(np.radians(self.angle))), float(np.sin(np.radians(self.angle)))

    @property
    def profile(self) -> Polynomial:
        """The loss along the line, t ↦ ½(w₂w₁ − 1)² at t times the direction."""
        return on_line(zero_weights((1, 1, 1)), list(self.direction), DATA)

    @property
    def gap(self) -> float:
        """Height of the chord's middle above the surface: negative where the chord cuts through the hill."""
        profile = self.profile
        return float((profile(self.radius) + profile(-self.radius)) / 2 - profile(0.0))


class ChordPicture(Picture):
    """Left: the surface L(w₁, w₂) = ½(w₂w₁ − 1)² with a cut and a chord. Right: the cut laid flat."""

    size = (760, 400)
    extent = 1.4
    ceiling = 4.5

    def build(self) -> None:
        style = self.style
        space = self.figure.add_axes((-0.02, 0.06, 0.54, 0.94), projection="3d")
        flat = self.figure.add_axes((0.61, 0.14, 0.37, 0.72))
        self._draw_surface(space)
        dress(flat, style, xlabel="distance t along the line", ylabel="loss")
        flat.set(xlim=(-self.extent, self.extent), ylim=(0, self.ceiling))
        self._t = np.linspace(-self.extent, self.extent, 81)
        self._cut: Any = self.moving(space.plot([], [], [], "-", color=style.here, lw=style.line)[0])
        self._chord: Any = self.moving(space.plot([], [], [], "--", color=style.model, lw=style.line)[0])
        self._curve = self.moving(flat.plot([], [], "-", color=style.here, lw=style.line)[0])
        self._flat_chord = self.moving(flat.plot([], [], "--", color=style.model, lw=style.line)[0])
        self._gap = self.moving(flat.plot([], [], ":", color=style.ink, lw=style.line)[0])
        self._middle = self.moving(point(flat, style, "end", style.model))
        self._centre = self.moving(point(flat, style, "here", style.here))
        heading(
            flat, style, ("— loss along the line", style.here), ("- - chord between two of its points", style.model)
        )

    def _draw_surface(self, ax) -> None:
        style, span = self.style, np.linspace(-self.extent, self.extent, 41)
        loss = on_plane(zero_weights((1, 1, 1)), [1, 0], [0, 1], DATA)(span, span)
        a, b = np.meshgrid(span, span)
        ax.plot_surface(a, b, loss, cmap=style.loss_map, rstride=1, cstride=1, alpha=0.9,
                        edgecolor=style.quiet, linewidth=0.15)  # fmt: skip
        ax.view_init(elev=38, azim=-68)
        ax.set_box_aspect((1, 1, 0.75), zoom=0.95)
        ax.set(xlim=(-self.extent, self.extent), ylim=(-self.extent, self.extent), zlim=(0, self.ceiling))
        ax.set_xlabel("w₁", color=style.ink, fontsize=style.size(style.text))
        ax.set_ylabel("w₂", color=style.ink, fontsize=style.size(style.text))
        ax.set_zlabel("loss", color=style.ink, fontsize=style.size(style.text))
        ax.set_facecolor(style.paper)
        for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
            axis.set_pane_color(style.paper)
            axis.line.set_color(style.quiet)
            axis._axinfo["grid"].update(color=style.faint, linewidth=0.5)
        ax.tick_params(colors=style.quiet, labelsize=style.size(style.small))

    def move(self, state: Chord) -> None:
        profile, (c, s), r = state.profile, state.direction, state.radius
        t = self._t
        self._cut.set_data_3d(c * t, s * t, profile(t))
        ends = np.array([-r, r])
        heights = profile(ends)
        self._chord.set_data_3d(c * ends, s * ends, heights)
        self._curve.set_data(t, profile(t))
        self._flat_chord.set_data(ends, heights)
        self._gap.set_data([0.0, 0.0], [profile(0.0), heights.mean()])
        self._middle.set_data([0.0], [heights.mean()])
        self._centre.set_data([0.0], [profile(0.0)])
