"""A function of two variables from above, and cut open along a line through its critical point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossland_edu.gallery import EXAMPLES, Example
from lossland_edu.pictures.canvas import Picture
from lossland_edu.pictures.parts import heading, point, sign_field
from lossland_edu.pictures.style import dress


@dataclass(frozen=True)
class Slice:
    """The key of a function of the gallery, and the angle of the line in degrees."""

    key: str
    angle: float

    @property
    def example(self) -> Example:
        """The function itself."""
        return EXAMPLES[self.key]


class SlicePicture(Picture):
    """Left: where the function is above and below its value at the origin. Right: the function along the line, and
    what a Hessian knows of it."""

    size = (760, 380)

    def build(self) -> None:
        style = self.style
        self.figure.set_layout_engine("constrained")
        self._plane, self._profile = self.figure.subplots(1, 2, width_ratios=(1, 1.15))
        self._t = np.linspace(-1, 1, 121)
        ax = self._profile
        dress(ax, style, xlabel="distance t along the line", ylabel="f")
        ax.axhline(0, color=style.faint, lw=style.thin)
        ax.set(xlim=(-1, 1), ylim=(-1, 1), xticks=(-1, -0.5, 0, 0.5, 1), yticks=(-1, -0.5, 0, 0.5, 1))
        self._line = self.moving(self._plane.plot([], [], "-", color=style.here, lw=style.line, zorder=7)[0])
        self._model = self.moving(ax.plot([], [], "--", color=style.model, lw=style.line)[0])
        self._curve = self.moving(ax.plot([], [], "-", color=style.here, lw=style.line, zorder=7)[0])
        heading(ax, style, ("— f along the line", style.here), ("- - what the Hessian knows: ½κt²", style.model))

    def set_scene(self, state: Slice) -> str:
        if state.key != self._scene:
            ax, style, span = self._plane, self.style, np.linspace(-1, 1, 121)
            for artist in (*ax.collections, *ax.texts, *(line for line in ax.lines if line is not self._line)):
                artist.remove()
            sign_field(ax, style, span, span, state.example(*np.meshgrid(span, span)))
            dress(ax, style, xlabel="x", ylabel="y")
            heading(ax, style, ("solid: f above f(0, 0)", style.minimum), ("dashed: f below", style.saddle))
            point(ax, style, "here", style.ink, 0.0, 0.0)
            ax.set_aspect("equal")
            ax.set(xlim=(-1, 1), ylim=(-1, 1), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        return state.key

    def move(self, state: Slice) -> None:
        angle = np.radians(state.angle)
        self._line.set_data(np.cos(angle) * np.array([-1.5, 1.5]), np.sin(angle) * np.array([-1.5, 1.5]))
        along = state.example.along(state.angle)
        self._curve.set_data(self._t, along(self._t))
        self._model.set_data(self._t, along.coef[2] * self._t**2)
