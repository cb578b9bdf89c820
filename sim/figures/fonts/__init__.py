"""The small Chinese fonts of the figures, and how they are made."""
