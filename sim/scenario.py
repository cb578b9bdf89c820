"""A scenario: what is asked of a spine. One value, the same in Python, TOML and JSON, and always a valid one.

Words (all optional)::

    person      name of a model, path of a model file, or a table of measures for models.person
    posture     erect, relaxed, ...
    tilts       list of {deg, direction, at}; one tilt may be written tilt_deg, direction, at
    lean_deg    trunk held at an angle, forward positive; bend_deg: to the right; turn_deg: to the left
    head_deg    head held at an angle, forward and down positive; head_bend_deg, head_turn_deg likewise
    head_free   true: neither the eyes nor the head over the hips are minded
    knee_deg    knees bent at will
    seat_deg    forward tilt of the seat, in a posture that sits
    backrest_deg  the back leans on a rest that leans back so far, in a posture that sits
    arms        hanging, forward, raised or rested
    heels_m     height under both heels
    shifts      list of {what, distance_m, direction, over}, or a table such as {thorax = "50mm@forward"}
    curves      list of {what, deg}, or a table such as {lumbar = 20}: lordosis or kyphosis held at that angle
    lift        {side, height_m}, or a table such as {left = "10mm"}: a shoe lift, or a longer leg
    carry       list of {where, mass_kg, reach_m}, or a table such as {right-hand = 10}
    fused       list of joints that do not move
    braced      list of {region, share}, or a table such as {lumbar = 0.5}: stiffness added from outside
    title       heading of the figure
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec.structs import asdict, force_setattr, replace

from models import load_postures
from models.errors import nearest
from models.files import content, tables
from models.person import JOINTS

from .contradictions import refuse_contradictions
from .items import ARMS, DIRECTIONS, PLACES, Brace, Carry, Curve, Lift, Shift, Tilt
from .words import ScenarioError, choice, joint_name, number, shown

__all__ = [
    "DIRECTIONS",
    "PLACES",
    "Brace",
    "Carry",
    "Curve",
    "Lift",
    "Scenario",
    "ScenarioError",
    "Shift",
    "Tilt",
    "build",
    "read",
    "replace",
]

ANGLES_DEG = {  # what the model was tested over
    "lean_deg": (-20.0, 90.0),
    "bend_deg": (-40.0, 40.0),
    "turn_deg": (-40.0, 40.0),
    "head_deg": (-40.0, 60.0),
    "head_bend_deg": (-40.0, 40.0),
    "head_turn_deg": (-70.0, 70.0),
    "knee_deg": (0.0, 120.0),
    "seat_deg": (-10.0, 30.0),
    "backrest_deg": (0.0, 45.0),
}
LARGEST_HEELS_M = 0.12
LONGEST_TITLE = 120

Item = TypeVar("Item", Tilt, Shift, Curve, Lift, Carry, Brace)

STILL: dict[str, Any] = {  # nothing tilted, held, shifted, lifted or let go
    **dict.fromkeys(ANGLES_DEG),
    "tilts": (),
    "head_free": False,
    "heels_m": None,
    "shifts": (),
    "curves": (),
    "lift": (),
}
TABLES: dict[str, tuple[Any, str]] = {  # words that may be written as a table, and what its keys are
    "carry": (Carry, "where"),
    "shifts": (Shift, "what"),
    "curves": (Curve, "what"),
    "lift": (Lift, "side"),
    "braced": (Brace, "region"),
}
_ONE_TILT = {"tilt_deg": "deg", "direction": "direction", "at": "at"}
_MEANT_WORDS = {  # the words of the command line, and people's own, for words of a scenario
    "tilt": "tilt_deg",
    "to": "direction",
    "fuse": "fused",
    "brace": "braced",
    "heels": "heels_m",
    "lumbar": "curves",
    "lordosis": "curves",
    "kyphosis": "curves",
}
_MEANT_POSTURES = {
    "standing": "erect",
    "stand": "erect",
    "upright": "erect",
    "neutral": "erect",
    "supine": "lying",
    "bending": "leaning",
    "lifting": "stoop",
    "desk": "arms-on-thighs",
    "typing": "arms-on-thighs",
}


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked: who, in which posture, tilted, bent and loaded how. Checked when made.

    Attributes:
        person: name or path of a model, or a table of measures for ``models.person``.
        posture: a name of ``models/postures.toml``.
        tilts: at most one about each axis of a joint.
        lean_deg, bend_deg, turn_deg: trunk (T12 to T1) held this far forward of its upright direction [deg] -20 to 90,
            bent to the right and turned to the left -40 to 40.
        head_deg, head_bend_deg, head_turn_deg: head held this far forward and down [deg] -40 to 60, to the right -40
            to 40, turned to the left -70 to 70.
        head_free: the head goes where the neck carries it.
        knee_deg: knees bent at will [deg] 0 to 120.
        seat_deg, backrest_deg: of a posture that sits: forward tilt of the seat [deg] -10 to 30, backward lean of
            the rest 0 to 45.
        arms: ``hanging``, ``forward`` (elbows bent), ``raised`` or ``rested``.
        heels_m: under both heels [m] up to 0.12; by default the posture's own.
        shifts: levels held at a horizontal distance; at most one each way.
        curves: curves held at an angle.
        lift: at most one: both feet stand on the ground and the pelvis tilts with what is under one of them.
        carry: what is carried; a hand holds one thing.
        fused: joints that do not move.
        braced: regions stiffened from outside.
        title: heading of the figure, one line.
    """

    person: str | dict[str, Any] = "adult_male"
    posture: str = "erect"
    tilts: tuple[Tilt, ...] = ()
    lean_deg: float | None = None
    bend_deg: float | None = None
    turn_deg: float | None = None
    head_deg: float | None = None
    head_bend_deg: float | None = None
    head_turn_deg: float | None = None
    head_free: bool = False
    knee_deg: float | None = None
    seat_deg: float | None = None
    backrest_deg: float | None = None
    arms: str | None = None
    heels_m: float | None = None
    shifts: tuple[Shift, ...] = ()
    curves: tuple[Curve, ...] = ()
    lift: tuple[Lift, ...] = ()
    carry: tuple[Carry, ...] = ()
    fused: tuple[str, ...] = ()
    braced: tuple[Brace, ...] = ()
    title: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.person, dict) and not (isinstance(self.person, str) and self.person.strip()):
            raise ScenarioError(f"person must be a name, a model file or a table of measures, not {shown(self.person)}")
        force_setattr(self, "posture", choice(self.posture, load_postures(), "posture", _MEANT_POSTURES))
        force_setattr(self, "tilts", _items(self.tilts, Tilt, "tilts"))
        force_setattr(self, "shifts", _items(self.shifts, Shift, "shifts"))
        force_setattr(self, "lift", _items(self.lift, Lift, "lift"))
        force_setattr(self, "carry", _items(self.carry, Carry, "carry"))
        force_setattr(self, "curves", _items(self.curves, Curve, "curves"))
        force_setattr(self, "braced", _items(self.braced, Brace, "braced"))
        for name, limits in ANGLES_DEG.items():
            angle = getattr(self, name)
            if angle is not None:
                force_setattr(self, name, number(angle, name, *limits, "deg"))
        if not isinstance(self.head_free, bool):
            raise ScenarioError(f"head_free must be true or false, not {shown(self.head_free)}")
        if self.heels_m is not None:
            heels_m = number(self.heels_m, "heels_m", 0, LARGEST_HEELS_M, "m")
            flat = heels_m == 0 and not load_postures()[self.posture].heels_m
            force_setattr(self, "heels_m", None if flat else heels_m)
        if self.arms is not None:
            force_setattr(self, "arms", choice(self.arms, ARMS, "arms"))
        words = [self.fused] if isinstance(self.fused, str) else _sequence(self.fused, "fused")
        fused = {joint_name(word) for word in words}
        force_setattr(self, "fused", tuple(joint for joint in JOINTS if joint in fused))
        if self.title is not None:
            force_setattr(self, "title", _title(self.title))
        refuse_contradictions(self)
        self.refuse_tilted_fusion(self.fused)

    def refuse_tilted_fusion(self, fused: Iterable[str]) -> None:
        """Refuse a tilt that only fused joints could make, be they fused here or in the person's model.

        Raises:
            ScenarioError: naming the joints.
        """
        fused = set(fused)
        for tilt in self.tilts:
            if tilt.joints and fused.issuperset(tilt.joints):
                raise ScenarioError(
                    f"a tilt at {tilt.at} would move {', '.join(tilt.joints)}, which cannot move (fused);"
                    " tilt somewhere else or leave the fusion out"
                )

    def untilted(self) -> Scenario:
        """The same person, posture and burden with nothing tilted or held: what a change is measured from."""
        return _unchecked(self, **STILL)

    def in_posture(self) -> Scenario:
        """The same request with the posture's own words where the request has none."""
        posture = load_postures()[self.posture]
        words: dict[str, Any] = {
            name: getattr(posture, name)
            for name in ("lean_deg", "head_deg", "knee_deg", "seat_deg", "backrest_deg", "arms")
            if getattr(self, name) is None
        }
        if posture.carried_in is not None and not self.carry:
            words["carry"] = (Carry(posture.carried_in, posture.carried_kg or 0.0, posture.reach_m),)
        if posture.heels_m and self.heels_m is None:
            words["heels_m"] = posture.heels_m
        return _unchecked(self, **words)

    def before(self) -> Scenario:
        """What changes are measured from: the posture untilted; for a posture as such, standing erect, hands empty."""
        plain = self.untilted()
        return Scenario(person=self.person, fused=self.fused) if self.is_like(plain) else plain

    def is_like(self, other: Scenario) -> bool:
        """Whether two requests ask the same, whatever their titles."""
        return _unchecked(self, title=None) == _unchecked(other, title=None)

    @property
    def is_start(self) -> bool:
        """Whether it is itself what changes are measured from."""
        return self.is_like(self.before())

    @property
    def as_such(self) -> bool:
        """Whether a posture or a burden as such is asked about, which is compared with standing erect."""
        return not self.is_start and self.is_like(self.untilted())

    @property
    def only_tilted(self) -> bool:
        """Whether nothing but joints is tilted: what is held at will, and its goals, are those of the posture."""
        return _unchecked(self, tilts=(), curves=(), lift=()) == self.untilted()

    def to_dict(self) -> dict[str, Any]:
        """Plain words and numbers that ``build`` takes back unchanged."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    def to_toml(self) -> str:
        """The words that were given, as the text of a scenario file; ``read`` takes it back unchanged."""
        start = Scenario().to_dict()
        given = {word: value for word, value in self.to_dict().items() if value != start[word]}
        return "".join(f"{word} = {_toml(value)}\n" for word, value in given.items()) or "# standing erect\n"


def _toml(value: object) -> str:
    """A word, number, list or table on one line of TOML; a word is written as in JSON, which TOML reads alike."""
    if isinstance(value, Mapping):
        given = (f"{_key(key)} = {_toml(one)}" for key, one in value.items() if one is not None)
        return f"{{ {', '.join(given)} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_toml(one) for one in value)}]"
    return json.dumps(value, ensure_ascii=False)


def _key(word: str) -> str:
    return word if word.isascii() and word.replace("-", "_").isidentifier() else json.dumps(word)


def _unchecked(scenario: Scenario, **words: Any) -> Scenario:
    """A copy with words that are known to be in order, such as those of a posture or none at all."""
    made = copy.copy(scenario)
    for word, value in words.items():
        force_setattr(made, word, value)
    return made


KNOWN = (*Scenario.__struct_fields__, *_ONE_TILT)


def build(scenario: Scenario | Mapping[str, Any] | str | Path | None = None, **words: Any) -> Scenario:
    """A scenario from words, or another scenario with some words replaced.

    Args:
        scenario: what to start from: a scenario, its words as a table, or the path of its file.
        **words: see the head of this module. A new tilt replaces all tilts of ``scenario``.

    Raises:
        ScenarioError: an unknown word, a number outside its limits, or a contradiction.
    """
    if isinstance(scenario, (str, Path)):
        scenario = read(scenario)
    if not isinstance(scenario, (Scenario, Mapping, type(None))):
        raise ScenarioError(f"a scenario is a table of words or the path of a file, not {shown(scenario)}")
    base = asdict(scenario) if isinstance(scenario, Scenario) else dict(scenario or {})
    if any(word in words for word in ("tilts", *_ONE_TILT)):
        for word in ("tilts", *_ONE_TILT):
            base.pop(word, None)
    merged = {**base, **words}
    for word in merged:
        if word not in KNOWN:
            meant = _MEANT_WORDS.get(str(word))
            hint = f"; did you mean '{meant}'?" if meant else nearest(word, KNOWN)
            raise ScenarioError(f"unknown word {shown(word)}{hint}")
    one = {_ONE_TILT[word]: merged.pop(word) for word in _ONE_TILT if merged.get(word) is not None}
    for word in _ONE_TILT:
        merged.pop(word, None)
    if one:
        if merged.get("tilts"):
            raise ScenarioError("give either tilts or tilt_deg, not both; put every tilt into tilts")
        if "deg" not in one:
            raise ScenarioError("direction or at is given but no tilt_deg; say by how many degrees")
        merged["tilts"] = (Tilt(**one),)
    for word, (kind, key) in TABLES.items():
        short = merged.get(word)
        if isinstance(short, str):
            name, _, given = short.partition("=")
            mend = f"write {word}={{{name!r}: {given!r}}}" if given else f"give {key} and how much"
            raise ScenarioError(f"{word} must be a table, not {shown(short)}; {mend}")
        if isinstance(short, Mapping) and key not in short:
            merged[word] = tuple(kind.parse(name, given) for name, given in short.items())
    for word, empty in (
        ("tilts", ()),
        *((word, ()) for word in TABLES),
        ("fused", ()),
        ("head_free", False),
        ("person", "adult_male"),
        ("posture", "erect"),
    ):
        if word in merged and merged[word] is None:
            merged[word] = empty
    return Scenario(**merged)


def read(path: str | Path) -> Scenario:
    """The scenario of a file, TOML or (by its ending) JSON.

    Raises:
        ScenarioError: no such file, not readable, not TOML or JSON, or not a scenario; the file is named.
    """
    path = Path(path)
    kind = "JSON" if path.suffix.casefold() == ".json" else "TOML"
    try:
        data = content(path)
        words = json.loads(data.decode("utf-8-sig")) if kind == "JSON" else tables(data)
    except OSError as error:
        raise ScenarioError(f"cannot read the scenario {path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ScenarioError(f"{path} is not a text file in UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise ScenarioError(f"{path} is not {kind}: {' '.join(str(error).split())}") from None
    if isinstance(words, dict) and str(words.get("schema", "")).startswith("plumbline.") and "scenario" in words:
        words = words["scenario"]  # a result, taken back
    if not isinstance(words, dict):
        raise ScenarioError(f"{path} must hold a table of words, such as posture and tilts")
    try:
        return build(words)
    except ScenarioError as error:
        raise ScenarioError(f"{path}: {error}") from None


def _sequence(value: object, what: str) -> list[Any]:
    if isinstance(value, (list, tuple)):
        return list(value)
    raise ScenarioError(f"{what} must be a list, not {shown(value)}")


def _items(value: object, kind: type[Item], what: str) -> tuple[Item, ...]:
    """Tables or values of one kind, with the place of a wrong one in the message."""
    items = []
    for index, item in enumerate([value] if isinstance(value, (kind, dict)) else _sequence(value, what)):
        here = f"{what}[{index}]"
        if isinstance(item, kind):
            items.append(item)
            continue
        if not isinstance(item, Mapping):
            raise ScenarioError(f"{here} must be a table of {', '.join(kind.__struct_fields__)}, not {shown(item)}")
        for word in item:
            if word not in kind.__struct_fields__:
                raise ScenarioError(f"{here}: unknown word {shown(word)}{nearest(word, kind.__struct_fields__)}")
        required = len(kind.__struct_fields__) - len(kind.__struct_defaults__)
        for word in kind.__struct_fields__[:required]:
            if word not in item:
                raise ScenarioError(f"{here}: {word} is missing")
        try:
            items.append(kind(**item))
        except ScenarioError as error:
            raise ScenarioError(f"{here}: {error}") from None
    return tuple(items)


def _title(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > LONGEST_TITLE:
        raise ScenarioError(f"title must be one line of at most {LONGEST_TITLE} characters, not {shown(value)}")
    return value
