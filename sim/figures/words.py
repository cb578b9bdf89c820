"""Numbers of a result in plain words: values before and after, the title, the one-line statement."""

from __future__ import annotations

from typing import Any

from models.person import JOINTS
from sim import asked, report
from sim.language import ENGLISH, apart, capital, listed, say, sentences
from sim.remarks import spoken
from sim.scenario import PLACES

from . import stage
from .shares import Shares, against_erect, before_of

ARROW = "→"
MINUS = "\N{MINUS SIGN}"
PLUMB = {"side": "C7 ahead of sacrum", "back": "C7 beside sacrum"}
_SIDES = {  # measures whose sign is a direction: positive and negative
    "pelvic_obliquity_deg": ("right", "left"),
    "lumbar_cobb_deg": ("right", "left"),
    "thoracic_cobb_deg": ("right", "left"),
    "head_tilt_deg": ("right", "left"),
    "shoulder_tilt_deg": ("right", "left"),
    "c7_offset_mm": ("right", "left"),
    "pelvis_turn_deg": ("left", "right"),
    "thorax_turn_deg": ("left", "right"),
    "head_turn_deg": ("left", "right"),
    "gaze_deg": ("up", "down"),
}


def plumb(view: str, language: str = ENGLISH) -> str:
    """What the plumb line from C7 measures from the ``"side"`` or the ``"back"``."""
    return say(f"figure.plumb.{view}", language)


PLUMB = {view: plumb(view) for view in ("side", "back")}


def line_of_sight(language: str = ENGLISH) -> str:
    """The label of the line of sight."""
    return say("figure.line_of_sight", language)


def measure(field: str, language: str = ENGLISH) -> str:
    """The short name of a measure of ``Alignment`` that a posture figure draws."""
    return say(f"figure.measure.{field}", language)


def number(value: float, digits: int = 0) -> str:
    """A number with a true minus sign, and no minus before zero."""
    text = f"{value:.{digits}f}"
    if float(text) == 0.0:
        return "0"
    return text.replace("-", MINUS)


def with_sign(value: float, digits: int = 0) -> str:
    """A change: a number with its sign, none for nothing."""
    said = number(value, digits)
    return f"+{said}" if value > 0 and said != "0" else said


def decimals(*values: float) -> int:
    """One decimal where all are smaller than 5, none otherwise."""
    return int(max((abs(value) for value in values), default=0.0) < 4.95)


def decimals_of(result: Any, fields: list[str]) -> int:
    """One decimal where no measure changes (or, with nothing before, measures) 5 or more."""
    before = before_of(result)
    now = [getattr(result.alignment, field) for field in fields]
    if before is None:
        return decimals(*now)
    return decimals(*(value - getattr(before.alignment, field) for value, field in zip(now, fields, strict=True)))


def _size(field: str, value: float, digits: int) -> tuple[str, str]:
    """The number of a measure, and its direction where its sign is one."""
    if field not in _SIDES:
        return number(value, digits), ""
    size = number(abs(value), digits)
    return size, "" if size == "0" else _SIDES[field][value < 0]


def measured(field: str, value: float, digits: int, language: str = ENGLISH, signed: bool = False) -> str:
    """A measure with its unit and, where its sign is a direction, the word for it: ``10° right``.

    Args:
        field: of ``Alignment``. value: [deg or mm]. digits: decimals. language: of the word.
        signed: whether a number without such a word shows a plus, as a change does.
    """
    size, way = _size(field, value, digits)
    if signed and field not in _SIDES:
        size = with_sign(value, digits)
    said = f"{size}{'°' if field.endswith('_deg') else ' mm'}"
    return said if not way else say("figure.pair.one_way", language, pair=said, way=say(f"figure.side.{way}", language))


def _pair(result: Any, field: str, digits: int, language: str) -> str:
    """A measure before and after with its unit: ``57° → 42°``, ``0° → 10° right``, ``5 mm L → 3 mm R``."""
    before = before_of(result) or result
    unit = "°" if field.endswith("_deg") else " mm"
    (old, came), (new, goes) = (_size(field, getattr(state.alignment, field), digits) for state in (before, result))
    if came and goes and came != goes:
        short = {side: say(f"figure.side.{side}_short", language) for side in (came, goes)}
        states = {"old": f"{old}{unit}", "came": short[came], "new": f"{new}{unit}", "goes": short[goes]}
        return say("figure.pair.crossed", language, **states)
    said = f"{new}{unit}" if old == new else f"{old}{unit} {ARROW} {new}{unit}".replace(" mm ", " ")
    if not (came or goes):
        return said
    return say("figure.pair.one_way", language, pair=said, way=say(f"figure.side.{came or goes}", language))


