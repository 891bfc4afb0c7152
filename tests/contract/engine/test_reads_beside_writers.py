"""Reads wait for no writer: another process holds the database's write lock while people look at things."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from adapters import system
from adapters.database.audit.trail import audit
from adapters.database.credentials.credentials import documents
from adapters.database.engine.columns import metadata
from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore
from bot.dispatch.actions import BUTTONS, COMMANDS, FORMS, WORDS, Action
from bot.messages.cards import Button
from bot.messages.forms import Form, as_card
from bot.messages.requests import ButtonPress
from tests.fakes.slack.world import SlackWorld, fake_company
from tests.fakes.world import World

SHARED = "/achievements/customer-hero/1"


@pytest.fixture
async def laurel(database_url: str) -> AsyncIterator[SlackWorld]:
    """A company on Slack's wire, on each engine; Ana holds a badge, and Maya has a nomination to decide."""
    async with fake_company() as slack:
        world = SlackWorld(slack, database_url, system.now())
        async with world.http:
            await world.command("U0MAYA", "/award", "<@U0ANA|ana> customer-hero Stayed on the line")
            await world.command("U0BEN", "/nominate", "<@U0ANA|ana> mentor because she taught me all of it")
            await world.settle()
            yield world
        world.application.database.close()


@contextmanager
def write_lock(database_url: str) -> Iterator[None]:
    """What another process holds in a long transaction: on SQLite the one lock, on PostgreSQL every table's."""
    other = Database(database_url)
    try:
        with other.write() as connection:
            if not other.is_sqlite:
                tables = ", ".join(table.name for table in metadata.sorted_tables)
                connection.exec_driver_sql(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
            yield
    finally:
        other.close()


@pytest.mark.parametrize(
    ("user", "command", "text", "shows"),
    [
        ("U0ANA", "/mybadges", "", "Customer Hero"),
        ("U0ANA", "/badges", "", "Customer Hero"),
        ("U0ANA", "/badges", "customer-hero", "Customer Hero"),
        ("U0MAYA", "/badges", "decide", "Mentor"),
        ("U0BEN", "/badges", "nominations", "Mentor"),
        ("U0ANA", "/badges", "why customer-hero", "Customer Hero"),
        ("U0ANA", "/badges", "help", "/award"),
    ],
)
async def test_a_command_that_reads_is_answered_while_another_process_writes(
    laurel: SlackWorld, user: str, command: str, text: str, shows: str
) -> None:
    with write_lock(laurel.application.database.url):
        answer = await asyncio.wait_for(laurel.command(user, command, text), 10)

    assert shows in str(answer.message)
    assert "cannot get at its records" not in str(answer.message)


async def test_a_refusal_that_is_not_audited_is_said_while_another_process_writes(laurel: SlackWorld) -> None:
    with write_lock(laurel.application.database.url):
        answer = await asyncio.wait_for(laurel.command("U0ANA", "/badges", "no such badge at all"), 10)

    assert "no such badge at all" in str(answer.message)


async def test_a_button_that_reads_is_answered_while_another_process_writes(world: World) -> None:
    with write_lock(world.application.database.url):
        shown = await asyncio.wait_for(world.presses("ana", Button("", "badge", "customer-hero")), 10)

    assert "Customer Hero" in as_card(shown).summary


async def test_a_form_waits_for_the_writer_only_to_keep_its_draft(world: World) -> None:
    start = Button("", "nominate_for", "customer-hero")

    with write_lock(world.application.database.url):
        refused = await asyncio.wait_for(world.presses("ana", start), 10)
    shown = await world.asks("ana", ButtonPress(start.action, start.token), "direct", None, forms=True)

    assert "cannot get at its records" in as_card(refused).summary or not isinstance(refused, Form)
    assert isinstance(shown, Form)
    assert shown.draft


async def test_a_look_at_private_things_is_recorded_although_it_seems_to_change_nothing(world: World) -> None:
    await world.types("maya", "/award @ana customer-hero Stayed on the line")
    await world.types("ana", "/badges why customer-hero")
    await world.types("maya", "/badges why @ana customer-hero")

    with world.application.database.read() as connection:
        kinds = list(connection.execute(select(audit.c.action)).scalars())
    assert kinds.count("looked_up") == 1


async def test_public_pages_are_shown_while_another_process_writes(laurel: SlackWorld) -> None:
    with write_lock(laurel.application.database.url):
        answers = [
            await asyncio.wait_for(laurel.get(path), 10)
            for path in (SHARED, f"{SHARED}.json", "/verify", "/issuer", "/.well-known/did.json")
        ]

    assert [answer.status for answer in answers] == [200] * 5


async def test_a_badge_is_checked_while_another_process_writes(laurel: SlackWorld) -> None:
    with laurel.application.database.read() as connection:
        badge = connection.execute(select(documents.c.body)).scalars().first()
    with write_lock(laurel.application.database.url):
        answer = await laurel.http.post("/verify", data=badge, headers={"Accept": "application/json"})
        found = await asyncio.wait_for(answer.json(), 30)

    assert found["verdict"] == "valid", "a check that did not finish says that it cannot tell"


def test_the_reading_engine_cannot_write(world: World) -> None:
    ana = world.person("ana")
    with world.application.database.read() as connection, pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        PeopleStore(connection).change(ana)


@pytest.mark.parametrize(
    "action", [*COMMANDS.values(), *WORDS["badges"].values(), *BUTTONS.values(), *FORMS.values()]
)
def test_what_uses_a_right_beyond_reading_is_for_members_alone(action: Action[str]) -> None:
    """Except `why` and `home`: anybody reads the history of a badge of their own, and finds their own badges at home;
    another person's badge, and what waits for a decision, takes a right."""
    assert action.name in ("why", "home") or not (action.needs_fresh_facts and action.open_to_non_members)
