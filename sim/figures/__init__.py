"""Figures of a result: computed first, then drawn. Only here is matplotlib imported."""
