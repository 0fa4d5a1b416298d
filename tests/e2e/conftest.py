"""A real JupyterLab on loopback, a real Chromium, and a notebook to drive: what the end-to-end tests stand on.

The browser is Playwright's, Debian's or the one that the environment variable CHROMIUM names; without one the tests are
skipped with a reason. A failing test leaves screenshots of its pages in tests/e2e/failures/.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from driver import Notebook

ROOT = Path(__file__).parents[2]
FAILURES = Path(__file__).parent / "failures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A browser that does not look for its vendor's hosts, nor for a graphics card.
FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
IGNORED = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "_site", "failures")


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install -e '.[e2e]'")
    with api.sync_playwright() as play:
        own = Path(play.chromium.executable_path)
        found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
        if not found and not own.exists():
            pytest.skip("no Chromium here: install one (apt install chromium), or set CHROMIUM to its path")
        browser = play.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, its token, and the file in which its kernels keep progress."""

    url: str
    token: str
    progress: Path

    def close_sessions(self) -> None:
        """Shut down every kernel, so that each test starts with its own."""
        for session in re.findall(r'"id": ?"([^"]+)", "path"', self._ask("GET", "sessions")):
            self._ask("DELETE", f"sessions/{session}")

    def _ask(self, method: str, what: str) -> str:
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.url}/api/{what}", headers=headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab as `make lab` starts it, on a copy of the course, with settings of its own."""
    home, work = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("work") / "course"
    shutil.copytree(ROOT, work, ignore=IGNORED)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url, token, progress = f"http://127.0.0.1:{port}", secrets.token_hex(16), home / "progress.json"
    folders = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "RUNTIME", "DATA")}
    folders |= {f"JUPYTERLAB_{name}_DIR": str(home / name.lower()) for name in ("SETTINGS", "WORKSPACES")}
    env = os.environ | folders | {"IPYTHONDIR": str(home / "ipython"), "LOSSLAND_PROGRESS": str(progress)}
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
               f"--IdentityProvider.token={token}", "--expose-app-in-browser"]  # fmt: skip
    as_root = ["--allow-root"] if os.geteuid() == 0 else []
    with (home / "lab.log").open("w") as log:
        command = [sys.executable, "-m", "jupyterlab", *options, *as_root]
        process = subprocess.Popen(command, cwd=work, env=env, stdout=log, stderr=log)
        _wait_for(f"{url}/api/status?token={token}", process, home / "lab.log")
        yield Lab(url, token, progress)
        process.terminate()
        process.wait(20)


def _wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.25)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")


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
