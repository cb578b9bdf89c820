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

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import ndtr

from models import files
from models.column import skeleton
from models.errors import nearest
from models.measures import LIMITS, RegressionFile
from models.people import SEXES, PersonFile
from models.person import BODIES
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
_SLOPE_DEG = (0.0, 80.0)
_C7 = BODIES.index("C7")
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
    table = files.convert(files.read(files.FOLDER / "regressions.toml"), RegressionFile, "regressions.toml")
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
    fixed = dict(given or {})
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
    law, known = spreads(), dict(given or {})
    z = dict(zip(INPUTS, map(float, score), strict=True))
    sex = known.setdefault("sex", "female" if z["sex"] < 0 else "male")
    youngest, oldest = law.age
    known.setdefault("age", youngest + (oldest - youngest) * float(ndtr(z["age"])))
    known.setdefault("height_m", _drawn(law.height[sex], z["height_m"]))
    known.setdefault("mass_kg", _drawn(law.body_mass_index[sex], z["body_mass_index"]) * known["height_m"] ** 2)
    known.setdefault("pelvic_incidence_deg", _drawn(law.incidence, z["pelvic_incidence_deg"]))
    for name, (terms, spread) in law.curves.items():
        if name == "cervical_lordosis_deg":
            slope = known["pelvic_incidence_deg"] - known["pelvic_tilt_deg"]
            known["t1_slope_deg"] = slope - known["lumbar_lordosis_deg"] + known["thoracic_kyphosis_deg"]
        mean = sum(factor * (1.0 if word == "constant" else known[word]) for word, factor in terms.items())
        known.setdefault(name, _drawn((mean, spread), z[name]))
    del known["t1_slope_deg"]
    known.setdefault("strength", _drawn(law.strength[sex], z["strength"]))
    known.setdefault("flexibility", 1.0)
    return {name: known[name] for name in MEASURES}


def _drawn(law: tuple[float, float], score: float) -> float:
    return law[0] + law[1] * score


def stands(words: Mapping[str, Any]) -> bool:
    """Whether somebody is within the limits of what is taken for a standing adult."""
    slope = words["pelvic_incidence_deg"] - words["pelvic_tilt_deg"]
    within = all(limit.low <= words[name] <= limit.high for name, limit in LIMITS.items())
    return within and _SLOPE_DEG[0] <= slope <= _SLOPE_DEG[1]


@lru_cache(maxsize=1)
def _anatomy() -> Anatomy:
    return files.convert(files.read(files.FOLDER / "anatomy.toml"), Anatomy, "anatomy.toml")


def sva_mm(words: Mapping[str, Any]) -> float:
    """C7 offset of somebody's own upright skeleton, as ``models.person`` makes it."""
    curves = {name: words[name] for name in ("pelvic_incidence_deg", *_CURVES)}
    curves["sacral_slope_deg"] = curves["pelvic_incidence_deg"] - curves["pelvic_tilt_deg"]
    bones = skeleton(_anatomy(), curves, words["height_m"], words["sex"])
    return 1e3 * float(bones.centre[_C7, 0] - bones.outline[0, 3, 0])


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
    rng = np.random.default_rng([seed, number])
    mean, spread = spreads().sva
    for again in range(PATIENCE):
        words = somebody(rng.standard_normal(len(INPUTS)), given)
        luck = rng.random()
        if stands(words) and luck < np.exp(-0.5 * ((sva_mm(words) - mean) / spread) ** 2):
            return words, again
    raise StudyError(f"what is given leaves nobody in balance and within the limits: {dict(given or {})}")
