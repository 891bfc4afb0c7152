"""Text on pictures: direction, shaping, lines."""
