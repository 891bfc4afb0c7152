"""`laurel people import` asks Teams about ids that no platform has reported on, over Teams' wire."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from adapters.database.people.conversations import ConversationReference, ConversationStore
from adapters.database.people.people import PeopleStore
from adapters.operations import account_checks
from bot.domain.people.model import MembershipStatus, Person
from bot.messages.platforms import Platform
from tests.contract.people.shell import Shell
from tests.fakes.teams.connector import APP, PASSWORD, TENANT, FakeTeams, Fault
from tests.fakes.teams.sender import CHANNEL
from tests.fakes.town import NOW

MAYA = "Maya Lind,maya@x.example,,,"
ENTRA = "0f8c6a52-7d1e-4b7a-9a55-3c1f6b0a9d2"
NOT_ASKED = "Teams was not asked about"


def person(number: int, name: str) -> str:
    """A row with the object id of that number."""
    return f"{name},{name.split(maxsplit=1)[0].lower()}@x.example,,,{ENTRA}{number}"


@pytest.fixture
async def teams(shell: Shell) -> AsyncIterator[FakeTeams]:
    """A tenant that the bot knows by one channel, and a shell with its settings."""
    shell.imports(MAYA)
    async with FakeTeams() as opened:
        tenant = shell.workspace(Platform.TEAMS, TENANT)
        knows(shell, CHANNEL, opened)
        opened.members[CHANNEL].clear()
        for name, value in {
            "MICROSOFT_APP_ID": APP,
            "MICROSOFT_APP_PASSWORD": PASSWORD,
            "MICROSOFT_APP_TENANT_ID": tenant.external_id,
            "LAUREL_TEAMS_OPENID_URL": f"{opened.url}/openid",
            "LAUREL_TEAMS_TOKEN_URL": f"{opened.url}/token",
            "LAUREL_TEAMS_SERVICE_HOSTS": opened.host,
        }.items():
            shell.monkeypatch.setenv(name, value)
        yield opened


def knows(shell: Shell, conversation: str, teams: FakeTeams) -> None:
    """The bot was added to that conversation."""
    tenant = shell.workspace(Platform.TEAMS, TENANT)
    with shell.database.write() as connection:
        reference = ConversationReference(conversation, teams.service_url, None)
        ConversationStore(connection).remember(tenant.id, reference, NOW)


def member(teams: FakeTeams, number: int, name: str, **more: str) -> None:
    """A member of the channel, by the object id of that number."""
    email = f"{name.split(maxsplit=1)[0].lower()}@x.example"
    known = {"name": name, "email": email, "aadObjectId": f"{ENTRA}{number}", **more}
    teams.add_member(CHANNEL, f"29:{number}", **known)


async def imports(shell: Shell, *rows: str) -> tuple[int, str, str]:
    return await asyncio.to_thread(shell.imports, *rows)


def accounts(shell: Shell, person: Person) -> Sequence[tuple[str, str]]:
    """The ids of a person's accounts, and the names that Teams reported."""
    with shell.database.read() as connection:
        found = PeopleStore(connection).accounts_of([person.id])
    return [(account.external_id, account.facts.name) for account in found]


async def test_wrong_ids_are_named_and_right_ones_linked(shell: Shell, teams: FakeTeams) -> None:
    member(teams, 1, "Ana Souza")
    member(teams, 2, "Gus Guest", userRole="guest")
    member(teams, 3, "Str Anger", tenantId="another-tenant")
    member(teams, 4, "Otto Other")
    rows = [
        *(person(1, "Ana Souza"), person(2, "Gus Guest"), person(3, "Str Anger"), person(4, "Tyra Typo")),
        "Otto Other,otto@x.example,,,",
    ]
    code, _, err = await imports(shell, *rows)
    assert code == 1
    assert [line.partition(":")[0] for line in err.splitlines()] == [
        f"people.csv, line {number}" for number in (3, 4, 5)
    ]
    for says in ("a guest", "of another organisation", "Otto Other"):
        assert says in err
    known = shell.people()
    assert accounts(shell, known["Ana Souza"]) == [(f"{ENTRA}1", "Ana Souza")]
    assert known["Gus Guest"].standing is MembershipStatus.GUEST
    assert accounts(shell, known["Tyra Typo"]) == []


async def test_an_id_found_in_no_conversation_of_the_bot_is_asked_again_before_its_first_use(
    shell: Shell, teams: FakeTeams
) -> None:
    """404: Teams shows a bot those members only who are where it is."""
    code, _, err = await imports(shell, person(1, "Ana Souza"))
    assert (code, f"{NOT_ASKED} 1 account" in err) == (0, True)
    assert accounts(shell, shell.people()["Ana Souza"]) == [(f"{ENTRA}1", "")]


