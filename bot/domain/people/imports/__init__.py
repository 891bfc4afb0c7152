"""The import of a people file: rows, known people, and the changes that follow. Pure."""
