"""Nominating: a colleague proposes, the right approver decides."""
