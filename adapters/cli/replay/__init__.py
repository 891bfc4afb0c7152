"""`laurel replay`: a recorded request through the real gate and listeners."""
