"""Movements: postures in balance, one after another. Start with ``moves.move``."""
