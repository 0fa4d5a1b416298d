"""What a reader of the site would find broken: links, pictures without words, LaTeX left over, skipped headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

LOADS = (("link", "href"), ("img", "src"), ("source", "srcset"), ("script", "src"), ("iframe", "src"))


def problems(folder: Path, page: str) -> Iterator[str]:
    """What a reader of a page would find broken."""
    soup = BeautifulSoup((folder / page).read_text("utf-8"), "html.parser")
    for tag, attribute in (("a", "href"), *LOADS):
        for element in soup.select(f"{tag}[{attribute}]"):
            if not _leads_somewhere(folder, page, element[attribute], may_be_outside=tag == "a"):
                yield f"{page}: {element[attribute]!r} is not part of the site"
    for image in soup.select("img:not([alt]), img[alt='']"):
        yield f"{page}: a picture without a text alternative: {image.get('src', '')[:80]}"
    for element in soup.select("pre, code, math, script, style"):
        element.extract()
    for leftover in re.findall(r"\$[^$\n]+\$|\\(?:begin|[a-z]+(?=[{\s_^]))", soup.get_text()):
        yield f"{page}: LaTeX that was not read as a formula: {leftover}"
    levels = [int(heading.name[1]) for heading in soup.select("h1, h2, h3, h4, h5, h6")]
    for above, below in zip([0, *levels], levels, strict=False):
        if below > above + 1 or (above and below == 1):
            yield f"{page}: a heading of level {below} follows one of level {above}"


def _leads_somewhere(folder: Path, page: str, address: str, *, may_be_outside: bool) -> bool:
    parts = urlsplit(address)
    if parts.scheme:
        return may_be_outside or address == "data:,"
    file = (folder / page).parent / unquote(parts.path) if parts.path else folder / page
    if not file.resolve().is_relative_to(folder.resolve()) or not file.is_file():
        return False
    return not parts.fragment or f'id="{escape(unquote(parts.fragment))}"' in file.read_text("utf-8")
