"""Lumbar roots, the muscles and joints of the legs that they move, and the skin that they feel for: the table.

``innervation("knee")``, ``innervation("L4")``, ``innervation("quadriceps")``: each row by name, in one call. What the
loss of a root costs is in ``sim/legs/rootloss.py``.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.nerves import ACTIONS, LEG_JOINTS, ROOTS, load_nerves

from .. import data
from ..evidence import Statement
from ..words import ScenarioError, choice, number, quantity, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..figures.legs.roots import RootArtists

_EVERYTHING = "everything"


@dataclass(frozen=True)
class Row:
    """One muscle.

    Attributes:
        muscle: its name; ``also`` other names and its groups.
        joints: it moves, from above. actions: what it does there.
        nerve: through which its roots reach it.
        roots: share of each in its strength; they sum to 1.
        note: where sources disagree, and how far the shares can be believed.
        sources: keys of ``models/references.bib``.
    """

    muscle: str
    also: tuple[str, ...]
    joints: tuple[str, ...]
    actions: tuple[str, ...]
    nerve: str
    roots: Mapping[str, float]
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Innervation:
    """What ``innervation`` answers.

    Attributes:
        asked: what was asked for.
        rows: the muscles concerned.
        joint_roots: by joint, the roots that are usually given for it.
        sensory: by joint, which nerve feels which part of it.
        skin: by root, the area of skin it feels for.
    """

    asked: str
    rows: tuple[Row, ...]
    joint_roots: Mapping[str, tuple[str, ...]]
    sensory: Mapping[str, Mapping[str, str]]
    skin: Mapping[str, str]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """How far such a table can be believed."""
        return table_statements()

    def table(self) -> str:
        """To read: muscles with the shares of their roots in percent, then joints and skin."""
        lines = [f"{'muscle':<22}" + "".join(f"{root:>5}" for root in ROOTS) + "  does"]
        for row in self.rows:
            shares = "".join(f"{100 * row.roots[r]:>5.0f}" if row.roots.get(r) else f"{'':>5}" for r in ROOTS)
            lines.append(f"{row.muscle:<22}{shares}  {row.actions[0]}")
            lines += [f"{'':59}{action}" for action in row.actions[1:]]
        for joint, roots in self.joint_roots.items():
            felt = "; ".join(f"{nerve}: {part}" for nerve, part in self.sensory[joint].items())
            lines += ["", textwrap.fill(f"{joint.capitalize()}, {roots[0]}-{roots[-1]}. Felt by {felt}.", 80)]
        if self.skin:
            areas = "; ".join(f"{root}: {area}" for root, area in self.skin.items())
            lines += ["", textwrap.fill(f"Skin. {areas}.", 80)]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Plain words and numbers, shape ``plumbline.innervation/1``."""
        return data.plain(
            {
                "schema": "plumbline.innervation/1",
                "asked": self.asked,
                "muscles": [vars(row) for row in self.rows],
                "joints": {
                    joint: {"roots": roots, "sensory": self.sensory[joint]} for joint, roots in self.joint_roots.items()
                },
                "skin": self.skin,
                "statements": [vars(said) for said in self.statements],
            }
        )

    def plot(self, ax: Axes | None = None, theme: str = "light") -> RootArtists:
        """Draw roots, muscles and joints on a leg, ``"light"`` or ``"dark"``."""
        from ..figures.legs.roots import draw_roots
        from ..figures.looks import look

        return draw_roots(self, ax, look(theme))


