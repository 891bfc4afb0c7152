"""Credentials, status lists and download links: tables and statements."""
