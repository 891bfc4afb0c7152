"""Settings: read from the environment, checked, handed on as values."""
