"""The documents that programs fetch: keys, profiles, status lists, hosted badges."""
