"""What tornado and Sobol indices share: what is assumed where nobody published a spread, and how they are written.

Measures of the person move by one standard deviation between people, as published or as the models assume. Flexibility
and the gains of the model have no published spread; theirs is assumed, a factor that is said in every output.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import files
from . import quantities
from .quantities import StudyError

if TYPE_CHECKING:
    from .sobol import Indices
    from .tornado import Tornado

FACTOR = 1.25
OFFSET = "sva_mm"  # moves as the pelvis tilts


def refuse_factor(factor: float) -> None:
    """Refuse a factor that is no spread.

    Raises:
        StudyError: it is not above 1.
    """
    if not 1.0 < factor < math.inf:
        raise StudyError(f"factor must be above 1, not {factor:g}")


def save(found: Tornado | Indices, name: str, folder: str | Path, figure: bool, theme: str) -> list[Path]:
    """Write ``name.json`` and, unless ``figure`` is False, ``name.png``: both or none."""
    contents = {f"{name}.json": found.to_json().encode()}
    if figure:
        from ..figures.files import png

        drawn: Any = found.plot(theme).axes.figure
        contents[f"{name}.png"] = png(drawn, {"Title": quantities.label(found.quantity), "Description": found.note})
    return files.write(Path(folder), contents)
