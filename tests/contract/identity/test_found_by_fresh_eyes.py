"""What somebody new to the code found by trying to act in another's name, and what people expect instead."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from adapters.database.audit.trail import audit
from adapters.database.credentials.credentials import credentials
from adapters.database.people.people import PeopleStore
from adapters.database.people.tables import identities, people
from adapters.files.people import parse_people
from adapters.operations.people import import_people
from adapters.teams.client import TeamsClient
from bot.domain.people.model import (
    NEVER_SEEN,
    Absence,
    AccountLink,
    LinkGround,
    MembershipStatus,
    Person,
    PlatformFacts,
)
from bot.messages.platforms import Platform
from bot.use_cases.people.accounts import MergePeople, merge_people
from bot.use_cases.people.learn import Report
from bot.use_cases.people.unmerging import UndoMerge, undo_merge
from tests.fakes.chat_world import ChatWorld
from tests.fakes.company import context_of, joins
from tests.fakes.slack.world import GENERAL, SlackWorld, actions
from tests.fakes.slack.world import button as slack_button
from tests.fakes.teams.office import Office, from_slack, open_office
from tests.fakes.teams.sender import CHANNEL

STORED = pytest.mark.engines("sqlite", "postgresql")


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackWorld]:
    async with SlackWorld.open(tmp_path) as opened:
        await opened.command("U0MAYA", "/badges")  # Slack has told who Maya is
        yield opened


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


def imported(office: Office, file: bytes) -> None:
    with office.application.database.write() as connection:
        rows = parse_people(file, "people.csv")
        import_people(connection, office.organisation, rows, datetime.now(UTC), complete=False)


def acts(world: ChatWorld, who: str | None, use_case: Callable[..., Any], command: Any) -> Any:
    with world.store() as store:
        return use_case(context_of(world, store, who), command)


def by_id(world: ChatWorld, person_id: UUID) -> Person:
    with world.read() as store:
        return store.people.get(person_id)


# -- what a bad account does to its person -------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["name Maya L.", "language German"])
async def test_an_owner_who_was_a_guest_for_a_day_and_chose_something_then_is_still_an_owner(
    slack: SlackWorld, typed: str
) -> None:
    slack.slack.users["U0MAYA"]["is_restricted"] = True
    slack.passes(minutes=6)
    await slack.command("U0MAYA", "/award", "<@U0ANA> customer-hero x")  # refused: a guest
    await slack.command("U0MAYA", "/mybadges", typed)
    slack.slack.users["U0MAYA"]["is_restricted"] = False
    slack.passes(minutes=6)
    await slack.command("U0MAYA", "/award", "<@U0ANA> customer-hero x")
    maya = slack.account("U0MAYA").person
    assert maya.standing is MembershipStatus.MEMBER
    assert maya.owner


async def test_a_guest_account_of_the_owner_that_tells_a_time_zone_leaves_the_owner_a_member(
    tmp_path: Path,
) -> None:
    async with open_office(tmp_path) as office:
        await office.says("maya", "badges")
        office.teams.add_member(CHANNEL, "29:second", userRole="guest", name="Maya", email="maya@example.org")
        await office.says("second", "mybadges")
        with office.application.database.write() as connection:  # owners decided: it is Maya's
            connection.execute(
                update(identities)
                .where(identities.c.external_id == "29:second")
                .values(person_id=office.person("maya").id, ground="owner", candidate_id=None)
            )
        told = office.from_teams.says(
            "29:second", "mybadges name M. Lind", localTimezone="Asia/Tokyo", locale="de-DE"
        )
        await office.send(told)
        maya = office.person("maya")
        assert maya.standing is MembershipStatus.MEMBER
        assert maya.owner


async def test_who_clicks_with_a_guest_account_is_a_guest_also_if_the_owner_has_a_members_account(
    slack: SlackWorld,
) -> None:
    await _second_account_of_maya(slack)
    await slack.command("U0MAYA", "/award", "<@U0ANA> customer-hero x")
    refused = [
        await slack.command("U0SECOND", "/award", "<@U0ANA> mentor x"),
        await slack.command("U0SECOND", "/badges", "approver <@U0ANA> <@U0BEN>"),
        await slack.command("U0SECOND", "/badges", "why <@U0ANA> customer-hero"),
    ]
    assert slack.account("U0SECOND").person == slack.account("U0MAYA").person
    assert slack.rows(credentials) == 1
    assert {"approver_named", "looked_up"}.isdisjoint(slack.values(audit.c.action))
    said = [answer.message["text"] for answer in refused]
    assert ["Only members" in text for text in said] == [True, True, False]
    assert "Only an owner" in said[2]


async def test_what_a_person_sets_by_a_guest_account_leaves_their_rights_as_they_are(
    slack: SlackWorld,
) -> None:
    await _second_account_of_maya(slack)
    for words in ("name M. Lind", "language de", "giver everybody", "giver earner"):
        await slack.command("U0SECOND", "/mybadges", words)
    maya = slack.account("U0MAYA").person
    assert maya.named_to is not None, "it was set"
    assert maya.standing is MembershipStatus.MEMBER
    assert maya.owner


async def _second_account_of_maya(slack: SlackWorld) -> None:
    """A guest account, of which owners decided that it is Maya's."""
    profile = {"real_name": "Maya Lind", "email": "u0maya@example.org"}
    slack.slack.add_user("U0SECOND", is_restricted=True, profile=profile)
    await slack.command("U0SECOND", "/mybadges")
    with slack.application.database.write() as connection:
        connection.execute(
            update(identities)
            .where(identities.c.external_id == "U0SECOND")
            .values(person_id=slack.account("U0MAYA").person.id, ground="owner", candidate_id=None)
        )
    slack.passes(minutes=6)


