"""Connections, transactions, tenants, schema."""
