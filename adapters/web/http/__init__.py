"""Requests and responses: headers, negotiation, uploads, limits, error pages."""
