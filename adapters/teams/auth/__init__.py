"""Who sent a request, and our own token."""
