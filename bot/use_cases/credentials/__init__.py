"""Awarding, correcting, sharing and taking along credentials."""
