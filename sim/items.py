"""What a scenario is made of: tilts, shifts, lifts and things carried. Each is checked when it is made."""

from __future__ import annotations

import math

import msgspec
from msgspec.structs import force_setattr

from models.person import BODIES, JOINTS, LUMBAR

from .words import ScenarioError, choice, number, quantity

DIRECTIONS = {  # axis (index into AXES), sign
    "forward": (0, 1.0),
    "backward": (0, -1.0),
    "left": (1, -1.0),
    "right": (1, 1.0),
    "turn-left": (2, 1.0),
    "turn-right": (2, -1.0),
}
PLACES = ("pelvis", "lumbar", *LUMBAR, "thoracic")
CURVES = {"lumbar": JOINTS[:5], "thoracic": JOINTS[6:17]}  # the joints inside L1-S1 and T1-T12
HANDS = {"right-hand": ("right",), "left-hand": ("left",), "both-hands": ("left", "right")}
CARRIED = (*HANDS, "backpack", "belly")
ARMS = ("hanging", "forward", "raised", "rested")
BRACED = ("lumbar", "thoracic", "neck")

LARGEST_TILT_DEG = (30.0, 20.0, 20.0)  # by axis: what the model was tested over
LARGEST_MASS_KG = 60.0
LARGEST_REACH_M = 0.8
LARGEST_SHIFT_M = 0.15
LARGEST_LIFT_M = 0.04
LARGEST_BRACE = 20.0
CURVE_DEG = {"lumbar": (-30.0, 90.0), "thoracic": (0.0, 100.0)}
SHIFTED = ("thorax", *BODIES[1:])
SHIFT_OVER = ("hips", *BODIES)
SIDES = ("left", "right")
_WAYS = {"forward": (0, 1.0), "backward": (0, -1.0), "left": (2, -1.0), "right": (2, 1.0)}  # world axis, sign
_MEANT_DIRECTION = {
    "anterior": "forward",
    "front": "forward",
    "flexion": "forward",
    "posterior": "backward",
    "back": "backward",
    "extension": "backward",
    "rotate-left": "turn-left",
    "rotate-right": "turn-right",
    "twist-left": "turn-left",
    "twist-right": "turn-right",
}
_MEANT_PLACE = {
    "s1": "pelvis",
    "sacrum": "pelvis",
    "hip": "pelvis",
    "lumbar-spine": "lumbar",
    "thorax": "thoracic",
    **{joint.casefold(): joint.partition("-")[0] for joint in JOINTS[: len(LUMBAR)]},
}
_MEANT_CARRIED = {"back": "backpack", "hands": "both-hands", "hand": "right-hand", "both": "both-hands"}


class Tilt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the lumbar spine turned by an angle and held there.

    Attributes:
        deg: size [deg], never negative; up to 30 forward and backward, 20 otherwise.
        direction: forward, backward, left, right, turn-left or turn-right.
        at: ``pelvis`` (the pelvis in the room), ``lumbar`` or ``thoracic`` (the whole curve), or ``L1`` … ``L5``
            (that vertebra on the one below).
    """

    deg: float
    direction: str = "forward"
    at: str = "lumbar"

    def __post_init__(self) -> None:
        force_setattr(self, "direction", choice(self.direction, DIRECTIONS, "direction", _MEANT_DIRECTION))
        force_setattr(self, "at", choice(self.at, PLACES, "at", _MEANT_PLACE))
        if isinstance(self.deg, (int, float)) and self.deg < 0:
            opposite = next(
                word
                for word, (axis, sign) in DIRECTIONS.items()
                if axis == self.axis and sign == -DIRECTIONS[self.direction][1]
            )
            raise ScenarioError(f"a tilt is never negative; for {self.deg:g} say {-self.deg:g} {opposite}")
        largest = LARGEST_TILT_DEG[self.axis]
        force_setattr(self, "deg", number(self.deg, f"tilt {self.direction} at {self.at}", 0, largest, "deg"))

    @property
    def axis(self) -> int:
        """Index into ``models.person.AXES``: 0 flexion, 1 lateral, 2 axial."""
        return DIRECTIONS[self.direction][0]

    @property
    def angle_rad(self) -> float:
        """Signed angle about that axis: flexion, right and left turn positive [rad]."""
        return DIRECTIONS[self.direction][1] * math.radians(self.deg)

    @property
    def joints(self) -> tuple[str, ...]:
        """The joints that this tilt holds; none for the pelvis."""
        if self.at == "pelvis":
            return ()
        if self.at in CURVES:
            return CURVES[self.at]
        return (JOINTS[BODIES.index(self.at) - 1],)


class Carry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something carried.

    Attributes:
        where: right-hand, left-hand, both-hands, backpack or belly (a mass in front of the lumbar spine).
        mass_kg: [kg] up to 60.
        reach_m: how far in front of the shoulders the hands hold it [m] up to 0.8; None: arms hanging. Not
            for a backpack or a belly.
    """

    where: str
    mass_kg: float
    reach_m: float | None = None

    def __post_init__(self) -> None:
        force_setattr(self, "where", choice(self.where, CARRIED, "carry", _MEANT_CARRIED))
        mass = number(self.mass_kg, f"carry {self.where}: mass", 0, LARGEST_MASS_KG, "kg")
        force_setattr(self, "mass_kg", mass)
        if self.reach_m is not None:
            if self.where not in HANDS:
                raise ScenarioError(f"carry {self.where}: a {self.where} has no reach; leave reach_m out")
            reach = number(self.reach_m, f"carry {self.where}: reach", 0, LARGEST_REACH_M, "m")
            force_setattr(self, "reach_m", reach)

    @classmethod
    def parse(cls, where: object, load: object) -> Carry:
        """What stands on each side of ``right-hand=10kg@40cm``: mass, then reach if the arms are held out."""
        if not isinstance(load, str):
            return cls(where, load)  # type: ignore[arg-type]
        mass, at, reach = load.partition("@")
        reach_m = quantity(reach, "m", f"carry {where}: reach") if at else None
        return cls(where, quantity(mass, "kg", f"carry {where}: mass"), reach_m)  # type: ignore[arg-type]


