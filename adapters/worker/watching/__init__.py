"""Jobs that ask the platforms again about what may have changed: people, and messages behind nominations."""
