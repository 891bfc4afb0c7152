"""Operators beside the database: each function opens what a use case needs, and runs it."""
