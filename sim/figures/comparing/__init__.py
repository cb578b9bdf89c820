"""Two results side by side, drawn."""
