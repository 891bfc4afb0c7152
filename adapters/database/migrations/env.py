"""Alembic's entry: runs migrations on the given connection (`adapters/database/schema.py`)."""

from alembic import context

from adapters.database.engine.engine import advisory_lock
from adapters.database.schema import all_tables

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    # One upgrade at a time: a second process waits here, then finds nothing left to do.
    advisory_lock(connection)
    # A migration that waits for a table blocks everything queued behind it; better to give up, say so, and start again.
    connection.exec_driver_sql("SET LOCAL lock_timeout = '2s'")
context.configure(connection=connection, target_metadata=all_tables(), render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
