"""The model against published cases: ``validate()`` runs them, ``report`` prints them. See ``models/cases.toml``."""

from .scoring import CANNOT, GIVEN, HALF, HIT, MISS, Judged, Rival, Validation, judge, validate

__all__ = ["CANNOT", "GIVEN", "HALF", "HIT", "MISS", "Judged", "Rival", "Validation", "judge", "validate"]
