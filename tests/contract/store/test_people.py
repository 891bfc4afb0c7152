"""`PeopleRepository`: organisations, workspaces, people, their accounts and absences."""

from dataclasses import replace

import pytest

from bot.context.store import Stale
from bot.domain.people.model import Absence, MembershipStatus, Person, PlatformFacts
from bot.messages.platforms import Platform
from tests.fakes.town import DAY, IDS, NOW, Town


def facts(external_id: str) -> PlatformFacts:
    return PlatformFacts(external_id, "Somebody")


def test_a_workspace_is_found_by_its_platforms_id_and_by_ours(town: Town) -> None:
    with town.begin() as store:
        assert store.people.workspace(Platform.SANDBOX, town.workspace.external_id) == town.workspace
        assert store.people.workspace_by_id(town.workspace.id) == town.workspace
        assert store.people.workspace(Platform.SLACK, town.workspace.external_id) is None
        assert store.people.workspace(Platform.SANDBOX, "elsewhere") is None


def test_what_is_asked_for_by_an_unknown_id_is_an_error(town: Town) -> None:
    with town.begin() as store:
        for ask in (store.people.workspace_by_id, store.people.organisation, store.people.get):
            with pytest.raises(town.engine.not_found):
                ask(IDS.new_id())


def test_an_organisation_is_read_as_it_was_last_changed_also_in_its_workspace(town: Town) -> None:
    after = replace(town.organisation, name="Renamed", budget=None, timezone="Europe/Berlin")
    town.engine.change_organisation(after)
    with town.begin() as store:
        assert store.people.organisation(after.id) == after
        assert store.people.workspace_by_id(town.workspace.id).organisation == after
        workspace = store.people.workspace(Platform.SANDBOX, town.workspace.external_id)
        assert workspace
        assert workspace.organisation == after


def test_the_people_that_a_person_leads_come_by_name_without_those_who_left(town: Town) -> None:
    lead = Person(IDS.new_id(), town.organisation.id, "Lead")
    zoe = Person(IDS.new_id(), town.organisation.id, "Zoe", manager_id=lead.id)
    abe = Person(IDS.new_id(), town.organisation.id, "Abe", manager_id=lead.id)
    gone = replace(zoe, id=IDS.new_id(), name="Gone", standing=MembershipStatus.LEFT)
    with town.begin() as store:
        for person in (lead, zoe, abe, gone):
            store.people.add(person)
    with town.begin() as store:
        assert store.people.reports_of(lead.id) == [abe, zoe]
        assert store.people.reports_of(zoe.id) == []


def test_a_person_is_read_as_they_were_added(town: Town) -> None:
    person = Person(
        IDS.new_id(),
        town.organisation.id,
        "Zoe",
        "zoe@example.org",
        town.id_of("maya"),
        MembershipStatus.GUEST,
        owner=True,
        timezone="Asia/Tokyo",
        approver_id=town.id_of("noor"),
        locale="de-AT",
        chosen_language="de",
    )
    with town.begin() as store:
        store.people.add(person)
    with town.begin() as store:
        assert store.people.get(person.id) == person


def test_a_change_saves_every_field(town: Town) -> None:
    after = replace(
        town.people["ana"],
        name="Anna",
        email="anna@example.org",
        manager_id=town.id_of("noor"),
        standing=MembershipStatus.LEFT,
        owner=True,
        timezone="Europe/Madrid",
        approver_id=town.id_of("ben"),
        locale="es",
        chosen_language="de",
    )
    with town.begin() as store:
        store.people.change(after)
        assert store.people.get(after.id) == after
    with town.begin() as store:
        assert store.people.get(after.id) == after


def test_a_second_person_of_the_same_address_was_added_by_another_transaction(town: Town) -> None:
    with pytest.raises(Stale), town.begin() as store:
        store.people.add(replace(town.people["ana"], id=IDS.new_id()))


def test_people_without_an_address_and_people_of_two_organisations_do_not_collide(
    town: Town, neighbours: Town
) -> None:
    with town.begin() as store:
        for name in ("Zoe", "Zed"):
            store.people.add(Person(IDS.new_id(), town.organisation.id, name))
    with neighbours.begin() as store:
        found = store.people.by_email(neighbours.organisation.id, "ana@example.org")
    assert found == neighbours.people["ana"]