class Shift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A level held at a horizontal distance from where it stands over the hips, or another level, when upright.

    Attributes:
        what: ``thorax`` (T12 shifted, T1 kept over it), a vertebra (free to lean) or ``head``.
        distance_m: how far [m] up to 0.15, never negative.
        direction: forward, backward, left or right.
        over: ``hips``, ``pelvis`` (the S1 endplate) or a level below.
    """

    what: str
    distance_m: float
    direction: str = "forward"
    over: str = "hips"

    def __post_init__(self) -> None:
        force_setattr(self, "what", choice(self.what, SHIFTED, "shift"))
        force_setattr(self, "direction", choice(self.direction, _WAYS, "shift direction", _MEANT_DIRECTION))
        force_setattr(self, "over", choice(self.over, SHIFT_OVER, "shift over"))
        moved = "T12" if self.what == "thorax" else self.what
        if self.over != "hips" and BODIES.index(self.over) >= BODIES.index(moved):
            raise ScenarioError(f"a shift of {self.what} over {self.over}: name a level below {moved}")
        distance = number(self.distance_m, f"shift {self.what}: distance", 0, LARGEST_SHIFT_M, "m")
        force_setattr(self, "distance_m", distance)

    @property
    def axis(self) -> int:
        """World axis along which it moves: 0 forward, 2 right."""
        return _WAYS[self.direction][0]

    @property
    def offset_m(self) -> float:
        """Signed distance along that axis [m]."""
        return _WAYS[self.direction][1] * self.distance_m

    @classmethod
    def parse(cls, what: object, how: object) -> Shift:
        """What stands on each side of ``thorax=50mm@forward``, or ``thorax=50mm@forward@pelvis``."""
        if not isinstance(how, str):
            return cls(what, how)  # type: ignore[arg-type]
        distance, _, where = how.partition("@")
        direction, _, over = where.partition("@")
        distance_m = quantity(distance, "m", f"shift {what}: distance")
        return cls(what, distance_m, direction or "forward", over or "hips")  # type: ignore[arg-type]


class Lift(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A shoe lift, or a leg that is longer by as much.

    Attributes:
        side: left or right: the side that is raised.
        height_m: [m] up to 0.04.
    """

    side: str
    height_m: float

    def __post_init__(self) -> None:
        force_setattr(self, "side", choice(self.side, SIDES, "lift"))
        force_setattr(self, "height_m", number(self.height_m, f"lift {self.side}: height", 0, LARGEST_LIFT_M, "m"))

    @classmethod
    def parse(cls, side: object, height: object) -> Lift:
        """What stands on each side of ``left=10mm``."""
        return cls(side, quantity(height, "m", f"lift {side}: height"))  # type: ignore[arg-type]


class Curve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A curve held at an angle, whatever the rest of the body does.

    Attributes:
        what: ``lumbar`` (lordosis, L1 to S1) or ``thoracic`` (kyphosis, T1 to T12).
        deg: lordosis -30 to 90, kyphosis 0 to 100.
    """

    what: str
    deg: float

    def __post_init__(self) -> None:
        force_setattr(self, "what", choice(self.what, CURVES, "curve", _MEANT_PLACE))
        low, high = CURVE_DEG[self.what]
        force_setattr(self, "deg", number(self.deg, f"curve {self.what}", low, high, "deg"))

    @property
    def joints(self) -> tuple[str, ...]:
        """The joints that it holds."""
        return CURVES[self.what]

    @classmethod
    def parse(cls, what: object, deg: object) -> Curve:
        """What stands on each side of ``lumbar=20deg``."""
        return cls(what, quantity(deg, "deg", f"curve {what}"))  # type: ignore[arg-type]


class Brace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A corset or collar: a region made stiffer about its upright shape, from outside.

    Attributes:
        region: lumbar, thoracic or neck.
        share: stiffness added, as a share of the region's own tissue, 0 to 20; 1 doubles it.
    """

    region: str
    share: float = 1.0

    def __post_init__(self) -> None:
        meant = {"cervical": "neck", "thorax": "thoracic", "collar": "neck", "corset": "lumbar"}
        force_setattr(self, "region", choice(self.region, BRACED, "brace", meant))
        force_setattr(self, "share", number(self.share, f"brace {self.region}: share", 0, LARGEST_BRACE, "1"))

    @classmethod
    def parse(cls, region: object, share: object) -> Brace:
        """What stands on each side of ``lumbar=50%``; a bare ``lumbar`` doubles the stiffness."""
        if share in (None, ""):
            return cls(region)  # type: ignore[arg-type]
        return cls(region, quantity(share, "1", f"brace {region}: share"))  # type: ignore[arg-type]
