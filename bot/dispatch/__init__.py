"""From a request to its use case and back to an answer."""