# -- accounts told by a file ---------------------------------------------------------------------------------


async def test_an_account_that_a_file_gives_to_the_wrong_person_is_found_out_also_if_teams_was_asked_before(
    office: Office,
) -> None:
    imported(office, b"name,email,manager_email,teams_id\nMaya,maya@example.org,,aad-29:otto\n")
    await office.says("noor", "award maya@example.org customer-hero x")  # Teams has not met that account yet
    await office.says("ana", "nominate maya@example.org customer-hero because x")
    await office.settle()
    office.teams.add_member(
        CHANNEL, "29:otto", aadObjectId="aad-29:otto", name="Otto Frei", email="otto@example.org"
    )
    await office.says("otto", "badges approver <at>Ana</at> <at>Ben</at>", ["ana", "ben"])
    await office.says("otto", "award <at>Ben</at> customer-hero hello", ["ben"])
    assert office.account("29:otto").person.id != office.person("maya").id
    assert "approver_named" not in office.values(audit.c.action)
    assert office.values(credentials.c.awarder_id) == []


async def test_the_object_id_of_a_file_counts_however_its_letters_are_written(office: Office) -> None:
    imported(
        office,
        b"name,email,manager_email,teams_id\nZoe,zoe@example.org,maya@example.org,aaaaaaaa-1111-4000-8000-00000000000f\n",
    )
    office.teams.add_member(
        CHANNEL,
        "29:zoe",
        aadObjectId="AAAAAAAA-1111-4000-8000-00000000000F",
        email=None,
        userPrincipalName="zz@corp.example",
    )
    await office.says("maya", "award <at>Zoe</at> customer-hero y", ["zoe"])
    assert office.values(credentials.c.recipient_id) == [office.person("zoe").id]


# -- Teams' roster -------------------------------------------------------------------------------------------


async def test_a_colleague_who_is_only_in_the_sixth_channel_is_no_leaver_after_a_restart(
    office: Office,
) -> None:
    quiet = "19:quiet@thread.tacv2"
    office.teams.add_member(quiet, "29:ana")
    office.teams.members[CHANNEL].pop("29:ana")
    office.teams.members.pop("a:29:ana")
    await office.send(office.from_teams.joins(quiet))
    await office.send(office.from_teams.says("29:ana", "badges", where=quiet))
    for number in range(6):
        busy = f"19:busy{number}@thread.tacv2"
        office.teams.add_member(busy, "29:maya")
        await office.send(office.from_teams.joins(busy))
    office.reports_grow_old()
    client = office.application.clients[Platform.TEAMS]
    assert isinstance(client, TeamsClient)
    client._seen.clear()  # what a restart forgets
    await office.says("maya", "award ana@example.org customer-hero y")
    assert office.account("29:ana").facts.standing is MembershipStatus.MEMBER


async def test_a_guest_is_a_guest_by_the_sign_in_name_where_the_roster_has_no_role(office: Office) -> None:
    imported(office, b"name,email\nZoe,zoe@partner.example\n")
    office.teams.add_member(
        CHANNEL,
        "29:ext",
        name="Zoe",
        email="zoe@partner.example",
        userRole=None,
        userPrincipalName="zoe_partner.example#EXT#@corp.onmicrosoft.com",
    )
    await office.says("ext", "award <at>Ben</at> customer-hero y", ["ben"])
    assert office.account("29:ext").facts.standing is MembershipStatus.GUEST


# -- addresses given again -----------------------------------------------------------------------------------


