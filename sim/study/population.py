"""People as they differ: measures drawn from the published means, spreads and regressions of ``models``.

Sex and age come first, then height and body mass index by sex, pelvic incidence, pelvic tilt and lordosis given
incidence and age, kyphosis given lordosis and age, cervical lordosis given the slope of T1, strength by sex. What a
regression leaves open is drawn from its residual spread.

Residuals drawn one by one would make people who lean by 70 mm, one standard deviation: in life a flat lumbar spine goes
with a tilted pelvis. So a person is kept with the probability that the measured spread of the C7 offset (``sva_mm``)
gives to his or her own upright skeleton, and drawn again otherwise. That alone makes tilt, lordosis and kyphosis go
together as they do, and leaves their means and spreads nearly as published.

A person beyond the limits of ``models.measures`` (or with a sacral slope outside 0 to 80 degrees) is drawn again too:
the distributions are truncated there. How often anybody was drawn again is told.

Not in it, because the models hold no numbers for it: that tall people are heavier for their height or otherwise curved,
that strength falls with age, worn discs, flexibility.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import ndtr

from models import files
from models.body import SEXES
from models.column import plumb_m
from models.errors import nearest
from models.measures import LIMITS, RegressionFile
from models.people import PersonFile
from models.quantity import Number
from models.schema import Anatomy

from .quantities import Array, StudyError

INPUTS = (
    "sex",
    "age",
    "height_m",
    "body_mass_index",
    "pelvic_incidence_deg",
    "pelvic_tilt_deg",
    "lumbar_lordosis_deg",
    "thoracic_kyphosis_deg",
    "cervical_lordosis_deg",
    "strength",
)
MEASURES = ("sex", *LIMITS)  # in the table of a cohort
PATIENCE = 5000  # draws of one person
NOTE = (
    "People are sampled from published means, spreads and regressions, truncated at the limits of the models and kept "
    "as often as the measured spread of the C7 offset allows; the spreads of height, mass and strength are assumed, "
    "ages are even from 20 to 80. Tissue and gains of the model are the same for everybody: a band shows how people "
    "differ, not how sure the model is."
)
_AHEAD, _TOGETHER = 4, 64  # throws of one person, and of all of them, that are looked at together
_SLOPE_DEG = (0.0, 80.0)
_MM_PER_DEG = 4.4  # how far C7 goes back with the pelvis, in a person 1 m tall: a first guess
_MODEL_OF = {"male": "adult_male.toml", "female": "adult_female.toml"}
_CURVES = ("pelvic_tilt_deg", "lumbar_lordosis_deg", "thoracic_kyphosis_deg", "cervical_lordosis_deg")


@dataclass(frozen=True)
class Spreads:
    """What people are drawn from.

    Attributes:
        age: lowest and highest [years].
        height, body_mass_index, strength: by sex, mean and standard deviation.
        incidence: mean and standard deviation [deg]. sva: of the C7 offset [mm].
        curves: measure -> terms of its regression and residual deviation [deg].
    """

    age: tuple[float, float]
    height: Mapping[str, tuple[float, float]]
    body_mass_index: Mapping[str, tuple[float, float]]
    strength: Mapping[str, tuple[float, float]]
    incidence: tuple[float, float]
    sva: tuple[float, float]
    curves: Mapping[str, tuple[Mapping[str, float], float]]


@lru_cache(maxsize=1)
def spreads() -> Spreads:
    """As the model files give them; the spread of the body mass index is what that of height leaves of that of mass."""
    table = files.shared("regressions.toml", RegressionFile)
    body, strength = {}, {}
    for sex in SEXES:
        name = _MODEL_OF[sex]
        own = files.convert(files.read(files.FOLDER / name), PersonFile, name).measures
        mass, height = _share(own.mass_kg), _share(own.height_m)
        mean = table.body_mass_index[sex].value
        body[sex] = (mean, mean * float(np.sqrt(max(mass**2 - 4.0 * height**2, 0.0))))
        strength[sex] = (1.0 if own.strength is None else own.strength.value, 0.0)
    known = files.convert(files.read(files.FOLDER / "adult_female.toml"), PersonFile, "adult_female.toml").measures
    return Spreads(
        age=(table.age_sampled.values["lowest"], table.age_sampled.values["highest"]),
        height={sex: (table.height_m[sex].value, _spread(table.height_m[sex])) for sex in SEXES},
        body_mass_index=body,
        strength={sex: (mean, _spread(known.strength)) for sex, (mean, _) in strength.items()},
        incidence=(table.pelvic_incidence_deg.value, _spread(table.pelvic_incidence_deg)),
        sva=(table.sva_mm.value, _spread(table.sva_mm)),
        curves={name: (getattr(table, name).terms, _spread(getattr(table, name))) for name in _CURVES},
    )


def _spread(number: Any) -> float:
    return float(number.spread) if number is not None and isinstance(number.spread, (int, float)) else 0.0


def _share(number: Number | None) -> float:
    return 0.0 if number is None else _spread(number) / number.value


def checked(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Measures that all people of a cohort share, checked.

    Raises:
        StudyError: no such measure, or not a number within its limits.
    """
    fixed = {name: value.item() if isinstance(value, np.generic) else value for name, value in (given or {}).items()}
    for name, value in fixed.items():
        if name not in MEASURES:
            raise StudyError(f"nobody has a measure '{name}'{nearest(name, MEASURES)}")
        if name == "sex":
            if value not in SEXES:
                raise StudyError(f"sex '{value}' is unknown{nearest(str(value), SEXES)}")
            continue
        limit = LIMITS[name]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not limit.low <= value <= limit.high:
            raise StudyError(f"{name} is {value!r}; give a number from {limit.low:g} to {limit.high:g}")
    return fixed


