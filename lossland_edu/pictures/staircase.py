"""The loss of a run against the step, with the levels at which it should rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lossland_edu.networks import Array
from lossland_edu.pictures.canvas import Picture
from lossland_edu.pictures.ladder import _spread
from lossland_edu.pictures.parts import heading
from lossland_edu.pictures.style import dress


@dataclass(frozen=True)
class Level:
    """A loss at which a run should rest, what is learnt there, and whether it is the global minimum."""

    loss: float
    name: str
    is_minimum: bool


@dataclass(frozen=True, eq=False)
class Staircase:
    """A run, its levels from the top down, and at which recorded steps it rests."""

    steps: Array
    losses: Array
    levels: tuple[Level, ...]
    rests: Array


class StaircasePicture(Picture):
    """Loss against step, the step on a logarithmic scale: the levels stay, the run moves; thick where it rests."""

    size = (760, 380)

    def build(self) -> None:
        style = self.style
        self._axes = self.figure.add_axes((0.075, 0.14, 0.66, 0.72))
        dress(self._axes, style, xlabel="step (logarithmic scale)", ylabel="loss")
        self._axes.set_xscale("log")
        heading(
            self._axes,
            style,
            ("the loss of the run, thick where it rests", style.here),
            ("dashed: predicted before training, from Σ alone", style.saddle),
        )
        self._run = self.moving(self._axes.plot([], [], "-", color=style.here, lw=style.line, zorder=7)[0])
        self._rests = self.moving(
            self._axes.plot([], [], "-", color=style.here, lw=3.2 * style.line, solid_capstyle="round", zorder=8)[0]
        )

    def set_scene(self, state: Staircase) -> tuple:
        scene = (state.levels, int(state.steps[-1]))
        if scene != self._scene:
            ax, style = self._axes, self.style
            for artist in [*ax.collections, *(text for text in ax.texts if text.get_gid() == "level")]:
                artist.remove()
            top = state.levels[0].loss
            ax.set(xlim=(1, state.steps[-1]), ylim=(-0.04 * top, 1.3 * top))
            heights = _spread([level.loss for level in state.levels], 0.09 * top)
            for level, height in zip(state.levels, heights, strict=True):
                colour = style.minimum if level.is_minimum else style.saddle
                ax.hlines(level.loss, 1, state.steps[-1], color=colour, lw=style.thin, ls="--")
                text = ax.annotate(f"{level.loss:.2f}  {level.name}", (1.02, height), color=colour, va="center",
                                   xycoords=("axes fraction", "data"), fontsize=style.size(style.small),
                                   annotation_clip=False)  # fmt: skip
                text.set_gid("level")
        return scene

    def move(self, state: Staircase) -> None:
        self._run.set_data(state.steps, state.losses)
        self._rests.set_data(state.steps, np.where(state.rests, state.losses, np.nan))