async def test_an_address_given_again_opens_nothing_on_another_platform(tmp_path: Path) -> None:
    async with open_office(tmp_path, slack=True, on_teams=("maya", "ben"), on_slack=("ana",)) as office:
        with office.application.database.write() as connection:  # as a people file does
            connection.execute(update(people).where(people.c.email == "ana@example.org").values(listed=True))
        await office.on_slack(from_slack().command("/badges", "", "U0ANA"))
        await office.says("maya", "award ana@example.org customer-hero y")
        office.slack.users["U0ANA"]["deleted"] = True
        office.reports_grow_old()
        await office.says("maya", "award ana@example.org mentor y")  # Slack reports that she left
        office.teams.add_member(CHANNEL, "29:joan", name="Joan Lee", email="ana@example.org")
        await office.says("joan", "mybadges")
        assert office.account("29:joan").person.id != office.person("ana").id


# -- other companies -----------------------------------------------------------------------------------------


async def test_the_same_user_id_in_a_partners_enterprise_is_another_account(slack: SlackWorld) -> None:
    event = {
        "type": "app_mention",
        "user": "U0MAYA",
        "team": "T0PARTNER",
        "user_team": "T0PARTNER",
        "text": "<@U0LAUREL> badges approver <@U0ANA> <@U0BEN>",
        "channel": GENERAL,
        "ts": "1.2",
    }
    payload = slack.sender.event_payload(event)
    await slack.send(
        slack.sender.json(
            {
                **payload,
                "team_id": "T0PARTNER",
                "context_enterprise_id": "E0PARTNER",
                "enterprise_id": "E0PARTNER",
            }
        )
    )
    assert "approver_named" not in slack.values(audit.c.action)


async def test_an_event_of_another_company_that_names_its_team_only_outside_is_another_account(
    slack: SlackWorld,
) -> None:
    event = {
        "type": "app_mention",
        "user": "U0MAYA",
        "text": "<@U0LAUREL> badges approver <@U0ANA> <@U0BEN>",
        "channel": GENERAL,
        "ts": "1.2",
    }
    payload = slack.sender.event_payload(event)
    await slack.send(slack.sender.json({**payload, "team_id": "T0PARTNER"}))
    assert "approver_named" not in slack.values(audit.c.action)


# -- freshness -----------------------------------------------------------------------------------------------


async def test_an_approver_named_by_address_is_looked_up_first(slack: SlackWorld) -> None:
    await slack.command("U0BEN", "/badges")
    await slack.command("U0ANA", "/badges")
    slack.slack.users["U0BEN"]["deleted"] = True
    slack.passes(hours=6)
    await slack.command("U0MAYA", "/badges", "approver u0ana@example.org u0ben@example.org")
    assert "approver_named" not in slack.values(audit.c.action)


async def test_an_owner_who_became_a_guest_reads_nobodys_history(slack: SlackWorld) -> None:
    await slack.command("U0MAYA", "/award", "<@U0ANA> customer-hero x")
    slack.slack.users["U0MAYA"]["is_restricted"] = True
    slack.passes(hours=6)
    await slack.command("U0MAYA", "/badges", "why <@U0ANA> customer-hero")
    assert "looked_up" not in slack.values(audit.c.action)


@pytest.mark.parametrize("command", ["award", "badges approver", "badge-admin people"])
async def test_a_hundred_names_in_one_command_make_no_hundred_calls(slack: SlackWorld, command: str) -> None:
    before = len(slack.slack.calls)
    for text in (
        " ".join(f"p{number}@example.org" for number in range(100)),
        " ".join(f"<@U0NEW{number}>" for number in range(100)),
    ):
        name, _, word = command.partition(" ")
        answer = await slack.command("U0MAYA", f"/{name}", f"{word} {text} customer-hero")
        assert "fit into one command" in answer.message["text"]
    assert len(slack.slack.calls) - before < 5


# -- merges --------------------------------------------------------------------------------------------------


@STORED
async def test_undoing_the_merge_of_an_owner_leaves_ownership_where_it_was(world: ChatWorld) -> None:
    joins(world, "zoe", owner=True)
    maya, chidi = world.person("maya"), world.person("chidi")
    acts(world, "zoe", merge_people, MergePeople(chidi, maya))
    acts(world, "zoe", undo_merge, UndoMerge(maya.id))
    assert (by_id(world, maya.id).owner, by_id(world, chidi.id).owner) == (True, False)


