"""Nominations, cases and draft forms: tables and statements."""