def innervation(name: str = _EVERYTHING) -> Innervation:
    """Which roots move which muscles and joints of the legs.

    Args:
        name: a joint (``knee``), a root (``L4``), a muscle or group (``quadriceps``), an action (``knee extension``);
            ``everything`` without it.

    Raises:
        ScenarioError: no such name, with the nearest.
    """
    table = load_nerves()
    every = tuple(_row(muscle) for muscle in table.muscles)
    groups = dict.fromkeys(word for row in every for word in row.also)
    word = choice(name, (_EVERYTHING, *LEG_JOINTS, *ROOTS, *(row.muscle for row in every), *groups, *ACTIONS), "name")
    rows = tuple(
        row for row in every if word in (_EVERYTHING, row.muscle, *row.also, *row.joints, *row.actions, *row.roots)
    )
    joints = tuple(joint for joint in LEG_JOINTS if word in (_EVERYTHING, joint))
    roots = tuple(root for root in ROOTS if word in (_EVERYTHING, root))
    if roots and not joints:  # of a root: the joints it is usually given for
        joints = tuple(joint for joint in LEG_JOINTS if word in table.joints[joint].roots)
    elif not joints:  # of a muscle or an action: the joints it moves
        joints = tuple(joint for joint in LEG_JOINTS if any(joint in row.joints for row in rows))
    return Innervation(
        word,
        rows,
        {joint: table.joints[joint].roots for joint in joints},
        {joint: table.joints[joint].sensory.values for joint in joints},
        {root: table.dermatomes.values[root] for root in roots},
    )


def _row(name: str) -> Row:
    muscle = load_nerves().muscles[name]
    actions = tuple(action for action in ACTIONS if action in muscle.arms.values)
    joints = tuple(joint for joint in LEG_JOINTS if any(action.startswith(joint) for action in actions))
    roots = {root: muscle.roots.values[root] for root in ROOTS if root in muscle.roots.values}
    return Row(name, muscle.also, joints, actions, muscle.nerve, roots, muscle.roots.note or "", muscle.roots.sources)


def table_statements() -> tuple[Statement, ...]:
    """What limits the table of roots: overlap, people who differ, sources that disagree."""
    table = load_nerves()
    variants, overlap, tibialis = table.variants, table.findings["overlap"], table.muscles["tibialis anterior"].roots
    return (
        Statement(
            f"In {100 * variants.pre_or_postfixed.value:.0f} % of legs (children in surgery) the roots reached one"
            f" segment higher or lower than usual, and in {100 * variants.asymmetric.value:.0f} % the sides"
            " differed: weakness alone does not tell the level.",
            "A",
            variants.pre_or_postfixed.sources,
        ),
        Statement(
            f"{overlap.values['text'][0].upper()}{overlap.values['text'][1:]}; the shares used here are estimates.",
            "A",
            overlap.sources,
        ),
        Statement(
            "Sources disagree about the tibialis anterior: mainly L4 in one, mainly L5 in two others; here"
            f" L5 {100 * tibialis.values['L5']:.0f} %, L4 {100 * tibialis.values['L4']:.0f} %.",
            "B",
            tibialis.sources,
        ),
    )


def root_losses(roots: Mapping[str, float] | str | Iterable[str]) -> dict[str, float]:
    """Losses by root, 0 to 1, in the order of the roots.

    Args:
        roots: ``{"L4": 0.6}``, ``"L4=60%"``, ``"L3=60%,L4=60%"`` or a list of such words.

    Raises:
        ScenarioError: an unknown root, no number, or a loss outside 0 to 100 %.
    """
    pairs: list[tuple[object, object]] = []
    if isinstance(roots, Mapping):
        pairs = list(roots.items())
    else:
        words = [roots] if isinstance(roots, str) else list(roots)
        for text in (part for word in words for part in re.split(r"[,;\s]+", str(word).strip()) if part):
            root, given, loss = text.partition("=")
            if not given:
                raise ScenarioError(f"root {shown(text)} does not say how much is lost; write {text}=60%")
            pairs.append((root, loss))
    found: dict[str, float] = {}
    for name, size in pairs:
        root = choice(name, ROOTS, "root")
        if root in found:
            raise ScenarioError(f"root {root} is given twice; keep one")
        loss = quantity(size, "1", f"loss of {root}")
        if loss > 1 and "%" not in str(size):
            raise ScenarioError(
                f"loss of {root}: {loss:g} is more than all of it; write {loss:g}% or a share of 0 to 1"
            )
        found[root] = number(loss, f"loss of {root}", 0, 1, "1")
    return {root: found[root] for root in ROOTS if root in found}


def strength_left(losses: Mapping[str, float]) -> dict[str, float]:
    """Share of its strength that each muscle keeps: 1 less the sum of root share times loss; never below 0."""
    return {
        name: max(0.0, 1.0 - sum(muscle.share(root) * loss for root, loss in losses.items()))
        for name, muscle in load_nerves().muscles.items()
    }
