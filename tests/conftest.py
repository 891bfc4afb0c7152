"""Databases and small companies for the tests: the same suite runs on SQLite and on a real PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.database.engine.engine import Database
from tests.fakes.chat_world import ChatWorld
from tests.fakes.databases import fast_folder, fresh_sqlite
from tests.fakes.made_once import begin_keys_again, made_once
from tests.fakes.memory.world import MemoryWorld
from tests.fakes.postgresql import fresh_database, postgresql_cluster
from tests.fakes.world import World

TESTS = Path(__file__).parent
ORDER = ("journeys", "interop", "golden", "contract", "unit", "house", "benchmarks")
"""The folders of tests, the one with the longest tests first."""
IN_MEMORY = "memory:"
"""Stands for the in-memory store where a test names a database."""


def pytest_configure() -> None:
    """Folders of tests lie in memory where that is possible: on a disk, they mostly wait for it."""
    folder = fast_folder()
    if folder:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Folders with the longest tests come first, so that no worker is left alone with one of them at the end."""
    items.sort(key=lambda item: ORDER.index(item.path.relative_to(TESTS).parts[0]))


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
    """A real PostgreSQL; the URL of its superuser."""
    with postgresql_cluster() as url:
        yield url


@pytest.fixture
def fresh_postgresql(postgresql_url: str) -> Iterator[str]:
    """A fresh database, a copy of one that was migrated, as the ordinary role sees it."""
    with fresh_database(postgresql_url) as url:
        yield url


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
    with fresh_database(request.getfixturevalue("postgresql_url"), template="template1") as url:
        opened = Database(url)
        yield opened
        opened.close()
