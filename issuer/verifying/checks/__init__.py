"""The named checks."""
