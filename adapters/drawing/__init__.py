"""Draws badges, cards and tiles off the event loop, with typefaces from packages, and caches the results."""
