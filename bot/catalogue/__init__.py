"""The catalogue: what can be earned."""
