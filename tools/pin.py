"""Write constraints.txt: install the newest versions that pyproject.toml allows, then list what came.

Run by `make constraints`. The installation is the one that `make` does for a learner, in a temporary environment and
without pins, with every extra.
"""

import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# The versions with which the course was tested. Made by `make constraints`; do not edit by hand.
# pip reads it with --constraint: nothing here is installed that pyproject.toml does not ask for.
"""


def installed() -> list[str]:
    """The requirements `name==version` of a fresh environment with every extra, without local parts such as +cpu."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    with tempfile.TemporaryDirectory() as folder:
        venv = Path(folder) / "venv"
        stages = [f"{venv}/ready-{extra}" for extra in extras if extra != "torch"]  # torch comes in any case
        subprocess.run(["make", *stages, f"VENV={venv}", "PINS=", f"PYTHON={sys.executable}"], cwd=ROOT, check=True)
        freeze = [venv / "bin" / "python", "-m", "pip", "freeze", "--exclude-editable"]
        lines = subprocess.run(freeze, capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted((line.partition("+")[0] for line in lines), key=str.lower)


def main() -> None:
    pins = installed()
    unpinnable = [pin for pin in pins if "==" not in pin]
    if unpinnable:
        sys.exit(f"These were not installed from an index by their version, so they cannot be pinned: {unpinnable}")
    target = ROOT / "constraints.txt"
    draft = target.with_suffix(".tmp")
    draft.write_text(HEADER + "\n".join(pins) + "\n", encoding="utf-8")
    os.replace(draft, target)
    print(f"{target.name}: {len(pins)} pins")


if __name__ == "__main__":
    main()
