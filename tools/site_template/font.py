"""A font for formulas, cut down to the letters in use and carried inside the style sheet.

Brackets that grow and wide sums need a font with a MATH table, which many Linux machines lack. STIX Two Math comes with
ziamath under the SIL Open Font License 1.1, whose notice stays in the font. As a data: address it loads from file://
too, where a browser may refuse a font in a file of its own.
"""

from __future__ import annotations

import io
from base64 import b64encode
from importlib.resources import as_file, files

from fontTools import subset

# Needed without being written: the italics in which a browser sets single letters, and the sign of a root.
UNWRITTEN = "√" + "".join(map(chr, (*range(0x1D434, 0x1D468), 0x210E, *range(0x1D6E2, 0x1D71C))))
COPYRIGHT, FAMILY, LICENCE, LICENCE_ADDRESS = 0, 1, 13, 14


def font_face(letters: str) -> str:
    """The @font-face rule of a font with these letters."""
    options = subset.Options(
        flavor="woff", layout_features=["*"], name_IDs=[COPYRIGHT, FAMILY, LICENCE, LICENCE_ADDRESS]
    )
    out, cutter = io.BytesIO(), subset.Subsetter(options)
    cutter.populate(text=letters + UNWRITTEN)
    path = files("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf"
    with as_file(path) as file, subset.load_font(str(file), options) as font:
        cutter.subset(font)
        subset.save_font(font, out, options)
    data = b64encode(out.getvalue()).decode()
    return f'@font-face {{ font-family: "STIX Two Math"; src: url("data:font/woff;base64,{data}") format("woff"); }}\n'
