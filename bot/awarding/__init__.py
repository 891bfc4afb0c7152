"""Awarding: the direct grant by somebody entitled, and what every grant has in common."""
