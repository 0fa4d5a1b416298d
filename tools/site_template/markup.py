"""A notebook, executed or not, as HTML: nbconvert does it, with our template, our formulas and our links."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString
from jinja2 import pass_context
from nbconvert.exporters.html import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from site_template.mathml import to_mathml

_FORMULA = re.compile(r"(?<![\\$])\$([^$\n]+)\$(?!\$)")  # inside HTML, where JupyterLab reads it too


class _Renderer(IPythonRenderer):
    """Markdown with formulas in MathML. A displayed one scrolls by itself on a narrow screen, by keyboard too."""

    def inline_math(self, body: str) -> str:
        return to_mathml(body)

    def block_math(self, body: str) -> str:
        return f'<span class="formula" tabindex="0">{to_mathml(body, display=True)}</span>'

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def block_html(self, html: str) -> str:
        return super().block_html(_FORMULA.sub(lambda found: to_mathml(unescape(found[1])), html))


class _Exporter(HTMLExporter):
    """nbconvert's HTML with our template: a fragment, without prompts, scripts or styles."""

    def __init__(self, templates: Path) -> None:
        super().__init__(
            template_name=templates.name, extra_template_basedirs=[str(templates.parent)],
            template_file="lesson.html.j2", exclude_input_prompt=True, exclude_output_prompt=True,
        )  # fmt: skip

    @pass_context
    def markdown2html(self, context, source):
        """Markdown to HTML, as JupyterLab reads it."""
        return MarkdownWithMath(renderer=_Renderer(escape=False, exclude_anchor_links=True)).render(source)


def to_html(notebook: NotebookNode, templates: Path) -> str:
    """A notebook as a fragment of HTML.

    Links to notebooks lead to pages, headings can be linked to, tables say which cells are heads, and no line begins
    with the comma that follows a formula.
    """
    html, _ = _Exporter(templates).from_notebook_node(notebook)
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.select("a[href]"):
        target, hash_, anchor = link["href"].partition("#")
        if not urlsplit(target).scheme and target.endswith(".ipynb"):
            link["href"] = f"{target.removesuffix('.ipynb')}.html{hash_}{anchor}"
    _name_headings(soup)
    for head in soup.select("th:not([scope])"):
        head["scope"] = "col" if head.find_parent("thead") else "row"
    for table in soup.select("table"):
        table.wrap(soup.new_tag("div", attrs={"class": "table", "tabindex": "0"}))
    _keep_marks_with_formulas(soup)
    return str(soup)


def _name_headings(soup: BeautifulSoup) -> None:
    """The name that JupyterLab gives to a heading, its words joined by hyphens; a second one gets a number."""
    seen: Counter[str] = Counter()
    for heading in soup.select(":is(h1, h2, h3, h4, h5, h6):not([id])"):
        name = re.sub(r"\s+", "-", heading.get_text(" ", strip=True))
        seen[name] += 1
        heading["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"


def _keep_marks_with_formulas(soup: BeautifulSoup) -> None:
    for formula in soup.select("math[display=inline]"):
        text = formula.next_sibling
        mark = re.match(r"[,.;:?!)’]+", text) if isinstance(text, NavigableString) else None
        if mark:
            text.replace_with(text[mark.end() :])
            formula.wrap(soup.new_tag("span", attrs={"class": "together"})).append(mark[0])
