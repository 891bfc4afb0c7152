"""`NominationRepository`: nominations, and the giving history they make with direct awards."""

from dataclasses import replace

import pytest

from bot.domain.nominations.model import (
    IN_PRIVATE,
    Case,
    MessageEvidence,
    MessageState,
    Nomination,
    NominationOutcome,
)
from bot.domain.nominations.rings import GivingEdge
from bot.domain.nominations.signals import AuthoredCitation, GivingActivity, GivingTotal
from tests.fakes.town import DAY, IDS, NOW, Town


def join(town: Town, case: Case, nominator: str, slug: str = "mentor", **more: object) -> Nomination:
    nomination = town.nomination(case, nominator, **more)  # type: ignore[arg-type] # fields by name
    with town.begin() as store:
        assert store.nominations.add(nomination, slug)
    return nomination


def set_outcome(town: Town, nomination_id: object, outcome: NominationOutcome) -> None:
    with town.begin() as store:
        nomination = store.nominations.get(nomination_id)  # type: ignore[arg-type] # an id of a case
        store.nominations.change(replace(nomination, outcome=outcome))


def edge(town: Town, giver: str, recipient: str, count: int = 1) -> GivingEdge:
    return GivingEdge(town.id_of(giver), town.id_of(recipient), count)


def test_the_message_behind_a_nomination_is_read_as_it_was_kept_and_changed(town: Town) -> None:
    case = town.nominated("ben", "ana")
    message = MessageEvidence(town.id_of("noor"), NOW, "0a" * 32, "C0GENERAL:1.2", "https://chat.example/1")
    first = join(town, case, "maya", evidence=message)
    second = join(town, case, "noor", evidence=IN_PRIVATE)
    gone = replace(message, state=MessageState.GONE)
    with town.begin() as store:
        assert store.nominations.get(first.id).evidence == message
        assert store.nominations.get(second.id).evidence == IN_PRIVATE
        store.nominations.change(replace(first, evidence=gone))
    with town.begin() as store:
        assert store.nominations.get(first.id).evidence == gone


def test_a_nomination_is_read_as_it_was_made(town: Town, neighbours: Town) -> None:
    case = town.nominated("ana", "ben")
    nomination = join(town, case, "noor", citation="‘quoted’ 🎉", conversation="general")
    with town.begin() as store:
        assert store.nominations.get(nomination.id) == nomination
        assert store.nominations.by_token(town.organisation.id, nomination.token) == nomination
        assert store.nominations.by_token(neighbours.organisation.id, nomination.token) is None
        with pytest.raises(town.engine.not_found):
            store.nominations.get(IDS.new_id())


def test_the_same_person_has_the_same_nomination_open_once(town: Town) -> None:
    case = town.nominated("ana", "ben")
    with town.begin() as store:
        assert not store.nominations.add(town.nomination(case, "ben"), "mentor")
        assert store.nominations.add(town.nomination(case, "noor"), "mentor")
    set_outcome(town, case.id, NominationOutcome.WITHDRAWN)
    with town.begin() as store:
        assert store.nominations.add(town.nomination(case, "ben"), "mentor")


def test_a_case_lists_its_nominations_oldest_first_withdrawn_ones_too(town: Town) -> None:
    case = town.nominated("ana", "ben", at=NOW)
    later = join(town, case, "maya", at=NOW + DAY)
    earlier = join(town, case, "noor", at=NOW - DAY)
    set_outcome(town, earlier.id, NominationOutcome.WITHDRAWN)
    with town.begin() as store:
        found = [nomination.id for nomination in store.nominations.of_case(case.id)]
    assert found == [earlier.id, case.id, later.id]


def test_a_person_finds_their_newest_nominations_first(town: Town) -> None:
    cases = [
        town.nominated(who, "ben", at=NOW + number * DAY)
        for number, who in enumerate(("ana", "noor", "maya"))
    ]
    with town.begin() as store:
        newest = [nomination.id for nomination in store.nominations.of_nominator(town.id_of("ben"), 2)]
        assert store.nominations.of_nominator(town.id_of("ana"), 2) == []
    assert newest == [cases[2].id, cases[1].id]


def test_a_change_saves_words_outcome_edit_and_nudge_and_nothing_else(town: Town) -> None:
    case = town.nominated("ana", "ben")
    with town.begin() as store:
        before = store.nominations.get(case.id)
        changed = replace(
            before,
            citation="Other words",
            outcome=NominationOutcome.DECLINED,
            edited_at=NOW + DAY,
            nudged_at=NOW + 2 * DAY,
        )
        store.nominations.change(replace(changed, token="another", nominator_id=town.id_of("noor")))
    with town.begin() as store:
        assert store.nominations.get(case.id) == changed


def test_the_end_of_a_case_ends_its_open_nominations(town: Town) -> None:
    case = town.nominated("ana", "ben")
    withdrawn, other = join(town, case, "noor"), town.nominated("noor", "ben")
    set_outcome(town, withdrawn.id, NominationOutcome.WITHDRAWN)
    with town.begin() as store:
        store.nominations.end_nominations(case.id, NominationOutcome.APPROVED)
    with town.begin() as store:
        outcomes = [store.nominations.get(row.id).outcome for row in (case, withdrawn, other)]
    assert outcomes == [NominationOutcome.APPROVED, NominationOutcome.WITHDRAWN, NominationOutcome.OPEN]


