"""Nominating and deciding."""
