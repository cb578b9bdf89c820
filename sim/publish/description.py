"""A figure in words for someone who does not see it, panel by panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.person import JOINTS
from sim import asked, bandwords, report
from sim.figures import stage, words
from sim.figures.shares import Shares, leaves_sagittal_plane, shares
from sim.language import ENGLISH, apart, capital, listed, say
from sim.legs.levers import UNFELT_Nm
from sim.remarks import spoken

if TYPE_CHECKING:
    from sim.result import Result

_UNEVEN = 0.01  # of the weight: legs that bear it so unequally are worth a sentence
_CURVES = ("lumbar", "thoracic", "cervical")


def long_description(result: Result, language: str = ENGLISH) -> str:
    """The figure for someone who does not see it, panel by panel: paragraphs with a blank line between them."""
    given = shares(result)
    paragraphs = [_scene(result, language), _posture(result, language)]
    if report.before_of(result) is not None:
        paragraphs.append(_regions(given, language))
    paragraphs += [_loads(result, language), _legs_and_roots(result, language)]
    if result.warnings:
        notes = apart((spoken(warning, language) for warning in result.warnings), language)
        paragraphs.append(say("text.long.notes", language, items=notes))
    paragraphs.append(say("caption.honesty", language))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _told(said: list[str], language: str) -> str:
    """Whole sentences one after the other."""
    return say("language.space", language).join(said)


def _scene(result: Result, language: str) -> str:
    """Who, what is asked, what the panels are, what pale and solid mean."""
    said = [say("text.long.scene", language, who=words.who(result, language))]
    if doings := asked.doings(result.scenario, language):
        said.append(say("text.long.asked", language, asked=apart(doings, language)))
    if report.before_of(result) is None:
        panels, state = "panels_nothing", "nothing"
    else:
        panels, state = "panels", "erect" if result.scenario.as_such else "before"
    said += [say(f"text.long.{panels}", language, count=len(JOINTS)), say(f"text.long.{state}", language)]
    if stage.support(result) == stage.BED:
        said.append(say("text.long.lying", language))
    return _told(said, language)


def _posture(result: Result, language: str) -> str:
    """Alignment before and after, then what the legs do."""
    before, names = report.before_of(result), report.measures(result)
    digits = words.decimals_of(result, list(names))
    items = []
    for name in names:
        measure = measure_name(name, language)
        new = words.measured(name, getattr(result.alignment, name), digits, language)
        old = new if before is None else words.measured(name, getattr(before.alignment, name), digits, language)
        key = "now" if before is None else "same" if old == new else "changed"
        items.append(say(f"text.long.{key}", language, **{"measure": measure, "new": new, "old": old}))
    said = [say("text.long.alignment", language, items=apart(items, language))]
    views = ("side", "back")[: 1 + leaves_sagittal_plane(result)]
    bodies = list(dict.fromkeys(words.of_body(result, view, language) for view in views))
    still = say("figure.body.still", language)
    if len(bodies) > 1:  # hips that move to the side alone are not told to stay, too
        bodies = [body for body in bodies if body[1] != still]
    said += [say("text.long.body", language, name=capital(name), value=value) for name, value in bodies]
    return _told(said, language)


def _regions(given: Shares, language: str) -> str:
    """What each region turns, and how the head ends."""
    items = [
        say("text.long.region", language, name=name, value=value)
        for name, value in words.domino_labels(given, language)
    ]
    return say(f"text.long.{given.axis}", language, items=apart(items, language))


def _loads(result: Result, language: str) -> str:
    """Compression by region from lowest to highest, and where it changes most."""
    items = []
    for curve in _CURVES:
        here = sorted(
            (joint for joint in result.joints if joint.region == curve), key=lambda joint: joint.compression_N
        )
        ends = {"low": here[0], "high": here[-1]}
        values = {end: f"{joint.compression_N:.0f}" for end, joint in ends.items()}
        values |= {f"{end}_joint": joint.joint for end, joint in ends.items()}
        items.append(say("text.long.load", language, region=say(f"text.region.{curve}", language), **values))
    said = [say("text.long.loads", language, items=apart(items, language))]
    if most := most_changed(result):
        way, joint, before, now, times = most
        said.append(say(f"text.long.{way}", language, joint=joint, before=before, now=now, times=times))
    elif report.before_of(result) is not None:
        said.append(say("text.long.still", language, percent=f"{100 * report.SEEN_SHARE:.0f}"))
    if result.uncertainty:
        said.append(bandwords.long(result, language))
    return _told(said, language)


def _legs_and_roots(result: Result, language: str) -> str:
    """How the legs share the weight, what the knees bear, what the loss of a root leaves; empty without any."""
    said = []
    right = float(result.legs.get("weight_share_right", 0.5))
    if stage.support(result) == stage.FEET and _UNEVEN <= abs(right - 0.5) <= 0.5:
        side, share = ("right", right) if right > 0.5 else ("left", 1 - right)
        said.append(say(f"text.legs.share_{side}", language, percent=f"{100 * share:.0f}"))
    if loads := result.legs.get("loads"):
        knees = {side: f"{leg['knee_body_weights']:.2f}" for side, leg in loads["legs"].items()}
        said.append(say("text.legs.knees", language, left=knees["left"], right=knees["right"]))
    if result.nerves:
        said += _root_loss(dict(result.nerves), language)
    return _told(said, language)


def _root_loss(lost: dict[str, Any], language: str) -> list[str]:
    """Which roots lose strength, and the action of which least is left over what is asked."""
    roots = [
        say("text.nerves.root", language, root=root, percent=f"{100 * loss:.0f}")
        for root, loss in lost["roots"].items()
        if loss
    ]
    if not roots:
        return []
    side = say(f"text.side.{lost['side']}", language)
    said = [say("text.nerves.loses", language, side=side, roots=listed(roots, language))]
    task = say(f"text.task.{lost['task']}", language)
    weak = [use for use in lost["actions"] if _needed(use) and use["left_Nm"] < use["sound_Nm"] - 1e-9]
    if not weak:
        return [*said, say("text.nerves.nothing", language, task=task)]
    use = min(weak, key=lambda use: float(use["margin"]))
    values = {key: words.number(use[f"{key}_Nm"], int(use[f"{key}_Nm"] < 9.95)) for key in ("asked", "left", "sound")}
    values |= {"side": say(f"text.side.{use['side']}", language), "task": task}
    action = say(f"text.action.{use['action']}", language)
    return [*said, say(f"text.nerves.{'beyond' if use['beyond'] else 'enough'}", language, action=action, **values)]


def _needed(use: dict[str, Any]) -> bool:
    """Whether more is asked of an action than ligaments bear unnoticed."""
    return bool(use["asked_Nm"] > UNFELT_Nm[use["action"].partition(" ")[0]])


def measure_name(name: str, language: str) -> str:
    """The name of a measure; of C7 to the side one that does not name a side, since the number will."""
    return words.plumb("back", language) if name == "c7_offset_mm" else say(f"caption.measure.{name}", language)


def most_changed(result: Result) -> tuple[str, str, str, str, str] | None:
    """Whether compression grows or falls where it changes most, the joint, newtons before and now, and the ratio."""
    before, most = report.before_of(result), words.most_changed(result)
    if before is None or most is None:
        return None
    old, new = (float(state.joints.compression_N[most]) for state in (before, result))
    return "grows" if new > old else "falls", JOINTS[most], f"{old:.0f}", f"{new:.0f}", f"{new / old:.2f}"
