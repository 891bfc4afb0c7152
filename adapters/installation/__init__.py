"""Prepares a database to run: schema, organisation, key, catalogue."""
