"""Whose an account on Teams is: the same promises as on Slack, over Teams' wire."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.database.audit.trail import audit
from adapters.database.credentials.credentials import CredentialStore, credentials
from adapters.files.people import parse_people
from adapters.operations.people import import_people
from bot.domain.people.model import MembershipStatus, Person
from tests.fakes.teams.connector import Message
from tests.fakes.teams.office import Office, open_office
from tests.fakes.teams.sender import CHANNEL


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        await opened.says("maya", "badges")  # Teams has told who Maya is
        yield opened


def person_of(office: Office, account: str) -> Person:
    """Whose that account is, as it may act."""
    return office.account(account).acting_person


def read_by(office: Office, who: str) -> str:
    return "\n".join(message.words for message in office.inbox(who))


IMPOSTORS: dict[str, dict[str, Any]] = {
    "a guest": {"userRole": "guest"},
    "an anonymous visitor": {"userRole": "anonymous"},
    "somebody of another tenant": {"tenantId": "another-tenant"},
    "a bot": {"userRole": "bot"},
    "a second member account": {},
}


@pytest.mark.parametrize("member", IMPOSTORS.values(), ids=IMPOSTORS)
async def test_an_account_that_shows_the_owners_address_does_nothing_in_her_name_and_the_owners_hear_of_it(
    office: Office, member: dict[str, Any]
) -> None:
    office.teams.add_member(CHANNEL, "29:xeve", name="Maya", email="maya@example.org", **member)
    await office.says("xeve", "mybadges")
    office.reports_grow_old()
    await office.says("maya", "badges approver <at>Ana</at> nobody", ["ana"])
    await office.says("xeve", "award <at>Ben</at> customer-hero with kind regards", ["ben"])
    await office.says("xeve", "badges approver <at>Ana</at> <at>Ben</at>", ["ana", "ben"])
    await office.settle()
    impostor = person_of(office, "29:xeve")
    assert impostor.id != office.person("maya").id
    assert not impostor.owner
    assert office.values(credentials.c.awarder_id) == []
    assert "approver_named" not in office.values(audit.c.action)
    assert "may be" in read_by(office, "maya")
    assert office.person("maya").standing is MembershipStatus.MEMBER


@pytest.mark.parametrize("member", IMPOSTORS.values(), ids=IMPOSTORS)
async def test_an_account_that_shows_the_owners_address_reads_nobodys_history(
    office: Office, member: dict[str, Any]
) -> None:
    await office.says("maya", "award <at>Ana</at> customer-hero Stayed on the line", ["ana"])
    await office.settle()
    office.teams.add_member(CHANNEL, "29:xeve", name="Maya", email="maya@example.org", **member)
    await office.says("xeve", "badges why <at>Ana</at> customer-hero", ["ana"])
    await office.settle()
    assert "Only an owner" in read_by(office, "xeve")
    assert "Stayed on the line" not in read_by(office, "xeve")
    assert "looked_up" not in office.values(audit.c.action)
    await office.says("maya", "badges why <at>Ana</at> customer-hero", ["ana"])
    assert "looked_up" in office.values(audit.c.action)


async def test_a_guest_account_of_a_colleague_leaves_the_colleague_a_member(office: Office) -> None:
    await office.says("ana", "badges")
    office.teams.add_member(CHANNEL, "29:guest", userRole="guest", name="Ana", email="ana@example.org")
    await office.says("guest", "mybadges")
    assert person_of(office, "29:guest").standing is MembershipStatus.GUEST
    assert office.person("ana").standing is MembershipStatus.MEMBER


async def test_people_are_met_by_the_object_id_of_the_file_when_the_roster_has_no_address(
    office: Office,
) -> None:
    file = b"""name,email,manager_email,teams_id
Maya,maya@example.org,,
Zoe,zoe@example.org,maya@example.org,aad-29:zoe
"""
    with office.application.database.write() as connection:
        people = parse_people(file, "people.csv")
        import_people(connection, office.organisation, people, datetime.now(UTC), complete=False)
    sign_in = "zoe.upn@corp.onmicrosoft.com"
    office.teams.add_member(
        CHANNEL, "29:zoe", aadObjectId="aad-29:zoe", email=None, userPrincipalName=sign_in
    )
    await office.says("maya", "award <at>Zoe</at> customer-hero y", ["zoe"], CHANNEL)
    zoe = office.person("zoe")
    assert person_of(office, "29:zoe").id == zoe.id
    assert office.values(credentials.c.recipient_id) == [zoe.id]


async def test_who_is_gone_from_the_tenant_is_not_awarded(office: Office) -> None:
    await office.says("ana", "badges")
    office.reports_grow_old()
    for known in office.teams.members.values():
        known.pop("29:ana", None)
    await office.says("maya", "award <at>Ana</at> customer-hero y", ["ana"])
    assert office.values(credentials.c.recipient_id) == []
    assert person_of(office, "29:ana").standing is MembershipStatus.LEFT


async def offered(office: Office, verb: str) -> Message:
    """The message to Maya that has this button, once the background has posted it."""
    for _ in range(50):
        await office.settle()
        if found := [message for message in office.inbox("maya") if verb in message.verbs]:
            return found[-1]
        await asyncio.sleep(0.05)
    raise AssertionError(f"no message with the button {verb}: {read_by(office, 'maya')}")


async def test_a_badge_given_while_two_were_one_goes_back_with_the_account_mentioned(office: Office) -> None:
    await office.says("maya", "badge-admin people <at>Ana</at> <at>Ben</at>", ["ana", "ben"])
    await office.presses("maya", await offered(office, "merge_people"), "merge_people")
    await office.says("maya", "award <at>Ben</at> mentor He explains", ["ben"])
    await office.says("maya", "award <at>Ana</at> customer-hero She stayed on the line", ["ana"])
    await office.says("maya", "badge-admin people <at>Ana</at>", ["ana"])
    await office.presses("maya", await offered(office, "undo_merge"), "undo_merge")
    ana, ben = person_of(office, "29:ana"), person_of(office, "29:ben")
    with office.application.database.read() as connection:
        store = CredentialStore(connection)
        badges = [len(store.of_recipient(person.id)) for person in (ana, ben)]
        names = {row.citation for row in store.of_recipient(ben.id)}
    assert (badges, names) == ([1, 1], {"He explains"})
