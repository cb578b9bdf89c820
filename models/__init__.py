"""What a spine is: cited numbers in TOML, their schema, and the loader that turns them into a `Person`."""

from models.errors import ModelError, SpineError, nearest
from models.people import load, many, measures, people, person
from models.person import AXES, BODIES, CERVICAL, JOINTS, LUMBAR, THORACIC, Muscles, Person, Tissue
from models.postures import Gains, Posture, load_gains, load_postures

__all__ = [
    "AXES",
    "BODIES",
    "CERVICAL",
    "JOINTS",
    "LUMBAR",
    "THORACIC",
    "Gains",
    "ModelError",
    "Muscles",
    "Person",
    "Posture",
    "SpineError",
    "Tissue",
    "load",
    "load_gains",
    "load_postures",
    "many",
    "measures",
    "nearest",
    "people",
    "person",
]
