"""The static site of the whole course in a real browser, from file:// and with the network cut."""

import subprocess
import sys
from pathlib import Path

import pytest

for package in ("latex2mathml", "ziamath"):
    pytest.importorskip(package, reason=f"{package} is not installed: pip install -e '.[site]'")

ROOT = Path(__file__).parents[2]
SEVERE = {"serious", "critical"}
UNFOLD = "document.querySelectorAll('details').forEach(element => element.open = true)"
CUT = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="session")
def pages(chromium, tmp_path_factory):
    """The pages of the site of all lessons; asks for the browser first, so that without one nothing is built."""
    folder = tmp_path_factory.mktemp("site") / "_site"
    run = subprocess.run([sys.executable, ROOT / "tools" / "site.py", folder], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return sorted(folder.rglob("*.html"))


@pytest.fixture(params=[("light", 1280), ("dark", 1280), ("light", 400), ("dark", 400)], ids=lambda p: f"{p[0]}-{p[1]}")
def offline(request, chromium):
    """A page without a network, and what it asked for or complained of."""
    theme, width = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    context.set_offline(True)
    asked, said = [], []

    def guard(route):
        if route.request.url.startswith(("file:", "data:", "blob:")):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    context.route("**/*", guard)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: asked.append(request.url))
    yield page, asked, said
    context.close()


def test_every_page_opens_whole_without_a_network(pages, offline):
    page, asked, said = offline
    for file in pages:
        page.goto(file.as_uri())
        page.evaluate(UNFOLD)
        page.wait_for_load_state("networkidle")
        assert (
            page.evaluate("[...document.images].filter(i => !i.complete || i.naturalWidth === 0).map(i => i.src)") == []
        )
        sizes = page.evaluate("[...document.querySelectorAll('math')].map(m => m.getBoundingClientRect().width)")
        assert all(size > 0 for size in sizes), file.name
        fonts = page.evaluate("document.fonts.load('16px \"STIX Two Math\"').then(faces => faces.map(f => f.status))")
        assert fonts == ["loaded"]
        assert not page.evaluate(CUT), f"{file.name} is wider than its window"
    assert (asked, said) == ([], [])


def test_every_link_between_pages_can_be_followed(pages, offline):
    page, asked, said = offline
    page.goto(next(file for file in pages if file.name == "index.html").as_uri())
    for address in page.evaluate("[...document.querySelectorAll('main a')].map(a => a.href)"):
        page.goto(address)
        assert page.locator("h1").count() == 1
    assert (asked, said) == ([], [])


def test_the_first_key_leads_to_the_content(pages, offline):
    page, _, _ = offline
    page.goto(pages[-1].as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_axe_finds_nothing_serious(pages, offline):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")
    page, _, _ = offline
    for file in pages:
        page.goto(file.as_uri())
        page.evaluate(UNFOLD)
        violations = axe.Axe().run(page).response["violations"]
        severe = [
            (violation["id"], node["html"][:160])
            for violation in violations
            if violation["impact"] in SEVERE
            for node in violation["nodes"]
        ]
        assert severe == [], file.name
