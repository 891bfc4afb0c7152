"""Nominating as a use case, and what nominators do with their own nominations."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.context.context import UseCaseContext
from bot.domain.events import AboutNomination, EventKind
from bot.domain.nominations.model import Nomination, NominationOutcome
from bot.messages.refusals import Refusal
from bot.use_cases.nominations.my_nominations import (
    EditNomination,
    Nudge,
    Withdraw,
    edit,
    nudge,
    withdraw,
)
from bot.use_cases.nominations.nominate import Nominate, Nominated, nominate
from bot.use_cases.nominations.nominator_view import own_nominations
from tests.fakes.company import achievement_of, context_of, set_rules
from tests.fakes.memory.world import MemoryWorld

Step = Callable[[UseCaseContext], Any]


@pytest.fixture
def world() -> MemoryWorld:
    """The small company, without a database."""
    return MemoryWorld.open()


def propose(world: MemoryWorld, who: str, *people: str, citation: str = "Patient") -> Nominated:
    with world.store() as store:
        nominees = tuple(world.person(person) for person in people)
        command = Nominate(nominees, achievement_of(world, store, "mentor"), citation, "general")
        return nominate(context_of(world, store, who), command)


def does(world: MemoryWorld, who: str, step: Step) -> Any:
    with world.store() as store:
        return step(context_of(world, store, who))


def refused(world: MemoryWorld, who: str, step: Step) -> str:
    with pytest.raises(Refusal) as refusal:
        does(world, who, step)
    return refusal.value.code


def nomination_of(world: MemoryWorld, nominated: Nominated) -> Nomination:
    with world.read() as store:
        return store.nominations.get(nominated.nominees[0].nomination_id)


def kinds(world: MemoryWorld) -> list[EventKind]:
    return [entry.kind for entry in world.trail()]


def test_each_nominee_is_nominated_and_their_own_approver_is_asked(world: MemoryWorld) -> None:
    nominated = propose(world, "ben", "ana", "chidi")
    asked = [(each.nominee.name, [one.name for one in each.approvers]) for each in nominated.nominees]
    assert asked == [("Ana", ["Maya"]), ("Chidi", ["Noor"])]
    assert kinds(world) == [EventKind.NOMINATED] * 2
    nomination = nomination_of(world, nominated)
    facts = AboutNomination(world.person("ana").id, nomination.achievement_id, nomination.case_id)
    assert world.trail()[0].event_facts == facts
    assert nomination.conversation == "general"


def test_one_nominee_against_the_rules_stops_the_whole_command(world: MemoryWorld) -> None:
    with pytest.raises(Refusal) as refusal:
        propose(world, "ben", "ana", "ben")
    assert refusal.value.code == "self_nomination"
    assert kinds(world) == []


def test_a_nomination_without_words_is_refused_by_whichever_way_it_comes(world: MemoryWorld) -> None:
    with pytest.raises(Refusal) as refusal:
        propose(world, "ben", "ana", citation="")
    assert refusal.value.code == "needs_citation"


def test_the_last_withdrawal_ends_the_case_and_an_earlier_one_does_not(world: MemoryWorld) -> None:
    first, second = (nomination_of(world, propose(world, who, "ana")) for who in ("ben", "chidi"))
    for nominator, nomination, outcome in (
        ("ben", first, NominationOutcome.OPEN),
        ("chidi", second, NominationOutcome.WITHDRAWN),
    ):
        withdrawn = does(world, nominator, lambda ctx, token=nomination.token: withdraw(ctx, Withdraw(token)))
        assert withdrawn.nominee.name == "Ana"
        with world.read() as store:
            assert store.nominations.case(first.case_id).outcome is outcome


def test_a_nomination_is_its_nominators_alone(world: MemoryWorld) -> None:
    token = nomination_of(world, propose(world, "ben", "ana")).token
    assert refused(world, "chidi", lambda ctx: withdraw(ctx, Withdraw(token))) == "unknown_thing"
    assert refused(world, "chidi", lambda ctx: nudge(ctx, Nudge(token))) == "unknown_thing"
    assert refused(world, "chidi", lambda ctx: edit(ctx, EditNomination(token, "Mine"))) == "unknown_thing"


def test_a_nudge_reaches_those_who_were_asked_once_a_day(world: MemoryWorld) -> None:
    token = nomination_of(world, propose(world, "ben", "ana")).token
    assert refused(world, "ben", lambda ctx: nudge(ctx, Nudge(token))) == "nudged_lately"
    world.moment += timedelta(days=1)
    nudged = does(world, "ben", lambda ctx: nudge(ctx, Nudge(token)))
    assert [approver.name for approver in nudged.approvers] == ["Maya"]
    assert refused(world, "ben", lambda ctx: nudge(ctx, Nudge(token))) == "nudged_lately"


def test_other_words_must_be_other_and_obey_the_rules_of_the_badge(world: MemoryWorld) -> None:
    set_rules(world, "mentor", evidence=True)
    words = "See https://example.org/1"
    token = nomination_of(world, propose(world, "ben", "ana", citation=words)).token
    assert refused(world, "ben", lambda ctx: edit(ctx, EditNomination(token, words))) == "words_unchanged"
    assert refused(world, "ben", lambda ctx: edit(ctx, EditNomination(token, ""))) == "needs_citation"
    assert refused(world, "ben", lambda ctx: edit(ctx, EditNomination(token, "Kind"))) == "needs_evidence"
    does(world, "ben", lambda ctx: edit(ctx, EditNomination(token, "See https://example.org/2")))
    assert kinds(world) == [EventKind.NOMINATED, EventKind.NOMINATION_EDITED]


def test_nominators_see_who_is_asked_about_their_own_nominations(world: MemoryWorld) -> None:
    propose(world, "ben", "ana")
    propose(world, "chidi", "ben")
    [view] = does(world, "ben", own_nominations)
    assert (view.nominee.name, [person.name for person in view.asked]) == ("Ana", ["Maya"])
