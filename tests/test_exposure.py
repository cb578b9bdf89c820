"""Exposure: nothing changes where nothing moves, published numbers are met and not exceeded, no word promises."""

from __future__ import annotations

import re

import numpy as np
import pytest

import models
import sim
from models.exposure import load_exposures, root
from models.person import JOINTS
from sim.evidence import GRADES
from sim.explain.exposures import COLUMNS, capacity_lost_percent, craniovertebral_deg, facets_N, foramen, muscle_share

NECK = [JOINTS.index(joint) for joint in ("C6-C7", "C5-C6", "C4-C5", "C3-C4")]
# "diagnosis" and the like must not stand in anything that is said; see also test_figures
FORBIDDEN = re.compile(r"\b(cure[sd]?|diagnos\w*|guarante\w*|heal(s|ed|ing)?|misalign\w*|subluxat\w*|treat\w*)\b", re.I)
ORDINARY = [
    {"tilt_deg": deg, "direction": way, "at": place}
    for deg in (5, 15)
    for place in ("pelvis", "lumbar", "L4")
    for way in ("forward", "backward", "left", "turn-right")
]
TOLD = [{}, {"tilt_deg": 20}, {"posture": "slumped"}, {"posture": "lying"}, {"head_bend_deg": 20}, {"head_deg": -40}]


class Flexed:
    """A result whose joints are bent as asked, and nothing else."""

    def __init__(self, flexion_deg: np.ndarray) -> None:
        self.person = models.load("adult_male")
        self.joints = type("Joints", (), {"flexion_deg": flexion_deg})()


@pytest.mark.parametrize("words", [{}, {"tilt_deg": 0}, {"carry": {"both-hands": 10}, "tilt_deg": 0}])
@pytest.mark.parametrize("person", models.people())
def test_without_a_tilt_nothing_changes_anywhere(person: str, words: dict) -> None:
    result = sim.simulate(person, **words)
    if "carry" in words:  # beside itself, not beside empty hands
        result = sim.simulate(person, scenario=result.scenario.untilted())
        result = type(result)(**{**vars(result), "baseline": result})
    found = sim.exposure(result)
    for name in ("disc_ratio", "facet_ratio", "muscle_ratio"):
        value = getattr(found, name)
        assert np.all(value[~np.isnan(value)] == 1.0)
    area = found.foramen_area_percent
    assert np.all(area[~np.isnan(area)] == 0.0)
    assert found.breathing_percent == found.breathing_most_percent == 0.0


def test_a_neck_bent_to_its_ends_has_the_published_foramina() -> None:
    person = models.load("adult_male")
    for end, flexion in (("flexion", person.range_deg[:, 0, 1]), ("extension", -person.range_deg[:, 0, 0])):
        for size, published in (
            ("area", {"flexion": 28, "extension": -17}),
            ("height", {"flexion": 11, "extension": -10}),
        ):
            relative = foramen(Flexed(flexion), size)  # type: ignore[arg-type]
            assert relative[NECK] == pytest.approx(1 + published[end] / 100)
            beyond = foramen(Flexed(3 * flexion), size)  # type: ignore[arg-type]
            assert beyond[NECK] == pytest.approx(relative[NECK]), "nothing is said beyond what was measured"
    half = foramen(Flexed(0.5 * person.range_deg[:, 0, 1]), "area")  # type: ignore[arg-type]
    assert half[NECK] == pytest.approx(1.14)


def test_the_lowest_foramen_keeps_its_area_as_it_did_in_people_and_the_thorax_has_no_numbers() -> None:
    area = sim.exposure(sim.simulate(tilt_deg=20)).foramen_area_percent
    assert area[0] == 0.0
    assert np.all(area[1:5] > 2.0), "less lordosis opens lumbar foramina"
    assert np.all(np.isnan(area[5:17]))


def test_a_neck_that_extends_to_keep_the_eyes_level_narrows_its_foramina() -> None:
    result = sim.simulate(tilt_deg=20)
    found = sim.exposure(result)
    change = result.joints.change_flexion_deg
    for joint in NECK:
        assert change[joint] * found.foramen_area_percent[joint] > 0
    assert found.foramen_area_percent[JOINTS.index("C7-T1")] < -3


