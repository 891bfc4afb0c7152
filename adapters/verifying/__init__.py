"""Verification beyond the pure part: killable processes, guarded fetching of documents, local documents."""
