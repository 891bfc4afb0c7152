"""Use cases on the catalogue."""
