"""One visual language for all pictures: what each colour means, line weights, type, and the light and dark themes.

The hues are those of Okabe & Ito (2008), which stay apart under every common colour blindness; still, a meaning is
never carried by colour alone: signs have markers, kinds have shapes, lines have labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb


@dataclass(frozen=True)
class Style:
    """Colours by meaning, and sizes in points at 100 dots per inch.

    Every colour used for text or thin lines has a contrast of at least 4.5:1 to `paper` in its theme (tested).
    """

    paper: str
    ink: str
    faint: str  # axes, grids: decoration, never information
    quiet: str  # secondary text
    here: str  # where you are: what the controls move
    minimum: str  # a global minimum; curving upwards
    saddle: str  # a saddle; curving downwards
    flat: str  # no curvature
    model: str  # what is compared with the loss: a quadratic model, a chord
    lowest: str  # the loss, from its lowest …
    highest: str  # … to its highest value
    font_scale: float = 1.0

    text: float = 10.0
    small: float = 9.0
    line: float = 2.0
    thin: float = 1.0
    marker: float = 9.0

    @cached_property
    def loss_map(self) -> LinearSegmentedColormap:
        """Loss as lightness alone, so that it reads in grey and under every colour blindness."""
        return LinearSegmentedColormap.from_list("loss", [to_rgb(self.lowest), to_rgb(self.highest)])

    def size(self, points: float) -> float:
        """A type size with the reader's font scale."""
        return points * self.font_scale

    def curvature(self, value: float) -> str:
        """The colour of a curvature by its sign."""
        return self.minimum if value > 0 else self.saddle if value < 0 else self.flat


LIGHT = Style(
    paper="#ffffff",
    ink="#1b1f24",
    faint="#d5dae0",
    quiet="#57606a",
    here="#b34700",
    minimum="#00629b",
    saddle="#a3266f",
    flat="#57606a",
    model="#007a56",
    lowest="#5b93c0",
    highest="#f4f8fb",
)
DARK = Style(
    paper="#111111",
    ink="#e8ebee",
    faint="#3a4047",
    quiet="#a6afb8",
    here="#ffab5c",
    minimum="#6cb8f0",
    saddle="#dd7fbb",
    flat="#a6afb8",
    model="#4fd1a5",
    lowest="#2f5f86",
    highest="#151515",
)


def dress(ax: Axes, style: Style, *, xlabel: str = "", ylabel: str = "", title: str = "") -> None:
    """Give an empty pair of axes the common look: two spines, quiet ticks, labels in the reader's size."""
    ax.set_facecolor(style.paper)
    ax.tick_params(colors=style.quiet, labelsize=style.size(style.small), length=3, width=style.thin)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(style.quiet)
    ax.set_xlabel(xlabel, color=style.ink, fontsize=style.size(style.text))
    ax.set_ylabel(ylabel, color=style.ink, fontsize=style.size(style.text))
    if title:
        ax.set_title(title, color=style.ink, fontsize=style.size(style.text), loc="left")
