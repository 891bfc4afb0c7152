"""The outermost ring: chat platforms, web, database, background work, command line, and the wiring of it all."""