def test_disc_and_muscle_columns_are_what_the_joints_bear() -> None:
    result = sim.simulate(tilt_deg=15, direction="right", at="pelvis")
    found = sim.exposure(result)
    assert found.disc_ratio[:23] == pytest.approx(result.joints.compression_ratio[:23])
    assert np.all(np.isnan(found.disc_ratio[23:]))
    share = muscle_share(result)
    assert np.all((share > 0) & (share <= 1))
    strong = models.person(**{**models.measures("adult_male"), "strength": 2.0})
    half = muscle_share(sim.simulate(strong, tilt_deg=15))
    assert half == pytest.approx(muscle_share(sim.simulate(tilt_deg=15)) / 2, rel=1e-3)


def test_a_muscle_counts_at_the_joints_it_crosses_and_no_other() -> None:
    result = sim.simulate()
    muscles = result.person.muscles
    crossing = np.zeros((25, len(muscles.name)), bool)
    for index in range(len(muscles.name)):
        bodies = muscles.point_body[muscles.start[index] : muscles.start[index + 1]]
        crossing[bodies.min() : bodies.max(), index] = True
    most = muscles.pcsa_m2 * muscles.specific_tension_Pa
    assert muscle_share(result) == pytest.approx((crossing @ result.muscle_force_N) / (crossing @ most))


def test_facets_bear_shear_and_more_of_the_compression_in_extension() -> None:
    result = sim.simulate()
    upright = facets_N(result)
    shear, press = result.joints.shear_anterior_N, result.joints.compression_N
    assert upright[:23] == pytest.approx((np.maximum(shear, 0) + 0.16 * press)[:23])
    assert upright[23:] == pytest.approx((np.maximum(shear, 0) + press)[23:]), "there is no disc to share with"
    back = sim.simulate(tilt_deg=15, direction="backward", at="lumbar")
    share = (facets_N(back) - np.maximum(back.joints.shear_anterior_N, 0)) / back.joints.compression_N
    assert np.all((share[:5] > 0.16) & (share[:5] <= 0.25))


@pytest.mark.parametrize("words", ORDINARY, ids=str)
def test_an_ordinary_tilt_costs_less_than_a_twentieth_of_the_breath(words: dict) -> None:
    found = sim.exposure(sim.simulate(**words))
    assert abs(found.breathing_percent) < 5.0
    assert abs(found.breathing_most_percent) < 5.0


def test_breath_falls_with_kyphosis_as_little_as_was_measured() -> None:
    lost = [capacity_lost_percent(sim.simulate(models.person(thoracic_kyphosis_deg=deg))) for deg in range(20, 90, 3)]
    assert np.all(np.diff(lost) >= -1e-9)
    assert max(lost[:10]) < 3.0  # up to 47 degrees
    assert max(lost) <= 32.0


def test_a_bow_or_a_nod_is_no_forward_head_but_a_head_held_forward_is() -> None:
    upright = sim.simulate()
    person = upright.person
    angle = craniovertebral_deg(person)
    assert angle == pytest.approx(53.1, abs=5.0)  # of men standing well (Han 2016)
    assert craniovertebral_deg(person, upright.pose) == pytest.approx(angle, abs=0.1)
    assert capacity_lost_percent(sim.simulate(lean_deg=60), largest=True) < 3.0
    assert capacity_lost_percent(sim.simulate(head_deg=40), largest=True) < 3.0
    held = sim.simulate(head_deg=0, shifts={"head": "40mm@forward@T1"})
    assert craniovertebral_deg(person, held.pose) < angle - 5.0
    assert capacity_lost_percent(held) < capacity_lost_percent(held, largest=True)


def test_lying_is_not_said_to_change_the_breath() -> None:
    found = sim.exposure(sim.simulate(posture="lying"))
    assert found.breathing_percent is None
    assert found.to_dict()["breathing_percent"] is None


