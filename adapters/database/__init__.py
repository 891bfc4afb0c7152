"""The store, on SQLite and PostgreSQL, in SQLAlchemy Core: a file per chapter, its tables and its statements."""
