"""Our own documents, as they are served and as a check of our own badges reads them."""
