"""The only place that knows everything: every part is made and joined here, and nowhere else."""
