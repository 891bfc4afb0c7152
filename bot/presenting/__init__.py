"""Results as cards, by chapter; letters as cards."""
