"""`NominationRepository`, the part about cases: opening, approval requests, approvals, decision."""

from dataclasses import replace

import pytest

from bot.context.store import Stale
from bot.domain.authority import Authority
from bot.domain.nominations.model import (
    Approval,
    ApprovalRequest,
    ApproverReason,
    NominationOutcome,
    SkippedApprover,
)
from tests.fakes.town import DAY, IDS, NOW, Town, achievement


def request(town: Town, who: str, stage: int = 0, **more: object) -> ApprovalRequest:
    given = {"at": NOW, **more}
    return ApprovalRequest(town.id_of(who), stage, ApproverReason.MANAGER, **given)  # type: ignore[arg-type] # by name


def approval(town: Town, who: str, shown: str = "digest", **more: object) -> Approval:
    given = {"stage": 0, "at": NOW, "authority": Authority("manager"), **more}
    return Approval(town.id_of(who), shown=shown, **given)  # type: ignore[arg-type] # fields by name


def test_a_case_is_read_as_it_was_opened(town: Town, neighbours: Town) -> None:
    case = town.nominated("ana", "ben")
    with town.begin() as store:
        assert store.nominations.case(case.id) == case
        assert store.nominations.case_by_token(town.organisation.id, case.token) == case
        assert store.nominations.case_by_token(neighbours.organisation.id, case.token) is None
        assert store.nominations.open_case(town.organisation.id, town.id_of("ana"), "mentor") == case
        assert store.nominations.open_case(town.organisation.id, town.id_of("ana"), "ship-it") is None
        assert store.nominations.open_case(town.organisation.id, town.id_of("ben"), "mentor") is None
        with pytest.raises(town.engine.not_found):
            store.nominations.case(IDS.new_id())


def test_one_case_is_open_for_a_nominee_and_an_achievement_in_any_version(town: Town) -> None:
    case = town.nominated("ana", "ben")
    with town.begin() as store:
        assert not store.nominations.add_case(town.case("ana"), "mentor")
        store.catalogue.retire(town.organisation.id, "mentor", NOW)
        version = achievement(town.organisation.id, "mentor", 2)
        store.catalogue.add(version)
        second = replace(town.case("ana"), achievement_id=version.id)
        assert not store.nominations.add_case(second, "mentor")
        assert store.nominations.add_case(town.case("ben"), "mentor")
        assert store.nominations.add_case(town.case("ana", "ship-it"), "ship-it")
        store.nominations.change_case(town.decided(case, NominationOutcome.DECLINED))
        assert store.nominations.add_case(second, "mentor")
        assert store.nominations.open_case(town.organisation.id, town.id_of("ana"), "mentor") == second


def test_a_change_counts_a_revision_and_a_decision_is_kept(town: Town) -> None:
    case = town.nominated("ana", "ben")
    with town.begin() as store:
        again = store.nominations.change_case(case)
        assert again == replace(case, revision=1)
        ended = store.nominations.change_case(town.decided(again, NominationOutcome.APPROVED))
    with town.begin() as store:
        found = store.nominations.case(case.id)
    assert found == ended
    assert (found.revision, found.outcome) == (2, NominationOutcome.APPROVED)
    assert found.decision == town.decided(case, NominationOutcome.APPROVED).decision


def test_a_case_that_changed_or_ended_meanwhile_is_stale(town: Town) -> None:
    case = town.nominated("ana", "ben")
    with town.begin() as store:
        again = store.nominations.change_case(case)
    with pytest.raises(Stale), town.begin() as store:
        store.nominations.change_case(town.decided(case, NominationOutcome.DECLINED))
    with town.begin() as store:
        ended = store.nominations.change_case(town.decided(again, NominationOutcome.APPROVED))
    with pytest.raises(Stale), town.begin() as store:
        store.nominations.change_case(ended)


def test_an_expiry_is_a_decision_of_nobody(town: Town) -> None:
    case = town.nominated("ana", "ben")
    decided = town.decided(case, NominationOutcome.EXPIRED)
    assert decided.decision
    expired = replace(decided, decision=replace(decided.decision, by=None, reason=""))
    with town.begin() as store:
        store.nominations.change_case(expired)
    with town.begin() as store:
        assert store.nominations.case(case.id).decision == expired.decision


