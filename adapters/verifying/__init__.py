"""Verifying beyond the pure part: processes that can be killed, documents fetched with care, our own from the store."""
