"""Achievements, pictures, brands and keys: tables and statements."""
