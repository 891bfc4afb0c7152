"""People: identities, managers and owners."""
