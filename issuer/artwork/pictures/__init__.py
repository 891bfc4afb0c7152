"""Whole pictures: badges, tiles, celebrations, charts, uploads."""
