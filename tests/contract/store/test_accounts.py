"""`PeopleRepository`: accounts, why they are linked, and which of them wait."""

from dataclasses import replace
from datetime import datetime

from bot.domain.people.model import (
    NEVER_SEEN,
    AccountLink,
    AccountReference,
    LinkGround,
    MembershipStatus,
    Person,
    PlatformFacts,
)
from tests.fakes.town import DAY, IDS, NOW, Town


def meet(
    town: Town,
    who: str,
    external_id: str,
    link: AccountLink | None = None,
    at: datetime = NOW,
    **facts: object,
) -> None:
    """An account is reported."""
    about = PlatformFacts(external_id, who.title(), **facts)  # type: ignore[arg-type] # fields by name
    with town.begin() as store:
        store.people.identify(town.workspace.id, about, town.id_of(who), at, link)


def reference(town: Town, external_id: str) -> AccountReference:
    return AccountReference(town.workspace.id, external_id)


def test_an_account_is_read_as_it_was_reported_and_linked(town: Town) -> None:
    owner = town.id_of("maya")
    link = AccountLink(LinkGround.OWNER, NOW - DAY, owner, town.id_of("ben"), town.id_of("noor"), IDS.token())
    facts = PlatformFacts(
        "U-2", "Ana S.", "ana.s@example.org", MembershipStatus.GUEST, "Europe/Rome", "it", "directory-2"
    )
    with town.begin() as store:
        store.people.identify(town.workspace.id, facts, town.id_of("ana"), NOW, link)
    with town.begin() as store:
        account = store.people.identities(town.workspace.id, ["U-2"])["U-2"]
    assert (account.facts, account.link, account.seen_at) == (facts, link, NOW)
    assert account.person == town.people["ana"]


def test_what_a_report_leaves_out_stays_and_so_does_the_link(town: Town) -> None:
    link = AccountLink(LinkGround.FILE, NOW)
    meet(town, "ana", "U-2", link, email="ana@example.org", timezone="Europe/Rome", directory_id="D-2")
    meet(town, "ana", "U-2", at=NOW + DAY, standing=MembershipStatus.LEFT)
    with town.begin() as store:
        account = store.people.identities(town.workspace.id, ["U-2"])["U-2"]
    assert account.facts.standing is MembershipStatus.LEFT
    assert (account.facts.email, account.facts.timezone, account.facts.directory_id) == (
        *("ana@example.org", "Europe/Rome", "D-2"),
    )
    assert (account.link, account.seen_at) == (link, NOW + DAY)


def test_an_account_is_found_by_either_of_its_ids(town: Town) -> None:
    meet(town, "ana", "29:ana", directory_id="object-id")
    with town.begin() as store:
        found = store.people.identities(town.workspace.id, ["object-id", "29:ana", "unknown"])
    assert {name: account.external_id for name, account in found.items()} == {
        "object-id": "29:ana",
        "29:ana": "29:ana",
    }


def test_an_account_told_by_the_directorys_id_gets_the_id_of_its_platform(town: Town) -> None:
    meet(town, "ana", "object-id", AccountLink(LinkGround.FILE, NOW), NEVER_SEEN)
    with town.begin() as store:
        store.people.rename_account(reference(town, "object-id"), "29:ana")
    with town.begin() as store:
        found = store.people.identities(town.workspace.id, ["object-id", "29:ana"])
    assert [account.external_id for account in found.values()] == ["29:ana"]
    assert found["29:ana"].link.ground is LinkGround.FILE


def test_a_forgotten_account_is_nobodys(town: Town) -> None:
    with town.begin() as store:
        store.people.forget_account(reference(town, "U-ana"))
        store.people.forget_account(reference(town, "U-nobody"))
    with town.begin() as store:
        assert store.people.identities(town.workspace.id, ["U-ana"]) == {}
        assert store.people.accounts_of([town.id_of("ana")]) == []


def test_the_accounts_of_people_come_in_the_order_in_which_they_were_linked(town: Town) -> None:
    meet(town, "ana", "U-0", AccountLink(LinkGround.EMAIL, NOW + DAY))
    meet(town, "ana", "U-9", AccountLink(LinkGround.EMAIL, NOW - DAY))
    with town.begin() as store:
        found = store.people.accounts_of([town.id_of("ana"), town.id_of("ben")])
        assert store.people.accounts_of([]) == []
    assert [account.external_id for account in found if account.person.id == town.id_of("ana")] == [
        *("U-9", "U-ana", "U-0"),
    ]
    assert "U-ben" in [account.external_id for account in found]


