"""The public pages: what can be earned, what an earner chose to show, a check for anyone, and who signs."""
