"""Absences, named approvers, languages and looked-up histories as use cases."""

from datetime import timedelta

import pytest

from bot.domain.events import AboutPerson, EventKind
from bot.domain.people.model import MembershipStatus
from bot.messages.refusals import Refusal
from bot.use_cases.credentials.award import award
from bot.use_cases.credentials.award_command import Award
from bot.use_cases.nominations.nominate import Nominate, nominate
from bot.use_cases.people.absences import (
    BeginAbsence,
    NameApprover,
    begin_absence,
    end_absence,
    name_approver,
)
from bot.use_cases.people.language import ChooseLanguage, choose_language
from bot.use_cases.retry import RetryJob, retry_job
from bot.use_cases.why import Explain, explain
from tests.fakes.chat_world import shown
from tests.fakes.company import achievement_of, becomes, context_of
from tests.fakes.memory.world import MemoryWorld


@pytest.fixture
def world() -> MemoryWorld:
    """The small company, without a database."""
    return MemoryWorld.open()


def with_open_case(world: MemoryWorld) -> None:
    """Chidi nominates Ana; Maya, her manager, is asked."""
    with world.store() as store:
        command = Nominate((world.person("ana"),), achievement_of(world, store, "mentor"), "Patient")
        nominate(context_of(world, store, "chidi"), command)


def kinds(world: MemoryWorld) -> list[EventKind]:
    return [entry.kind for entry in world.trail()]


def test_waiting_cases_go_to_the_deputy_and_come_back_after_the_absence(world: MemoryWorld) -> None:
    becomes(world, "maya", owner=False)
    with_open_case(world)
    until = world.moment + timedelta(days=7)
    with world.store() as store:
        begun = begin_absence(context_of(world, store, "maya"), BeginAbsence(until, world.person("ben")))
        assert (begun.until, begun.handed_over) == (until, 1)
        ended = end_absence(context_of(world, store, "maya"))
        assert ended is not None
        assert end_absence(context_of(world, store, "maya")) is None
    assert kinds(world)[1:] == [EventKind.ABSENCE_BEGUN, EventKind.ABSENCE_ENDED]
    assert world.trail()[1].event_facts == AboutPerson(world.person("ben").id)


@pytest.mark.parametrize("unfit", ["maya", "ben"])
def test_a_deputy_is_another_member(world: MemoryWorld, unfit: str) -> None:
    becomes(world, "ben", standing=MembershipStatus.LEFT)
    with world.store() as store, pytest.raises(Refusal) as refusal:
        begin_absence(context_of(world, store, "maya"), BeginAbsence(world.moment, world.person(unfit)))
    assert refusal.value.code == "approver_unfit"


def test_owners_name_the_approver_of_a_person_who_is_asked_about_open_cases(world: MemoryWorld) -> None:
    with_open_case(world)
    with world.store() as store:
        ctx = context_of(world, store, "maya")
        named = name_approver(ctx, NameApprover(world.person("ana"), world.person("noor")))
        removed = name_approver(ctx, NameApprover(store.people.get(world.person("ana").id), None))
    assert (named.handed_over, removed.handed_over) == (1, 0)
    assert kinds(world)[1:] == [EventKind.APPROVER_NAMED, EventKind.APPROVER_REMOVED]
    assert world.person("ana").approver_id is None


def test_only_owners_name_approvers_and_the_attempt_is_recorded_about_the_person(world: MemoryWorld) -> None:
    command = NameApprover(world.person("ana"), world.person("ben"))
    with world.store() as store, pytest.raises(Refusal) as refusal:
        name_approver(context_of(world, store, "noor"), command)
    assert (refusal.value.code, refusal.value.audited) == ("owners_only", True)
    assert refusal.value.subject == world.person("ana").id


def test_a_language_is_stored_and_recorded_once(world: MemoryWorld) -> None:
    for _ in range(2):
        with world.store() as store:
            choose_language(context_of(world, store, "ana"), ChooseLanguage("de"))
    assert world.person("ana").chosen_language == "de"
    assert kinds(world) == [EventKind.PERSON_CHANGED]


def test_an_owner_who_looks_at_the_history_of_another_is_recorded_and_an_earner_is_not(
    world: MemoryWorld,
) -> None:
    with world.store() as store:
        ana, mentor = world.person("ana"), achievement_of(world, store, "mentor")
        award(context_of(world, store, "maya"), Award((ana,), mentor, "Patient"))
    with world.store() as store:
        own = explain(context_of(world, store, "ana"), Explain(ana, mentor))
    assert kinds(world) == [EventKind.AWARDED]
    with world.store() as store:
        seen = explain(context_of(world, store, "maya"), Explain(ana, mentor))
    assert [len(history.entries) for history in (*own.histories, *seen.histories)] == [1, 1]
    [*_, looked_up] = world.trail()
    assert (looked_up.kind, looked_up.subject_id, looked_up.authority) == (
        EventKind.LOOKED_UP,
        ana.id,
        "owner",
    )
    assert looked_up.actor_id == world.person("maya").id


def test_the_history_of_another_is_for_owners(world: MemoryWorld) -> None:
    with world.read() as store:
        command = Explain(world.person("ana"), achievement_of(world, store, "mentor"))
    with world.store() as store, pytest.raises(Refusal) as refusal:
        explain(context_of(world, store, "noor"), command)
    assert (refusal.value.code, refusal.value.audited) == ("owners_only", True)


def test_only_owners_retry_and_what_is_not_given_up_stays_as_it_is(world: MemoryWorld) -> None:
    with world.store() as store:
        assert not retry_job(context_of(world, store, "maya"), RetryJob(world.ids.new_id()))
        with pytest.raises(Refusal):
            retry_job(context_of(world, store, "noor"), RetryJob(world.ids.new_id()))
    assert kinds(world) == []


async def test_a_looked_up_history_is_recorded_in_chat_although_the_answer_begins_as_a_read(
    world: MemoryWorld,
) -> None:
    await world.types("maya", "/award @ana mentor Patient")
    await world.types("ana", "/badges why mentor")
    assert kinds(world) == [EventKind.AWARDED]
    answer = await world.types("maya", "/badges why @ana mentor")
    assert "Mentor" in shown(answer).summary
    assert kinds(world) == [EventKind.AWARDED, EventKind.LOOKED_UP]
