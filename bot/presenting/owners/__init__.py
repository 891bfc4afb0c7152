"""Cards for the owners of a programme."""