@STORED
async def test_a_leaver_who_was_merged_by_mistake_is_a_leaver_again_after_the_undo(world: ChatWorld) -> None:
    world.change(replace(world.person("ben"), left=True, standing=MembershipStatus.LEFT))
    ben, ana = world.person("ben"), world.person("ana")
    acts(world, "maya", merge_people, MergePeople(ana, ben))
    acts(world, "maya", undo_merge, UndoMerge(ben.id))
    assert by_id(world, ben.id).standing is MembershipStatus.LEFT


@STORED
async def test_a_leaver_into_whom_somebody_was_merged_by_mistake_is_a_leaver_again_after_the_undo(
    world: ChatWorld,
) -> None:
    world.change(replace(world.person("ben"), left=True, standing=MembershipStatus.LEFT))
    ben, ana = world.person("ben"), world.person("ana")
    acts(world, "maya", merge_people, MergePeople(ben, ana))
    acts(world, "maya", undo_merge, UndoMerge(ana.id))
    assert by_id(world, ben.id).standing is MembershipStatus.LEFT


@STORED
async def test_undoing_a_merge_gives_managers_and_approvers_back(world: ChatWorld) -> None:
    world.change(replace(world.person("chidi"), approver_id=world.person("noor").id))
    maya, chidi = world.person("maya"), world.person("chidi")
    acts(world, "maya", merge_people, MergePeople(maya, chidi))
    acts(world, "maya", undo_merge, UndoMerge(chidi.id))
    after = by_id(world, maya.id)
    assert (after.manager_id, after.approver_id) == (None, None)


@STORED
async def test_nobody_becomes_their_own_manager_by_a_merge(world: ChatWorld) -> None:
    ana, maya = world.person("ana"), world.person("maya")
    acts(world, "maya", merge_people, MergePeople(ana, maya))
    assert by_id(world, ana.id).manager_id != ana.id


@STORED
async def test_nobody_becomes_their_own_deputy_by_a_merge(world: ChatWorld) -> None:
    ana, ben = world.person("ana"), world.person("ben")
    with world.store() as store:
        store.people.set_absence(Absence(ana.id, world.moment + timedelta(days=3), ben.id))
    acts(world, "maya", merge_people, MergePeople(ana, ben))
    with world.read() as store:
        assert store.people.absences({ana.id}, world.moment)[ana.id].deputy_id != ana.id


@STORED
async def test_an_absence_begun_after_a_merge_stays_with_who_began_it(world: ChatWorld) -> None:
    ana, ben = world.person("ana"), world.person("ben")
    until = world.moment + timedelta(days=3)
    with world.store() as store:
        store.people.set_absence(Absence(ben.id, until))
    acts(world, "maya", merge_people, MergePeople(ana, ben))
    with world.store() as store:
        store.people.end_absence(ana.id)
        store.people.set_absence(Absence(ana.id, until + timedelta(days=9)))
    acts(world, "maya", undo_merge, UndoMerge(ben.id))
    with world.read() as store:
        assert set(store.people.absences({ana.id, ben.id}, world.moment)) == {ana.id}


@STORED
async def test_the_first_of_two_merges_in_a_row_can_be_undone_alone(world: ChatWorld) -> None:
    ana, ben, chidi = (world.person(who) for who in ("ana", "ben", "chidi"))
    await world.types("maya", "/award @chidi customer-hero x")
    acts(world, "maya", merge_people, MergePeople(ben, chidi))
    acts(world, "maya", merge_people, MergePeople(ana, ben))
    acts(world, "maya", undo_merge, UndoMerge(chidi.id))
    with world.read() as store:
        assert len(store.credentials.of_recipient(chidi.id)) == 1
        workspace = store.people.workspace(Platform.SANDBOX, "W")
        assert workspace
        assert store.people.identities(workspace.id, ["U-CHIDI"])["U-CHIDI"].person.id == chidi.id


async def test_an_account_of_another_name_whose_address_slack_hides_is_not_the_files_owner(
    slack: SlackWorld,
) -> None:
    slack.slack.add_user("U0OTTO", profile={"real_name": "Otto Frei", "email": None})
    with slack.application.database.write() as connection:
        organisation = PeopleStore(connection).organisations()[0]
        file = parse_people(b"name,email,slack_id\nMaya Lind,u0maya@example.org,U0OTTO\n", "people.csv")
        import_people(connection, organisation, file, slack.moment, complete=False)
    await slack.command("U0OTTO", "/badges", "approver <@U0ANA> <@U0BEN>")
    assert "approver_named" not in slack.values(audit.c.action)


