"""People in the database: what two transactions learn of somebody at once, both count."""

from dataclasses import replace

from adapters.database.people.people import PeopleStore
from bot.domain.people.model import MembershipStatus
from tests.fakes.world import World


def test_two_who_change_different_things_about_somebody_at_once_both_count(fresh_postgresql: str) -> None:
    """On SQLite one of them waits, so they are never at once."""
    world = World.open(fresh_postgresql)
    ana, noor = world.person("ana"), world.person("noor")
    with world.application.database.write() as connection:
        learning = PeopleStore(connection)
        read = learning.get(ana.id)
        with world.application.database.write() as other:
            importing = PeopleStore(other)
            importing.change(
                replace(importing.get(ana.id), manager_id=noor.id, standing=MembershipStatus.LEFT)
            )
        learning.change(replace(read, timezone="Europe/Madrid"))
    after = world.person("ana")
    assert (after.manager_id, after.standing, after.timezone) == (
        noor.id,
        MembershipStatus.LEFT,
        "Europe/Madrid",
    )
    world.close()


def test_what_was_changed_and_changed_back_stands_as_it_was(world: World) -> None:
    ana = world.person("ana")
    with world.application.database.write() as connection:
        people = PeopleStore(connection)
        people.change(replace(people.get(ana.id), name="Anna"))
        people.change(ana)
        assert people.get(ana.id) == ana
    assert world.person("ana") == ana
