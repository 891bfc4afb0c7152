"""`laurel doctor`: each part of an installation, its state, and what to do about it."""
