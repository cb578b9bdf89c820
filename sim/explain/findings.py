"""What a posture's exposure means, in words: computed sentences, each with its grade and sources, and the null results.

Nothing here names a disease or promises anything: a structure bears more or less, a root has more or less room.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from models.exposure import load_exposures, root
from models.person import JOINTS

from ..evidence import GRADES, Statement
from ..language import joined
from ..report import heading

if TYPE_CHECKING:
    from .exposures import Exposure

SEEN_SHARE, SEEN_PERCENT, SEEN_DEG = 0.03, 1.0, 1.0  # smaller changes are not worth a word
_NECK = slice(JOINTS.index("C7-T1"), JOINTS.index("C1-C2"))
_LUMBAR = slice(0, JOINTS.index("T12-L1"))
_HEAD = slice(JOINTS.index("C2-C3"), len(JOINTS))


def statements(found: Exposure) -> tuple[Statement, ...]:
    """See ``Exposure.statements``."""
    said = [*_loads(found), *_foramina(found), *_felt(found), *_breath(found)]
    return tuple(said)


def _loads(found: Exposure) -> list[Statement]:
    """Discs, facets and muscles: where most is added and where most is taken away."""
    disc_after = found.result.joints.compression_N
    disc_before = (found.result.baseline or found.result).joints.compression_N
    has_disc = ~np.isnan(found.disc_ratio)
    parts = (
        ("Discs", found.disc_ratio, np.where(has_disc, disc_after, 0), np.where(has_disc, disc_before, 0), "N"),
        ("Facets, by a mechanical proxy", found.facet_ratio, found.facet_N, found.facet_before_N, "N"),
        (
            "Muscles, share of their strength",
            found.muscle_ratio,
            100 * found.muscle_share,
            100 * found.muscle_before_share,
            "%",
        ),
    )
    grades: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("C", ("bruno2015",)),
        ("D", load_exposures().facet_share.sources),
        ("C", ("bruno2015", "burkhart2017")),
    )
    said = []
    for (name, ratio, after, before, unit), (grade, sources) in zip(parts, grades, strict=True):
        text = f"{name}: {_extremes(ratio, after, before, unit)}."
        said.append(Statement(text, grade, sources))  # type: ignore[arg-type]
    return said


def _extremes(ratio: np.ndarray, after: np.ndarray, before: np.ndarray, unit: str) -> str:
    """Where the change is largest each way, in newtons or in percent of strength."""
    noted = np.isnan(ratio) | (np.abs(ratio - 1.0) >= SEEN_SHARE)
    change = np.where(noted, after - before, 0.0)
    most, least = int(np.argmax(change)), int(np.argmin(change))
    said = [
        f"{verb} at {JOINTS[joint]}, {_amount(before[joint], unit)} before, {_amount(after[joint], unit)} after"
        for joint, verb in ((most, "most added"), (least, "most taken away"))
        if change[joint] * (1 if joint == most else -1) > 0
    ]
    if not said:
        return "no level changes by as much as 3 %"
    return "; ".join(said)


def _amount(value: float, unit: str) -> str:
    return f"{value:.1f} %" if unit == "%" else f"{value:.0f} N"


def _foramina(found: Exposure) -> list[Statement]:
    """The openings for the roots of neck and lumbar spine."""
    known = load_exposures()
    full = known.foramen["cervical"].area.values
    explains = 100 * known.foramen_angle_correlation.value**2
    neck = _openings(found, _NECK, "the neck")
    if neck is None:
        neck = "No foramen of the neck changes its area by as much as 1 %"
    else:
        neck += (
            f". Measured in volunteers: +{full['flexion']:.0f} % bent fully forward,"
            f" {_signed(full['extension'], 0)} fully back; the angle explains {explains:.0f} % of the differences"
            " between foramina"
        )
    said = [Statement(f"{neck}.", "B", known.foramen["cervical"].area.sources)]
    lumbar = _openings(found, _LUMBAR, "the lumbar spine")
    text = lumbar or "No foramen of the lumbar spine changes its area by as much as 1 %"
    said.append(Statement(f"{text}. Measured in specimens.", "C", known.foramen["lumbar"].area.sources))
    if abs(found.result.joints.change_flexion_deg[0]) >= SEEN_DEG:
        text = "At L5-S1 none is computed: in people its foramen kept its area from flexion to extension."
        said.append(Statement(text, "B", known.foramen["lumbosacral"].area.sources))
    aside = float(found.result.joints.change_lateral_deg[_NECK].sum())
    if abs(aside) >= SEEN_DEG:
        opened = "left" if aside > 0 else "right"
        text = (
            f"The neck bends {abs(aside):.0f}° to the {'right' if aside > 0 else 'left'}. Flexion, bending and turning"
            f" away together raised foramina by {known.foramen_opposite_side.value:.0f} % on the side turned from, here"
            f" the {opened}; turning either way made no difference. Nobody measured bending alone: none is computed."
        )
        said.append(Statement(text, "B", known.foramen_opposite_side.sources))
    return said


def _openings(found: Exposure, part: slice, where: str) -> str | None:
    """The foramina of a region that narrow and widen most."""
    area = np.where(np.isnan(found.foramen_area_percent), 0.0, found.foramen_area_percent)[part]
    names = JOINTS[part]
    said = []
    for index, verb in ((int(np.argmin(area)), "narrow"), (int(np.argmax(area)), "widen")):
        if (area[index] < 0) == (verb == "narrow") and abs(area[index]) >= SEEN_PERCENT:
            said.append(f"{verb} most at {names[index]} (root {root(names[index])}), by {abs(area[index]):.0f} %")
    return f"Foramina of {where} {' and '.join(said)}" if said else None


def _felt(found: Exposure) -> list[Statement]:
    """The roots whose room narrows, where they are felt, and what is not known about it."""
    known = load_exposures()
    area = np.where(np.isnan(found.foramen_area_percent), 0.0, found.foramen_area_percent)
    narrow = [int(k) for k in np.argsort(area, kind="stable") if area[k] <= -SEEN_PERCENT][:3]
    said = []
    if narrow:
        places = joined(f"{root(JOINTS[k])} ({known.felt(JOINTS[k])})" for k in narrow)
        text = (
            f"Roots with less room, and where they are felt: {places}. An irritated root may be felt there as numbness"
            " or pain; that so small a narrowing irritates one has not been shown."
        )
        said.append(Statement(text, "D", known.dermatomes.sources))
    bent = float(found.result.joints.change_flexion_deg[_HEAD].sum())
    press = float(found.facet_N[_HEAD].sum() / max(found.facet_before_N[_HEAD].sum(), 1e-9))
    if bent <= -SEEN_DEG or press >= 1.0 + SEEN_SHARE:
        moved = f"bend {abs(bent):.0f}° {'forward' if bent > 0 else 'backward'}"
        text = (
            f"The joints below the head (C2-C3 up) {moved if abs(bent) >= SEEN_DEG else 'keep their angle'}, and their"
            f" facets bear {press:.2f} times as much. Roots C2 and C3 are felt at the back of the head, where headaches"
            " from the upper neck are felt too; that a tilt brings one has not been shown."
        )
        said.append(Statement(text, "D", known.dermatomes.sources))
    return said


def _breath(found: Exposure) -> list[Statement]:
    """Vital capacity, kept as small as the evidence, and the null results beside it."""
    known = load_exposures().breathing
    if found.breathing_percent is None or found.breathing_most_percent is None:
        return [Statement("Breathing: nothing is computed for lying.", "D", ())]
    change, most = found.breathing_percent, found.breathing_most_percent
    sources = (*known.kyphosis.sources, *known.forward_head.sources)
    kyphosis = [
        state.alignment.thoracic_kyphosis_deg for state in (found.result.baseline or found.result, found.result)
    ]
    if max(abs(change), abs(most)) < 0.05:
        text = "Breathing: no change of vital capacity."
    elif abs(most - change) < 0.05:
        text = f"Breathing: vital capacity changes by {_signed(change)}, as the kyphosis goes from"
        text += f" {kyphosis[0]:.0f}° to {kyphosis[1]:.0f}°."
    else:
        text = f"Breathing: vital capacity changes by {_signed(change)} by the smallest published effect of a forward"
        text += f" head, by {_signed(most)} by the largest, which compares people, not postures."
    said = [Statement(text, "B", sources)]
    if abs(most) >= SEEN_PERCENT:
        text = (
            f"Others found nothing: of {known.null_fracture.value:.0f} adults those with fractured vertebrae breathed"
            f" as much as those without, and in {known.null_forward_head.value:.0f} young women a forward head made no"
            " significant difference."
        )
        said.append(Statement(text, "B", (*known.null_fracture.sources, *known.null_forward_head.sources)))
        text = (
            f"In the same {known.same_people.value:.0f} men a head held forward lowered vital capacity, and in"
            f" {known.sitting.value:.0f} adults it fell from standing over supported and usual sitting to slumping;"
            " by how much is not in the public text."
        )
        said.append(Statement(text, "A", (*known.same_people.sources, *known.sitting.sources)))
    return said


def _signed(percent: float, digits: int = 1) -> str:
    return f"{percent:+.{digits}f} %".replace("-", "\N{MINUS SIGN}")


def table(found: Exposure) -> str:
    """See ``Exposure.table``."""
    lines = textwrap.wrap(f"Exposure: {heading(found.result)}", 80, subsequent_indent="  ")
    lines += ["", _row("Level", "disc", "facets", "muscles", "foramen", "root", "felt at")]
    lines.append(_row("", "×", "×", "×", "%", "", ""))
    for k in reversed(range(len(JOINTS))):
        ratios = (found.disc_ratio[k], found.facet_ratio[k], found.muscle_ratio[k])
        area = found.foramen_area_percent[k]
        cells = [*("-" if np.isnan(value) else f"{value:.2f}" for value in ratios)]
        cells.append("-" if np.isnan(area) else f"{area + 0.0:+.1f}" if abs(area) >= 0.05 else "0.0")
        lines.append(_row(JOINTS[k], *cells, found.roots[k], found.dermatomes[k]))
    lines += ["", "What can be said, with how well it is known"]
    for said in found.statements:
        lines += textwrap.wrap(f"{said.grade}  {said.text}", 80, subsequent_indent="   ")
    used = sorted({said.grade for said in found.statements})
    lines += ["", *(f"{grade}: {GRADES[grade]}" for grade in used)]
    return "\n".join(lines)


def _row(name: str, *cells: str) -> str:
    *numbers, roots, felt = cells
    return f"{name:<8}{''.join(f'{cell:>9}' for cell in numbers)}   {roots:<5}{felt}".rstrip()
