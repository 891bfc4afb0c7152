"""Signing: keys at rest or in a key store, and the issuer of each organisation."""
