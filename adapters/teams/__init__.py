"""Microsoft Teams: requests from it, calls to it, and the token check in front of both."""
