"""Whether two answers say the same."""

from __future__ import annotations

from typing import Any

import numpy as np

NOTHING = 1e-12  # the inputs have entries of about 1: a smaller difference is rounding, also where zero is right


def same(one: Any, other: Any, tol: float) -> bool:
    """Whether two answers agree, entry by entry, up to `tol` times the largest entry; unless tol is 0, what is below
    `NOTHING` is rounding.
    """
    try:
        if isinstance(one, tuple | list) and isinstance(other, tuple | list):
            return len(one) == len(other) and all(same(a, b, tol) for a, b in zip(one, other, strict=True))
        a, b = np.asarray(one), np.asarray(other)
        if a.dtype.kind not in "biuf" or b.dtype.kind not in "biuf":
            return bool(one == other)
        if a.shape != b.shape:
            return False
        size = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
        return (
            bool((np.abs(a - b) <= tol * size + NOTHING * (tol > 0)).all())
            if np.isfinite(size)
            else np.array_equal(a, b, equal_nan=True)
        )
    except Exception:  # a learner may return anything, even what refuses to be compared
        return False
