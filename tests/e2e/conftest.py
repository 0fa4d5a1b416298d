"""Fixtures of the end-to-end tests: a browser, a JupyterLab, and notebooks opened in it.

The browser is Playwright's, Debian's or the one that the environment variable CHROMIUM names; without one the tests are
skipped with a reason. A failing test leaves screenshots of its pages in tests/e2e/failures/.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install -e '.[e2e]'")

from driver import Notebook, find_browser, launch, running_lab  # noqa: E402  (needs Playwright)

FAILURES = Path(__file__).parent / "failures"


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium."""
    with api.sync_playwright() as play:
        found = find_browser(play)
        if found is None:
            pytest.skip("no Chromium here: install one (apt install chromium), or set CHROMIUM to its path")
        browser = launch(play, found)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab as `make lab` starts it, on a copy of the course, with settings of its own."""
    with running_lab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture
def open_notebook(lab, chromium, request):
    """open_notebook(path, **options of a browser context) -> Notebook, with no progress stored."""
    lab.progress.unlink(missing_ok=True)
    notebooks: list[Notebook] = []

    def open_(path: str, **options) -> Notebook:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        notebook = Notebook(context, lab.url)
        notebooks.append(notebook)
        notebook.open(f"{lab.url}/doc/tree/{path}?token={lab.token}&reset")
        return notebook

    yield open_
    for number, notebook in enumerate(notebooks):
        if request.node.stash.get(FAILED, False):
            FAILURES.mkdir(exist_ok=True)
            name = re.sub(r"[^\w-]+", "_", request.node.name)
            notebook.page.screenshot(path=FAILURES / f"{name}-{number}.png")
        notebook.page.context.close()
    lab.close_sessions()


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember whether the test failed, for the screenshots."""
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report
