"""Nominations: cases, approvers, and what an approver should know."""