def angle(result: Any, field: str, digits: int, language: str = ENGLISH) -> str:
    """An alignment angle before and after: ``57° → 42°``."""
    return _pair(result, field, digits, language)


def plumb_offset(result: Any, view: str, language: str = ENGLISH) -> str:
    """How far C7 lies from the sacrum, before and after [mm]."""
    return _pair(result, "sva_mm" if view == "side" else "c7_offset_mm", 0, language)


def gaze(result: Any, language: str = ENGLISH) -> str:
    """Where the eyes look: ``level``, ``2° down``."""
    now = result.alignment.gaze_deg
    size, way = _size("gaze_deg", now, decimals(now))
    if not way:
        return say("figure.level", language)
    return say("figure.gaze", language, size=f"{size}°", way=say(f"figure.way.{way}", language))


_SEEN_DEG = 0.5
_SEEN_SHARE = 0.03
_BENT_DEG = 5.0
REGIONS = ("pelvis", "lumbar", "thorax", "neck")


def degrees(value: float, digits: int) -> str:
    """The size of an angle."""
    return f"{number(abs(value), digits)}°"


def _turned(given: Shares, value: float, digits: int, language: str) -> str:
    """The size of an angle and its way: ``10° backward``; no way where it is nothing."""
    size = degrees(value, digits)
    return size if size == "0°" else say("figure.size_way", language, size=size, way=given.way(value, language))


def domino_labels(given: Shares, language: str = ENGLISH) -> list[tuple[str, str]]:
    """Name and value of each row of the domino, from below upwards."""
    digits = decimals(*given.degrees)
    rows = []
    for name, value, held in zip(REGIONS, given.degrees, given.held, strict=True):
        said = _turned(given, value, digits, language)
        if held in PLACES[:2]:
            said = say("figure.domino.held", language, value=said)
        rows.append((say(f"figure.region.{name}", language), said))
    rest = decimals(given.left_over)
    if degrees(given.left_over, rest) == "0°":
        head = say(f"figure.domino.{'straight' if given.axis == 'axial' else 'level'}", language)
    else:
        head = say("figure.domino.ends", language, value=_turned(given, given.left_over, rest, language))
    return [*rows, (say("figure.region.head", language), head)]


def title(result: Any, language: str = ENGLISH) -> str:
    """The scenario's own title, or what is done."""
    return str(result.scenario.title or capital(asked_for(result, language)))


def asked_for(result: Any, language: str = ENGLISH) -> str:
    """What is done, as a phrase: the posture, where it is not standing erect, and what is asked beside it."""
    doings, posture = asked.doings(result.scenario, language), asked.posture(result.scenario, language)
    if result.scenario.posture != "erect":
        first = say("figure.title_of_posture", language, posture=posture, asked=doings[0]) if doings else posture
        doings = [first, *doings[1:]]
    return apart(doings or [posture], language)


def who(result: Any, language: str = ENGLISH) -> str:
    """Whose spine this is, in which posture."""
    return asked.who_does(result.person, result.scenario, language)


def statement(result: Any, given: Shares, language: str = ENGLISH) -> str:
    """What the figure says, in one plain line computed from the numbers."""
    if before_of(result) is None:
        loads = result.joints.compression_N
        most = int(loads.argmax())
        return say("figure.statement.nothing", language, joint=JOINTS[most], now=f"{loads[most]:.0f}")
    told = _compared(given, language) if against_erect(result) else _who_takes(given, language)
    return told + say("language.space", language) + _what_it_costs(result, language)


def _compared(given: Shares, language: str) -> str:
    """What every region turns, of a posture or a burden as such: one way, then the other."""
    digits = decimals(*given.degrees)
    found = []
    for sign in (1.0, -1.0):
        turned = [
            say("figure.statement.turned_region", language, region=_region(name, language), size=degrees(value, digits))
            for name, value in zip(REGIONS, given.degrees, strict=True)
            if sign * value >= _SEEN_DEG
        ]
        if turned:
            values = {"regions": listed(turned, language), "way": given.way(sign, language)}
            found.append(say("figure.statement.turned", language, **values))
    turns = apart(found or [say("figure.statement.no_turn", language)], language)
    return sentences([say("figure.statement.against", language, turns=turns)], language)