def test_no_person_takes_an_address_that_another_has(town: Town) -> None:
    with pytest.raises(town.engine.unique_violation), town.begin() as store:
        store.people.change(replace(town.people["ana"], email="ben@example.org"))


def test_people_are_found_by_address_in_the_order_asked(town: Town) -> None:
    with town.begin() as store:
        organisation_id = town.organisation.id
        assert store.people.by_email(organisation_id, "nobody@example.org") is None
        asked = ["noor@example.org", "nobody@example.org", "ana@example.org"]
        found = store.people.by_emails(organisation_id, asked)
    assert [person.name for person in found] == ["Noor", "Ana"]


def test_all_people_come_by_name_and_owners_by_age(town: Town, neighbours: Town) -> None:
    with town.begin() as store:
        store.people.change(replace(town.people["ana"], owner=True))
    with town.begin() as store:
        everyone = store.people.all(town.organisation.id)
        owners = store.people.owners(town.organisation.id)
        elsewhere = store.people.owners(neighbours.organisation.id)
    assert [person.name for person in everyone] == ["Ana", "Ben", "Maya", "Noor"]
    assert [person.name for person in owners] == ["Maya", "Ana"]
    assert [person.id for person in elsewhere] == [neighbours.id_of("maya")]


def test_accounts_are_known_in_their_own_workspace(town: Town, neighbours: Town) -> None:
    with town.begin() as store:
        known = store.people.identities(town.workspace.id, ["U-ana", "U-nobody", "U-ben"])
        elsewhere = store.people.identities(neighbours.workspace.id, ["U-ana"])
    assert {name: identity.person for name, identity in known.items()} == {
        "U-ana": town.people["ana"],
        "U-ben": town.people["ben"],
    }
    assert known["U-ana"].seen_at == NOW
    assert elsewhere["U-ana"].person == neighbours.people["ana"]


def test_an_account_seen_again_is_as_new_and_may_be_another_persons(town: Town) -> None:
    with town.begin() as store:
        store.people.identify(town.workspace.id, facts("U-ana"), town.id_of("ben"), NOW + DAY)
    with town.begin() as store:
        [identity] = store.people.identities(town.workspace.id, ["U-ana"]).values()
    assert (identity.person.id, identity.seen_at) == (town.id_of("ben"), NOW + DAY)


def test_an_account_of_a_person_who_is_new_cannot_exist_yet(town: Town) -> None:
    new = Person(IDS.new_id(), town.organisation.id, "Zoe")

    def join_with_the_account_of_another() -> None:
        with town.begin() as store:
            store.people.add(new)
            store.people.identify(town.workspace.id, facts("U-ana"), new.id, NOW)

    with pytest.raises(Stale):
        join_with_the_account_of_another()
    with town.begin() as store:
        [identity] = store.people.identities(town.workspace.id, ["U-ana"]).values()
    assert identity.person == town.people["ana"]


def test_of_several_accounts_the_name_is_the_one_seen_last(town: Town) -> None:
    with town.begin() as store:
        store.people.identify(town.workspace.id, facts("U-later"), town.id_of("ana"), NOW + DAY)
        store.people.identify(town.workspace.id, facts("U-earlier"), town.id_of("ana"), NOW - DAY)
        stranger = Person(IDS.new_id(), town.organisation.id, "Without an account")
        store.people.add(stranger)
        wanted = frozenset({town.id_of("ana"), town.id_of("ben"), stranger.id})
        names = store.people.names(town.workspace.id, wanted)
    assert names == {town.id_of("ana"): "U-later", town.id_of("ben"): "U-ben"}


def test_an_absence_lasts_until_its_end_and_a_later_one_replaces_it(town: Town) -> None:
    ana = town.id_of("ana")
    first, second = Absence(ana, NOW + DAY), Absence(ana, NOW + 3 * DAY, town.id_of("noor"))
    with town.begin() as store:
        store.people.set_absence(first)
        assert store.people.absences([ana, town.id_of("ben")], NOW) == {ana: first}
        assert store.people.absences([ana], first.until) == {}
        store.people.set_absence(second)
    with town.begin() as store:
        assert store.people.absences([ana], NOW + 2 * DAY) == {ana: second}
        assert store.people.end_absence(ana)
        assert not store.people.end_absence(ana)
        assert store.people.absences([ana], NOW) == {}
