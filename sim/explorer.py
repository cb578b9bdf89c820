"""Sliders in a notebook: turn a parameter, and spine, angles and loads follow while the slider moves.

The figure is drawn as SVG: every outline of a bone is written once, and an update only writes where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import models
from models.errors import SpineError

from . import kernels
from .items import CARRIED, DIRECTIONS, LARGEST_TILT_DEG, PLACES
from .pipeline import simulate
from .posture import NoPosture
from .scenario import Scenario, build
from .words import ScenarioError

if TYPE_CHECKING:
    from .result import Result

HOW_TO_GET = "sim.explore() needs ipywidgets; run  pip install 'plumbline[notebooks]'  and restart the kernel"
NOTHING = "nothing"  # carried
LARGEST_KG = 30.0  # of the slider, unless it begins with more
# letters: Jupyter's server keeps what is shorter than one segment (64 kB on one machine) for up to 40 ms
_SEGMENT = 70_000


@dataclass(frozen=True)
class State:
    """Where every control stands.

    Attributes:
        tilt_deg: 0 or more. direction, at: of the tilt.
        posture, person: names; a person may be the path of a file.
        carried: what carries; ``NOTHING`` where nothing is. load_kg: how much.
    """

    tilt_deg: float = 15.0
    direction: str = "forward"
    at: str = "lumbar"
    posture: str = "erect"
    person: str = "adult_male"
    carried: str = NOTHING
    load_kg: float = 10.0

    def applied(self, rest: Scenario) -> Scenario:
        """The scenario that this state asks for.

        Args:
            rest: what no control speaks of: fusions, holds, lifts, a title, how far in front hands hold their load.
        """
        words: dict[str, Any] = {"posture": self.posture, "person": self.person, "tilts": (), "carry": ()}
        if self.tilt_deg:
            words["tilts"] = [{"deg": self.tilt_deg, "direction": self.direction, "at": self.at}]
        if self.carried != NOTHING and self.load_kg:
            reach_m = {load.where: load.reach_m for load in rest.carry}.get(self.carried)
            words["carry"] = [{"where": self.carried, "mass_kg": self.load_kg, "reach_m": reach_m}]
        return build(rest, **words)


def state_of(scenario: Scenario) -> State:
    """Where the controls must stand for a scenario.

    Raises:
        ScenarioError: it holds more than one tilt or load, or a person of its own, for which there is no control.
    """
    if len(scenario.tilts) > 1 or len(scenario.carry) > 1:
        raise ScenarioError("explore() has sliders for one tilt and one load; leave the others out")
    if not isinstance(scenario.person, str):
        raise ScenarioError("explore() takes people by name; write the measures to a file and give its path as person")
    state: dict[str, Any] = {"posture": scenario.posture, "person": scenario.person, "tilt_deg": 0.0}
    for tilt in scenario.tilts:
        state |= {"tilt_deg": tilt.deg, "direction": tilt.direction, "at": tilt.at}
    for load in scenario.carry:
        state |= {"carried": load.where, "load_kg": load.mass_kg}
    return State(**state)


class Explorer:
    """Controls and figure; shows itself at the end of a notebook's cell.

    Attributes:
        state: where the controls stand.
        scenario: what that asks. result: what the model answers; the last answer where there is none.
        refused: why there is no answer now; empty where there is one.
        widget: the whole of it, an ``ipywidgets.VBox``.
    """

    def __init__(self, rest: Scenario, state: State, widgets: Any) -> None:
        kernels.answered(kernels.PATIENCE)  # a slider asks for hundreds
        self._rest = rest
        self.state = state
        self.scenario = state.applied(rest)
        self.result: Result = simulate(scenario=self.scenario)
        self.refused = ""
        self._figure = widgets.HTML(layout=widgets.Layout(max_width="960px"))
        self._drawn = ""
        self._held = False
        self.controls = _controls(widgets, state)
        for control in self.controls.values():
            control.observe(self._turned, names="value")
        reset = widgets.Button(description="Reset", tooltip="Back to where it began")
        first = state
        reset.on_click(lambda _: self.set(first))
        self.copy = widgets.ToggleButton(description="Show as scenario", tooltip="All of it as text to copy")
        self.copy.observe(self._show_scenario, names="value")
        self._text = widgets.Textarea(rows=5, layout=widgets.Layout(width="44em", display="none"))
        columns = [list(self.controls.values())[k::2] for k in range(2)]
        buttons = widgets.HBox([reset, self.copy], layout=widgets.Layout(justify_content="flex-end"))
        panel = [widgets.VBox(columns[0]), widgets.VBox([*columns[1], buttons])]
        wrapped = widgets.Layout(flex_flow="row wrap")
        self.widget = widgets.VBox([widgets.HBox(panel, layout=wrapped), self._text, self._figure])
        self._draw()

    def set(self, state: State) -> None:
        """Put every control where a state says, and answer once.

        Args:
            state: the new state.
        """
        self._held = True
        self.controls["tilt_deg"].max = max(LARGEST_TILT_DEG)  # the direction that limits it may change too
        try:
            for name, control in self.controls.items():
                control.value = getattr(state, name)
        finally:
            self._held = False
        self._turned(None)

    def scenario_toml(self) -> str:
        """The whole state as a scenario file, for ``python run_sim.py scenario.toml`` or ``sim.simulate``."""
        return self.scenario.to_toml()

    def _turned(self, _: object) -> None:
        if self._held:
            return
        self._limit()
        self.state = State(**{name: control.value for name, control in self.controls.items()})
        try:
            self.scenario = self.state.applied(self._rest)
            self.result = simulate(scenario=self.scenario)
            self.refused = ""
        except (ScenarioError, NoPosture) as reason:
            self.refused = str(reason)
        self._draw()

    def _limit(self) -> None:
        """The tilt goes as far as its direction allows."""
        axis, _ = DIRECTIONS[self.controls["direction"].value]
        self._held = True
        self.controls["tilt_deg"].max = LARGEST_TILT_DEG[axis]
        self._held = False

    def _draw(self) -> None:
        """Picture and words in one message: a browser then draws once."""
        from html import escape

        from .figures import vector

        if not self.refused:
            self._drawn = vector.svg(self.result)
        role = "alert" if self.refused else "status"
        said = f"No posture: {self.refused}" if self.refused else self.result.caption()
        words = f"<p role='{role}' style='max-width:60em;line-height:1.4'>{escape(said)}</p>"
        self._figure.value = f"<div>{self._drawn}{words}</div>".ljust(_SEGMENT)
        if self.copy.value:
            self._text.value = self.scenario_toml()

    def _show_scenario(self, _: object) -> None:
        self._text.value = self.scenario_toml()
        self._text.layout.display = "" if self.copy.value else "none"

    def __repr__(self) -> str:
        return f"<Explorer: {self.result!r}>"

    def _repr_mimebundle_(self, **words: Any) -> Any:
        return self.widget._repr_mimebundle_(**words)


def explore(scenario: Scenario | None = None, **words: Any) -> Explorer:
    """Sliders for tilt, direction, place, posture, person and load; the figure follows while a slider moves.

    Args:
        scenario: where to begin, as for ``simulate``; without one the lumbar curve tilted 15 degrees forward.
        **words: the scenario's words. What no slider speaks of (fusions, holds, lifts) is kept.

    Raises:
        SpineError: ipywidgets is not installed; the line says how to get it.
        ScenarioError: more than one tilt or load, or a person given as a table of measures.
    """
    try:
        import ipywidgets
    except ImportError:
        raise SpineError(HOW_TO_GET) from None
    if scenario is None and not words:
        return Explorer(build(None), State(), ipywidgets)
    asked = build(scenario, **words)
    return Explorer(asked, state_of(asked), ipywidgets)


def _controls(widgets: Any, state: State) -> dict[str, Any]:
    """One control for each field of the state, in the order in which they are shown."""
    wide = widgets.Layout(width="22em")
    look = {"style": {"description_width": "7em"}, "layout": wide}

    def choose(label: str, options: Any, value: str) -> Any:
        known = [*options] if value in options else [value, *options]
        return widgets.Dropdown(description=label, options=known, value=value, **look)

    def slide(label: str, value: float, largest: float, step: float) -> Any:
        return widgets.FloatSlider(
            description=label, value=value, min=0.0, max=largest, step=step, readout_format=".1f", **look
        )

    return {
        "tilt_deg": slide("Tilt, degrees", state.tilt_deg, max(LARGEST_TILT_DEG), 0.5),
        "posture": choose("Posture", models.load_postures(), state.posture),
        "direction": choose("Direction", DIRECTIONS, state.direction),
        "person": choose("Person", models.people(), state.person),
        "at": choose("Place", PLACES, state.at),
        "carried": choose("Carried by", (NOTHING, *CARRIED), state.carried),
        "load_kg": slide("Load, kg", state.load_kg, max(LARGEST_KG, state.load_kg), 0.5),
    }
