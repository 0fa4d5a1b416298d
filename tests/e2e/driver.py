"""JupyterLab on loopback, a notebook in a browser page, and an explorer in it, driven by keyboard and by mouse."""

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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Playwright, expect

ROOT = Path(__file__).parents[2]
IGNORED = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "_site", "failures")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A browser that does not look for its vendor's hosts, nor for a graphics card.
FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

KERNEL_STATUS = "jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status"
ERRORS = """() => jupyterapp.shell.currentWidget.model.sharedModel.cells.flatMap(cell => cell.outputs ?? [])
    .filter(output => output.output_type === 'error').map(output => `${output.ename}: ${output.evalue}`)"""
# The bytes of the picture, not its address: two pictures are the same iff their pixels are.
PICTURE = """async img => { const bytes = await (await fetch(img.src)).arrayBuffer();
    const hash = await crypto.subtle.digest('SHA-256', bytes);
    return [...new Uint8Array(hash)].map(byte => byte.toString(16)).join(''); }"""
# What JupyterLab itself says on the console, whatever is open in it.
HARMLESS = ("ResizeObserver loop",)


def find_browser(play: Playwright) -> str | None:
    """The path of a Chromium: the one that CHROMIUM names, the system's or Playwright's own; None if there is none."""
    own = play.chromium.executable_path
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    return named or (own if Path(own).exists() else None)


def launch(play: Playwright, path: str) -> Browser:
    """A headless browser that keeps to itself."""
    return play.chromium.launch(executable_path=path, args=FLAGS)


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, its token, and the file in which its kernels keep progress."""

    url: str
    token: str
    progress: Path
    work: Path

    def close_sessions(self) -> None:
        """Shut down every kernel, so that each test starts with its own."""
        for session in re.findall(r'"id": ?"([^"]+)", "path"', self._ask("GET", "sessions")):
            self._ask("DELETE", f"sessions/{session}")

    def _ask(self, method: str, what: str) -> str:
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.url}/api/{what}", headers=headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()


@contextmanager
def running_lab(folder: Path) -> Iterator[Lab]:
    """JupyterLab as `make lab` starts it, on a copy of the course, with settings and progress of its own."""
    work, progress = folder / "course", folder / "progress.json"
    shutil.copytree(ROOT, work, ignore=IGNORED)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url, token, log = f"http://127.0.0.1:{port}", secrets.token_hex(16), folder / "lab.log"
    settings = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "RUNTIME", "DATA")}
    settings |= {f"JUPYTERLAB_{name}_DIR": str(folder / name.lower()) for name in ("SETTINGS", "WORKSPACES")}
    env = os.environ | settings | {"IPYTHONDIR": str(folder / "ipython"), "LOSSLAND_PROGRESS": str(progress)}
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
               f"--IdentityProvider.token={token}", "--expose-app-in-browser"]  # fmt: skip
    as_root = ["--allow-root"] if os.geteuid() == 0 else []
    with log.open("w") as stream:
        command = [sys.executable, "-m", "jupyterlab", *options, *as_root]
        process = subprocess.Popen(command, cwd=work, env=env, stdout=stream, stderr=stream)
        try:
            _wait_for(f"{url}/api/status?token={token}", process, log)
            yield Lab(url, token, progress, work)
        finally:
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
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


class Notebook:
    """A notebook open in JupyterLab. Requests to anywhere but the server are refused and recorded."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        context.route(lambda address: not address.startswith((url, "data:", "blob:")), self._refuse)
        self.page = context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self._hear("error", str(error)))

    def _refuse(self, route) -> None:
        self.foreign.append(route.request.url)
        route.abort()

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and not text.startswith(HARMLESS):
            self.complaints.append(text)

    def open(self, address: str) -> None:
        """Go there and wait for the kernel."""
        self.page.goto(address)
        self.page.wait_for_function(f"() => window.{KERNEL_STATUS} === 'idle'", timeout=90_000)

    def run_all(self) -> list[str]:
        """*Run All Cells*, as from the menu; returns the errors in the outputs."""
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(f"() => {KERNEL_STATUS} === 'idle'")
        return self.page.evaluate(ERRORS)

    def theme(self, name: str) -> None:
        """Switch JupyterLab's theme, "Light" or "Dark"."""
        self.page.evaluate("name => jupyterapp.commands.execute('apputils:change-theme', {theme: name})",
                           f"JupyterLab {name}")  # fmt: skip
        dark = str(name != "Dark").lower()
        self.page.wait_for_function("dark => document.body.dataset.jpThemeLight === dark", arg=dark)

    def explorer(self, key: str) -> Explorer:
        """An explorer of the notebook, scrolled into view, with its picture shown."""
        root = self.page.locator(f".lossland-explorer.lossland-{key}")
        root.scroll_into_view_if_needed()
        expect(root.locator("img.lossland-picture")).to_have_js_property("complete", True)
        return Explorer(root)


