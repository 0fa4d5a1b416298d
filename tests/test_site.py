"""The static site: complete, readable without a kernel, and asking nothing of the network."""

import doctest
import importlib.util
import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lossland_edu import explorers
from lossland_edu.explorers.spec import Slider

for package in ("latex2mathml", "ziamath", "bs4"):
    pytest.importorskip(package, reason=f"{package} is not installed: pip install -e '.[site]'")

from bs4 import BeautifulSoup  # noqa: E402

TOOLS = Path(__file__).parent.parent / "tools"
sys.path.append(str(TOOLS))  # at its end: site.py must not hide the standard library's module of that name
from site_template import mathml  # noqa: E402


def load_site():
    spec = importlib.util.spec_from_file_location("lossland_site", TOOLS / "site.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


site = load_site()

SHOWN = ("two_weights", "critical_value_ladder")
OPENING = r"""# 00 · What is on a page?

A formula $\tfrac12\|W\|_F^2$, a link to [the next](01_second.ipynb#A-section)
and to [exercises](../exercises/00_first.ipynb).
$$\begin{aligned} L &= \max_i x_i \\ &= -1 \end{aligned}$$

| term | $x$ |
| --- | --- |
| a | $\sqrt m$ |

## An explorer
"""
CODE = [
    "from lossland_edu import course, explorers\nexplorers.show('two_weights')",
    "explorers.show('critical_value_ladder')",
    "course.lesson_map()",
    "import os\nprint(os.environ['LOSSLAND_PROGRESS'])\n1 < 2",
]


def write_course(root, opening=OPENING, code=CODE):
    """A course of two short lessons and one exercise."""
    pages = {
        "lessons/00_first": [new_markdown_cell(opening), *map(new_code_cell, code)],
        "lessons/01_second": [
            new_markdown_cell("# 01 · And then?\n\n## A section\n\n<details>\n\n$w_2$\n\n</details>\n\n<p>$x < 1$</p>")
        ],
        "exercises/00_first": [new_markdown_cell("# Exercises 00"), new_code_cell("raise NotImplementedError")],
    }
    for name, cells in pages.items():
        notebook = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
        for number, cell in enumerate(notebook.cells):
            cell.id = f"cell-{number:02}"
        (root / name).parent.mkdir(exist_ok=True)
        nbformat.write(notebook, root / f"{name}.ipynb")
    return root


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = write_course(tmp_path_factory.mktemp("course"))
    site.build(root / "_site", root)
    return root / "_site"


@pytest.fixture(scope="module")
def pages(folder):
    """Every page, parsed, by its place."""
    return {
        str(file.relative_to(folder)): BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for file in sorted(folder.rglob("*.html"))
    }


@pytest.fixture(scope="module")
def lesson(pages):
    return pages["lessons/00_first.html"]


# --- What a reader finds ---


def test_there_is_a_page_for_each_notebook_and_an_index(pages):
    assert set(pages) == {"index.html", "lessons/00_first.html", "lessons/01_second.html", "exercises/00_first.html"}


def test_every_page_has_a_title_a_language_a_skip_link_and_one_first_heading(pages):
    titles = [page.title.string for page in pages.values()]
    assert len(set(titles)) == len(titles) and all("lossland" in title for title in titles)
    for page in pages.values():
        assert page.html["lang"] == "en-GB"
        assert page.select_one("body > a")["href"] == "#content" and page.select_one("main#content")
        assert len(page.find_all("h1")) == 1


def test_the_index_lists_the_lessons_with_their_questions_and_exercises_and_shows_a_picture(pages):
    listed = {link["href"]: link.get_text(strip=True) for link in pages["index.html"].select("main li a")}
    assert listed == {
        "lessons/00_first.html": "00 · What is on a page?",
        "exercises/00_first.html": "Exercises 00",
        "lessons/01_second.html": "01 · And then?",
    }
    assert len(pages["index.html"].find_all("img")) == 1


def test_nothing_is_loaded_from_a_network_and_there_are_no_scripts(folder, pages):
    for page in pages.values():
        assert page.find_all(["script", "iframe", "object"]) == []
        loaded = [e[a] for e in page.find_all(["link", "img", "source"]) for a in ("href", "src", "srcset") if e.get(a)]
        assert [address for address in loaded if re.match(r"(\w+:)?//", address)] == []
    style = (folder / "style.css").read_text("utf-8")
    assert "@import" not in style
    assert all(url.startswith("data:") for url in re.findall(r'url\(["\']?([^"\')]{0,20})', style))


def test_every_link_and_picture_is_in_the_site(folder, pages):
    for place, page in pages.items():
        addresses = [e[a] for e in page.find_all(True) for a in ("href", "src", "srcset") if e.get(a)]
        for address in addresses:
            if not address.startswith(("#", "data:", "http")):
                assert ((folder / place).parent / address.partition("#")[0]).is_file(), (place, address)


def test_links_to_notebooks_lead_to_pages_and_their_headings(lesson, pages):
    assert lesson.find("a", string="the next")["href"] == "01_second.html#A-section"
    assert lesson.find("a", string="exercises")["href"] == "../exercises/00_first.html"
    assert pages["lessons/01_second.html"].find(id="A-section")
    assert not [link for page in pages.values() for link in page.select("a[href*=ipynb]")]


def test_every_picture_has_words_and_a_size(pages):
    for page in pages.values():
        for image in page.find_all("img"):
            assert len(image["alt"]) > 40 and int(image["width"]) > int(image["height"]) > 0


# --- Explorers ---


@pytest.mark.parametrize("key", SHOWN)
def test_an_explorer_shows_its_question_its_start_and_folded_the_fact_and_a_strip(lesson, key):
    spec = explorers.spec(key)
    figure = lesson.select_one(f'section[data-explorer="{key}"]')
    assert figure.h3.get_text().endswith(spec.title)
    assert spec.prediction.question in figure.get_text()
    start = figure.find("figure", recursive=False)
    assert start.img["alt"] == spec.view(**spec.start_values).alt
    assert spec.start in start.figcaption.get_text()
    fact, strip = figure.find_all("details", recursive=False)
    assert spec.prediction.fact().words in fact.get_text() and not fact.has_attr("open")
    assert len(strip.find_all("img")) == len(spec.strip) and not strip.has_attr("open")


def test_the_answer_is_nowhere_before_it_is_unfolded(lesson):
    for key in SHOWN:
        figure = BeautifulSoup(str(lesson.select_one(f'section[data-explorer="{key}"]')), "html.parser")
        for folded in figure.find_all("details"):
            folded.extract()
        assert explorers.spec(key).prediction.fact().words not in figure.get_text()


def test_pictures_come_for_both_themes_and_for_phones(lesson):
    for picture in lesson.find_all("picture"):
        media = [source["media"] for source in picture.find_all("source")]
        assert [("dark" in m, "max-width" in m) for m in media] == [(True, True), (False, True), (True, False)]


@pytest.mark.parametrize("key", explorers.names())
def test_a_strip_names_states_that_the_controls_can_reach(key):
    spec = explorers.spec(key)
    assert len({caption for caption, _ in spec.strip}) == len(spec.strip)
    controls = {control.name: control for control in spec.controls}
    for _, values in spec.strip:
        assert values.keys() <= controls.keys()
        for name, value in values.items():
            control = controls[name]
            if isinstance(control, Slider):
                steps = (value - control.low) / control.step
                assert control.low <= value <= control.high and abs(steps - round(steps)) < 1e-9
            else:
                assert value in control.extremes
        spec.view(**spec.start_values | values)


# --- The rest of a notebook ---


def test_no_widget_and_no_path_of_the_builder_is_left(folder):
    for file in folder.rglob("*.html"):
        text = file.read_text("utf-8")
        assert "vnd.jupyter.widget" not in text and "require" not in text
        assert str(Path.home()) + "/" not in text and "/tmp" not in text


def test_outputs_are_shown_and_nobodys_predictions(lesson):
    assert "…/progress.json" in lesson.get_text() and "True" in lesson.get_text()
    assert "0 of 2" in lesson.get_text()


def test_no_latex_is_left_to_see(pages):
    for page in pages.values():
        assert page.find_all("math") or "lessons" not in page.title.string
        for code in page.find_all(["pre", "code"]):
            code.extract()
        assert not re.search(r"\$|\\[a-z]", page.get_text())


def test_tables_say_which_cells_are_heads(lesson):
    heads = lesson.find_all("th")
    assert heads and all(head["scope"] in {"col", "row"} for head in heads)


# --- What fails the build, and by name ---


@pytest.mark.parametrize(
    ("opening", "named"),
    [
        ("# 00 · A?\n\n[gone](02_gone.ipynb)", "02_gone.html"),
        ("# 00 · A?\n\n[no such heading](01_second.ipynb#Nowhere)", "Nowhere"),
        ("# 00 · A?\n\n$\\unheardof x$", "unheardof"),
        ("# 00 · A?\n\n#### Deep", "level 4"),
        ("# 00 · A?\n\n![](01_second.ipynb)", "text alternative"),
    ],
)
def test_what_would_be_broken_fails_the_build_and_leaves_the_old_site(tmp_path, opening, named):
    root = write_course(tmp_path, opening, code=[])
    old = root / "_site"
    old.mkdir()
    (old / "style.css").write_text("the old one")
    with pytest.raises(ValueError, match=named):
        site.build(old, root)
    assert (old / "style.css").read_text() == "the old one"
    assert {path.name for path in root.iterdir()} == {"lessons", "exercises", "_site"}


def test_a_cell_that_fails_fails_the_build(tmp_path):
    with pytest.raises(Exception, match="ZeroDivisionError"):
        site.build(tmp_path / "_site", write_course(tmp_path, code=["1 / 0"]))
    assert not (tmp_path / "_site").exists()


def test_a_folder_that_is_no_site_is_never_replaced(tmp_path):
    (tmp_path / "precious").write_text("")
    with pytest.raises(site.BrokenSite, match="something else than a site"):
        site.build(tmp_path, tmp_path)
    assert (tmp_path / "precious").exists()


def test_the_same_course_gives_the_same_bytes(tmp_path, folder):
    again = write_course(tmp_path) / "_site"
    site.build(again, tmp_path)
    files = {str(file.relative_to(folder)) for file in folder.rglob("*.*")}
    assert files == {str(file.relative_to(again)) for file in again.rglob("*.*")}
    assert [name for name in sorted(files) if (folder / name).read_bytes() != (again / name).read_bytes()] == []


# --- Formulas ---


@pytest.mark.parametrize(
    ("latex", "drawn"),
    [
        ("t = -1", '<mo>=</mo><mo lspace="0" rspace="0">−</mo><mn>1</mn>'),
        ("a - b", "<mi>a</mi><mo>−</mo><mi>b</mi>"),
        (r"\|-x\| - y", "<mo>−</mo><mi>y</mi>"),
        (r"\lVert x \rVert", 'stretchy="false" lspace="0" rspace="0">‖</mo>'),
        (r"\mathbb E", "𝔼"),
        (r"\mathrm{rank}(W)", "<mi>rank</mi>"),
        (r"\boldsymbol\theta", "𝜽"),
        (r"\ker A", '<mi>ker</mi><mspace width="0.167em" /><mi>A</mi>'),
        (r"\hat Y", '<mover accent="true"><mi>Y</mi><mo stretchy="false">ˆ</mo></mover>'),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "<mtr><mtd"),
    ],
)
def test_a_formula_becomes_what_browsers_draw_well(latex, drawn):
    assert drawn in mathml.to_mathml(latex)


def test_limits_stand_below_their_operator_in_a_displayed_formula():
    assert "<munder><mi>max</mi>" in mathml.to_mathml(r"\max_i x_i", display=True)
    assert "<msub><mi>max</mi>" in mathml.to_mathml(r"\max_i x_i")


@pytest.mark.parametrize("latex", [r"\unheardof x", r"\frac{a", r"a & b", r"\boxed{x}", r"\text{a }$b$"])
def test_a_formula_that_cannot_be_shown_is_named(latex):
    with pytest.raises(mathml.UnreadableFormula, match=re.escape(repr(latex))):
        mathml.to_mathml(latex)


def test_the_examples_in_the_documentation_hold():
    assert doctest.testmod(mathml).failed == 0
