"""An achievement gets a new version, or is retired, while nominations for it are open."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import select, update

from adapters.database.cases import cases
from adapters.database.catalogue import CatalogueStore, achievements
from adapters.database.credentials import CredentialStore, credentials
from adapters.database.engine import Database
from adapters.database.nominations import nominations
from adapters.database.schema import upgrade
from bot.awarding.model import Stage
from bot.cards import Card
from tests.contract.test_nomination_life import text
from tests.fakes.company import set_rules
from tests.fakes.platform import button
from tests.fakes.world import START, World, shown


async def nominated(world: World, who: str = "ben") -> Card:
    reply = shown(await world.types(who, f"/nominate @chidi mentor because {who} saw it"))
    await world.settle()
    return reply


async def test_a_new_version_does_not_open_a_second_case(world: World) -> None:
    await nominated(world)
    set_rules(world, "mentor")
    assert "already nominated" in (await nominated(world)).summary
    await nominated(world, "ana")
    assert world.rows(cases) == 1
    [card] = world.letters("noor")
    assert "ana saw it" in text(card)
    await world.presses("noor", button(card, "approve"))
    assert world.rows(credentials) == 1


async def test_what_is_issued_is_what_can_be_earned_now(world: World) -> None:
    await nominated(world)
    set_rules(world, "mentor")
    await world.presses("noor", button(world.letters("noor")[0], "approve"))
    with world.house.database.read() as connection:
        [given] = CredentialStore(connection).of_recipient(world.person("chidi").id)
        assert CatalogueStore(connection).get(given.achievement_id).edition == "mentor@2"


async def test_a_retired_achievement_is_awarded_no_more_and_the_approver_hears_why(world: World) -> None:
    await nominated(world)
    with world.house.database.write() as connection:
        CatalogueStore(connection).retire(world.organisation.id, "mentor", world.moment)
    card = world.letters("noor")[0]
    assert "is retired" in shown(await world.presses("noor", button(card, "approve"))).summary
    assert world.rows(credentials) == 0
    assert "Declined" in shown(await world.presses("noor", button(card, "decline"))).summary


async def test_what_the_release_before_opened_without_a_slug_is_found_too(world: World) -> None:
    await nominated(world)
    with world.house.database.write() as connection:
        connection.execute(update(cases), {"slug": None})
        connection.execute(update(nominations), {"slug": None})
    set_rules(world, "mentor")
    assert "already nominated" in (await nominated(world)).summary
    await nominated(world, "ana")
    assert world.rows(cases) == 1


async def test_the_migration_fills_slugs_and_leaves_a_second_open_case_to_its_end(
    world: World, tmp_path: Path
) -> None:
    await nominated(world)
    known = world.house.database
    with known.write() as connection:
        first = connection.execute(select(cases)).mappings().one()
        other = dict(first) | {"id": world.house.chance.new_id(), "token": "second", "slug": None}
        new = connection.execute(select(achievements).where(achievements.c.slug == "mentor")).mappings().one()
        version = dict(new) | {"id": world.house.chance.new_id(), "version": 9, "retired_at": START}
        connection.execute(sa.insert(achievements), version)
        connection.execute(sa.insert(cases), other | {"achievement_id": version["id"]})
        for table in ("cases", "nominations"):
            connection.execute(sa.text(f"DROP INDEX ix_{table}_open_slug"))
            connection.execute(sa.text(f"ALTER TABLE {table} DROP COLUMN slug"))
        connection.execute(sa.text("DROP INDEX ix_letters_kept"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0006'"))
    upgrade(Database(known.url))
    with known.read() as connection:
        found = {row.token: row.slug for row in connection.execute(select(cases.c.token, cases.c.slug))}
        assert found == {first["token"]: "mentor", "second": None}
        assert connection.execute(select(nominations.c.slug)).scalars().all() == ["mentor"]


# What an approval gave can be taken back


async def test_an_approval_can_be_undone_from_its_answer_and_every_card_says_so(world: World) -> None:
    await nominated(world)
    reply = shown(await world.presses("noor", button(world.letters("noor")[0], "approve")))
    await world.settle()
    await world.presses("noor", button(reply, "undo"))
    await world.settle()
    with world.house.database.read() as connection:
        [given] = CredentialStore(connection).of_recipient(world.person("chidi").id)
    assert given.stage is Stage.UNDONE
    assert "taken back" in world.letters("chidi")[-1].summary
    assert "The badge was taken back" in text(world.letters("noor")[0])


async def test_the_decided_card_offers_undo_to_whoever_decided(world: World) -> None:
    await nominated(world)
    await world.presses("noor", button(world.letters("noor")[0], "approve"))
    await world.settle()
    card = world.letters("noor")[0]
    assert "You can undo this until" in text(card)
    world.passes(hours=25)
    assert "24 hours" in shown(await world.presses("noor", button(card, "undo"))).summary


async def test_a_badge_that_was_turned_down_looks_to_its_approver_as_before(world: World) -> None:
    await nominated(world)
    await world.presses("noor", button(world.letters("noor")[0], "approve"))
    await world.settle()
    before = world.letters("noor")[0]
    sure = shown(await world.presses("chidi", button(world.letters("chidi")[-1], "turn_down")))
    await world.presses("chidi", button(sure, "turn_down_now"))
    await world.settle()
    assert world.letters("noor")[0] == before