def test_a_person_is_asked_once_at_each_stage(town: Town) -> None:
    case = town.nominated("ana", "ben")
    skipped = (SkippedApprover("away", town.id_of("noor")), SkippedApprover("missing"))
    first = request(town, "maya", deputy_of=town.id_of("noor"), skipped=skipped)
    with town.begin() as store:
        assert store.nominations.add_approval_request(case.id, first)
        assert not store.nominations.add_approval_request(case.id, request(town, "maya", at=NOW + DAY))
        assert store.nominations.add_approval_request(case.id, request(town, "maya", 1, at=NOW + DAY))
    with town.begin() as store:
        assert list(store.nominations.approval_requests(case.id)) == [
            first,
            request(town, "maya", 1, at=NOW + DAY),
        ]


def test_requests_come_oldest_first_and_a_renewed_one_last(town: Town) -> None:
    case = town.nominated("ana", "ben")
    first = request(town, "maya", skipped=(SkippedApprover("away", town.id_of("noor")),))
    second = request(town, "noor", at=NOW + DAY)
    with town.begin() as store:
        store.nominations.add_approval_request(case.id, second)
        store.nominations.add_approval_request(case.id, first)
        assert list(store.nominations.approval_requests(case.id)) == [first, second]
        renewed = request(town, "maya", at=NOW + 2 * DAY, deputy_of=town.id_of("ben"))
        store.nominations.renew_approval_request(case.id, renewed)
        store.nominations.renew_approval_request(case.id, request(town, "ben"))
    with town.begin() as store:
        assert list(store.nominations.approval_requests(case.id)) == [
            second,
            replace(first, at=NOW + 2 * DAY),
        ], "how the request came to them stays; who was never asked is not asked now"


def test_open_cases_are_listed_for_their_approvers_and_their_nominee(town: Town) -> None:
    later, earlier = town.nominated("ana", "ben", at=NOW + DAY), town.nominated("ben", "ana")
    over = town.nominated("noor", "ana")
    with town.begin() as store:
        for case in (later, earlier, over):
            store.nominations.add_approval_request(case.id, request(town, "maya"))
            store.nominations.add_approval_request(case.id, request(town, "maya", 1))
        store.nominations.change_case(town.decided(over, NominationOutcome.WITHDRAWN))
    with town.begin() as store:
        assert list(store.nominations.cases_asked_of(town.id_of("maya"))) == [earlier, later]
        assert list(store.nominations.cases_asked_of(town.id_of("ana"))) == []
        assert list(store.nominations.cases_about(town.id_of("ana"))) == [later]
        assert list(store.nominations.cases_about(town.id_of("noor"))) == []


def test_the_queue_shows_all_that_waits_or_what_concerns_one_person(town: Town, neighbours: Town) -> None:
    about_her_report, asked = town.nominated("ana", "ben", at=NOW + DAY), town.nominated("noor", "ben")
    unrelated = town.nominated("maya", "ben", at=NOW + 2 * DAY)
    neighbours.nominated("ana", "ben")
    with town.begin() as store:
        store.nominations.add_approval_request(asked.id, request(town, "maya"))
        store.nominations.add_approval_request(about_her_report.id, request(town, "maya"))
    with town.begin() as store:
        waiting = store.nominations.waiting_cases
        assert list(waiting(town.organisation.id, town.id_of("maya"), True)) == [
            asked,
            about_her_report,
            unrelated,
        ]
        assert list(waiting(town.organisation.id, town.id_of("maya"), False)) == [asked, about_her_report]
        assert list(waiting(town.organisation.id, town.id_of("noor"), False)) == []
        store.nominations.change_case(town.decided(asked, NominationOutcome.APPROVED))
        assert list(waiting(town.organisation.id, town.id_of("maya"), False)) == [about_her_report]


def test_an_approval_counts_once_for_what_was_shown(town: Town) -> None:
    case = town.nominated("ana", "ben")
    first, other = approval(town, "maya"), approval(town, "maya", "other words", at=NOW + DAY)
    earliest = approval(town, "noor", at=NOW - DAY, authority=Authority("deputy", town.id_of("ben")))
    with town.begin() as store:
        assert store.nominations.approve(case.id, first)
        assert not store.nominations.approve(case.id, approval(town, "maya", at=NOW + DAY))
        assert store.nominations.approve(case.id, other)
        assert store.nominations.approve(case.id, earliest)
    with town.begin() as store:
        assert list(store.nominations.approvals(case.id)) == [earliest, first, other]
        assert list(store.nominations.approvals(IDS.new_id())) == []
