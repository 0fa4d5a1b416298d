"""The set-up says one thing everywhere: pyproject.toml, its pins, its conda twin, the commands and the integration."""

import json
import os
import re
import runpy
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
IN_VENV = Path(sys.prefix).resolve() == ROOT / ".venv"
CONDA_NAMES = {"torch": "pytorch-cpu"}  # where conda-forge's name differs
CONDA_EXTRAS = ("torch", "test")  # what Binder and a learner need; the rest is for whoever changes the course
TASKS = {"help", "lab", "test", "e2e", "html", "exercises", "check", "bench", "constraints", "clean"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


PROJECT = tomllib.loads(read("pyproject.toml"))["project"]
EXTRAS = {extra: [Requirement(r) for r in rs] for extra, rs in PROJECT["optional-dependencies"].items()}
DEPENDENCIES = [Requirement(r) for r in PROJECT["dependencies"]]
EVERY_REQUIREMENT = [*DEPENDENCIES, *(r for rs in EXTRAS.values() for r in rs)]
PIN_LINES = [line for line in read("constraints.txt").splitlines() if not line.startswith("#")]
PINS = {canonicalize_name(name): Version(pin) for name, pin in (line.split("==") for line in PIN_LINES)}


def conda() -> tuple[dict[str, SpecifierSet], list[str]]:
    """The conda packages of environment.yml with their specifiers, and the lines that it hands to pip."""
    entries = yaml.safe_load(read("environment.yml"))["dependencies"]
    packages = {}
    for entry in entries:
        if isinstance(entry, str):
            name, _, specifier = entry.partition(" ")
            packages[name] = SpecifierSet(specifier)
    return packages, [line for entry in entries if isinstance(entry, dict) for line in entry["pip"]]


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make in the root, undisturbed by a make that runs these tests."""
    env = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "PYTHON"}}
    return subprocess.run(["make", *arguments], cwd=ROOT, env=env, capture_output=True, text=True)


# --- Dependencies ---


@pytest.mark.parametrize("requirement", EVERY_REQUIREMENT, ids=str)
def test_every_direct_dependency_is_pinned(requirement):
    assert canonicalize_name(requirement.name) in PINS, "run `make constraints`"


@pytest.mark.parametrize("requirement", EVERY_REQUIREMENT, ids=str)
def test_every_pin_satisfies_its_specifier(requirement):
    assert PINS[canonicalize_name(requirement.name)] in requirement.specifier, "run `make constraints`"


def test_pins_are_exact_and_public_and_leave_the_course_out():
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9A-Za-z.]+", line) for line in PIN_LINES)
    assert len(PINS) == len(PIN_LINES)
    assert PROJECT["name"] not in PINS


def test_environment_yml_names_the_same_packages_with_the_same_specifiers():
    wanted = [*DEPENDENCIES, *(r for extra in CONDA_EXTRAS for r in EXTRAS[extra])]
    expected = {CONDA_NAMES.get(r.name, r.name): r.specifier for r in wanted}
    packages, _ = conda()
    assert {"python": SpecifierSet(PROJECT["requires-python"]), "pip": SpecifierSet(), **expected} == packages


def test_conda_leaves_only_the_course_to_pip():
    _, pip_lines = conda()
    assert pip_lines == ["-e ."]
    assert yaml.safe_load(read("environment.yml"))["channels"] == ["conda-forge"]


def test_torch_is_one_exact_version_everywhere():
    (torch,) = EXTRAS["torch"]
    (clause,) = torch.specifier
    assert clause.operator == "=="
    packages, _ = conda()
    assert packages["pytorch-cpu"] == torch.specifier
    assert str(PINS["torch"]) == clause.version
    asked_for = make("--just-print", "VENV=no-such-folder", "no-such-folder/ready-torch").stdout
    assert set(re.findall(r"torch==(\S+?)[\s,]", asked_for)) == {clause.version}


@pytest.mark.skipif(not IN_VENV, reason="not the .venv that make sets up: others bring their own versions")
def test_what_is_installed_is_what_is_pinned():
    installed = {}
    for name in PINS:
        try:
            installed[name] = Version(Version(version(name)).public)
        except PackageNotFoundError:  # an extra that was not asked for
            continue
    assert installed == {name: PINS[name] for name in installed}
    needed = [*DEPENDENCIES, *EXTRAS["torch"], *EXTRAS["test"]]
    assert {canonicalize_name(r.name) for r in needed} <= installed.keys()


# --- Commands ---


def test_help_is_the_default_and_lists_every_task():
    listed = make().stdout
    assert set(re.findall(r"^  make (\w+) +\S", listed, re.MULTILINE)) == TASKS
    (phony,) = re.findall(r"^\.PHONY: (.*)$", read("Makefile"), re.MULTILINE)
    assert set(phony.split()) == TASKS


@pytest.mark.parametrize("failing", [None, "test", "e2e"])
def test_continuous_integration_is_make_test_and_e2e_and_fails_when_one_fails(tmp_path, failing):
    make = tmp_path / "make"
    make.write_text(f'#!/bin/sh\necho "$@ in $(pwd -P)"\n[ "$1" != {failing} ]\n')
    (tmp_path / "chromium").write_text("#!/bin/sh\n")  # so that none is installed
    for stand_in in tmp_path.iterdir():
        stand_in.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path}
    run = subprocess.run([ROOT / ".ci" / "run"], cwd=tmp_path, env=env, capture_output=True, text=True)
    expected = ["test"] if failing == "test" else ["test", "e2e"]
    assert run.stdout.splitlines() == [f"{task} in {ROOT}" for task in expected]
    assert (run.returncode == 0) == (failing is None)


def test_too_old_a_python_is_told_what_to_do(tmp_path):
    old = tmp_path / "python-old"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.6\nexit 1\n')
    old.chmod(0o755)
    run = make(f"PYTHON={old}", f"VENV={tmp_path}/venv", "lab")
    assert run.returncode != 0
    assert "Python 3.9.6" in run.stdout
    assert "make lab PYTHON=python3.12" in run.stdout
    assert not (tmp_path / "venv").exists()


# --- JupyterLab ---


def lab_settings() -> SimpleNamespace:
    """What jupyter_lab_config.py sets when JupyterLab starts in the current folder."""
    config = SimpleNamespace(LabApp=SimpleNamespace())
    runpy.run_path(str(ROOT / "jupyter_lab_config.py"), init_globals={"get_config": lambda: config})
    return config.LabApp


def test_jupyterlab_opens_on_the_first_lesson_and_asks_the_network_for_nothing(monkeypatch):
    monkeypatch.chdir(ROOT)
    settings = lab_settings()
    assert (ROOT / settings.default_url.removeprefix("/lab/tree/")).is_file()
    assert settings.news_url is None
    assert settings.check_for_updates_class == "jupyterlab.NeverCheckForUpdate"
    overrides = json.loads((Path(settings.app_settings_dir) / "overrides.json").read_text())
    assert overrides["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    page = json.loads((Path(settings.app_settings_dir) / "page_config.json").read_text())
    assert page["disabledExtensions"]["@jupyter/nbgrader"], "the tests bring it along; learners are not to meet it"


def test_jupyterlab_is_left_alone_outside_the_course(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert lab_settings() == SimpleNamespace()


@pytest.mark.skipif(not IN_VENV, reason="not the .venv that make sets up")
def test_jupyterlab_has_the_settings_of_this_checkout():
    installed = Path(sys.prefix) / "etc" / "jupyter" / "jupyter_lab_config.py"
    assert installed.read_text(encoding="utf-8") == read("jupyter_lab_config.py")


# --- Files ---


def test_no_tracked_file_names_a_folder_of_somebodys_machine():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True).stdout
    if not tracked:
        pytest.skip("git tracks nothing here")
    home = re.compile(rb"(/home|/Users)/[A-Za-z0-9._-]+/|/root[/]|[A-Z]:\\Users\\|" + re.escape(os.fsencode(ROOT)))
    files = [ROOT / os.fsdecode(name) for name in tracked.split(b"\0") if name]
    guilty = {str(f.relative_to(ROOT)): m[0] for f in files if f.is_file() and (m := home.search(f.read_bytes()))}
    assert guilty == {}
