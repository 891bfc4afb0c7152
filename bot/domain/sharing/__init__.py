"""Sharing: nothing is shown without the earner's consent, and consent can be taken back."""
