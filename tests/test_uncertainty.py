"""Where people like this one are: whose percentiles, told in every text and file, and made again from a picture."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import models
import run_sim
import sim
from models.person import JOINTS
from sim.language import LANGUAGES, say
from sim.publish import bundle, replay, texts
from sim.study import population
from sim.study.uncertainty import like

ASKED: dict[str, dict[str, Any]] = {
    "forward": {"tilt_deg": 20},
    "little": {"tilt_deg": 0.3},
    "erect": {},
    "slumped": {"posture": "slumped"},
    "measures": {"person": {"sex": "female", "height_m": 1.6, "mass_kg": 60}, "tilt_deg": 12},
}
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return {name: sim.simulate(**asked).with_uncertainty(people=20) for name, asked in ASKED.items()}


def test_percentiles_are_those_of_the_same_people_asked_one_by_one(found: dict[str, Any]) -> None:
    people = [population.draw(0, k, {"sex": "male", "age": 35.0})[0] for k in range(20)]
    loads = [sim.simulate(models.person(**who), tilt_deg=20).joints.compression_N for who in people]
    told = found["forward"].uncertainty["joints"]["compression_N"]
    for share in (5, 50, 95):
        np.testing.assert_allclose(told[f"p{share}"], np.percentile(loads, share, axis=0), atol=0.051)


def test_who_is_sampled_shares_sex_age_and_what_was_measured(found: dict[str, Any]) -> None:
    assert found["forward"].uncertainty["shared"] == {"sex": "male", "age": 35.0}
    told, age = found["measures"].uncertainty, found["measures"].person.age_years
    assert told["shared"] == {"sex": "female", "age": age, "height_m": 1.6, "mass_kg": 60}
    assert not {"mass_kg", "height_m", "sex", "age"} & set(told["drawn"])
    assert "same sex, age, height and mass" in found["measures"].caption()


def test_people_of_known_mass_differ_less(found: dict[str, Any]) -> None:
    def spread(person: Any) -> float:
        bands = sim.simulate(person=person, tilt_deg=10).with_uncertainty(40).uncertainty["joints"]["compression_N"]
        low, high = (bands[share][JOINTS.index("L4-L5")] for share in ("p5", "p95"))
        return float(high - low)

    man = {"sex": "male", "age": 40}
    assert spread({**man, "mass_kg": 80, "height_m": 1.75}) < 0.8 * spread(man)  # mass moves this load most


def test_worn_discs_and_fusions_of_the_model_person_are_kept() -> None:
    _, kept = like(sim.simulate("older_adult"))
    assert kept["disc_grade"] == models.measures("older_adult")["disc_grade"]
    own = models.person(sex="male", fused=["L4-L5"])
    result = sim.simulate(own, posture="stoop").with_uncertainty(20)
    assert like(result)[1] == {"fused": ["L4-L5"]}


def test_every_text_and_table_tells_it_with_the_same_numbers(found: dict[str, Any]) -> None:
    for name, result in found.items():
        span = [f"{result.uncertainty['joints']['compression_N'][share][1]:.0f}" for share in ("p5", "p95")]
        said = {}
        for language in LANGUAGES:
            table = texts.table(result, language)
            assert {len(row) for row in table.rows} == {len(table.header)}
            assert list(table.rows[1][-2:]) == span
            alt = texts.alt(result, language)
            assert len(alt) <= texts.LONGEST_ALT and "90 %" in alt, alt
            caption, long = texts.caption(result, language), texts.long_description(result, language)
            for text in (caption, long):
                assert "90 %" in text and all(number in text for number in span), (name, language)
            said[language] = sorted(NUMBER.findall(caption + long))
        assert said["ms"] == said["en"] == said["zh"], name
        assert "not how sure the model is" in result.caption()
        assert max(map(len, result.table().splitlines())) <= 80
        assert f"{span[0]} to {span[1]}" in result.table()


def test_data_hold_it_and_only_where_it_was_asked_for(found: dict[str, Any]) -> None:
    result = found["forward"]
    document = json.loads(result.to_json())
    assert document["uncertainty"]["people"] == 20 and "not how sure the model is" in document["uncertainty"]["note"]
    rows = list(csv.DictReader(io.StringIO(result.to_csv())))
    for k, row in enumerate(rows):
        assert float(row["compression_N_p95"]) == document["uncertainty"]["joints"]["compression_N"]["p95"][k]
        assert float(row["compression_N_p5"]) < float(row["compression_N_p50"]) < float(row["compression_N_p95"])
    plain = sim.simulate(tilt_deg=20)
    assert plain.to_dict()["uncertainty"] == {} and "p95" not in plain.to_csv() and "90 %" not in plain.table()


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_picture_with_people_is_made_again_byte_for_byte(ending: str, found: dict[str, Any], tmp_path: Path) -> None:
    found["forward"].save(tmp_path, preset="article", theme="dark", language="ms")
    again = replay.replay(tmp_path / f"figure.{ending}")
    assert again.identical and again.result.uncertainty == found["forward"].uncertainty


def test_a_person_of_ones_own_travels_with_its_people(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text((models.files.FOLDER / "older_adult.toml").read_text(encoding="utf-8"), encoding="utf-8")
    sim.simulate(person=str(own), tilt_deg=10).with_uncertainty(20).save(tmp_path / "made", preset="card")
    own.unlink()
    assert replay.replay(tmp_path / "made" / "figure.png").identical


def test_a_bundle_tells_it_in_every_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.publish.page.interactive", lambda *_: "")  # which shows one person all the same
    contents = bundle.bundle({"tilt_deg": 20}, uncertainty=True)
    for name in ("fragment.html", "texts.en.txt", "texts.ms.txt", "texts.zh.txt"):
        assert "90 %" in contents[name].decode().replace("&nbsp;", " "), name
    (tmp_path / "figure.json").write_bytes(contents["figure.json"])
    assert replay.replay(tmp_path / "figure.json").data == contents["figure.png"]


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ({"people": 10**9, "seed": 0}, "people must be a whole number from 20 to 2000"),
        ({"people": 20, "seed": -1}, "seed must be a whole number"),
        ({"people": 20}, "none that Plumbline samples"),
        ([20, 0], "none that Plumbline samples"),
    ],
)
def test_people_that_nobody_samples_are_refused(inside: object, said: str, tmp_path: Path) -> None:
    document = json.loads(sim.simulate(tilt_deg=20).to_json())
    (tmp_path / "result.json").write_text(json.dumps({**document, "uncertainty": inside}))
    with pytest.raises(sim.SpineError, match=said):
        replay.replay(tmp_path / "result.json")


def test_wrong_numbers_of_people_and_impossible_people_are_one_line() -> None:
    result = sim.simulate(tilt_deg=10)
    with pytest.raises(sim.SpineError, match="people must be a whole number from 20 to 2000, not 5"):
        result.with_uncertainty(5)
    with pytest.raises(sim.SpineError, match="leaves nobody in balance"):
        bent = {
            "pelvic_incidence_deg": 60,
            "pelvic_tilt_deg": 5,
            "lumbar_lordosis_deg": 20,
            "thoracic_kyphosis_deg": 80,
        }
        sim.simulate(person=bent).with_uncertainty(20)


def test_the_command_draws_and_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_sim.main(["--tilt", "20", "--uncertainty", "--out", str(tmp_path)]) == 0
    assert "90 % of 200" in capsys.readouterr().out
    assert "90 %" in (tmp_path / "caption.txt").read_text(encoding="utf-8")
    inside = replay.read_inside(tmp_path / "figure.png")
    assert inside["uncertainty"] == {"people": 200, "seed": 0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_card_no_words_lie_on_others_and_it_says_what_the_band_is_not(language: str) -> None:
    request = {"posture": "stoop", "tilt_deg": 10, "direction": "right", "at": "pelvis"}
    card = sim.simulate(**request).with_uncertainty(people=20).plot("card", "light", language)
    title, number, people, warning = (
        text.get_window_extent() for text in (card.title, card.number, card.people, card.warning)
    )
    assert card.warning.get_text() and card.unit.get_window_extent().x0 > number.x1
    drop = 0.25 * number.height  # digits reach neither the foot of their row nor its top
    assert title.y0 >= number.y1 - drop and number.y0 + drop >= people.y1 and people.y0 >= warning.y1
    said = say("band.card", language, count=20, low="", high="")
    assert card.people.get_text().endswith(said[-5:])


def test_a_quiz_on_a_card_does_not_give_the_band_away() -> None:
    result = sim.simulate(tilt_deg=20).with_uncertainty(people=20)
    assert result.plot("card").people.get_text()
    assert not result.plot("card", blank_labels=True).people.get_text()
