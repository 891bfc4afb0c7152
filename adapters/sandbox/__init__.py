"""The sandbox: a small chat platform of its own, so that Laurel can be tried without any account."""
