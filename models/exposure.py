"""exposure.toml: how foramina, facets and breathing answer a posture, which root leaves where and where it is felt."""

from __future__ import annotations

from functools import lru_cache

from models import files
from models.errors import ModelError
from models.person import JOINTS
from models.quantity import Column, Number, Quantity, Table

FILE = "exposure.toml"
ENDS = ("flexion", "extension")
SHARES = ("flexion", "upright", "extension")


class Foramen(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Openings of one kind: change of their size at both ends of the segment's range [%].

    Attributes:
        levels: joints where it was measured.
        neighbours: joints that are taken as those.
        area, height, width: change at full ``flexion`` and ``extension``; None where nobody measured it.
    """

    levels: tuple[str, ...]
    neighbours: tuple[str, ...]
    area: Column
    height: Column | None = None
    width: Column | None = None

    def __post_init__(self) -> None:
        for joint in (*self.levels, *self.neighbours):
            if joint not in JOINTS:
                raise ValueError(f"there is no joint '{joint}'")
        for column in (self.area, self.height, self.width):
            if column is not None and set(column.values) != set(ENDS):
                raise ValueError(f"a foramen needs {' and '.join(ENDS)}")


class Breathing(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Loss of vital capacity with posture, and who found none.

    Attributes:
        kyphosis: loss [%] by thoracic kyphosis [deg], straight between the named angles.
        forward_head, forward_head_most: loss by degree that the craniovertebral angle is smaller [%/deg]: the smallest
            of the published differences, and the largest.
        forward_head_range: largest difference of that angle that was measured [deg].
        null_fracture, null_forward_head: people in whom nothing was found.
        same_people, sitting: people who were measured in several postures.
    """

    kyphosis: Column
    forward_head: Number
    forward_head_most: Number
    forward_head_range: Number
    null_fracture: Number
    null_forward_head: Number
    same_people: Number
    sitting: Number


class Dermatomes(Quantity, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where each root is felt, in words."""

    of: dict[str, str]


class Exposures(Table, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole of exposure.toml.

    Attributes:
        foramen: cervical, lumbar and lumbosacral.
        foramen_angle_correlation: of segment angle and change of area.
        foramen_opposite_side: gain of height with flexion, bending and turning away together [%].
        facet_share: share of compression borne by the facets in ``flexion``, ``upright`` and ``extension``.
        breathing, dermatomes: see there.
    """

    foramen: dict[str, Foramen]
    foramen_angle_correlation: Number
    foramen_opposite_side: Number
    facet_share: Column
    breathing: Breathing
    dermatomes: Dermatomes

    def __post_init__(self) -> None:
        if set(self.facet_share.values) != set(SHARES):
            raise ValueError(f"facet_share needs {', '.join(SHARES)}")

    def felt(self, joint: str) -> str:
        """Where the root that leaves at a joint is felt; an empty word for C1."""
        return self.dermatomes.of.get(root(joint), "")


def root(joint: str) -> str:
    """The nerve root that leaves at a joint: above its vertebra in the neck (C8 below C7), below it elsewhere.

    >>> root("C5-C6"), root("C7-T1"), root("L4-L5"), root("C0-C1")
    ('C6', 'C8', 'L4', 'C1')
    """
    if joint not in JOINTS:
        raise ModelError(f"there is no joint '{joint}'")
    above, below = joint.split("-")
    if joint == "C7-T1":
        return "C8"
    return below if above.startswith("C") else above


@lru_cache(maxsize=1)
def load_exposures() -> Exposures:
    """The numbers of models/exposure.toml."""
    return files.convert(files.read(files.FOLDER / FILE), Exposures, FILE)
