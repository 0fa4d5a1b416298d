"""Make exercises/ from solutions/:  python tools/exercises.py [number ...]

Every solution is run; the outputs of its compared cells are stored in it and in the exercise that is made from it. With
--seed and --out, reference notebooks for marking are written elsewhere: the solutions, run under a secret seed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat
from nbclient.exceptions import CellExecutionError

from lossland_edu.course.store import replace_text
from lossland_edu.grading.references import with_references
from lossland_edu.grading.release import release

ROOT = Path(__file__).resolve().parent.parent


def text(notebook: nbformat.NotebookNode) -> str:
    """A notebook as it is stored."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def renew(solution: Path, exercises: Path) -> None:
    """Run a solution, store its reference outputs, and make the exercise."""
    notebook = with_references(nbformat.read(solution, as_version=4))
    exercise = text(release(notebook))
    replace_text(solution, text(notebook))
    replace_text(exercises / solution.name, exercise)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("numbers", nargs="*", help="only these exercises, for example 03")
    parser.add_argument("--seed", help="a secret word; other words give other inputs")
    parser.add_argument("--out", type=Path, help="where to write the references made with --seed")
    arguments = parser.parse_args()
    if (arguments.seed is None) != (arguments.out is None):
        parser.error("--seed and --out go together")
    solutions = sorted((ROOT / "solutions").glob("[0-9][0-9]_*.ipynb"))
    target = arguments.out or ROOT / "exercises"
    target.mkdir(parents=True, exist_ok=True)
    for solution in solutions:
        if arguments.numbers and solution.name[:2] not in arguments.numbers:
            continue
        try:
            if arguments.seed is None:
                renew(solution, target)
            else:
                reference = with_references(nbformat.read(solution, as_version=4), arguments.seed)
                replace_text(target / solution.name, text(reference))
        except (CellExecutionError, ValueError) as error:
            sys.exit(f"{solution.name}: {error}")
        print(f"{target.name}/{solution.name}")


if __name__ == "__main__":
    main()
