"""`PeopleRepository`: persons who turn out to be one, and who turn out to be two after all."""

from dataclasses import replace

import pytest

from bot.domain.authority import Authority
from bot.domain.nominations.model import Approval, ApprovalRequest, ApproverReason
from bot.domain.outbox.model import ToPerson
from bot.domain.people.model import (
    Absence,
    AccountLink,
    LinkGround,
    Merge,
    MergedFields,
    Person,
    PlatformFacts,
)
from tests.fakes.town import DAY, IDS, NOW, Town


def merged(town: Town, kept: str = "ana", gone: str = "ben") -> Merge:
    """The one person turns out to be the other."""
    with town.begin() as store:
        first, second = store.people.get(town.id_of(kept)), store.people.get(town.id_of(gone))
        parts = (MergedFields.of(first), MergedFields.of(second), MergedFields.of(first))
        merge = Merge(first.id, second.id, NOW, *parts)
        gone = replace(second, email=None, former_email=second.email, merged_into_id=first.id)
        store.people.change(gone)
        store.people.move_rows(merge, town.organisation.id)
    return merge


def parted(town: Town, merge: Merge, *more: Person) -> None:
    """They are two after all; the kept one, or who that one turned out to be, gives back."""
    with town.begin() as store:
        holders = [merge.kept_id, *(person.id for person in more)]
        store.people.move_rows_back(merge, holders)
        row = store.people.person_row(merge.merged_id)
        store.people.change(replace(row, email=merge.merged.email, former_email=None, merged_into_id=None))


def test_everything_that_names_the_one_names_the_other_and_is_given_back(town: Town) -> None:
    ana, ben, maya = town.id_of("ana"), town.id_of("ben"), town.id_of("maya")
    given, got = town.credential("maya", "ben"), town.credential("ben", "maya", "ship-it")
    about = town.nominated("ben", "noor")
    by_ben = town.nominated("noor", "ben", "ship-it")
    asking = ApprovalRequest(ben, 0, ApproverReason.MANAGER, NOW)
    approval = Approval(ben, 0, NOW, Authority("manager"), "digest")
    with town.begin() as store:
        store.credentials.add(given)
        store.credentials.add(got)
        assert store.nominations.add_approval_request(by_ben.id, asking)
        assert store.nominations.approve(by_ben.id, approval)
        store.people.set_absence(Absence(ben, NOW + DAY, town.id_of("noor")))
        store.people.set_absence(Absence(maya, NOW + DAY, ben))
        store.people.change(replace(town.people["noor"], manager_id=ben, approver_id=ben))

    def seen(person: str) -> tuple[object, ...]:
        """What names the person of these rows."""
        wanted = {"ana": ana, "ben": ben}[person]
        with town.begin() as store:
            noor = store.people.person_row(town.id_of("noor"))
            absent = store.people.absences([wanted], NOW)
            return (
                store.credentials.get(given.id).awarder_id == wanted,
                store.credentials.get(got.id).recipient_id == wanted,
                store.nominations.case(about.id).nominee_id == wanted,
                store.nominations.get(by_ben.id).nominator_id == wanted,
                [request.person_id == wanted for request in store.nominations.approval_requests(by_ben.id)],
                [approval.person_id == wanted for approval in store.nominations.approvals(by_ben.id)],
                wanted in absent,
                store.people.absences([maya], NOW)[maya].deputy_id == wanted,
                (noor.manager_id == wanted, noor.approver_id == wanted),
                "U-ben" in [account.external_id for account in store.people.accounts_of([wanted])],
            )

    everything = (True, True, True, True, [True], [True], True, True, (True, True), True)
    assert seen("ben") == everything
    merge = merged(town)
    assert seen("ana") == everything
    parted(town, merge)
    assert seen("ben") == everything


def test_what_would_stand_twice_stays_and_finds_the_other_person(town: Town) -> None:
    case = town.nominated("noor", "maya")
    ana, ben = town.id_of("ana"), town.id_of("ben")
    with town.begin() as store:
        for person_id in (ana, ben):
            asking = ApprovalRequest(person_id, 0, ApproverReason.OWNER, NOW)
            assert store.nominations.add_approval_request(case.id, asking)
    merge = merged(town)
    with town.begin() as store:
        asked = [request.person_id for request in store.nominations.approval_requests(case.id)]
        assert {store.people.get(person_id).id for person_id in asked} == {ana}
    parted(town, merge)
    with town.begin() as store:
        asked = [request.person_id for request in store.nominations.approval_requests(case.id)]
    assert sorted(asked) == sorted([ana, ben])


