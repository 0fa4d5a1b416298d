"""An explorer on paper: its question, its start picture, the computed fact, and a strip of states, in both themes."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jinja2 import Environment
from PIL import Image

from lossland_edu.explorers.spec import Choice, MultipleChoice, Spec
from lossland_edu.pictures.style import DARK, LIGHT

# How each picture is drawn: its style, and its dots a CSS pixel. A phone shrinks it to less than half its size, so its
# words are larger there, and its dots fewer.
SHARP, SHRUNK, WORDS_ON_A_PHONE = 2.0, 1.0, 1.35
VARIANTS = {
    "light": (LIGHT, SHARP),
    "dark": (DARK, SHARP),
    "light-narrow": (replace(LIGHT, font_scale=WORDS_ON_A_PHONE), SHRUNK),
    "dark-narrow": (replace(DARK, font_scale=WORDS_ON_A_PHONE), SHRUNK),
}


@dataclass(frozen=True)
class Shot:
    """A picture of one state, in a file for each variant, with what it shows in words."""

    stem: str
    width: int
    height: int
    alt: str
    verdict: str
    caption: str

    def file(self, variant: str) -> str:
        """The name of the file of a variant."""
        return f"{self.stem}-{variant}.png"


class Album:
    """Draws states into a folder of the site. A picture is made once for all states of an explorer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def shots(self, spec: Spec, states: list[tuple[str, dict[str, Any]]], name: str | None = None) -> list[Shot]:
        """A picture for each (caption, control values)."""
        shots, drawn, (width, height) = [], [], spec.picture.size
        for n, (caption, values) in enumerate(states):
            view = spec.view(**spec.start_values | values)
            stem = f"{name or spec.key}-{n}".replace("_", "-")
            shots.append(Shot(stem, width, height, view.alt, view.verdict, caption))
            drawn.append(view.state)
        for variant, (style, sharpness) in VARIANTS.items():
            picture = spec.picture(style, pixel_ratio=sharpness)
            for shot, state in zip(shots, drawn, strict=True):
                (self.folder / shot.file(variant)).write_bytes(_smaller(picture.png(state)))
        return shots


def _smaller(png: bytes) -> bytes:
    """The same pixels in fewer bytes: the pictures are encoded for speed, a site is read more often than made."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(out, "PNG", compress_level=6)
    return out.getvalue()


def explorer_html(spec: Spec, level: int, album: Album, templates: Environment) -> str:
    """An explorer as a section whose heading has a level."""
    start, *strip = album.shots(spec, [(spec.start, {}), *((caption, dict(values)) for caption, values in spec.strip)])
    controls = [f"{c.label} ({_range(c)})" for c in spec.controls]
    return templates.get_template("explorer.html.j2").render(
        spec=spec, level=level, start=start, strip=strip, controls=controls, **_prediction(spec)
    )


def _range(control: Any) -> str:
    if isinstance(control, Choice):
        return f"{len(control.options)} to choose from"
    return f"{control.low:g} to {control.high:g}".replace("-", "−")


def _prediction(spec: Spec) -> dict[str, Any]:
    """The options, the computed answer, and for each wrong answer the thought behind it."""
    prediction, fact = spec.prediction, spec.prediction.fact()
    if isinstance(prediction, MultipleChoice):
        options = [words for words, _ in prediction.options]
        wrong = [(words, why) for n, (words, why) in enumerate(prediction.options) if n != fact.answer]
        return {"options": options, "answer": options[int(fact.answer)], "fact": fact.words, "wrong": wrong}
    wrong = [(f"{number:g}", why) for number, why in (prediction.misconceptions or {}).items()]
    return {"options": [], "answer": f"{fact.answer:g}", "fact": fact.words, "wrong": wrong}
