"""Everything the interactive page knows, apart from words: shapes, grids, and where to look from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import models
from models.person import AXES, BODIES, JOINTS
from sim.chain import COORDINATES, place_bodies
from sim.figures import paths
from sim.figures.loads import REGION_OF_JOINT, round_up
from sim.figures.shapes import BACK, PROJECTION, SIDE
from sim.figures.shares import shares
from sim.items import DIRECTIONS
from sim.posture import NoPosture
from sim.scenario import STILL, Scenario, replace

from .grid import EVERY_MEASURE, MEASURES, PLANES, Grid, Progress, node, packed, solve

Array = np.ndarray

POSE_DEG, LOAD_N = 0.005, 0.001  # steps of what is kept: loads so fine that they round as in figures and captions
POSTURES = ("erect", "relaxed", "sitting", "slumped", "phone")
ASKED = "asked"  # the posture that also holds whatever else the scenario holds
_USUAL_SOLVES = 22  # of a grid, for the bar of progress
_ASPECT = 0.72  # of the figure, width over height
_ROOM = {SIDE: (-0.32, 0.305), BACK: (-0.315, 0.305)}  # least width: labels to the left, the dial to the right [m]
_LABELS_M = 0.18  # from the spine to where its labels begin
_COLOURS = {
    "lumbar": "lumbar",
    "thoracic": "thoracic",
    "thorax": "thoracic",
    "cervical": "cervical",
    "pelvic": "pelvis",
    "pelvis": "pelvis",
    "head": "head",
}

_UNLESS_SAID = {"plane": "sagittal", "at": "lumbar", "posture": "erect", "against": "untilted"}
PRESETS: dict[str, dict[str, Any]] = {  # button to state; erect and lumbar where nothing else is said
    "neutral": {"tilt": 0},
    "lost_lordosis": {"tilt": 20},
    "more_lordosis": {"tilt": -15},
    "pelvis_forward": {"tilt": 12, "at": "pelvis"},
    "pelvis_backward": {"tilt": -12, "at": "pelvis"},
    "oblique_pelvis": {"tilt": 8, "at": "pelvis", "plane": "lateral"},
    "side_bend": {"tilt": 15, "plane": "lateral"},
    "turned_pelvis": {"tilt": 12, "at": "pelvis", "plane": "axial"},
    "slumped": {"tilt": 0, "posture": "slumped", "against": "erect"},
}


def collect(asked: Scenario, progress: Progress | None) -> dict[str, Any]:
    """Solve every grid and gather what the page needs.

    Args:
        asked: person, burden and start.
        progress: called with exact solves done and in all, about.
    """
    from sim.pipeline import simulate

    first = simulate(scenario=asked)
    person = first.person
    moved = max(asked.tilts, key=lambda tilt: tilt.deg, default=None)
    places = ["pelvis", "lumbar"]
    if moved is not None and moved.at not in places:
        places.append(moved.at)
    wanted = _postures(asked, None if moved is None else (moved.axis, moved.at))
    own = next(iter(wanted)) if asked.posture not in POSTURES or ASKED in wanted else asked.posture
    bases = _bases(person, wanted, own)
    postures = {name: wanted[name] for name in bases}
    count = _counter(progress, len(postures) * len(PLANES) * len(places) * _USUAL_SOLVES)
    solved = {
        (posture, axis, at): solve(person, scenario, axis, at, count)
        for posture, scenario in postures.items()
        for axis in range(len(PLANES))
        for at in places
    }
    grids = {key: grid for key, grid in solved.items() if grid is not None}
    axis = moved.axis if moved is not None else AXES.index(shares(first).axis)
    at = moved.at if moved is not None else next((at for at in places[::-1] if (own, axis, at) in grids), "")
    if (own, axis, at) not in grids:
        raise NoPosture("there are no postures around this one to move through; try a smaller tilt or another posture")
    if progress is not None:
        progress(1, 1)
    known = models.load_postures()
    return {
        "about": _about(first, asked),
        "person": paths.frame(person),
        "joints": list(JOINTS),
        "regions": list(REGION_OF_JOINT),
        "shapes": {view: paths.layers(person, view) for view in (SIDE, BACK)},
        "discs": {view: paths.discs(person, view) for view in (SIDE, BACK)},
        "brackets": {view: paths.brackets(person, view) for view in (SIDE, BACK)},
        "measures": {plane: list(names) for plane, names in MEASURES.items()},
        "colours": {name: _COLOURS.get(name.partition("_")[0], "plain") for name in EVERY_MEASURE},
        "scale": {"pose": POSE_DEG, "load": LOAD_N},
        "grids": {f"{posture}/{PLANES[axis]}/{at}": _packed(grid) for (posture, axis, at), grid in grids.items()},
        "bases": bases,
        "boxes": _boxes(person, grids, bases),
        "support": {name: str(known[scenario.posture].support) for name, scenario in postures.items()},
        "places": places,
        "dial": {place: _turned_at(place) for place in places},
        "presets": _presets(bases),
        "start": {
            "plane": PLANES[axis],
            "at": at,
            "posture": own,
            "against": "erect" if asked.as_such else "untilted",
            "tilt": 0.0 if moved is None else DIRECTIONS[moved.direction][1] * moved.deg,
        },
        "first": _first(first, axis),
    }


def _presets(bases: dict[str, Any]) -> dict[str, Any]:
    """What each button sets, of those whose posture this person can take."""
    states = {name: {**_UNLESS_SAID, **state} for name, state in PRESETS.items()}
    return {name: {"state": state} for name, state in states.items() if state["posture"] in bases}


def _counter(progress: Progress | None, total: int) -> Callable[[], None]:
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(min(done, total - 1), total)

    return count


def _postures(asked: Scenario, moved: tuple[int, str] | None) -> dict[str, Scenario]:
    """Name to scenario without the tilt that is moved: the asked one first where it holds something else as well."""
    rest = tuple(tilt for tilt in asked.tilts if (tilt.axis, tilt.at) != moved)
    own = replace(asked, tilts=rest, title=None)
    plain = replace(asked, **{**STILL, "title": None})
    found = {} if own.is_like(plain) else {ASKED: own}
    if asked.posture not in POSTURES and ASKED not in found:
        found[asked.posture] = plain
    for posture in POSTURES:
        found[posture] = replace(plain, posture=posture)
    return found


def _bases(person: models.Person, wanted: dict[str, Scenario], own: str) -> dict[str, Any]:
    """What tilts are compared with, by posture; those that this person cannot take are left out."""
    bases = {}
    for name, scenario in wanted.items():
        try:
            bases[name] = _base(person, scenario)
        except NoPosture:
            if name == own:
                raise
    return bases


def _base(person: models.Person, scenario: Scenario) -> dict[str, Any]:
    """What a tilt in this posture is compared with."""
    from sim.pipeline import simulate

    result = simulate(person, scenario=replace(scenario, **STILL))
    kept = node(result, ())
    measures = result.alignment.measures()
    return {
        "q": [round(float(value), 3) for value in kept.pose[:COORDINATES]],
        "measures": {name: round(measures[name], 2) for name in EVERY_MEASURE},
        "loads": [round(float(value), 1) for value in kept.load_N],
    }


def _packed(grid: Grid) -> dict[str, Any]:
    return {
        "x": grid.pose_deg.tolist(),
        "q": packed(grid.pose, POSE_DEG),
        "y": grid.load_deg.tolist(),
        "f": packed(grid.load_N, LOAD_N),
        "w": grid.notes.tolist(),
        "ends": list(grid.ends),
        "most": round(round_up(float(grid.load_N.max()))),
    }


def _turned_at(at: str) -> int:
    """The body about which the dial stands."""
    middle = {"lumbar": "L3", "thoracic": "T7"}.get(at, at)
    return BODIES.index(middle) if middle in BODIES else 0


def _boxes(
    person: models.Person, grids: dict[tuple[str, int, str], Grid], bases: dict[str, Any]
) -> dict[str, list[int]]:
    """View boxes in tenths of a millimetre: of each posture and view, spine and whole body."""
    boxes = {}
    erect = np.radians(np.array([bases.get("erect", next(iter(bases.values())))["q"]]))
    for posture, base in bases.items():
        hip = place_bodies(person, np.radians(np.array(base["q"]))).hip_m
        for view, axes in ((SIDE, (0,)), (BACK, (1, 2))):
            poses = [
                grid.pose[:, :COORDINATES]
                for (name, axis, _), grid in grids.items()
                if name == posture and axis in axes
            ]
            q = np.radians(np.concatenate([np.array(base["q"])[None], *poses]))
            points = np.concatenate([*_seen(person, q, view)])
            middle = hip[PROJECTION[view]]
            boxes[f"{posture}/{view}"] = _box(points - middle, _ASPECT, _ROOM[view], view)
            boxes[f"{posture}/{view}/body"] = _body_box(person, np.concatenate([q, erect]), view)
    return boxes


def _seen(person: models.Person, q: Array, view: str) -> Iterator[Array]:
    """Points (n, 2) that must be seen: head, eyes' line, pelvis, and the spines."""
    pose = place_bodies(person, q)
    for path in paths.layers(person, view):
        if path["l"] in ("head", "hips", "sacrum"):
            yield paths.corners_of(path, pose, view)
    yield pose.joint_m[..., PROJECTION[view]].reshape(-1, 2)
    if view == SIDE:  # labels stand behind the brackets
        yield pose.joint_m[..., 1:20, PROJECTION[view]].reshape(-1, 2) - [_LABELS_M, 0.0]


