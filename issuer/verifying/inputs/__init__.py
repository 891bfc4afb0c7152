"""From bytes to a parsed badge: tokens, pictures, JSON, shapes."""
