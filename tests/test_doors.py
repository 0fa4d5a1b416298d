"""The house has one-way doors: which room may import which, and what is never loaded unasked."""

import ast
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "lossland_edu"

# Each chain reads from left to right: a room may use every room to its left.
CHAINS = [
    "checks networks data losses hessians critical_points certificates",
    "networks chains constructions critical_points",
    "losses constructions",
    "hessians lanczos",
    "networks exact certificates",
    "networks paths relu",
    "networks gallery",
    "losses dynamics",
    "core pictures explorers",
    "core course grading",
    "course explorers",  # predictions are kept in the course
    "networks data torch_bridge",
]
CORE = {
    *["networks", "data", "losses", "hessians", "chains", "constructions", "critical_points", "exact", "certificates"],
    *["checks", "paths", "relu", "dynamics", "spin_glass", "gallery", "lanczos"],
}
ROOMS = CORE | {"torch_bridge", "pictures", "explorers", "course", "grading"}

# What besides NumPy and the standard library each room may import when it is opened; anything else only inside a
# function, when it is needed.
FURNITURE = {
    "torch_bridge": {"torch"},
    "pictures": {"matplotlib"},
    "explorers": {"ipywidgets", "anywidget", "traitlets", "IPython"},
    "course": {"ipywidgets", "anywidget", "traitlets", "IPython", "platformdirs", "filelock", "packaging"},
    "grading": {"nbformat", "nbclient", "nbval", "pytest"},
}
LONGEST_MODULE, LONGEST_FUNCTION = 300, 45


def allowed_doors():
    """The rooms that each room may use, itself included."""
    doors = {room: {room} for room in ROOMS}
    for room in ROOMS - CORE - {"torch_bridge"}:
        doors[room] |= CORE
    for _ in range(len(ROOMS)):  # until nothing more follows
        for chain in map(str.split, CHAINS):
            for left, right in pairwise(chain):
                if left != "core":
                    doors[right] |= doors[left]
    return doors | {"__init__": CORE}


MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(path):
    """The top-level module or package of the library that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    """(name in full, is it inside a function) of every import, relative ones resolved."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        child
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.walk(function)
    }
    home = ["lossland_edu", *path.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = home[: len(home) - node.level + 1] if node.level else []
            base = ".".join([*base, *([node.module] if node.module else [])])
            # `from lossland_edu import x` opens the room x, or, for a function, the rooms of the core.
            names = [f"{base}.{alias.name}" for alias in node.names] if base == "lossland_edu" else [base]
        else:
            continue
        for name in names:
            yield name, node in inside


def rooms_opened(path):
    """The rooms of the library that a file opens, wherever it does."""
    for name, _ in imports(path):
        parts = name.split(".")
        if parts[0] == "lossland_edu":
            yield parts[1] if len(parts) > 1 and parts[1] in ROOMS else "the whole library"


def test_every_file_belongs_to_a_room_that_the_plan_of_the_house_knows():
    assert {room_of(path) for path in MODULES} <= ROOMS | {"__init__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_room_opens_a_door_that_is_not_in_the_plan(path):
    room = room_of(path)
    assert set(rooms_opened(path)) <= allowed_doors()[room]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_room_brings_in_furniture_that_is_not_its_own(path):
    room = room_of(path)
    own = FURNITURE.get(room, set())
    for name, inside_a_function in imports(path):
        library = name.split(".")[0]
        if library in {"numpy", "lossland_edu", *sys.stdlib_module_names} or library in own:
            continue
        assert inside_a_function, f"{path.name} imports {library} when {room} is opened"
        assert room not in CORE, f"{path.name} of the core uses {library}"
        assert library not in {"torch", "matplotlib"}, f"{library} belongs to another room than {room}"


def test_the_plan_lets_nobody_in_by_the_back_door():
    doors = allowed_doors()
    assert "hessians" not in doors["losses"]
    assert "hessians" not in doors["dynamics"]
    assert "data" not in doors["paths"]
    assert "pictures" not in doors["course"]
    assert "explorers" not in doors["pictures"] | doors["course"] | doors["grading"]
    assert all(doors[room] <= CORE for room in CORE)
    assert all("torch_bridge" not in doors[room] for room in ROOMS - {"torch_bridge"})


def test_the_doors_between_the_rooms_make_no_circle():
    doors = {room: used - {room} for room, used in allowed_doors().items()}
    while doors:
        leaves = {room for room, used in doors.items() if not used & set(doors)}
        assert leaves, f"a circle among {sorted(doors)}"
        doors = {room: used for room, used in doors.items() if room not in leaves}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_functions_are_short_enough_to_be_read(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < LONGEST_FUNCTION, f"{node.name} in {path.name} is too long"


def loaded_after(code):
    """Which of the heavy libraries are loaded after running some code in a new interpreter."""
    heavy = "torch", "matplotlib", "ipywidgets", "IPython", "pandas", "scipy"
    code += f"; import sys; print(*[name for name in {heavy} if name in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


def test_importing_the_library_loads_nothing_heavy():
    assert loaded_after("import lossland_edu") == set()


def test_using_the_core_loads_nothing_heavy():
    code = (
        "import lossland_edu as l; d = l.Dataset([[1, 2]], [[1, 1]]); w = l.zero_weights((1, 2, 1)); "
        "l.spectrum(w, d); l.on_plane(w, [1] * 4, [1] * 4, d)([0], [0]); print(d.assumptions()) if 0 else None"
    )
    assert loaded_after(code) == set()


def test_the_bridge_loads_torch_on_first_touch_and_nothing_for_pictures():
    loaded = loaded_after("import lossland_edu; lossland_edu.torch_bridge.to_torch")
    assert "torch" in loaded
    assert not loaded & {"matplotlib", "ipywidgets"}
