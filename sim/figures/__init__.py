"""Figures of a result: computed first, then drawn. Importing this package imports matplotlib; nothing else does."""
