"""Chat, a thin translator by chapter: text, token or form → command → use case → card."""
