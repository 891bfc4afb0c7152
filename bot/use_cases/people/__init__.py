"""Learning who people are, and when they are away."""
