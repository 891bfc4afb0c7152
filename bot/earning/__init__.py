"""Earning: what a person holds, shown to them alone."""
