"""Is everything here that the course needs? If not: what is missing, and the command that mends it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from lossland_edu.course import progress

PACKAGE = "lossland-edu"
# What lessons can do without, and what then does not run.
OPTIONAL = {"torch": "only the lessons that train real networks need it"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what was found, and how to mend it where it is not right."""

    name: str
    ok: bool
    found: str
    fix: str = ""

    def __str__(self) -> str:
        words = [f"{'ok     ' if self.ok else 'MISSING'}  {self.name}: {self.found}", self.fix]
        return "; ".join(filter(None, words))


@dataclass(frozen=True)
class EnvironmentReport:
    """All findings; true in a condition iff nothing is missing, and readable when printed."""

    findings: tuple[Finding, ...]

    def __bool__(self) -> bool:
        return all(finding.ok for finding in self.findings)

    def __str__(self) -> str:
        n_missing = sum(not finding.ok for finding in self.findings)
        verdict = (
            "Everything is here." if self else f"{n_missing} missing: mend as said above, then restart the kernel."
        )
        return "\n".join([*map(str, self.findings), verdict])

    __repr__ = __str__


def check_environment() -> EnvironmentReport:
    """Look at Python, at every package that the course declares, and at the folder where progress is kept."""
    return EnvironmentReport((_python(), *_packages(), _progress_folder()))


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    new_enough = sys.version_info >= (3, 11)
    return Finding("Python", new_enough, found, "" if new_enough else "install Python 3.11 or newer")


def _packages() -> Iterator[Finding]:
    try:
        declared = [Requirement(line) for line in requires(PACKAGE) or []]
    except PackageNotFoundError:
        yield Finding(PACKAGE, False, "not installed", "run `make lab`, or `pip install -e .` in the course's folder")
        return
    for requirement in declared:
        if requirement.marker is None or requirement.name in OPTIONAL:
            yield _package(requirement)


def _package(requirement: Requirement) -> Finding:
    fix = f'run `{sys.executable} -m pip install "{requirement.name}{requirement.specifier}"`'
    try:
        found = version(requirement.name)
    except PackageNotFoundError:
        if requirement.name in OPTIONAL:
            return Finding(requirement.name, True, f"not installed; {OPTIONAL[requirement.name]}", fix)
        return Finding(requirement.name, False, "not installed", fix)
    if requirement.specifier.contains(found, prereleases=True):
        return Finding(requirement.name, True, found)
    return Finding(requirement.name, False, f"{found} is installed, expected {requirement.specifier}", fix)


def _progress_folder() -> Finding:
    folder = progress.path().parent
    while not folder.exists():
        folder = folder.parent
    if folder.is_dir() and os.access(folder, os.W_OK) and not progress.path().is_dir():
        return Finding("progress", True, f"kept on this machine alone, in {progress.path()}")
    return Finding(
        "progress", False, f"{progress.path()} cannot be written", "set LOSSLAND_PROGRESS to a file that can"
    )
