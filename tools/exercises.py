"""Make exercises/ from solutions/:  python tools/exercises.py [number ...]

Every solution is run; the outputs of its compared cells are stored in it and in the exercise that is made from it. With
--seed and --out, reference notebooks for marking are written elsewhere: the solutions, run under a secret seed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import ValidationError

from lossland_edu.course.exercises.fingerprints import PUBLIC_SEED
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
    if arguments.seed is not None and arguments.seed in ("", PUBLIC_SEED):
        parser.error("--seed wants a secret word; these are the public inputs")
    if arguments.out and arguments.out.resolve() in {ROOT / "solutions", ROOT / "exercises", ROOT / "lessons"}:
        parser.error(f"--out {arguments.out} would write over the course's own notebooks; choose another folder")
    solutions = {file.name[:2]: file for file in sorted((ROOT / "solutions").glob("[0-9][0-9]_*.ipynb"))}
    if unknown := [number for number in arguments.numbers if number not in solutions]:
        parser.error(f"there is no solution {', '.join(unknown)}; there are {', '.join(solutions)}")
    target = arguments.out or ROOT / "exercises"
    for solution in [solutions[number] for number in arguments.numbers or solutions]:
        try:
            target.mkdir(parents=True, exist_ok=True)
            if arguments.seed is None:
                renew(solution, target)
            else:
                reference = with_references(nbformat.read(solution, as_version=4), arguments.seed)
                replace_text(target / solution.name, text(reference))
        except (CellExecutionError, DeadKernelError, ValidationError, ValueError, OSError) as error:
            sys.exit(f"{solution.name}: {error}")
        print(f"{target.name}/{solution.name}")


if __name__ == "__main__":
    main()
