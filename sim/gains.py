"""Other numbers of models/postures.toml for a while: what a sweep, a comparison or a fit assumes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from msgspec import structs

import models
from models.errors import nearest
from models.postures import FACTORS, Gains, instead

from .pipeline import forget
from .words import ScenarioError, number

_MOST = 1e9  # of a gain: what a number can be at all


def value_of(name: str) -> float:
    """The present value of a gain, or of a factor of a posture, such as ``relaxed.tone``."""
    posture, _, word = name.rpartition(".")
    found: float = getattr(models.load_postures()[posture] if posture else models.load_gains(), word)
    return found


@contextmanager
def assuming(gains: Mapping[str, float]) -> Iterator[None]:
    """Other gains, or factors of postures, for a while: ``with sim.assuming({"gaze_Nm_per_rad": 200}): ...``.

    What was kept under the old ones is dropped both times.

    Args:
        gains: named as in models/postures.toml, such as ``head_N_per_m`` or ``relaxed.tone``; 0 or more.

    Raises:
        ScenarioError: an unknown name, with the nearest, or a negative number.
    """
    if not gains:
        yield
        return
    base, postures = models.load_gains(), dict(models.load_postures())
    names = Gains.__struct_fields__
    changed: dict[str, float] = {}
    for name, value in gains.items():
        posture, dot, factor = name.rpartition(".")
        size = number(value, f"gain {name}", -_MOST, _MOST, "1")
        if size < 0:
            raise ScenarioError(f"gain {name} {size:g} is negative; give 0 or more")
        if dot and posture in postures and factor in FACTORS:
            postures[posture] = structs.replace(postures[posture], **{factor: size})
        elif not dot and name in names:
            changed[name] = size
        else:
            known = [*names, *(f"{posture}.{factor}" for posture in postures for factor in FACTORS)]
            raise ScenarioError(f"gain '{name}' is unknown{nearest(name, known)}")
    forget()
    try:
        with instead(structs.replace(base, **changed), postures):
            yield
    finally:
        forget()
