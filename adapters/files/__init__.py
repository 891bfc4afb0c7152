"""Reads files that people provide: catalogues, lists of people, awards and revocations, wording."""
