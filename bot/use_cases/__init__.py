"""The use cases, by chapter."""