async def test_a_conversation_that_is_gone_says_nothing_of_people_and_the_others_are_asked(
    shell: Shell, teams: FakeTeams
) -> None:
    member(teams, 1, "Ana Souza")
    knows(shell, "19:gone@thread.tacv2", teams)
    code, _, err = await imports(shell, person(1, "Ana Souza"), "Ben,ben@x.example,,,29:ben")
    assert (code, f"{NOT_ASKED} 1 account" in err) == (0, True), err
    assert accounts(shell, shell.people()["Ana Souza"]) == [(f"{ENTRA}1", "Ana Souza")]
    assert accounts(shell, shell.people()["Ben"]) == [("29:ben", "")]


async def test_where_the_bot_was_removed_nobody_is_taken_for_gone(shell: Shell, teams: FakeTeams) -> None:
    teams.removed_from.add(CHANNEL)
    code, _, err = await imports(shell, "Ben,ben@x.example,,,29:ben")
    assert (code, f"{NOT_ASKED} 1 account" in err) == (0, True), err


async def test_a_teams_id_that_every_conversation_denies_is_an_account_that_ended(
    shell: Shell, teams: FakeTeams
) -> None:
    code, _, err = await imports(shell, "Ben,ben@x.example,,,29:ben")
    assert (code, "deactivated" in err) == (1, True)


async def test_an_import_waits_as_long_as_teams_asks(shell: Shell, teams: FakeTeams) -> None:
    """429 with Retry-After: 1."""
    teams.retry_after = 1
    for number in range(1, 4):
        member(teams, number, f"P{number} Souza")
    teams.fail("member", Fault.PATIENCE)
    code, _, err = await imports(shell, *(person(number, f"P{number} Souza") for number in range(1, 4)))
    assert (code, err) == (0, "")
    assert accounts(shell, shell.people()["P2 Souza"]) == [(f"{ENTRA}2", "P2 Souza")]


@pytest.mark.parametrize("retry_after", [3600, "soon"])
async def test_an_import_does_not_wait_for_an_hour_or_without_a_time(
    shell: Shell, teams: FakeTeams, retry_after: int | str
) -> None:
    teams.retry_after = retry_after
    member(teams, 1, "Ana Souza")
    teams.fail("member", Fault.PATIENCE)
    async with asyncio.timeout(20):
        code, _, err = await imports(shell, person(1, "Ana Souza"))
    assert (code, f"{NOT_ASKED} 1 account" in err) == (0, True)
    assert accounts(shell, shell.people()["Ana Souza"]) == [(f"{ENTRA}1", "")]


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.GATEWAY_TIMEOUT, Fault.CUT, Fault.UNAUTHORISED])
async def test_what_teams_does_not_answer_is_imported_and_asked_before_its_first_use(
    shell: Shell, teams: FakeTeams, fault: Fault
) -> None:
    member(teams, 1, "Ana Souza")
    teams.fail("member", fault, fault)  # a cut connection is tried once more
    code, _, err = await imports(shell, person(1, "Ana Souza"))
    assert (code, f"{NOT_ASKED} 1 account" in err) == (0, True)
    assert "Ana Souza" in shell.people()


async def test_teams_that_hangs_holds_the_import_for_its_time_and_no_longer(
    shell: Shell, teams: FakeTeams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_checks.ask_platforms, "__defaults__", (0.5,))
    member(teams, 1, "Ana Souza")
    teams.fail("member", Fault.HANG)
    async with asyncio.timeout(20):
        code, _, err = await imports(shell, person(1, "Ana Souza"), person(2, "Ben Okafor"))
    assert (code, f"{NOT_ASKED} 2 accounts" in err) == (0, True)


async def test_with_a_wrong_secret_nothing_is_asked_and_the_import_goes_on(
    shell: Shell, teams: FakeTeams
) -> None:
    shell.monkeypatch.setenv("MICROSOFT_APP_PASSWORD", "a-client-secret-that-expired-long-ago")
    code, _, err = await imports(shell, person(1, "Ana Souza"))
    assert (code, f"{NOT_ASKED} 1 account" in err, teams.called("member")) == (0, True, 0)


async def test_ids_of_an_account_that_teams_reported_on_are_not_asked_again(
    shell: Shell, teams: FakeTeams
) -> None:
    member(teams, 1, "Ana Souza")
    await imports(shell, person(1, "Ana Souza"))
    before = teams.called("member")
    code, out, _ = await imports(shell, person(1, "Ana Souza"))
    assert (code, "no changes" in out, teams.called("member")) == (0, True, before)
