"""Outlines, masks and icons."""
