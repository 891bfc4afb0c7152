"""The public pages: achievements, shared badges, a check for any badge, and the issuer."""
