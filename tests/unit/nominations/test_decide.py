"""Deciding as a use case: one click told by its result, and what it leaves behind."""

from uuid import UUID

import pytest

from bot.domain.authority import Authority, read_authority
from bot.domain.catalogue.award_policy import Step
from bot.domain.events import AboutCase, EventKind
from bot.domain.nominations.model import Case, NominationOutcome
from bot.messages.refusals import Refusal
from bot.use_cases.nominations.case_loading import load_case
from bot.use_cases.nominations.decide import (
    AlreadyDecided,
    Approve,
    Approved,
    ApprovedStep,
    CaseToDecide,
    ChangedSince,
    Decided,
    Decline,
    Declined,
    decide,
    open_case,
)
from bot.use_cases.nominations.my_nominations import EditNomination, edit
from bot.use_cases.nominations.nominate import Nominate, nominate
from bot.use_cases.nominations.waiting_cases import find_waiting_cases
from bot.use_cases.people.absences import BeginAbsence, begin_absence
from tests.fakes.company import achievement_of, becomes, context_of, set_rules
from tests.fakes.memory.world import MemoryWorld


@pytest.fixture
def world() -> MemoryWorld:
    """The small company, without a database: Maya manages Ana, whom Chidi nominates."""
    return MemoryWorld.open()


def nominated(world: MemoryWorld, by: str = "chidi") -> UUID:
    """The nomination of Ana; it opens a case, or joins the one that is open."""
    with world.store() as store:
        command = Nominate((world.person("ana"),), achievement_of(world, store, "mentor"), f"{by} saw it")
        [nominee] = nominate(context_of(world, store, by), command).nominees
        return store.nominations.get(nominee.nomination_id).case_id


def shown(world: MemoryWorld, case_id: UUID) -> tuple[str, str]:
    """What the buttons of the case's card name."""
    with world.read() as store:
        case = store.nominations.case(case_id)
        return case.token, load_case(store, case).content_digest


def approve(world: MemoryWorld, who: str, names: tuple[str, str]) -> Decided:
    with world.store() as store:
        return decide(context_of(world, store, who), Approve(*names))


def decline(world: MemoryWorld, who: str, names: tuple[str, str], reason: str | None) -> Decided:
    with world.store() as store:
        return decide(context_of(world, store, who), Decline(*names, reason=reason))


def case_of(world: MemoryWorld, case_id: UUID) -> Case:
    with world.read() as store:
        return store.nominations.case(case_id)


def refused(world: MemoryWorld, who: str, names: tuple[str, str]) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        approve(world, who, names)
    return refusal.value


def kinds(world: MemoryWorld) -> list[EventKind]:
    return [entry.kind for entry in world.trail()]


def test_the_last_approval_awards_the_badge_and_names_it_in_its_event(world: MemoryWorld) -> None:
    case_id = nominated(world)
    approved = approve(world, "maya", shown(world, case_id))
    assert isinstance(approved, Approved)
    assert approved.credential.recipient_id == world.person("ana").id
    assert kinds(world) == [EventKind.NOMINATED, EventKind.APPROVED, EventKind.AWARDED]
    facts = world.trail()[1].event_facts
    assert isinstance(facts, AboutCase)
    assert facts.credential_id == approved.credential.id


def test_an_approval_of_several_counts_and_the_last_one_awards(world: MemoryWorld) -> None:
    set_rules(world, "mentor", steps=(Step("manager"), Step("owner")))
    becomes(world, "noor", owner=True)
    names = shown(world, nominated(world))
    step = approve(world, "maya", names)
    assert isinstance(step, ApprovedStep)
    assert (step.needed, step.stuck) == (1, None)
    assert refused(world, "maya", names).code == "another_pair_of_eyes"
    assert isinstance(approve(world, "noor", names), Approved)


def test_a_decision_about_a_decided_case_changes_nothing_and_says_how_it_ended(world: MemoryWorld) -> None:
    names = shown(world, nominated(world))
    approve(world, "maya", names)
    for late in (approve(world, "maya", names), decline(world, "maya", names, "Too late")):
        assert isinstance(late, AlreadyDecided)
        assert late.case_view.case.outcome is NominationOutcome.APPROVED
    assert kinds(world).count(EventKind.APPROVED) == 1


def test_a_decision_about_outdated_content_changes_nothing_and_shows_what_is_new(world: MemoryWorld) -> None:
    case_id = nominated(world)
    names = shown(world, case_id)
    with world.store() as store:
        nomination = store.nominations.get(case_id)
        edit(context_of(world, store, "chidi"), EditNomination(nomination.token, "Other words"))
    changed = approve(world, "maya", names)
    assert isinstance(changed, ChangedSince)
    assert changed.case_view.snapshot.nominations[0].citation == "Other words"
    assert isinstance(approve(world, "maya", shown(world, case_id)), Approved)


def test_the_right_to_decide_is_the_callers_at_that_moment(world: MemoryWorld) -> None:
    names = shown(world, nominated(world))
    becomes(world, "ana", manager_id=world.person("noor").id)
    becomes(world, "maya", owner=False)
    refusal = refused(world, "maya", names)
    assert (refusal.code, refusal.audited) == ("not_your_decision", True)
    assert isinstance(approve(world, "noor", names), Approved)


def test_a_decline_needs_its_reason_where_one_was_asked_for(world: MemoryWorld) -> None:
    case_id = nominated(world)
    names = shown(world, case_id)
    with pytest.raises(Refusal) as refusal:
        decline(world, "maya", names, "")
    assert refusal.value.code == "decline_needs_reason"
    assert isinstance(decline(world, "maya", names, "Not yet"), Declined)
    decision = case_of(world, case_id).decision
    assert decision
    assert (decision.outcome, decision.reason) == (NominationOutcome.DECLINED, "Not yet")


def test_a_decline_without_a_form_needs_no_reason(world: MemoryWorld) -> None:
    case_id = nominated(world)
    assert isinstance(decline(world, "maya", shown(world, case_id), None), Declined)
    decision = case_of(world, case_id).decision
    assert decision
    assert decision.reason == ""


def test_looking_at_a_case_decides_nothing_and_asks_for_the_same_right(world: MemoryWorld) -> None:
    case_token, _ = shown(world, nominated(world))
    with world.read() as store:
        case = open_case(context_of(world, store, "maya"), case_token)
        assert isinstance(case, CaseToDecide)
        assert case.authority == Authority("manager")
        with pytest.raises(Refusal):
            open_case(context_of(world, store, "ben"), case_token)


def test_a_deputy_decides_on_behalf_of_the_absent_approver(world: MemoryWorld) -> None:
    becomes(world, "maya", owner=False)
    with world.store() as store:
        until = world.moment.replace(day=20)
        begin_absence(context_of(world, store, "maya"), BeginAbsence(until, world.person("ben")))
    approve(world, "ben", shown(world, nominated(world)))
    [approved] = [entry for entry in world.trail() if entry.kind is EventKind.APPROVED]
    assert read_authority(approved.authority) == Authority("deputy", world.person("maya").id)


def test_waiting_cases_are_those_that_the_caller_may_decide(world: MemoryWorld) -> None:
    nominated(world)
    with world.read() as store:
        waiting = {
            who: find_waiting_cases(context_of(world, store, who), most=1)
            for who in ("maya", "noor", "chidi")
        }
    assert [view.snapshot.nominee.name for view in waiting["maya"].cases] == ["Ana"]
    assert not waiting["maya"].more
    assert (waiting["noor"].cases, waiting["chidi"].cases) == ((), ())
