"""The one place where sums may be taken in another order, so that the machine adds four numbers at a time."""

from __future__ import annotations

from typing import Any

import numba


@numba.njit(cache=True, nogil=True, error_model="numpy", fastmath={"reassoc", "contract"})
def dot(a: Any, b: Any, start: int, stop: int) -> float:
    """Σ a b from start to before stop."""
    total = 0.0
    for k in range(start, stop):
        total += a[k] * b[k]
    return total