def test_edges_join_givers_and_recipients_of_nominations_and_direct_awards_once(town: Town) -> None:
    town.nominated("ana", "ben")
    town.nominated("ana", "ben", "ship-it")
    withdrawn, approved = town.nominated("noor", "ben"), town.nominated("ben", "ana")
    set_outcome(town, withdrawn.id, NominationOutcome.WITHDRAWN)
    town.nominated("maya", "ben", at=NOW - DAY)
    with town.begin() as store:
        store.credentials.add(town.credential("ana", "maya"))
        store.credentials.add(town.credential("ben", "noor", nomination_id=approved.id))
        store.credentials.add(town.credential("ana", "maya"))
    everyone = [person.id for person in town.people.values()]
    with town.begin() as store:
        found = store.nominations.giving_edges(everyone, NOW)
        some = store.nominations.giving_edges([town.id_of("maya")], NOW)
    assert len(found) == len(set(found))
    assert set(found) == {edge(town, "ben", "ana", 2), edge(town, "ana", "ben"), edge(town, "maya", "ana", 2)}
    assert list(some) == [edge(town, "maya", "ana", 2)]


def test_the_gifts_of_an_organisation_are_its_own(town: Town, neighbours: Town) -> None:
    town.nominated("ana", "ben")
    town.nominated("noor", "ben", at=NOW + DAY)
    set_outcome(town, town.nominated("ana", "ben", "ship-it").id, NominationOutcome.WITHDRAWN)
    neighbours.nominated("ana", "ben")
    with town.begin() as store:
        store.credentials.add(town.credential("ana", "maya", awarded_at=NOW + DAY))
        own = store.nominations.all_giving_edges(town.organisation.id, NOW)
        total = store.nominations.giving_total(town.organisation.id, NOW, NOW)
        both = store.nominations.giving_total(town.organisation.id, NOW, NOW + DAY)
    assert set(own) == {edge(town, "ben", "ana"), edge(town, "ben", "noor"), edge(town, "maya", "ana")}
    assert (total, both) == (GivingTotal(1, 2), GivingTotal(3, 4))


def test_activity_counts_what_one_gave_and_the_other_received_in_a_time(town: Town) -> None:
    town.nominated("ana", "ben")
    town.nominated("noor", "ben", at=NOW + DAY)
    town.nominated("maya", "ben", at=NOW - DAY)
    set_outcome(town, town.nominated("ana", "ben", "ship-it").id, NominationOutcome.WITHDRAWN)
    with town.begin() as store:
        store.credentials.add(town.credential("ana", "maya", awarded_at=NOW + DAY))
        store.credentials.add(town.credential("noor", "ben", awarded_at=NOW + 2 * DAY))
    with town.begin() as store:
        busy = store.nominations.giving_activity(town.id_of("ben"), town.id_of("ana"), NOW, NOW + DAY)
    assert busy == GivingActivity(given=2, received=2)


def test_nominations_count_without_withdrawn_and_declined_ones(town: Town) -> None:
    town.nominated("ana", "ben")
    town.nominated("noor", "ben", at=NOW - DAY)
    town.nominated("ana", "ben", "ship-it")
    for who, outcome in (("maya", NominationOutcome.DECLINED), ("ben", NominationOutcome.APPROVED)):
        set_outcome(town, town.nominated(who, "ben").id, outcome)
    with town.begin() as store:
        assert store.nominations.nomination_count(town.id_of("ben"), "mentor", NOW) == 2
        assert store.nominations.nomination_count(town.id_of("ben"), "mentor", NOW - DAY) == 3
        assert store.nominations.nomination_count(town.id_of("ana"), "mentor", NOW) == 0


def test_citations_of_other_cases_come_newest_first(town: Town, neighbours: Town) -> None:
    case = town.nominated("ana", "ben")
    earlier, later = town.nominated("ben", "ana"), town.nominated("noor", "ben", at=NOW + DAY)
    set_outcome(town, town.nominated("maya", "ben").id, NominationOutcome.WITHDRAWN)
    town.nominated("ana", "ben", "ship-it")
    neighbours.nominated("ben", "ana")
    too_old = town.nominated("maya", "noor", "ship-it", at=NOW - DAY)
    with town.begin() as store:
        found = store.nominations.citations_elsewhere(town.organisation.id, "mentor", NOW, case.id)
        shipped = store.nominations.citations_elsewhere(town.organisation.id, "ship-it", NOW, too_old.id)
    assert list(found) == [
        AuthoredCitation(later.id, town.id_of("ben"), "She taught me", NOW + DAY),
        AuthoredCitation(earlier.id, town.id_of("ana"), "She taught me", NOW),
    ]
    assert [citation.at for citation in shipped] == [NOW]
