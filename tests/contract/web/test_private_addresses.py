"""The address of a private badge costs what an unknown address costs: neither answer nor time tells them apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import event

from adapters.database.credentials.credentials import CredentialStore
from adapters.read_models.public_reads import PublicReadModel
from tests.fakes.databases import fresh_sqlite
from tests.fakes.platform import button
from tests.fakes.world import World


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    engine = world.application.database.reader
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


async def test_a_private_badge_is_looked_up_by_the_same_statements_as_an_unknown_one(
    tmp_path: Path,
) -> None:
    world = World.open(fresh_sqlite(tmp_path))
    await world.awards("maya", "@ana mentor Patient")
    await world.settle()
    with world.application.database.read() as connection:
        (held,) = CredentialStore(connection).of_recipient(world.person("ana").id)
    application = world.application
    reads = PublicReadModel(
        application.database, application.issuers, application.signing.lists, world.organisation
    )

    with statements(world) as for_unknown:
        assert await reads.public_credential(UUID(int=7)) is None
    with statements(world) as for_private:
        assert await reads.public_credential(held.public_id) is None
    assert for_private == for_unknown

    await world.presses("ana", button(world.letters("ana")[-1], "share"))
    with statements(world) as for_shared:
        assert await reads.public_credential(held.public_id) is not None
    assert len(for_shared) > len(for_unknown)
    world.close()
