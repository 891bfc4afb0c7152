"""Which key, and whose."""
