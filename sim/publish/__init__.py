"""Figures as other people publish them."""
