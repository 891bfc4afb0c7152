"""The catalogue: what can be earned, and the files it is written in."""
