"""Nominating: a colleague nominates, the right approver decides."""
