"""What several pictures share: fields of values over a plane, labels beside the thing they name, markers by meaning."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from lossland_edu.networks import Array
from lossland_edu.pictures.style import Style

# The shape of each kind of point: meaning is never carried by colour alone.
MARKERS = {"here": "o", "minimum": "*", "saddle": "X", "end": "D"}


def label(ax: Axes, style: Style, x: float, y: float, text: str, colour: str, **options: Any) -> Text:
    """Words beside the thing they name, with a halo of paper that keeps them readable on any field."""
    halo = [withStroke(linewidth=3 * style.font_scale, foreground=style.paper)]
    options = {"fontsize": style.size(style.small), "path_effects": halo, "clip_on": True, "zorder": 9, **options}
    return ax.text(x, y, text, color=colour, **options)


def heading(ax: Axes, style: Style, *lines: tuple[str, str]) -> None:
    """Lines of (words, colour) above a pair of axes: they name what is drawn, in place of a legend."""
    size = style.size(style.small)
    for row, (words, colour) in enumerate(reversed(lines)):
        ax.annotate(words, (0, 1), (0, 6 + 1.4 * size * row), xycoords="axes fraction", textcoords="offset points",
                    color=colour, fontsize=size, annotation_clip=False)  # fmt: skip


def point(ax: Axes, style: Style, meaning: str, colour: str, x: float = np.nan, y: float = np.nan) -> Line2D:
    """A marker by its meaning: here, minimum, saddle or end."""
    grow = 1.6 if meaning == "minimum" else 1.0
    (artist,) = ax.plot(
        [x], [y], MARKERS[meaning], color=colour, markersize=style.marker * grow, markeredgecolor=style.paper, zorder=8
    )
    return artist


def loss_field(ax: Axes, style: Style, x: Array, y: Array, loss: Array, *, n_levels: int = 14) -> None:
    """A loss over a plane: lightness from low to high, with thin contours; levels are closer where the loss is low."""
    root = np.sqrt(np.maximum(loss - loss.min(), 0.0))
    levels = np.linspace(0.0, root.max(), n_levels)
    ax.contourf(x, y, root, levels=levels, cmap=style.loss_map)
    ax.contour(x, y, root, levels=levels[1:], colors=style.quiet, linewidths=0.5 * style.thin, alpha=0.5)


def sign_field(ax: Axes, style: Style, x: Array, y: Array, values: Array, *, n_levels: int = 7) -> None:
    """A function over a plane by its sign: solid contours and one colour above zero, dashed and the other below."""
    largest = np.abs(values).max()
    # Quadratically spaced, because what matters happens near zero.
    steps = largest * np.linspace(0.12, 0.95, n_levels) ** 2
    ax.contourf(x, y, values, levels=[-largest, 0.0, largest], colors=[style.saddle, style.minimum], alpha=0.16)
    ax.contour(x, y, values, levels=steps, colors=style.minimum, linewidths=style.thin)
    ax.contour(x, y, values, levels=-steps[::-1], colors=style.saddle, linewidths=style.thin, linestyles="dashed")
    ax.contour(x, y, values, levels=[0.0], colors=style.quiet, linewidths=style.thin, linestyles="dotted")