def _region(name: str, language: str) -> str:
    return say(f"figure.region_long.{name}", language)


def _who_takes(given: Shares, language: str) -> str:
    """Which regions take a tilt back and which add to it; without a tilt, which give the bend."""
    digits = decimals(*given.degrees)
    free = [
        (name, value)
        for name, value, held in zip(REGIONS, given.degrees, given.held, strict=True)
        if not held and abs(value) >= _SEEN_DEG
    ]
    sign = given.tilted or given.left_over
    with_it, against = [f for f in free if f[1] * sign > 0], [f for f in free if f[1] * sign < 0]
    chosen = [(with_it, "gives"), (against, "takes_back")]
    if given.tilted:
        chosen = [(against, "takes_back"), (with_it, "adds")]
    parts = []
    for regions, verb in chosen:
        said = [
            say(
                f"figure.statement.{verb}{'_more' * (index > 0)}",
                language,
                region=_region(name, language),
                size=degrees(value, digits),
            )
            for index, (name, value) in enumerate(regions)
        ]
        if said:
            parts.append(listed(said, language))
    return sentences([apart([*parts, _head(given, language)], language)], language)


def _head(given: Shares, language: str) -> str:
    if abs(given.left_over) < _SEEN_DEG:
        return say(f"figure.statement.head_{'straight' if given.axis == 'axial' else 'level'}", language)
    size = degrees(given.left_over, decimals(given.left_over))
    if given.axis == "axial":
        return say(f"figure.statement.head_{given.way_key(given.left_over)}", language, size=size)
    return say("figure.statement.head_ends", language, size=size, way=given.way(given.left_over, language))


def most_changed(result: Any) -> int | None:
    """Index of the joint whose compression changes by most newtons; None where none changes by 3 %."""
    before = before_of(result)
    if before is None or abs(result.joints.compression_ratio - 1).max() < _SEEN_SHARE:
        return None
    return int(abs(result.joints.compression_N - before.joints.compression_N).argmax())


def _what_it_costs(result: Any, language: str) -> str:
    most = most_changed(result)
    if most is None:
        return say("figure.statement.less", language, percent=f"{100 * _SEEN_SHARE:.0f}")
    before = before_of(result)
    assert before is not None
    old, new = (float(state.joints.compression_N[most]) for state in (before, result))
    values = {"joint": JOINTS[most], "before": f"{old:.0f}", "now": f"{new:.0f}", "times": f"{new / old:.2f}"}
    return say(f"figure.statement.{'grows' if new > old else 'falls'}", language, **values)


def warning(result: Any, language: str = ENGLISH) -> str:
    """The first thing that a reader must know before believing the numbers, and how many more there are."""
    if not result.warnings:
        return ""
    first, more = spoken(result.warnings[0], language), len(result.warnings) - 1
    return say(f"figure.note{'_more' * (more > 0)}", language, text=first, more=more)


def footer(result: Any, language: str = ENGLISH) -> str:
    """What made the figure, and what it is not."""
    return say("figure.footer", language, who=who(result, language), version=report.software()["version"])


def of_body(result: Any, view: str, language: str = ENGLISH) -> tuple[str, str]:
    """What the figure of the whole body names: bent legs, a bed, or how far the hips have moved over the feet."""
    if stage.support(result) == stage.BED:
        return say("figure.body.lying_name", language), say("figure.body.lying", language)
    knee, hip = (result.legs[f"{joint}_flexion_deg"] for joint in ("knee", "hip"))
    if stage.support(result) == stage.SEAT or knee > _BENT_DEG:
        bent = say("figure.body.bent", language, knee=f"{number(knee)}°", hip=f"{number(hip)}°")
        return say("figure.body.bent_name", language), bent
    return say("figure.body.sway_name", language), _sway(result, view, language)


def _sway(result: Any, view: str, language: str) -> str:
    """Since before or since upright: ``23 mm backward``."""
    before = before_of(result)
    stood = result.person.hip_m if before is None else before.pose.hip_m
    moved = 1e3 * (result.pose.hip_m - stood)[0 if view == "side" else 2]
    size = number(abs(float(moved)))
    if size == "0":
        return say("figure.body.still", language)
    positive, negative = ("forward", "backward") if view == "side" else ("right", "left")
    way = say(f"figure.way.{positive if moved > 0 else negative}", language)
    return say("figure.size_way", language, size=f"{size} mm", way=way)
