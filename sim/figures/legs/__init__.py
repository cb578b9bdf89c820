"""Legs and their roots, drawn."""
