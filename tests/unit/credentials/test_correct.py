"""Undoing, revoking, amending and turning down as use cases."""

import pytest

from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.events import EventKind
from bot.messages.refusals import Refusal
from bot.use_cases.credentials.award import award
from bot.use_cases.credentials.award_command import Award
from bot.use_cases.credentials.correct import (
    Amend,
    Revoke,
    TurnDown,
    Undo,
    amend,
    find_amendable,
    revoke,
    turn_down,
    undo,
)
from tests.fakes.company import achievement_of, context_of, set_rules
from tests.fakes.memory.world import MemoryWorld


@pytest.fixture
def world() -> MemoryWorld:
    """The small company, without a database."""
    return MemoryWorld.open()


async def issued(world: MemoryWorld, *people: str, by: str = "maya") -> list[Credential]:
    with world.store() as store:
        recipients = tuple(world.person(person) for person in people)
        command = Award(recipients, achievement_of(world, store, "mentor"), "Patient")
        badges = award(context_of(world, store, by), command).badges
    await world.settle()
    return [stored(world, badge.credential) for badge in badges]


def stored(world: MemoryWorld, credential: Credential) -> Credential:
    with world.read() as store:
        return store.credentials.get(credential.id)


def events(world: MemoryWorld, kind: EventKind) -> list[tuple[str, str]]:
    return [(entry.authority, entry.rule) for entry in world.trail() if entry.kind is kind]


async def test_all_badges_of_a_command_are_revoked_or_none(world: MemoryWorld) -> None:
    ana, ben = await issued(world, "ana", "ben")
    with world.store() as store:
        undo(context_of(world, store, "maya"), Undo(ben.public_id))
    with pytest.raises(Refusal) as refusal, world.store() as store:
        revoke(context_of(world, store, "maya"), Revoke((ana.public_id, ben.public_id), "A mistake"))
    assert refusal.value.code == "already_undone"
    assert stored(world, ana).stage is CredentialStage.ISSUED


async def test_people_need_a_right_and_a_reason_to_revoke_and_an_operator_neither(world: MemoryWorld) -> None:
    [ana] = await issued(world, "ana")
    codes = []
    for who, reason in (("ben", "Because"), ("maya", ""), ("ana", "Because")):
        with pytest.raises(Refusal) as refusal, world.store() as store:
            revoke(context_of(world, store, who), Revoke((ana.public_id,), reason))
        codes.append(refusal.value.code)
    assert codes == ["not_your_award", "revoke_needs_reason", "not_your_award"]
    with world.store() as store:
        [revoked] = revoke(context_of(world, store, None), Revoke((ana.public_id,), ""))
    assert revoked.credential.stage is CredentialStage.REVOKED
    assert events(world, EventKind.REVOKED) == [("operator", "")]


async def test_an_unknown_badge_is_refused_like_one_of_another_organisation(world: MemoryWorld) -> None:
    with pytest.raises(Refusal) as refusal, world.store() as store:
        revoke(context_of(world, store, "maya"), Revoke((world.ids.public_id(),), "Because"))
    assert refusal.value.code == "unknown_thing"


async def test_an_amended_badge_is_signed_again_by_the_newest_version(world: MemoryWorld) -> None:
    [ana] = await issued(world, "ana")
    set_rules(world, "mentor", evidence=True)
    world.passes(hours=1)
    with pytest.raises(Refusal) as refusal, world.store() as store:
        amend(context_of(world, store, "maya"), Amend(ana.public_id, "Kind"))
    assert refusal.value.code == "needs_evidence"
    with world.store() as store:
        amended = amend(context_of(world, store, "maya"), Amend(ana.public_id, "See https://x.example/1"))
    assert amended.achievement.version == 2
    await world.settle()
    assert events(world, EventKind.AMENDED) == [("awarder", "mentor@2")]
    assert len(events(world, EventKind.ISSUED)) == 1, "signing again is part of the correction"


async def test_an_owner_who_opens_the_words_of_anothers_award_is_recorded(world: MemoryWorld) -> None:
    await issued(world, "chidi", by="noor")
    for who in ("noor", "maya"):
        with world.store() as store:
            find_amendable(context_of(world, store, who), world.person("chidi"), "mentor")
    [looked_up] = [entry for entry in world.trail() if entry.kind is EventKind.LOOKED_UP]
    assert (looked_up.actor_id, looked_up.authority) == (world.person("maya").id, "owner")
    assert looked_up.subject_id == world.person("chidi").id


async def test_a_badge_is_turned_down_by_its_earner_alone_and_its_file_is_gone(world: MemoryWorld) -> None:
    [ana] = await issued(world, "ana")
    with pytest.raises(Refusal) as refusal, world.store() as store:
        turn_down(context_of(world, store, "ben"), TurnDown(ana.public_id))
    assert (refusal.value.code, refusal.value.audited) == ("unknown_thing", True)
    with world.store() as store:
        turn_down(context_of(world, store, "ana"), TurnDown(ana.public_id))
        assert store.credentials.document(ana.id) is None
    assert events(world, EventKind.TURNED_DOWN) == [("recipient", "mentor@1")]