def test_a_merged_person_is_read_as_the_other_and_no_more_listed(town: Town) -> None:
    merged(town)
    with town.begin() as store:
        assert store.people.get(town.id_of("ben")).id == town.id_of("ana")
        assert store.people.person_row(town.id_of("ben")).merged_into_id == town.id_of("ana")
        assert store.people.by_email(town.organisation.id, "ben@example.org") is None, "no right comes of it"
        asked = ["ben@example.org", "ana@example.org"]
        named = store.people.addressed(town.organisation.id, asked)
        assert {email: person.id for email, person in named.items()} == dict.fromkeys(
            asked, town.id_of("ana")
        )
        assert [person.name for person in store.people.all(town.organisation.id)] == ["Ana", "Maya", "Noor"]


def test_merges_are_remembered_until_they_are_undone(town: Town) -> None:
    first, second = merged(town), merged(town, "ana", "noor")
    with town.begin() as store:
        assert store.people.merge_of(town.id_of("ben")) == first
        assert store.people.merge_of(town.id_of("ana")) is None
        assert {merge.merged_id for merge in store.people.merges_into(town.id_of("ana"))} == {
            *(first.merged_id, second.merged_id),
        }
    parted(town, first)
    with town.begin() as store:
        assert store.people.merge_of(town.id_of("ben")) is None
        assert list(store.people.merges_into(town.id_of("ana"))) == [second]


def test_what_was_given_to_the_one_meanwhile_stays_there(town: Town) -> None:
    before = town.credential("ben", "maya")
    with town.begin() as store:
        store.credentials.add(before)
    merge = merged(town)
    meanwhile = town.credential("ana", "maya")
    with town.begin() as store:
        store.credentials.add(meanwhile)
    parted(town, merge)
    with town.begin() as store:
        assert store.credentials.get(before.id).recipient_id == town.id_of("ben")
        assert store.credentials.get(meanwhile.id).recipient_id == town.id_of("ana")


def test_a_chain_of_merges_comes_apart_in_any_order(town: Town) -> None:
    badge = town.credential("noor", "maya")
    with town.begin() as store:
        store.credentials.add(badge)
    first = merged(town, "ben", "noor")
    second = merged(town, "ana", "ben")
    with town.begin() as store:
        assert store.people.get(town.id_of("noor")).id == town.id_of("ana")
        assert store.credentials.get(badge.id).recipient_id == town.id_of("ana")
    parted(town, first, town.people["ana"])
    with town.begin() as store:
        assert store.credentials.get(badge.id).recipient_id == town.id_of("noor")
    parted(town, second)
    with town.begin() as store:
        assert store.credentials.get(badge.id).recipient_id == town.id_of("noor")
        assert store.people.get(town.id_of("ben")).id == town.id_of("ben")


def test_an_account_linked_otherwise_meanwhile_is_not_taken_back(town: Town) -> None:
    merge = merged(town)
    link = AccountLink(LinkGround.OWNER, NOW + DAY)
    with town.begin() as store:
        store.people.identify(town.workspace.id, PlatformFacts("U-ben", "Ben"), town.id_of("noor"), NOW, link)
    parted(town, merge)
    with town.begin() as store:
        account = store.people.identities(town.workspace.id, ["U-ben"])["U-ben"]
    assert account.person.id == town.id_of("noor")


def test_letters_that_waited_for_an_account_of_the_merged_person_go_out(town: Town) -> None:
    zoe = Person(IDS.new_id(), town.organisation.id, "Zoe")
    letter = replace(town.letter("ana"), addressee=ToPerson(zoe.id))
    with town.begin() as store:
        store.people.add(zoe)
        store.outbox.post(letter)
    town.engine.end_letter(letter.id, "unmet", NOW)
    with town.begin() as store:
        parts = [MergedFields.of(town.people["ana"]), MergedFields.of(zoe)]
        store.people.change(replace(zoe, merged_into_id=town.id_of("ana")))
        store.people.move_rows(Merge(town.id_of("ana"), zoe.id, NOW, *parts, parts[0]), town.organisation.id)
        assert store.outbox.letter(letter.id) == letter


@pytest.mark.parametrize("kept", ["ana", "maya"])
def test_a_person_manages_nobody_twice_and_never_themselves(town: Town, kept: str) -> None:
    """Maya manages Ana: as one person, she is not her own manager by a row that moved."""
    merge = merged(town, kept, {"ana": "maya", "maya": "ana"}[kept])
    with town.begin() as store:
        assert store.people.person_row(town.id_of("ben")).manager_id in (town.id_of(kept), town.id_of("maya"))
    parted(town, merge)
    with town.begin() as store:
        assert store.people.person_row(town.id_of("ben")).manager_id == town.id_of("maya")
