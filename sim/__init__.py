"""What happens to a spine: posture, loads, alignment. Start with ``simulate``; read ``sim.pipeline``.

Names are imported on first use, so that ``import sim`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.errors import SpineError as SpineError

    from .buckling import buckling_load as buckling_load
    from .explain.comparison import compare as compare
    from .explain.exposures import exposure as exposure
    from .explorer import explore as explore
    from .figures.multiples import plot_many as plot_many
    from .files import OutputError as OutputError
    from .gains import assuming as assuming
    from .legs.loads import leg_loads as leg_loads
    from .legs.nerves import innervation as innervation
    from .legs.rootloss import root_loss as root_loss
    from .many import Answers as Answers
    from .many import simulate_many as simulate_many
    from .motion.movement import Movement as Movement
    from .motion.moves import move as move
    from .motion.moves import walk as walk
    from .pipeline import simulate as simulate
    from .posture import NoPosture as NoPosture
    from .result import Result as Result
    from .scenario import Carry as Carry
    from .scenario import Scenario as Scenario
    from .scenario import ScenarioError as ScenarioError
    from .scenario import Tilt as Tilt
    from .study.cohort import cohort as cohort
    from .study.sobol import sobol as sobol
    from .study.sweep import sweep as sweep
    from .study.tornado import tornado as tornado

__version__ = "0.1.0"

_HOME = {
    "Answers": "sim.many",
    "Carry": "sim.scenario",
    "Movement": "sim.motion.movement",
    "NoPosture": "sim.posture",
    "OutputError": "sim.files",
    "Result": "sim.result",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.scenario",
    "SpineError": "models.errors",
    "Tilt": "sim.scenario",
    "assuming": "sim.gains",
    "buckling_load": "sim.buckling",
    "cohort": "sim.study.cohort",
    "compare": "sim.explain.comparison",
    "explore": "sim.explorer",
    "exposure": "sim.explain.exposures",
    "innervation": "sim.legs.nerves",
    "leg_loads": "sim.legs.loads",
    "move": "sim.motion.moves",
    "plot_many": "sim.figures.multiples",
    "root_loss": "sim.legs.rootloss",
    "simulate": "sim.pipeline",
    "simulate_many": "sim.many",
    "sobol": "sim.study.sobol",
    "sweep": "sim.study.sweep",
    "tornado": "sim.study.tornado",
    "walk": "sim.motion.moves",
}
__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