def test_roots_leave_above_their_vertebra_in_the_neck_and_below_it_elsewhere() -> None:
    assert [root(joint) for joint in ("C5-C6", "C6-C7", "C7-T1", "T1-T2", "L4-L5", "L5-S1")] == [
        "C6", "C7", "C8", "T1", "L4", "L5",
    ]  # fmt: skip
    assert len({root(joint) for joint in JOINTS}) == len(JOINTS)
    known = load_exposures()
    assert (known.felt("C5-C6"), known.felt("C6-C7"), known.felt("C7-T1")) == (
        "thumb",
        "middle finger",
        "little finger",
    )
    assert known.felt("C0-C1") == "", "C1 has no dermatome"
    with pytest.raises(models.ModelError):
        root("C9-C8")


@pytest.mark.parametrize("words", TOLD, ids=str)
def test_every_statement_is_graded_and_cites_what_exists_and_none_promises(words: dict) -> None:
    found = sim.exposure(sim.simulate(**words))
    bibliography = (models.files.FOLDER / "references.bib").read_text()
    assert found.statements
    for said in found.statements:
        assert said.grade in GRADES
        assert said.text.endswith(".")
        assert all(f"{{{key}," in bibliography for key in said.sources)
        assert not FORBIDDEN.search(said.text), said.text
    assert max(map(len, found.table().splitlines())) <= 80


def test_null_results_are_told_beside_an_effect() -> None:
    said = " ".join(one.text for one in sim.exposure(sim.simulate(posture="slumped")).statements)
    assert "2132" in said and "found nothing" in said
    assert "has not been shown" in said


def test_statements_name_the_level_that_changes_most() -> None:
    result = sim.simulate(tilt_deg=20)
    more = result.joints.compression_N - result.baseline.joints.compression_N
    most = JOINTS[int(np.argmax(more[:23]))]
    assert f"most added at {most}" in sim.exposure(result).statements[0].text


def test_json_holds_every_level_and_no_nan() -> None:
    whole = sim.exposure(sim.simulate(tilt_deg=10)).to_dict()
    assert [level["joint"] for level in whole["levels"]] == list(JOINTS)
    assert set(COLUMNS) < set(whole["levels"][0])
    assert whole["levels"][10]["foramen_area_percent"] is None
    assert "NaN" not in sim.exposure(sim.simulate(tilt_deg=10)).to_json()


def test_one_level_by_name() -> None:
    found = sim.exposure(sim.simulate(tilt_deg=10))
    assert found.level("c7/t1")["root"] == "C8"
    assert found.level("L4-5")["disc_ratio"] == found.disc_ratio[1]
    with pytest.raises(sim.ScenarioError, match="joint"):
        found.level("L9-L10")


def test_the_strip_draws_each_level_where_its_number_lies() -> None:
    found = sim.exposure(sim.simulate(tilt_deg=20))
    artists = found.plot()
    dots = np.array([path.vertices.mean(axis=0) for path in artists.dots.get_paths()])
    rings = np.array([path.vertices.mean(axis=0) for path in artists.rings.get_paths()])
    columns = (found.disc_ratio, found.facet_ratio, found.muscle_ratio, found.foramen_area_percent)
    signs = np.concatenate([np.sign(c[~np.isnan(c)] - (0 if c is columns[3] else 1)) for c in columns])
    moved = np.abs(dots[:, 0] - rings[:, 0]) > 1.0
    assert len(dots) == len(signs)
    assert np.all(np.sign(dots[:, 0] - rings[:, 0])[moved] == signs[moved])
    heights = [text.get_position()[1] for text in artists.joints]
    assert heights == sorted(heights), "from sacrum to head"
    before = len(artists.dots.get_paths())
    artists.update(sim.exposure(sim.simulate()))
    assert len(artists.dots.get_paths()) == before
    assert not any(FORBIDDEN.search(text.get_text()) for text in artists.axes.texts)


def test_no_two_words_of_the_strip_lie_on_each_other() -> None:
    for words in ({"tilt_deg": 20}, {"posture": "slumped"}, {"tilt_deg": 15, "direction": "right", "at": "pelvis"}):
        axes = sim.exposure(sim.simulate(**words)).plot().axes
        boxes = [text.get_window_extent() for text in axes.texts if text.get_visible() and text.get_text()]
        for index, one in enumerate(boxes):
            assert one.x0 >= 0 and one.x1 <= axes.figure.bbox.width
            assert not any(one.shrunk(0.98, 0.9).overlaps(other.shrunk(0.98, 0.9)) for other in boxes[index + 1 :])
