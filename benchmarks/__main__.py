"""Measures every promise and prints one line each; the exit status is 1 when a promise is missed."""

import sys
from statistics import median

import torch

from benchmarks import dynamics, hessians, pictures, planes
from benchmarks.timing import Row


def line(row: Row) -> str:
    """One line of the table."""
    ratios = f"{median(row.ratios):9.1f} {min(row.ratios):9.1f} – {max(row.ratios):<9.1f}"
    times = " / ".join(f"{1e3 * time:.3g}" for time in row.times)
    promise = f">= {row.floor:g}" if row.floor else f"<= {row.ceiling:g}" if row.ceiling else "none"
    verdict = "" if promise == "none" else "ok" if row.kept else "MISSED"
    return f"{row.what:79} {ratios} {times:>17}  {promise:>7}  {verdict}"


def main() -> int:
    """Print the table while it is measured."""
    torch.set_num_threads(1)
    print(f"{'':79} {'ratio':>9} {'min – max':^21} {'ms':>17}  {'promise':>7}")
    missed = 0
    for room in (hessians, planes, dynamics, pictures):
        for row in room.rows():
            print(line(row), flush=True)
            missed += not row.kept
    print(f"{missed} promises missed." if missed else "All promises kept.")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
