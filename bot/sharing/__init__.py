"""Sharing: nothing is shown to anybody unless its earner says so, and they can take it back."""
