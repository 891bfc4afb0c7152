"""Sharing: a badge is shown only with its earner's consent, which can be withdrawn."""
