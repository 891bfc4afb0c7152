"""The commands and buttons of earners."""
