"""The canonical form of JSON-LD documents, and the template compiled from it."""
