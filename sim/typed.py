"""The scenario that a command line asks for: its options, as typed, as words that ``sim.scenario`` checks."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from .items import LARGEST_LIFT_M, Brace, Carry, Curve, Lift, Shift, Tilt
from .options import ANGLES, EXAMPLE_TILT, PLAIN, STANDING
from .scenario import LARGEST_HEELS_M, Scenario, build
from .words import ScenarioError, quantity


def scenario_of(options: Namespace, example: bool = False) -> Scenario:
    """The scenario of the file that is named, if one is, with the words that were typed in place of its own.

    Args:
        options: of a parser with ``sim.options.add_words``.
        example: whether the example's tilt is meant where nothing but a person standing is asked for.

    Raises:
        ScenarioError: the line, or the file, asks for what there is not.
    """
    words = words_of(options)
    if example and _asks_for_nothing(options, words):
        words["tilts"] = [dict(EXAMPLE_TILT)]
    return build(options.scenario, **words)


def words_of(options: Namespace) -> dict[str, Any]:
    """The scenario words that the options give.

    Raises:
        ScenarioError: naming the option.
    """
    words = {name: getattr(options, name) for name in PLAIN if getattr(options, name) is not None}
    if options.tilts:
        for tilt in options.tilts:
            if "deg" not in tilt:
                raise ScenarioError("--to or --at is given but no --tilt; say by how many degrees, such as --tilt 10")
        words["tilts"] = [Tilt(**{**tilt, "deg": quantity(tilt["deg"], "deg", "--tilt")}) for tilt in options.tilts]
    for name in ANGLES:
        typed = getattr(options, name)
        if typed is not None:
            words[name] = quantity(typed, "deg", f"--{name.replace('_', '-')}")
    if options.heels is not None:
        _refuse_metres("--heels", options.heels, options.heels, LARGEST_HEELS_M)
        words["heels_m"] = quantity(options.heels, "m", "--heels")
    for option, kind, name, texts, example in (
        ("--carry", Carry, "carry", options.carry, "right-hand=10kg"),
        ("--shift", Shift, "shifts", options.shift, "thorax=50mm@forward"),
        ("--curve", Curve, "curves", options.curve, "lumbar=20deg"),
        ("--lift", Lift, "lift", options.lift, "left=10mm"),
        ("--brace", Brace, "braced", options.brace, "lumbar=50%"),
    ):
        for text in texts or ():
            what, given, how = text.partition("=")
            if not given and text.lstrip("+-.")[:1].isdigit():
                raise ScenarioError(
                    f"{option} {text!r} says how much, but not what or where; write it as in {option} {example}"
                )
            if not given and option != "--brace":  # a bare region doubles its stiffness
                raise ScenarioError(
                    f"{option} {text!r} does not say how much; write {option} {what}={example.partition('=')[2]}"
                )
            if option == "--lift":
                _refuse_metres(option, text, how, LARGEST_LIFT_M)
            words.setdefault(name, []).append(kind.parse(what, how))
    if options.fuse:
        words["fused"] = options.fuse
    return words


def _refuse_metres(option: str, typed: str, height: str, most_m: float) -> None:
    """Refuse a height under the foot that is metres as typed and was meant in millimetres."""
    if height.strip().replace(".", "", 1).isdecimal() and float(height) >= 1.0:
        raise ScenarioError(f"{option} {typed} is metres; write {option} {typed}mm (0 to {most_m:g} m)")


def _asks_for_nothing(options: Namespace, words: dict[str, Any]) -> bool:
    """Whether neither file nor words ask for more than a person standing, and the legs for nothing either."""
    return (
        options.scenario is None
        and not (getattr(options, "root", None) or getattr(options, "stance", None))
        and not set(words) - {"person", "posture"}
        and words.get("posture", STANDING) == STANDING
    )
