"""What learners get: the solution's notebook with every solution taken out and the graded cells locked.

This does what nbgrader's LockCells, ClearSolutions and ComputeChecksums do, in its defaults; a test holds one against
the other. Unlike nbgrader it keeps the outputs of the cells that nbval compares.
"""

from __future__ import annotations

import re
from copy import deepcopy
from hashlib import md5

from nbformat import NotebookNode

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
CODE_STUB, TEXT_STUB = ("# YOUR CODE HERE", "raise NotImplementedError()"), "YOUR ANSWER HERE"
COMPARED = "# NBVAL_CHECK_OUTPUT"


def release(solution: NotebookNode) -> NotebookNode:
    """The exercise that belongs to a solution.

    Raises:
        ValueError: if a solution is not marked as nbgrader wants it; the message names the cell.
    """
    exercise = deepcopy(solution)
    _check_marks(exercise)
    for cell in exercise.cells:
        mark = cell.metadata.get("nbgrader")
        if cell.cell_type == "code" and not is_compared(cell):
            cell.outputs, cell.execution_count = [], None
        if mark is None:
            continue
        cell.metadata["deletable"] = False
        if mark["solution"]:
            cell.source = _cleared(cell)
        else:
            cell.metadata["editable"] = False
        mark.update(cell_type=cell.cell_type, checksum=checksum(cell))
    return exercise


def _check_marks(notebook: NotebookNode) -> None:
    """Raise a ValueError, with the name of the cell, where a mark is not whole or a solution would be given away."""
    seen = set()
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader")
        if mark is None:
            if BEGIN in cell.source:
                raise ValueError(f"cell {cell.id} holds {BEGIN} but is not marked as a solution in its metadata")
            continue
        missing = [key for key in ("grade", "solution", "locked", "grade_id") if key not in mark]
        missing += ["points"] if mark.get("grade") and "points" not in mark else []
        if missing:
            raise ValueError(f"cell {cell.id} lacks {', '.join(missing)} in its nbgrader metadata")
        if mark["grade_id"] in seen:
            raise ValueError(f"cell {cell.id} has the grade_id {mark['grade_id']} of another; give it one of its own")
        seen.add(mark["grade_id"])
        if BEGIN in cell.source and not mark["solution"]:
            raise ValueError(f"cell {cell.id} holds {BEGIN} but its metadata says solution: false")


def is_compared(cell: NotebookNode) -> bool:
    """Whether nbval compares the output of a cell with the stored one."""
    return cell.cell_type == "code" and cell.source.startswith(COMPARED)


def checksum(cell: NotebookNode) -> str:
    """nbgrader's checksum of a marked cell, which tells whether it was changed."""
    mark = cell.metadata["nbgrader"]
    locked = not mark["solution"] and (mark["grade"] or mark["locked"])
    words = [cell.source, cell.cell_type, str(mark["grade"]), str(mark["solution"]), str(locked), mark["grade_id"]]
    if mark["grade"]:
        words.append(str(float(mark["points"])))
    return md5("".join(words).encode(), usedforsecurity=False).hexdigest()


def _cleared(cell: NotebookNode) -> str:
    """The source with the stub in the place of every solution region, or of the whole if none is marked."""
    code = cell.cell_type == "code"
    lines, inside, found = [], False, False
    for line in cell.source.split("\n"):
        if BEGIN in line:
            if inside:
                raise ValueError(f"cell {cell.id} begins a solution within another; end the first one before")
            indent = re.match(r"\s*", line)[0]  # type: ignore[index]
            lines += [indent + stub for stub in (CODE_STUB if code else (TEXT_STUB,))]
            inside = found = True
        elif END in line:
            inside = False
        elif not inside:
            lines.append(line)
    if inside:
        raise ValueError(f"cell {cell.id} has no {END} after its {BEGIN}")
    if found:
        return "\n".join(lines)
    return "\n".join(CODE_STUB) if code else TEXT_STUB