def _box(points: Array, aspect: float, room: tuple[float, float], view: str) -> list[int]:
    """The smallest box of an aspect around points and a least width."""
    low, high = points.min(axis=0), points.max(axis=0)
    left, right = min(low[0] - 0.02, room[0]), max(high[0] + 0.02, room[1])
    floor, top = low[1] - (0.14 if view == BACK else 0.02), high[1] + 0.025
    width, height = right - left, top - floor
    if width / height < aspect:
        spare = aspect * height - width
        left, width = left - spare / 2, width + spare
    else:
        spare = width / aspect - height
        top, height = top + spare / 2, height + spare
    return [round(value * paths.TENTH_MM) for value in (left, -top, width, height)]


def _body_box(person: models.Person, q: Array, view: str) -> list[int]:
    pose = place_bodies(person, q)
    across = np.concatenate(
        [pose.joint_m[..., PROJECTION[view][0]].ravel(), pose.knee_m[..., PROJECTION[view][0]].ravel()]
    )
    left, right = min(across.min() - 0.12, -0.30), max(across.max() + 0.12, 0.30)
    top = max(float(pose.joint_m[..., 1].max()) + 0.27, 0.6)
    return [round(value * paths.TENTH_MM) for value in (left, -top, right - left, top + 0.02)]


def _about(result: Any, asked: Scenario) -> dict[str, Any]:
    person = result.person
    return {
        "sex": person.sex,
        "height_cm": f"{100 * person.height_m:.0f}",
        "mass_kg": f"{person.mass_kg:.0f}",
        "posture": asked.posture,
    }


def _first(result: Any, axis: int) -> dict[str, Any]:
    """Before and now of what the page starts from, for readers without scripts."""
    before = result.baseline or result
    now, was = result.alignment.measures(), before.alignment.measures()
    return {
        "measures": {name: [round(was[name], 2), round(now[name], 2)] for name in MEASURES[PLANES[axis]]},
        "loads": [[round(float(v), 1) for v in state.joints.compression_N] for state in (before, result)],
    }
