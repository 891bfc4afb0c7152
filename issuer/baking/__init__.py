"""Credentials inside pictures."""