class Explorer:
    """An explorer on the page."""

    def __init__(self, root: Locator) -> None:
        self.root, self.page = root, root.page
        self.picture_element = root.locator("img.lossland-picture")
        self.outcome, self.verdict = root.locator(".lossland-words").first, root.locator(".lossland-words").last
        self.commit = root.get_by_role("button", name="Commit")
        self.reset = root.get_by_role("button", name="Reset")

    def slider(self, label: str) -> Locator:
        """The handle of a slider, by the name that a screen reader reads."""
        return self.root.get_by_role("slider", name=label, exact=True)

    def choice(self, label: str) -> Locator:
        """A drop-down list, by the name that a screen reader reads."""
        return self.root.get_by_role("combobox", name=label, exact=True)

    def state(self) -> tuple[str, str, str]:
        """The pixels of the picture as a hash, its text alternative, and the verdict."""
        alt = self.picture_element.get_attribute("alt") or ""
        return self.picture_element.evaluate(PICTURE), alt, self.verdict.inner_text()

    def changed_by(self, action: Callable[[], object], timeout: float = 10.0) -> tuple[str, str, str]:
        """Do something and wait until the picture or the words differ and then hold still; returns the new state."""
        before = self.state()
        action()
        return self.settled(before, timeout)

    def settled(self, unlike: tuple[str, str, str] | None = None, timeout: float = 10.0) -> tuple[str, str, str]:
        """The state once two looks in a row agree and, if asked, differ from an earlier one."""
        last = None
        for _ in range(int(timeout / 0.05)):
            state = self.state()
            # An idle kernel has drawn all that it was asked for; a slider sends its newest value when the last is done.
            if state == last and state != unlike and self.page.evaluate(f"() => {KERNEL_STATUS} === 'idle'"):
                return state
            last = state
            self.page.wait_for_timeout(50)
        raise AssertionError(f"nothing changed within {timeout} s; the verdict still says: {last and last[2]}")

    def returns_to(self, state: tuple[str, str, str], timeout: float = 20.0) -> None:
        """Wait until the picture and the words are those of an earlier state, to the pixel, and stay so."""
        for _ in range(int(timeout / 0.05)):
            if self.state() == state and self.settled() == state:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"did not return to {state[1:]}, but stays at {self.state()[1:]}")

    def answer_by_keyboard(self, answer: float) -> None:
        """Commit to a prediction without touching the mouse."""
        radio = self.root.get_by_role("radio")
        if radio.count():
            radio.nth(int(answer)).focus()
            self.page.keyboard.press("Space")
        else:
            self.root.get_by_role("textbox", name="your number").focus()
            self.page.keyboard.type(f"{answer:g}")
            self.page.keyboard.press("Enter")
        self.commit.focus()
        self.page.keyboard.press("Enter")
        expect(self.outcome).to_contain_text("You predicted")
