"""Auditing: the record of who did what, for earners and owners."""
