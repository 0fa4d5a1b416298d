"""Write the course as a static site that needs neither a kernel nor a network:  python tools/site.py [folder]

Every lesson is run from top to bottom. Explorers become figures, LaTeX becomes MathML, links lead to pages. Whatever
would be broken for a reader (a link, a formula, a picture without words, a failing cell) fails the build and is named.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from site_template.checks import problems
from site_template.figures import Album, explorer_html
from site_template.font import font_face
from site_template.markup import to_html
from site_template.mathml import UnreadableFormula

from lossland_edu import explorers
from lossland_edu.course import lesson_map
from lossland_edu.grading.references import client, environment
from lossland_edu.pictures.style import DARK, LIGHT

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = Path(__file__).resolve().parent / "site_template"
WIDGET = "application/vnd.jupyter.widget-view+json"
COLOURS = ("paper", "ink", "faint", "quiet", "here", "minimum", "saddle", "model")


class BrokenSite(ValueError):
    """Something that a reader would find broken; the message names page and place."""


@dataclass(frozen=True)
class Page:
    """A page of the site: its notebook, its place below the site's folder, and whether the notebook is run."""

    notebook: Path
    place: str
    title: str
    runs: bool


def build(target: Path, root: Path = ROOT) -> list[str]:
    """Build the site of the notebooks below `root`; the folder `target` is replaced as a whole, when all went well."""
    if target.exists() and any(target.iterdir()) and not (target / "style.css").exists():
        raise BrokenSite(f"{target} holds something else than a site; choose another folder, or remove it yourself")
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        pages = _write(draft, root)
        found = [problem for page in pages for problem in problems(draft, page)]
        if found:
            raise BrokenSite("\n".join(found))
        draft.chmod(0o755)  # a temporary folder is private
        _swap(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return pages


def _swap(draft: Path, target: Path) -> None:
    old = draft.with_name(f"{draft.name}-old")
    if target.exists():
        target.rename(old)
    draft.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _write(folder: Path, root: Path) -> list[str]:
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
                            trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    album, shell = Album(folder / "pictures"), templates.get_template("page.html.j2")
    pages = list(_pages(root))
    lessons = [page for page in pages if page.runs]
    letters: set[str] = set()
    notebooks = asyncio.run(_run_all(pages))
    for page, notebook in zip(pages, notebooks, strict=True):
        _show_explorers(notebook, album, templates)
        body = to_html(notebook, TEMPLATES)
        html = shell.render(title=f"{page.title} – lossland", root="../", body=body, **_around(page, lessons))
        (folder / page.place).parent.mkdir(exist_ok=True)
        (folder / page.place).write_text(html, "utf-8")
        letters |= _letters_of_formulas(body)
    style = _colours() + (TEMPLATES / "style.css").read_text("utf-8") + font_face("".join(sorted(letters)))
    (folder / "style.css").write_text(style, "utf-8")
    (folder / "index.html").write_text(_index(pages, album, templates), "utf-8")
    return ["index.html", *(page.place for page in pages)]


def _letters_of_formulas(html: str) -> set[str]:
    return {letter for formula in BeautifulSoup(html, "html.parser").find_all("math") for letter in formula.text}


def _pages(root: Path) -> Iterator[Page]:
    for lesson in lesson_map(root / "lessons").lessons:
        file = root / "lessons" / lesson.file
        yield Page(file, f"lessons/{file.stem}.html", f"{lesson.number} · {lesson.question}", runs=True)
    for file in sorted((root / "exercises").glob("[0-9][0-9]_*.ipynb")):  # to be solved, so they are not run
        yield Page(file, f"exercises/{file.stem}.html", f"Exercises {file.stem[:2]}", runs=False)


def _around(page: Page, lessons: list[Page]) -> dict[str, object]:
    """The notebook of a page, and the lessons before and after it."""
    file = f"{page.notebook.parent.name}/{page.notebook.name}"
    if not page.runs:
        return {"file": file, "purpose": "solve them", "before": None, "after": None}
    here = lessons.index(page)
    around = [None, *lessons, None]
    return {"file": file, "purpose": "move the pictures", "before": around[here], "after": around[here + 2]}


def _index(pages: list[Page], album: Album, templates: Environment) -> str:
    exercises = {page.notebook.name: page for page in pages if not page.runs}
    lessons = [(page, exercises.get(page.notebook.name)) for page in pages if page.runs]
    (shot,) = album.shots(explorers.spec("two_weights"), [("", {"w1": 1.7, "w2": -1.4})], name="index")
    body = templates.get_template("index.html.j2").render(shot=shot, lessons=lessons)
    about = {"title": "lossland: the loss landscape of neural networks", "file": "", "before": None, "after": None}
    return templates.get_template("page.html.j2").render(root="", body=body, **about)


def _colours() -> str:
    """The colours of the pictures as CSS variables, so that pages and pictures speak one language."""
    light, dark = ("".join(f"--{name}: {getattr(style, name)}; " for name in COLOURS) for style in (LIGHT, DARK))
    return f":root {{ {light}}}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n"


async def _run_all(pages: list[Page]) -> list[NotebookNode]:
    """The notebooks of all pages with their outputs, as many at a time as there are cores."""
    turn = asyncio.Semaphore(os.cpu_count() or 1)
    done = await asyncio.gather(*(_run(page, turn) for page in pages), return_exceptions=True)
    for result in done:  # only now, when every kernel is gone
        if isinstance(result, BaseException):
            raise result
    return [result for result in done if isinstance(result, NotebookNode)]


async def _run(page: Page, turn: asyncio.Semaphore) -> NotebookNode:
    """A notebook, run with no progress stored and none of the builder's settings."""
    notebook = nbformat.read(page.notebook, as_version=4)
    if not page.runs or all(cell.cell_type != "code" for cell in notebook.cells):
        return notebook
    async with turn:
        with tempfile.TemporaryDirectory() as private:
            path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
            env = environment(None, Path(private)) | {"PYTHONPATH": path}
            await client(notebook, str(page.notebook.parent)).async_execute(env=env)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            _make_public(output, page, private)
    return notebook


def _make_public(output: NotebookNode, page: Page, private: str) -> None:
    """No paths of this machine in what is shown; a warning is a defect of the lesson."""
    if output.output_type == "stream":
        if output.name == "stderr":
            raise BrokenSite(f"{page.notebook.name} writes to stderr: {output.text}")
        output.text = output.text.replace(f"{private}/", "…/")
    for kind, content in output.get("data", {}).items():
        if kind.startswith("text/"):
            output.data[kind] = content.replace(f"{private}/", "…/")


def _show_explorers(notebook: NotebookNode, album: Album, templates: Environment) -> None:
    """Put a figure in the place of each widget, one heading level below the section that it stands in."""
    known = {explorers.spec(name).title: explorers.spec(name) for name in explorers.names()}
    level = 1
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            *_, level = (level, *map(len, re.findall(r"^(#{1,5}) ", cell.source, re.MULTILINE)))
        for output in cell.get("outputs", []):
            if WIDGET in output.get("data", {}):
                words = output.data.get("text/plain", "")
                spec = next((spec for title, spec in known.items() if words.startswith(f"{title}. ")), None)
                if spec is None:
                    raise BrokenSite(f"a widget that is no explorer cannot be shown without a kernel: {cell.source}")
                output.data, output.metadata = {"text/html": explorer_html(spec, level + 1, album, templates)}, {}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "_site", help="where to write it: _site")
    folder = parser.parse_args().folder
    try:
        pages = build(folder)
    except (BrokenSite, UnreadableFormula, CellExecutionError) as error:
        sys.exit(f"The site was not written:\n{error}")
    print(f"{len(pages)} pages; open {folder / 'index.html'} in a browser")


if __name__ == "__main__":
    main()
