"""The pelvis in walking: published angles in three planes over one cycle (models/gait.toml)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from models import files
from models.errors import ModelError
from models.person import AXES
from models.quantity import Column, Table

FILE = "gait.toml"
_WAVES = {"cos": math.cos, "sin": math.sin}


class Pelvis(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Harmonics of the pelvis in the room [deg]: forward, right side down, turned to the left."""

    flexion: Column
    lateral: Column
    axial: Column


class GaitFile(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """gait.toml."""

    pelvis: Pelvis


def pelvis_deg(percent: float) -> tuple[float, float, float]:
    """Turn of the pelvis in the room, from its mean, at a moment of the cycle.

    Args:
        percent: of the cycle, 0 to 100, from right heel strike to the next.

    Returns:
        Forward, right side down and left turn [deg].

    Raises:
        ModelError: gait.toml names no harmonic; the key is given.
    """
    phase = 2.0 * math.pi * percent / 100.0
    forward, right, left = (sum(size * wave(k * phase) for wave, k, size in harmonics) for harmonics in _harmonics())
    return forward, right, left


@lru_cache(maxsize=1)
def _harmonics() -> Sequence[Sequence[tuple]]:
    """Wave, multiple of the cycle and size [deg] of every harmonic, by axis."""
    pelvis = files.convert(files.read(files.FOLDER / FILE), GaitFile, FILE).pelvis
    found = []
    for axis in AXES:
        column = getattr(pelvis, axis)
        for key in column.values:
            if key[:3] not in _WAVES or not key[3:].isdigit():
                raise ModelError(f"{FILE}: pelvis.{axis}.values: '{key}' is no harmonic; write cos1, sin1, cos2, ...")
        found.append([(_WAVES[key[:3]], int(key[3:]), size) for key, size in column.values.items()])
    return found
