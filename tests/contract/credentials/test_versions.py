"""An achievement gets a new version, or is retired, while nominations for it are open."""

import pytest
import sqlalchemy as sa
from sqlalchemy import select, update

from adapters.database.catalogue.catalogue import achievements
from adapters.database.credentials.credentials import credentials
from adapters.database.engine.engine import Database
from adapters.database.nominations.cases import cases
from adapters.database.nominations.nominations import nominations
from adapters.database.people.tables import people
from adapters.database.people.workspaces import organisations, workspaces
from adapters.database.schema import upgrade
from bot.domain.credentials.model import CredentialStage
from bot.messages.cards import Card
from tests.contract.nominations.test_nomination_life import text
from tests.fakes.chat_world import START, ChatWorld, asked, shown
from tests.fakes.company import set_rules
from tests.fakes.platform import button
from tests.fakes.world import World

pytestmark = pytest.mark.engines("memory")

TABLES = (organisations, workspaces, people, achievements, cases, nominations)
"""Parents before their children."""


async def nominated(world: ChatWorld, who: str = "ben") -> Card:
    reply = shown(await world.types(who, f"/nominate @chidi mentor because {who} saw it"))
    await world.settle()
    return reply


async def test_a_new_version_does_not_open_a_second_case(world: ChatWorld) -> None:
    await nominated(world)
    set_rules(world, "mentor")
    assert "already nominated" in (await nominated(world)).summary
    await nominated(world, "ana")
    assert world.rows(cases) == 1
    [card] = world.letters("noor")
    assert "ana saw it" in text(card)
    await world.presses("noor", button(card, "approve"))
    assert world.rows(credentials) == 1


async def test_what_is_issued_is_what_can_be_earned_now(world: ChatWorld) -> None:
    await nominated(world)
    set_rules(world, "mentor")
    await world.presses("noor", button(world.letters("noor")[0], "approve"))
    with world.read() as store:
        [given] = store.credentials.of_recipient(world.person("chidi").id)
        assert store.catalogue.get(given.achievement_id).edition == "mentor@2"


async def test_a_retired_achievement_is_awarded_no_more_and_the_approver_hears_why(world: ChatWorld) -> None:
    await nominated(world)
    with world.store() as store:
        store.catalogue.retire(world.organisation.id, "mentor", world.moment)
    card = world.letters("noor")[0]
    assert "is retired" in shown(await world.presses("noor", button(card, "approve"))).summary
    assert world.rows(credentials) == 0
    assert "Declined" in shown(await world.presses("noor", button(card, "decline"))).summary


@pytest.mark.engines("sqlite", "postgresql")
async def test_what_the_release_before_opened_without_a_slug_is_found_too(world: World) -> None:
    await nominated(world)
    with world.application.database.write() as connection:
        connection.execute(update(cases), {"slug": None})
        connection.execute(update(nominations), {"slug": None})
    set_rules(world, "mentor")
    assert "already nominated" in (await nominated(world)).summary
    await nominated(world, "ana")
    assert world.rows(cases) == 1


@pytest.mark.engines("sqlite", "postgresql")
async def test_the_migration_fills_slugs_and_leaves_a_second_open_case_to_its_end(
    world: World, elsewhere: Database
) -> None:
    await nominated(world)
    with world.application.database.read() as connection:
        rows = {
            table: [dict(row) for row in connection.execute(select(table)).mappings()] for table in TABLES
        }
    rows[people].sort(key=lambda row: row["manager_id"] is not None)
    [first] = rows[cases]
    [new] = [row for row in rows[achievements] if row["slug"] == "mentor"]
    version = new | {"id": world.application.ids.new_id(), "version": 9, "retired_at": START}
    rows[achievements].append(version)
    other = {"id": world.application.ids.new_id(), "token": "second", "achievement_id": version["id"]}
    rows[cases].append(first | other)
    upgrade(elsewhere, "0006")
    before = sa.MetaData()
    before.reflect(elsewhere.writer)
    with elsewhere.write() as connection:
        for table, known in rows.items():
            columns = before.tables[table.name].columns.keys()
            there = sa.table(table.name, *(sa.column(name, table.columns[name].type) for name in columns))
            connection.execute(sa.insert(there), [{name: row[name] for name in columns} for row in known])
    upgrade(elsewhere)
    with elsewhere.read() as connection:
        found = {row.token: row.slug for row in connection.execute(select(cases.c.token, cases.c.slug))}
        assert found == {first["token"]: "mentor", "second": None}
        assert connection.execute(select(nominations.c.slug)).scalars().all() == ["mentor"]


# What an approval gave can be taken back


async def test_an_approval_can_be_undone_from_its_answer_and_every_card_says_so(world: ChatWorld) -> None:
    await nominated(world)
    reply = shown(await world.presses("noor", button(world.letters("noor")[0], "approve")))
    await world.settle()
    await world.presses("noor", button(reply, "undo"))
    await world.settle()
    with world.read() as store:
        [given] = store.credentials.of_recipient(world.person("chidi").id)
    assert given.stage is CredentialStage.UNDONE
    assert "taken back" in world.letters("chidi")[-1].summary
    assert "The badge was taken back" in text(world.letters("noor")[0])


async def test_the_decided_card_offers_undo_to_whoever_decided(world: ChatWorld) -> None:
    await nominated(world)
    await world.presses("noor", button(world.letters("noor")[0], "approve"))
    await world.settle()
    card = world.letters("noor")[0]
    assert "You can undo this until" in text(card)
    world.passes(hours=25)
    assert "24 hours" in shown(await world.presses("noor", button(card, "undo"))).summary


async def test_a_badge_that_was_turned_down_looks_to_its_approver_as_before(world: ChatWorld) -> None:
    await nominated(world)
    await world.presses("noor", button(world.letters("noor")[0], "approve"))
    await world.settle()
    before = world.letters("noor")[0]
    sure = shown(await world.presses("chidi", button(world.letters("chidi")[-1], "turn_down")))
    await world.presses("chidi", button(sure, "turn_down_now"))
    await world.settle()
    assert world.letters("noor")[0] == before


async def test_the_nominator_sees_that_the_badge_was_taken_back(world: ChatWorld) -> None:
    await nominated(world)
    await world.presses("noor", button(world.letters("noor")[0], "approve"))
    await world.settle()
    assert "taken back" not in repr(shown(await world.types("ben", "/badges nominations")))
    form = asked(await world.types("noor", "/badges revoke @chidi mentor"))
    await world.fills_in("noor", form, reason="It was meant for somebody else")
    assert "the badge was taken back later" in repr(shown(await world.types("ben", "/badges nominations")))


async def test_that_a_badge_was_turned_down_shows_in_no_answer_to_its_giver(world: ChatWorld) -> None:
    await nominated(world)
    given = shown(await world.presses("noor", button(world.letters("noor")[0], "approve")))
    await world.settle()
    form = asked(await world.types("noor", "/badges revoke @chidi mentor"))
    sure = shown(await world.presses("chidi", button(world.letters("chidi")[-1], "turn_down")))
    await world.presses("chidi", button(sure, "turn_down_now"))
    for reply in (
        await world.presses("noor", button(given, "undo")),
        await world.fills_in("noor", form, reason="a mistake"),
        await world.types("noor", "/badges revoke @chidi mentor"),
        await world.types("ben", "/badges nominations"),
    ):
        assert "turned" not in repr(reply)
        assert "taken back" not in repr(reply)
