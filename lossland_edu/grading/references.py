"""Reference outputs, made fresh on the machine that marks, and a learner's answers set beside them.

`with_references` runs a solution under a seed; `with_answers` puts the answers of a submission into it, with the code
cells that the learner added, and nothing else of the submission. What comes out passes nbval iff the answers compute
what the solution computes, on this machine and on the inputs of this seed.
"""

from __future__ import annotations

import os
import tempfile
from collections import ChainMap
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from lossland_edu.grading.release import is_compared

CELL_TIMEOUT = 120  # seconds; the slowest cell of the course takes two
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)  # and so the same digits


def with_references(solution: NotebookNode, seed: str | None = None) -> NotebookNode:
    """The notebook, run from top to bottom, with the outputs of the compared cells alone.

    Args:
        solution: a notebook with its solutions in place.
        seed: a secret word, on which the inputs depend; None stands for the public inputs.

    Raises:
        nbclient.exceptions.CellExecutionError: if a cell fails.
    """
    notebook = deepcopy(solution)
    with tempfile.TemporaryDirectory() as private:
        client(notebook, private).execute(env=environment(seed, Path(private)))
    notebook.metadata = deepcopy(solution.metadata)  # without the version of Python that happens to be here
    for cell in notebook.cells:
        if cell.cell_type == "code" and not is_compared(cell):
            cell.outputs, cell.execution_count = [], None
    return notebook


def client(notebook: NotebookNode, folder: str) -> NotebookClient:
    """What runs a notebook in a folder, in a kernel of its own."""
    return NotebookClient(
        notebook, timeout=CELL_TIMEOUT, kernel_name="python3", store_widget_state=False, coalesce_streams=True,
        extra_arguments=["--IPKernelApp.log_level=40"],  # errors alone: its warning of loopback is no news
        resources={"metadata": {"path": folder}}, record_timing=False,
    )  # fmt: skip


def environment(seed: str | None, private: Path) -> dict[str, str]:
    """The environment of a kernel that runs under a seed and leaves the progress of this machine's learner alone."""
    own = {"LOSSLAND_PROGRESS": str(private / "progress.json"), "IPYTHONDIR": str(private / "ipython")}
    outer = {name: value for name, value in os.environ.items() if name != "LOSSLAND_SEED"}
    return outer | ONE_THREAD | own | ({"LOSSLAND_SEED": seed} if seed else {})


def with_answers(reference: NotebookNode, submission: NotebookNode) -> NotebookNode:
    """The reference with the answers of a submission in the place of its own, found by their grade_id, and with the
    code cells that the learner added, for an answer may need them; these may fail without counting. A submission
    without an answer leaves the cell empty, and the check below it fails. An answer in several cells is put together
    in their order: Jupyter gives both halves of a split cell the same grade_id.

    Raises:
        ValueError: if the submission is a notebook of another format than 4.
    """
    if "cells" not in submission:
        raise ValueError("expected a notebook of format 4, got another; nbformat.read(file, as_version=4) converts it")
    notebook, own = deepcopy(reference), _own_cells(reference, submission)
    cells = list(own.get(-1, []))
    for place, cell in enumerate(notebook.cells):
        mark = _mark(cell)
        if mark.get("solution"):
            answers = [found for found in submission.cells if _answers(found, mark["grade_id"])]
            cell.source = "\n\n".join(answer.source for answer in answers)
            if attached := [answer.attachments for answer in answers if "attachments" in answer]:
                cell.attachments = NotebookNode(ChainMap(*reversed(attached)))
        cells += [cell, *own.get(place, [])]
    notebook.cells = cells
    return notebook


def _own_cells(reference: NotebookNode, submission: NotebookNode) -> dict[int, list[NotebookNode]]:
    """The code cells that a learner added or changed outside the answers, by the place of the cell of the reference
    that they stand behind; -1 before the first.
    """
    by_mark = {mark["grade_id"]: k for k, cell in enumerate(reference.cells) if (mark := _mark(cell))}
    by_text = {cell.source: k for k, cell in enumerate(reference.cells) if not _mark(cell)}
    own: dict[int, list[NotebookNode]] = {}
    last, count = -1, 0
    for cell in submission.cells:
        mark = _mark(cell)
        place = by_mark.get(mark["grade_id"]) if mark else by_text.get(cell.source)
        if place is not None:
            last = place
        elif cell.cell_type == "code" and not mark:
            added = new_code_cell(cell.source, id=f"own-{count}", metadata={"tags": ["raises-exception"]})
            own.setdefault(last, []).append(added)
            count += 1
    return own


def _answers(cell: NotebookNode, grade_id: str) -> bool:
    mark = _mark(cell)
    return bool(mark.get("solution")) and mark["grade_id"] == grade_id


def _mark(cell: NotebookNode) -> Mapping:
    mark = cell.get("metadata", {}).get("nbgrader", {})
    return mark if isinstance(mark, Mapping) and isinstance(mark.get("grade_id"), str) else {}
