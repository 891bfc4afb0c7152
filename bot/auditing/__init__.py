"""Auditing: what happened, kept for those who must be able to ask."""
