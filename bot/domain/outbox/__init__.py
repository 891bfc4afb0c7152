"""Letters and jobs: what a use case leaves for the background."""
