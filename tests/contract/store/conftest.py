"""Every test of this folder runs on each store behind the ports: in memory, on SQLite and on PostgreSQL.

The stores are shared by all of them: each test founds an organisation of its own.
"""

from collections.abc import Iterator

import pytest

from tests.fakes.databases import fresh_sqlite
from tests.fakes.postgresql import fresh_database
from tests.fakes.store_engines import EngineInMemory, EngineOnDatabase, StoreEngine
from tests.fakes.town import Town


@pytest.fixture(scope="session", params=["memory", "sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreEngine]:
    """One of the stores."""
    if request.param == "memory":
        yield EngineInMemory()
    elif request.param == "sqlite":
        opened = EngineOnDatabase(fresh_sqlite(tmp_path_factory.mktemp("store")))
        yield opened
        opened.close()
    else:
        with fresh_database(request.getfixturevalue("postgresql_url")) as url:
            opened = EngineOnDatabase(url)
            yield opened
            opened.close()


@pytest.fixture
def town(engine: StoreEngine) -> Town:
    """An organisation with four people and two achievements."""
    return Town.found(engine)


@pytest.fixture
def neighbours(engine: StoreEngine) -> Town:
    """Another organisation beside it."""
    return Town.found(engine)
