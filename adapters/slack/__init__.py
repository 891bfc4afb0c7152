"""Slack: what it sends, what it is sent, and the gate in front of both."""
