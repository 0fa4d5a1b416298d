"""Every explorer as a reader meets it, light, dark and narrow, on one sheet to look at:

python tests/e2e/contact_sheet.py [file]
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from driver import ROOT, Notebook, find_browser, launch, running_lab
from PIL import Image
from playwright.sync_api import sync_playwright

from lossland_edu import explorers
from lossland_edu.course import lesson_map

LOOKS = (("Light", 1280), ("Dark", 1280), ("Light", 560))
GAP = 16


def shots(folder: Path) -> Iterator[list[Image.Image]]:
    """One row an explorer: each look, with the right prediction committed."""
    lessons = lesson_map(ROOT / "lessons").lessons
    with running_lab(folder) as lab, sync_playwright() as play:
        browser = launch(play, find_browser(play) or sys.exit("no Chromium here: install one, or set CHROMIUM"))
        for lesson in lessons:
            columns = []
            for theme, width in LOOKS:
                lab.progress.unlink(missing_ok=True)
                notebook = Notebook(browser.new_context(viewport={"width": width, "height": 1400}), lab.url)
                notebook.open(f"{lab.url}/doc/tree/lessons/{lesson.file}?token={lab.token}&reset")
                notebook.theme(theme)
                notebook.run_all()
                columns.append([shot(notebook, key) for key in lesson.explorers])
                notebook.page.context.close()
                lab.close_sessions()
            yield from map(list, zip(*columns, strict=True))


def shot(notebook: Notebook, key: str) -> Image.Image:
    """An explorer, open, at its start."""
    explorer = notebook.explorer(key)
    explorer.settled()
    explorer.answer_by_keyboard(explorers.spec(key).prediction.fact().answer)
    explorer.settled()
    return Image.open(io.BytesIO(explorer.root.screenshot())).convert("RGB")


def sheet(rows: list[list[Image.Image]]) -> Image.Image:
    """All of them on one picture, in columns of equal width."""
    widths = [max(row[i].width for row in rows) + GAP for i in range(len(LOOKS))]
    heights = [max(image.height for image in row) + GAP for row in rows]
    paper = Image.new("RGB", (sum(widths) + GAP, sum(heights) + GAP), "white")
    for r, row in enumerate(rows):
        for c, image in enumerate(row):
            paper.paste(image, (GAP + sum(widths[:c]), GAP + sum(heights[:r])))
    return paper


def main() -> None:
    """Draw the sheet and say where it is."""
    file = Path(sys.argv[1] if len(sys.argv) > 1 else "contact-sheet.png")
    with tempfile.TemporaryDirectory() as folder:
        sheet(list(shots(Path(folder)))).save(file)
    print(file)


if __name__ == "__main__":
    main()
