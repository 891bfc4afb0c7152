"""The database, SQLite or PostgreSQL, in SQLAlchemy Core: a file per chapter, with its tables and statements."""