def test_an_account_that_ended_names_no_person(town: Town) -> None:
    meet(town, "ana", "U-ana", at=NOW + DAY, standing=MembershipStatus.LEFT)
    with town.begin() as store:
        assert store.people.names(town.workspace.id, frozenset({town.id_of("ana")})) == {}
    meet(town, "ana", "U-2", at=NOW)
    with town.begin() as store:
        names = store.people.names(town.workspace.id, frozenset({town.id_of("ana")}))
    assert names == {town.id_of("ana"): "U-2"}


def test_the_accounts_that_wait_are_those_of_the_organisation_oldest_first(
    town: Town, neighbours: Town
) -> None:
    token = IDS.token()
    for at, who in ((NOW + DAY, "ana"), (NOW, "ben")):
        meet(
            town,
            who,
            f"U-{who}",
            AccountLink(LinkGround.NEW, at, candidate_id=town.id_of("noor"), token=token + who),
        )
    meet(
        neighbours,
        "ana",
        "U-ana",
        AccountLink(LinkGround.NEW, NOW, candidate_id=neighbours.id_of("noor"), token=token),
    )
    with town.begin() as store:
        waiting = store.people.waiting_accounts(town.organisation.id)
        found = store.people.account_by_token(town.organisation.id, token + "ana")
        assert store.people.account_by_token(town.organisation.id, token) is None, "it is the neighbours'"
        assert store.people.account_by_token(town.organisation.id, "none") is None
    assert [account.external_id for account in waiting] == ["U-ben", "U-ana"]
    assert found
    assert (found.external_id, found.link.candidate_id) == ("U-ana", town.id_of("noor"))


def test_stale_accounts_are_those_without_a_report_since(town: Town) -> None:
    meet(town, "ana", "U-2", AccountLink(LinkGround.FILE, NOW), NEVER_SEEN)
    meet(town, "ben", "U-ben", at=NOW + DAY)
    with town.begin() as store:
        stale = store.people.stale_accounts([town.id_of("ana"), town.id_of("ben")], NOW + DAY)
        assert store.people.stale_accounts([town.id_of("ana")], NOW) == [reference(town, "U-2")]
    assert sorted(account.external_id for account in stale) == ["U-2", "U-ana"]


def test_a_person_is_named_by_the_address_that_a_member_account_shows(town: Town, neighbours: Town) -> None:
    meet(town, "ana", "U-ana", email="Ana.Costa@example.org")
    meet(town, "ben", "U-ben", email="guest@example.org", standing=MembershipStatus.GUEST)
    meet(neighbours, "noor", "U-noor", email="noor.abroad@example.org")
    asked = ["ana.costa@example.org", "guest@example.org", "noor.abroad@example.org", "ben@example.org"]
    with town.begin() as store:
        found = store.people.addressed(town.organisation.id, asked)
    assert {email: person.name for email, person in found.items()} == {
        "ana.costa@example.org": "Ana",
        "ben@example.org": "Ben",
    }


def test_an_account_keeps_the_membership_of_its_own(town: Town) -> None:
    meet(town, "ana", "U-2", standing=MembershipStatus.GUEST)
    with town.begin() as store:
        accounts = {account.external_id: account for account in store.people.accounts_of([town.id_of("ana")])}
        store.people.change(replace(town.people["ana"], left=True))
    assert accounts["U-2"].acting_person.standing is MembershipStatus.GUEST
    assert accounts["U-ana"].acting_person.standing is MembershipStatus.MEMBER
    with town.begin() as store:
        [account, *_] = store.people.accounts_of([town.id_of("ana")])
    assert account.acting_person.standing is MembershipStatus.LEFT


def test_a_person_without_accounts_has_none(town: Town) -> None:
    zoe = Person(IDS.new_id(), town.organisation.id, "Zoe", "zoe@example.org", listed=True)
    with town.begin() as store:
        store.people.add(zoe)
        assert store.people.accounts_of([zoe.id]) == []
        assert store.people.person_row(zoe.id) == zoe
