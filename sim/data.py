"""A result as data: the public JSON shape and the table of joints for a spreadsheet."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from models.person import Person

if TYPE_CHECKING:
    from .records import JointTable
    from .result import Result

JOINT_FIELDS = (  # the public shape of one joint in JSON
    "joint",
    "region",
    "flexion_deg",
    "lateral_deg",
    "axial_deg",
    "change_flexion_deg",
    "change_lateral_deg",
    "change_axial_deg",
    "compression_N",
    "shear_anterior_N",
    "shear_right_N",
    "moment_flexion_Nm",
    "moment_lateral_Nm",
    "moment_axial_Nm",
    "pressure_MPa",
    "compression_ratio",
    "range_used",
)


def model(person: Person) -> dict[str, Any]:
    """Who was computed, with the sources behind the numbers (keys of ``models/references.bib``)."""
    return {
        "name": person.name,
        "sex": person.sex,
        "age_years": person.age_years,
        "height_m": person.height_m,
        "mass_kg": person.mass_kg,
        "fused": person.fused,
        "sources": person.sources,
    }


def joint_rows(joints: JointTable) -> list[dict[str, Any]]:
    """One plain record per joint, from L5-S1 up."""
    return [{name: getattr(load, name) for name in JOINT_FIELDS} for load in joints]


def plain(value: Any) -> Any:
    """Only dicts, lists, words and finite numbers; a negative zero becomes zero.

    Raises:
        ValueError: for NaN or infinity, which no result may hold.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return str(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"a result holds {value}, which is not a number that can be reported")
        return value + 0.0
    return value


def json_text(data: Mapping[str, Any]) -> str:
    """Readable JSON; numbers in the shortest form that reads back exactly."""
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"


def csv_text(result: Result) -> str:
    """See ``Result.to_csv``: the joint's record, its load in body weights, then weight, tissue and muscle;
    with percentiles of people like this one where they were asked for."""
    rows: list[dict[str, Any]] = []
    bands = result.uncertainty["joints"]["compression_N"] if result.uncertainty else {}
    for load in result.joints:
        row = {name: getattr(load, name) for name in JOINT_FIELDS}
        row["compression_body_weights"] = load.compression_body_weights
        for part, share in load.parts.items():
            row |= {f"{part}_{name}": getattr(share, name) for name in share.__dataclass_fields__}
        row |= {f"compression_N_{share}": values[len(rows)] for share, values in bands.items()}
        rows.append(plain(row))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
