"""Microsoft Teams: what it sends, what it is sent, and the token check in front of both."""
