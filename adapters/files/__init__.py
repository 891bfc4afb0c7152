"""Reads what people hand in as files: catalogues, lists of people, awards and revocations, wording."""
