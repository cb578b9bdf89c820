"""The scales of the exposure strip: ratios on one logarithmic scale, root openings in percent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import words
from .style import Array

if TYPE_CHECKING:
    from sim.explain.exposures import Exposure

_LESS, _MORE = 1.25, 1.5  # least reach of the scale of ratios each way
_PERCENT = (5.0, 10.0, 15.0, 20.0, 30.0, 60.0)


@dataclass(frozen=True)
class Scale:
    """One column of the strip.

    Attributes:
        value: (25,) as it is said: a ratio or percent. at: (25,) where it lies between 0 (left) and 1 (right).
        same: where nothing has changed. ticks: words of both ends.
    """

    value: Array
    at: Array
    same: float
    ticks: tuple[str, str]

    def between(self, rows: Array) -> str:
        """The range of some rows: ``×0.62 to ×1.29``."""
        known = self.value[rows][~np.isnan(self.value[rows])]
        if not len(known):
            return ""
        percent = self.ticks[0].endswith("%")
        said = [_percent(value) if percent else f"×{value:.2f}" for value in (known.min(), known.max())]
        return said[0] if said[0] == said[1] else f"{said[0]} to {said[1]}"


def _percent(value: float) -> str:
    size = words.number(value)
    return f"{size} %" if value < 0 or size == "0" else f"+{size} %"


def scales_of(found: Exposure) -> list[Scale]:
    """Ratios on one logarithmic scale for all three, root openings in percent."""
    ratios = [np.asarray(ratio) for ratio in (found.disc_ratio, found.facet_ratio, found.muscle_ratio)]
    every = np.concatenate([np.log(ratio) for ratio in ratios])
    low, high = _reach(-float(np.nanmin(every)), _LESS), _reach(float(np.nanmax(every)), _MORE)
    width = np.log(low) + np.log(high)
    same = float(np.log(low) / width)
    scales = [Scale(ratio, same + np.log(ratio) / width, same, (f"÷{low:g}", f"×{high:g}")) for ratio in ratios]
    area = np.asarray(found.foramen_area_percent)
    less, more = (
        next(end for end in _PERCENT if end >= largest or end == _PERCENT[-1])
        for largest in (-float(np.nanmin(area)), float(np.nanmax(area)))
    )
    same, ends = less / (less + more), (_percent(-less), _percent(more))
    return [*scales, Scale(area, same + area / (less + more), same, ends)]


def _reach(largest: float, least: float) -> float:
    """A round factor that holds the largest one (given as its logarithm)."""
    known = (least, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 10.0, 20.0, 50.0)
    return next((k for k in known if k >= least and np.log(k) >= largest), float(np.exp(largest)))
