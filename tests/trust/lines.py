"""Command lines: every command with its options, each with a value or nearly; one generator of ``fuzzing.py``."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import odd
from odd import Draw, one

import models
from sim import items, options
from sim.explain import offered
from sim.figures.presets import PRESETS


def _number(rng: Draw) -> str:
    return str(one(rng, ("10", "0", "-5", "20deg", "5 deg", "1e3", "nan", "99", "12,5", "30mm", odd.text(rng))))


def _values(rng: Draw, option: str) -> str:
    """A value that an option takes, or nearly."""
    if rng.random() < 0.12:
        return odd.text(rng)
    known: dict[str, Any] = {
        "--to": list(items.DIRECTIONS),
        "--at": items.PLACES,
        "--curve": ("lumbar=20", "thoracic=60", "lumbar", "neck=3"),
        "--fuse": ("L4-L5", "L4/5", "T1", "C0-C1"),
        "--brace": ("lumbar=50%", "neck", "thoracic=3", "lumbar=1e9"),
        "--shift": ("thorax=50mm@forward", "head=5cm@left@T1", "T12=0.1", "L5=1m"),
        "--person": ("adult_male", "adult_female", *odd.PATHS),
        "--posture": list(models.load_postures()),
        "--arms": items.ARMS,
        "--heels": ("30mm", "7cm", "30"),
        "--lift": ("left=10mm", "right=4cm", "left=10"),
        "--carry": ("right-hand=10", "both-hands=20kg@40cm", "backpack=8", "belly=500g", "both-hands=1e9"),
        "--stance": ("two-leg", "left", "right", "three"),
        "--root": ("L4=60%", "S1=1", "L2=200%", "C5=3"),
        "--side": ("left", "right", "both"),
        "--task": ("stand", "squat", "stairs", "one-leg"),
        "--preset": (*PRESETS, "huge"),
        "--theme": ("light", "dark", "red"),
        "--language": ("en", "ms", "zh", "../en", "english", "Bahasa Melayu"),
        "--brand": ("brand.toml", *odd.PATHS),
        "--out": ("out", "deep/er/out", "../beside", "folder/../out"),
        "--json": ("-", "x"),
        "--peel": ("L4-L5", "T12/L1", "L9"),
        "--movement": ("forward", "walk", "squat", "nod", "fly"),
        "--steps": ("2", "5", "1", "1000000000", "-3"),
        "--animate": ("gif", "mp4", "avi"),
        "--by": (*offered.INTERVENTIONS, "strength=+20%", "body-mass=-5kg", "body-mass=1e9kg"),
        "--gain": ("head_N_per_m=20", "relaxed.tone=0.5", "gaze_Nm_per_rad", "x=1", "cone_m=0"),
        "--over": ("tilt_deg=0:30:5", "at=pelvis,lumbar", "mass_kg=60:100:10", "tilt_deg=0:1e18:1e-9", "gain:cone_m=1"),
        "--show": ("compression_N:L4-L5", "sva_mm", "all", "compression_N"),
        "--people": ("10", "1000000000000", "0", "x"),
        "--seed": ("0", "1", "-1"),
        "--chunk": ("1", "5", "1000000000000"),
        "--given": ("sex=female", "age=70", "age=7000", "name=x", "fused=L4-L5"),
        "--samples": ("4", "3", "1000000000"),
        "--factor": ("1.25", "0", "nan", "inf"),
        "--only": ("C21", "C21.2", "flat-back", "x"),
        "--contact": ("out/a.png", "a.gif"),
        "--docs": ("out/page.md",),
        "--address": ("https://a.example/b", "javascript:alert(1)", "//x", '"><script>'),
    }
    if option in known:
        return str(one(rng, known[option]))
    return _number(rng)


FLAGS = (
    "--head-free",
    "--blank-labels",
    "--no-figure",
    "--quiet",
    "--why",
    "--exposure",
    "--csv",
    "--parquet",
    "--help",
)
SCENARIO = ("--tilt", "--to", "--at", "--curve", "--fuse", "--brace", "--lean-deg", "--bend-deg", "--turn-deg")
SCENARIO += ("--head-deg", "--head-bend-deg", "--head-turn-deg", "--head-free", "--shift", "--person", "--posture")
SCENARIO += ("--knee-deg", "--seat-deg", "--backrest-deg", "--arms", "--heels", "--lift", "--carry")
LEGS = ("--stance", "--root", "--side", "--task")
LOOK = ("--preset", "--theme", "--language", "--blank-labels", "--brand")
OUTPUT = ("--out", "--json", "--no-figure", "--quiet")
OWN: dict[str, tuple[str, ...]] = {
    "": (*LEGS, *LOOK, "--why", "--exposure", "--peel", "--version", *OUTPUT, *SCENARIO),
    "move": ("--movement", "--to-deg", "--steps", "--theme", "--animate", *OUTPUT, *SCENARIO),
    "compare": ("--by", "--gain", "--theme", "--out", "--json", "--no-figure"),
    "sweep": ("--over", "--show", "--theme", "--parquet", *OUTPUT, *SCENARIO),
    "cohort": ("--people", "--seed", "--given", "--chunk", "--csv", "--theme", *OUTPUT, *SCENARIO),
    "tornado": ("--show", "--over", "--factor", "--theme", *OUTPUT, *SCENARIO),
    "sobol": ("--show", "--given", "--gain", "--samples", "--factor", "--seed", "--theme", *OUTPUT, *SCENARIO),
    "publish": ("--out", "--language", "--preset", "--brand", "--address", "--quiet", *SCENARIO),
    "gallery": ("--out", "--language", "--theme", "--only", "--contact", "--quiet"),
    "replay": ("--out", "--brand", "--quiet"),
    "roots": ("--json", "--out", "--theme"),
    "people": (),
    "postures": (),
    "validate": ("--only", "--out", "--json", "--docs", "--theme"),
    "calibrate": ("--only", "--gain", "--json", "--write"),
}


def command_line(rng: Draw) -> list[str]:
    """A command with some of its options, each with a value or nearly; then bent, now and then."""
    assert set(OWN) - {""} == set(options.COMMANDS)
    command = str(one(rng, list(OWN))) if rng.random() < 0.6 else ""
    typed = [command] if command else []
    if rng.random() < 0.3 and command not in ("people", "postures", "gallery"):
        typed.append(str(one(rng, ("good.toml", "good.json", "knee", "L4", "before.png", *odd.PATHS))))
    for _ in range(int(rng.integers(0, 5))):
        if OWN[command]:
            option = str(one(rng, OWN[command]))
            typed.append(option)
            if option not in FLAGS and option not in ("--version", "--write"):
                typed.append(_values(rng, option))
    if command == "sweep" and rng.random() < 0.7:
        typed += ["--over", _values(rng, "--over")]
    if rng.random() < 0.15 and typed:
        k = int(rng.integers(len(typed)))
        typed[k] = str(one(rng, (odd.misspelt(rng, typed[k]), odd.text(rng), f"{typed[k]}={odd.text(rng)}")))
    return typed


def chosen(arguments: list[str]) -> tuple[str, ...]:
    """Folders that a command line names for its files."""
    named = [word for option, word in pairwise(arguments) if option in ("--out", "--contact")]
    named += [word.partition("=")[2] for word in arguments if word.startswith("--out=")]
    return tuple(word for word in named if word.strip() and "\0" not in word)
