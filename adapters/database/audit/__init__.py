"""The audit trail: tables and statements."""
