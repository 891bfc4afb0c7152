"""Verification in processes that can be killed, with documents fetched under guard."""
