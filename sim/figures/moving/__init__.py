"""Movements, drawn: strips, curves and films."""
