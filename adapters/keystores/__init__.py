"""Keys at rest or in a key store, and each organisation's issuer made of them."""
