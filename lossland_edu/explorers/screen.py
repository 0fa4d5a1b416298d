"""The two widgets of our own: a picture with a text alternative, and words that a screen reader speaks when they
change.

ipywidgets' own Image has no text alternative, and its sliders have no name that a screen reader reads; the script
beside this file mends both. It ships with the package and asks nothing of the network.
"""

from __future__ import annotations

import pathlib

import anywidget
import traitlets

_HERE = pathlib.Path(__file__).parent


class Screen(anywidget.AnyWidget):
    """Shows PNG bytes. It tells the kernel how the page looks: dark or light, and how many dots a pixel has.

    `scale` enlarges the whole explorer, words and picture alike, so that nothing in it can be cut or overlap.
    """

    _esm = _HERE / "screen.js"
    _css = _HERE / "explorer.css"
    kind = traitlets.Unicode("picture").tag(sync=True)
    png = traitlets.Bytes(b"").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    dark = traitlets.Bool(False).tag(sync=True)
    pixel_ratio = traitlets.Float(1.0).tag(sync=True)
    scale = traitlets.Float(1.0).tag(sync=True)


class Words(anywidget.AnyWidget):
    """A paragraph that is announced politely when it changes. `tone` is "plain", "right" or "wrong"; the words say it
    too.
    """

    _esm = _HERE / "screen.js"
    _css = _HERE / "explorer.css"
    kind = traitlets.Unicode("words").tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    tone = traitlets.Unicode("plain").tag(sync=True)
