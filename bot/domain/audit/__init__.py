"""The audit trail: what happened, kept for owners and auditors."""