@pytest.mark.engines("memory", "sqlite")
async def test_an_account_of_a_file_is_checked_when_its_platform_is_connected_later(world: ChatWorld) -> None:
    told = PlatformFacts("U-OTTO", "")
    maya = world.person("maya")
    with world.store() as store:
        workspace = store.people.workspace(Platform.SANDBOX, "W")
        assert workspace is not None
        store.people.identify(
            workspace.id, told, maya.id, NEVER_SEEN, AccountLink(LinkGround.FILE, world.moment)
        )
    world.dispatcher.learn(Platform.SANDBOX, "W", Report((), unreachable=frozenset({"U-OTTO"})), world.moment)
    otto = PlatformFacts("U-OTTO", "Otto Frei", "otto@example.org")
    world.dispatcher.learn(Platform.SANDBOX, "W", Report((otto,)), world.moment)
    with world.read() as store:
        assert store.people.identities(workspace.id, ["U-OTTO"])["U-OTTO"].person.id != maya.id


async def test_an_approver_who_was_deactivated_sees_no_waiting_nominations(slack: SlackWorld) -> None:
    await slack.command("U0BEN", "/nominate", "<@U0ANA> mentor because she explains so well")
    await slack.settle()
    slack.slack.users["U0MAYA"]["deleted"] = True
    slack.passes(hours=6)
    answered = await slack.command("U0MAYA", "/badges", "decide")
    assert "explains so well" not in repr(answered.body)


@STORED
async def test_no_two_people_manage_each_other_after_a_merge(world: ChatWorld) -> None:
    joins(world, "zoe", "maya")
    joins(world, "kim", "zoe")
    acts(world, "maya", merge_people, MergePeople(world.person("kim"), world.person("maya")))
    kim = world.person("kim")
    assert by_id(world, kim.id).manager_id not in (kim.id,)
    zoe = world.person("zoe")
    assert not (zoe.manager_id == kim.id and kim.manager_id == zoe.id)


async def test_a_file_that_still_has_both_addresses_of_a_merged_person_is_imported(slack: SlackWorld) -> None:
    for who in ("U0ANA", "U0BEN"):
        await slack.command(who, "/badges")
    question = await slack.command("U0MAYA", "/badge-admin", "people <@U0ANA> <@U0BEN>")
    token = slack_button(question.message, "merge_people")["value"]
    await slack.send(slack.sender.action("merge_people", token, slack.slack.response_url(), "U0MAYA"))
    assert slack.account("U0BEN").person.id == slack.account("U0ANA").person.id
    with slack.application.database.write() as connection:
        organisation = PeopleStore(connection).organisations()[0]
        file = parse_people(
            b"name,email\nAna Ruiz,u0ana@example.org\nBen Okafor,u0ben@example.org\n", "people.csv"
        )
        import_people(connection, organisation, file, slack.moment, complete=False)


@STORED
async def test_undoing_a_merge_gives_the_person_of_the_file_their_address_back(world: ChatWorld) -> None:
    with world.store() as store:
        workspace = store.people.workspace(Platform.SANDBOX, "W")
        assert workspace is not None
        zoe = Person(world.ids.new_id(), world.organisation.id, "Zoe", "zoe@example.org", listed=True)
        bare = Person(world.ids.new_id(), world.organisation.id, "Z", None)
        store.people.add(zoe)
        store.people.add(bare)
        store.people.identify(workspace.id, PlatformFacts("U-BARE", "Z"), bare.id, world.moment)
    acts(world, "maya", merge_people, MergePeople(bare, zoe))
    acts(world, "maya", undo_merge, UndoMerge(zoe.id))
    filed, other = by_id(world, zoe.id), by_id(world, bare.id)
    assert (filed.email, other.email, other.listed) == ("zoe@example.org", None, False)


async def test_an_approver_is_asked_at_the_account_with_which_they_may_decide(slack: SlackWorld) -> None:
    await _second_account_of_maya(slack)
    await slack.command("U0SECOND", "/mybadges")
    await slack.command("U0BEN", "/nominate", "<@U0ANA> mentor because x")
    await slack.settle()
    assert [message for message in slack.slack.said_to("U0MAYA") if "approve" in actions(message)]


async def test_a_button_pressed_from_a_partners_enterprise_is_not_the_owners_press(slack: SlackWorld) -> None:
    await slack.command("U0BEN", "/nominate", "<@U0ANA> mentor because she explains")
    await slack.settle()
    token = slack_button(slack.slack.said_to("U0MAYA")[-1], "approve")["value"]
    url, partner = slack.slack.response_url(), {"id": "E0PARTNER", "name": "Partner"}
    pressed = slack.sender.action("approve", token, url, "U0MAYA", user_team="T0PARTNER", enterprise=partner)
    await slack.send(pressed)
    assert slack.rows(credentials) == 0
