"""Composition: every part is created and connected here, and nowhere else."""