def somebody(score: Array, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The measures of one person, as words of ``models.person``; not yet held against any limit.

    Args:
        score: (10,) standard normal numbers, one for each of ``INPUTS``.
        given: measures that are not drawn; what depends on them follows.
    """
    return _rows(everybody(np.asarray(score)[None], given))[0]


def everybody(score: Array, given: Mapping[str, Any] | None = None) -> dict[str, Array]:
    """``somebody`` of many: scores (n, 10) to measure -> (n,)."""
    law, count = spreads(), len(score)
    known: dict[str, Array] = {name: np.full(count, value) for name, value in (given or {}).items()}
    z = dict(zip(INPUTS, np.asarray(score, dtype=float).T, strict=True))

    def by_sex(table: Mapping[str, tuple[float, float]], name: str) -> Array:
        mean, spread = (np.where(female, *(table[sex][k] for sex in ("female", "male"))) for k in range(2))
        return mean + spread * z[name]

    if "sex" not in known:
        known["sex"] = np.where(z["sex"] < 0, "female", "male")
    female = known["sex"] == "female"
    youngest, oldest = law.age
    if "age" not in known:
        known["age"] = youngest + (oldest - youngest) * ndtr(z["age"])
    if "height_m" not in known:
        known["height_m"] = by_sex(law.height, "height_m")
    if "mass_kg" not in known:
        known["mass_kg"] = by_sex(law.body_mass_index, "body_mass_index") * known["height_m"] ** 2
    if "pelvic_incidence_deg" not in known:
        mean, spread = law.incidence
        known["pelvic_incidence_deg"] = mean + spread * z["pelvic_incidence_deg"]
    for name, (terms, spread) in law.curves.items():
        if name == "cervical_lordosis_deg":
            slope = known["pelvic_incidence_deg"] - known["pelvic_tilt_deg"]
            known["t1_slope_deg"] = slope - known["lumbar_lordosis_deg"] + known["thoracic_kyphosis_deg"]
        if name not in known:
            expected = np.zeros(count)
            for word, factor in terms.items():
                expected = expected + factor * (1.0 if word == "constant" else known[word])
            known[name] = expected + spread * z[name]
    if "strength" not in known:
        known["strength"] = by_sex(law.strength, "strength")
    if "flexibility" not in known:
        known["flexibility"] = np.ones(count)
    return {name: known[name] for name in MEASURES}


def _rows(columns: Mapping[str, Array]) -> list[dict[str, Any]]:
    """Columns as words of one person after the other."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*(c.tolist() for c in columns.values()), strict=True)]


def _standing(columns: Mapping[str, Any]) -> Array:
    """(n,) whether people are within the limits of what is taken for a standing adult."""
    slope = columns["pelvic_incidence_deg"] - columns["pelvic_tilt_deg"]
    within: Array = np.asarray((_SLOPE_DEG[0] <= slope) & (slope <= _SLOPE_DEG[1]))
    for name, limit in LIMITS.items():
        within = within & (limit.low <= columns[name]) & (columns[name] <= limit.high)
    return within


def stands(words: Mapping[str, Any]) -> bool:
    """Whether somebody is within the limits of what is taken for a standing adult."""
    return bool(_standing(words))


def offsets_mm(columns: Mapping[str, Array]) -> Array:
    """(n,) how far C7 lies in front of the back corner of S1 in these people, upright."""
    anatomy = files.shared("anatomy.toml", Anatomy)
    curves = {name: columns[name] for name in _CURVES}
    curves["sacral_slope_deg"] = columns["pelvic_incidence_deg"] - columns["pelvic_tilt_deg"]
    return 1e3 * plumb_m(anatomy, curves, columns["height_m"], columns["sex"] == "female")


def sva_mm(words: Mapping[str, Any]) -> float:
    """``offsets_mm`` of one person."""
    return float(offsets_mm({name: np.array([words[name]]) for name in MEASURES})[0])


def balanced(score: Array, given: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """As ``somebody``, but with the pelvis tilted so that the C7 offset is the one drawn; None beyond the limits.

    Its inputs are independent of each other, which is what Sobol indices ask for: ``pelvic_tilt_deg`` follows from the
    others, and its score is that of the C7 offset.
    """
    words = somebody(score, given)
    mean, spread = spreads().sva
    goal = mean + spread * float(score[INPUTS.index("pelvic_tilt_deg")])
    return rebalanced(words, goal, lambda tilt: somebody(score, {**(given or {}), "pelvic_tilt_deg": tilt}))


def rebalanced(
    words: dict[str, Any], goal_mm: float, again: Callable[[float], dict[str, Any]] | None = None
) -> dict[str, Any] | None:
    """The same person with the pelvis tilted so that C7 is that far over the corner of S1; None beyond the limits.

    Args:
        words: all measures of a person.
        goal_mm: the C7 offset [mm].
        again: makes the words anew for a pelvic tilt [deg], where others depend on it.
    """
    for _ in range(6):
        if not stands(words):
            return None
        step = (sva_mm(words) - goal_mm) / _MM_PER_DEG / words["height_m"]
        if abs(step) < 0.02:
            break
        tilt = words["pelvic_tilt_deg"] + step
        words = again(tilt) if again else {**words, "pelvic_tilt_deg": tilt}
    return words if stands(words) else None


def draw(seed: int, number: int, given: Mapping[str, Any] | None = None) -> tuple[dict[str, Any], int]:
    """Person ``number`` of the cohort of a seed, whoever else is drawn; and how often he or she was drawn again.

    Raises:
        StudyError: what is given leaves nobody in balance and within the limits.
    """
    people, again = draw_many(seed, [number], given)
    return people[0], int(again[0])


def draw_many(
    seed: int, numbers: Sequence[int], given: Mapping[str, Any] | None = None
) -> tuple[list[dict[str, Any]], Array]:
    """``draw`` of many: words of each, and how often each was drawn again (n,). Everybody has dice of his or her own.

    Raises:
        StudyError: as ``draw``.
    """
    dice = [np.random.default_rng([seed, number]) for number in numbers]
    mean, spread = spreads().sva
    people: list[dict[str, Any]] = [{}] * len(dice)
    again, left, thrown = np.zeros(len(dice), dtype=int), np.arange(len(dice)), 0
    while len(left) and thrown < PATIENCE:
        ahead = min(max(_AHEAD, _TOGETHER // len(left)), PATIENCE - thrown)  # throws of each, looked at together
        scores, luck = np.empty((len(left), ahead, len(INPUTS))), np.empty((len(left), ahead))
        for row, who in enumerate(left):
            for throw in range(ahead):
                dice[who].standard_normal(out=scores[row, throw])
                luck[row, throw] = dice[who].random()
        drawn = everybody(scores.reshape(-1, len(INPUTS)), given)
        kept = np.flatnonzero(_standing(drawn))
        offset = offsets_mm({name: values[kept] for name, values in drawn.items()})
        kept = kept[luck.ravel()[kept] < np.exp(-0.5 * ((offset - mean) / spread) ** 2)]
        found, first = np.unique(kept // ahead, return_index=True)  # everybody's first throw that is kept
        chosen = kept[first]
        for who, words in zip(left[found], _rows({n: v[chosen] for n, v in drawn.items()}), strict=True):
            people[who] = words
        again[left[found]] = thrown + chosen % ahead
        left, thrown = np.delete(left, found), thrown + ahead
    if len(left):
        raise StudyError(f"what is given leaves nobody in balance and within the limits: {dict(given or {})}")
    return people, again
