"""The loss of a root in words: its table, and its graded statements."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from models.nerves import load_nerves

from ..evidence import Statement
from .nerves import table_statements

if TYPE_CHECKING:
    from .rootloss import ActionUse, Compensation, RootLoss

DOES = {
    "stand": "Standing like this",
    "squat": "A squat",
    "stairs": "Climbing a stair",
    "one-leg": "Standing on one leg",
}
_SEEN_SHARE, _SEEN_BW = 0.005, 0.01


def losses(answer: RootLoss) -> str:
    """Such as ``L3 60 %, L4 60 %, left``; empty where no root loses anything."""
    said = ", ".join(f"{root} {100 * loss:.0f} %" for root, loss in answer.roots.items() if loss)
    return f"{said}, {answer.side if answer.side != 'both' else 'both sides'}" if said else ""


def table(answer: RootLoss) -> str:
    """Muscles with what they keep, then every action that is asked for anything, at most 80 columns."""
    lost = losses(answer)
    lines = [f"{f'Lost: {lost}' if lost else 'Nothing is lost'}. {DOES[answer.task]}.", ""]
    kept = next(iter(answer.muscles.values()))
    weak = [f"{name:<24}{100 * left:>4.0f} % left" for name, left in kept.items() if left < 1 - 1e-9]
    lines += [*weak, ""] if weak else []
    lines += [f"{'moments, Nm':<38}{'asked':>8}{'sound':>8}{'left':>8}{'spare':>8}"]
    for use in answer.uses:
        if use.needed:
            name = f"{use.side} {use.action}" + (", lifted" if use.role == "lifted" else "")
            mark = "  beyond strength" if use.beyond else ""
            lines.append(
                f"{name:<38}{moment(use.asked_Nm):>8}{moment(use.sound_Nm):>8}{moment(use.left_Nm):>8}"
                f"{100 * use.margin:>7.0f}%{mark}"
            )
    lines += ["", *(textwrap.fill(str(said), 80, subsequent_indent="    ") for said in answer.statements)]
    return "\n".join(lines)


def statements(answer: RootLoss) -> tuple[Statement, ...]:
    """What follows from the loss, what was seen in people, and what was not."""
    if not any(answer.roots.values()):
        return (Statement("No root loses anything: every muscle, joint and contact force stays as it was.", "C"),)
    said = [_weakened(answer), *_asked(answer), *map(_way, answer.compensations)]
    said += [Statement(f"Beyond strength: {text}.", "C") for text in answer.impossible]
    said += _knee(answer)
    if _keeps(answer, "vasti") < 1:
        said += _quadriceps()
    for root, loss in answer.roots.items():
        if loss:
            skin = load_nerves().dermatomes
            text = f"{root} feels for: {skin.values[root]}. Neighbours overlap, so numbness may be smaller or absent."
            said.append(Statement(text, "B", skin.sources))
    return (*said, *table_statements())


def _keeps(answer: RootLoss, muscle: str) -> float:
    return min(left[muscle] for left in answer.muscles.values())


def _weakened(answer: RootLoss) -> Statement:
    kept = sorted((_keeps(answer, name), name) for name in load_nerves().muscles)
    weak = ", ".join(f"{name} {100 * left:.0f} %" for left, name in kept[:4] if left < 1)
    sources = dict.fromkeys(key for _, name in kept[:4] for key in load_nerves().muscles[name].roots.sources)
    return Statement(f"Strength left after the loss ({losses(answer)}): {weak}.", "C", tuple(sources))


def _asked(answer: RootLoss) -> list[Statement]:
    """What the task asks of what has become weak."""
    weak = [use for use in answer.uses if use.needed and use.left_Nm < use.sound_Nm - 1e-9]
    if weak and all(use.beyond for use in weak) and answer.impossible:
        return []  # each of them is named below
    if not weak:
        return [Statement(f"{DOES[answer.task]} asks nothing of the weakened muscles: no change.", "C")]
    worst = sorted(weak, key=lambda use: use.margin)[:3]
    return [Statement(_use(answer, use), "C", _strength_sources(use)) for use in worst]


def _use(answer: RootLoss, use: ActionUse) -> str:
    text = (
        f"{DOES[answer.task]} asks {moment(use.asked_Nm)} Nm of {use.action} of the {use.side} {use.role} leg: "
        f"{moment(use.left_Nm)} of {moment(use.sound_Nm)} Nm are left"
    )
    if use.beyond:
        return f"{text}, too little."
    return f"{text}, of which it takes {100 * use.effort:.0f} % instead of {100 * use.sound_effort:.0f} %."


def moment(Nm: float) -> str:
    """With the digits that mean something: ``3.1``, ``67``; no point where there is nothing."""
    return f"{Nm:.1f}" if 0.05 <= Nm < 9.95 else f"{Nm:.0f}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _strength_sources(use: ActionUse) -> tuple[str, ...]:
    table = load_nerves()
    if use.action in table.strength:
        return table.strength[use.action].peak.sources
    if use.action in table.strength_per_kg:
        return table.strength_per_kg[use.action].sources
    return table.tension.sources


_WAYS = {
    "lean forward": "Leaning the trunk {0:.0f} deg further forward",
    "lean back": "Leaning the trunk {0:.0f} deg less far forward",
    "lean over the leg": "Leaning the trunk {0:.0f} deg over the {1} leg",
    "weight back": "Moving the weight {0:.0f} mm back over the ankles",
    "weight on the other leg": "Leaving the {1} leg only {0:.0f} % of the weight",
}


def _way(found: Compensation) -> Statement:
    use = found.use
    did = _WAYS[found.way.kind].format(found.way.amount, use.side)
    brings = "within its strength" if use.beyond else "back to its former effort"
    change = f"from {moment(use.asked_Nm)} to {moment(found.now_Nm)} Nm"
    text = f"{did} brings {use.action} of the {use.side} leg {brings}, {change}"
    if not found.way.reached:
        text = f"{did} only lowers {use.action} of the {use.side} leg {change}"
    if found.asked_more:
        more = "; ".join(
            f"{side} {action} {moment(before)} to {moment(after)} Nm"
            for (side, action), (before, after) in found.asked_more.items()
        )
        text += f"; asked for more: {more}"
    leg = found.loads[use.side]
    if not found.enough:
        text += "; even so, an action is beyond its strength"
    elif leg.limb.loaded:
        text += f". The {use.side} knee then bears {leg.knee_body_weights:.2f} times body weight"
    sources = load_nerves().findings["trunk_lean"].sources if found.way.kind == "lean forward" else ()
    return Statement(f"{text}.", "C", sources)


def _knee(answer: RootLoss) -> list[Statement]:
    """How the contact force of the weak leg's knee changes in the same posture."""
    found = []
    for side in answer.muscles:
        before, after = answer.before[side], answer.after[side]
        if not before.limb.loaded:
            continue
        if after.unmet_Nm:
            found.append(Statement(f"The {side} knee's force in this posture is not given: it cannot be held.", "C"))
            continue
        change = after.knee_body_weights - before.knee_body_weights
        moved = after.knee.medial_share - before.knee.medial_share
        text = f"In the same posture the {side} knee bears what it bore before: weight, not strength, sets it"
        if abs(change) >= _SEEN_BW or abs(moved) >= _SEEN_SHARE:
            text = (
                f"In the same posture the {side} knee bears {after.knee_body_weights:.2f} times body weight instead of"
                f" {before.knee_body_weights:.2f}, {100 * after.knee.medial_share:.0f} % on the inner side instead of"
                f" {100 * before.knee.medial_share:.0f} %, because other muscles take over"
            )
        text += "; it changes when the posture does."
        found.append(Statement(text, "C"))
    return found


def _quadriceps() -> list[Statement]:
    """What is known of weak knee extensors and the knee, null results and gaps included."""
    table = load_nerves()
    women, men, adjusted = (table.evidence[key] for key in ("weak_knee_women", "weak_knee_men", "weak_knee_adjusted"))
    found = table.findings
    return [
        Statement(
            f"Weak knee extensors went with later knee osteoarthritis with symptoms (odds ratios {women.value:.2f} in"
            f" women, {men.value:.2f} in men; low-quality evidence); not shown for weakness from a root.",
            "B",
            women.sources,
        ),
        Statement(
            f"In another cohort the link in women (odds ratio {adjusted.value:.2f}) was no longer there after"
            " adjustment for body mass index: a null result.",
            "A",
            adjusted.sources,
        ),
        Statement(_sentence(found["weak_knee_torques"].values["text"]), "A", found["weak_knee_torques"].sources),
        Statement(_sentence(found["rising_test"].values["text"]), "A", found["rising_test"].sources),
        Statement(
            "From an irritated root to a worn knee is a chain of plausible steps:"
            f" {found['root_to_knee'].values['text']}.",
            "D",
        ),
    ]
