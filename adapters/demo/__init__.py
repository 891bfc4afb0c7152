"""`laurel demo`: the sandbox with demo users and a history to look at."""
