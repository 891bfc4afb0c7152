"""Slack: requests from it, calls to it, and the signature check in front of both."""
