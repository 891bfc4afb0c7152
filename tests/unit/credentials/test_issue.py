"""What a credential says, and what follows its signature. Pure but for the saving."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from adapters.system import SystemIdGenerator
from bot.context.store import Stale
from bot.domain.credentials.model import Credential, CredentialStage, SignedDocument
from bot.domain.events import EventKind
from bot.domain.outbox.model import NotificationKind
from bot.use_cases.credentials.award import award
from bot.use_cases.credentials.award_command import Award
from bot.use_cases.credentials.issue import (
    Issue,
    SigningRequest,
    credential_facts,
    earner_letter,
    is_to_be_signed,
    issue,
)
from issuer.openbadges.model import hash_email
from tests.fakes.company import achievement_of, context_of
from tests.fakes.memory.world import MemoryWorld

AWARDED_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = AWARDED_AT + timedelta(days=3)
ADDRESS = "https://badges.example/credentials/1"
IDS = SystemIdGenerator()


def request_for(world: MemoryWorld, **changes: object) -> SigningRequest:
    with world.store() as store:
        ana, mentor = world.person("ana"), achievement_of(world, store, "mentor")
        [badge] = award(context_of(world, store, "maya"), Award((ana,), mentor, "Patient")).badges
        request = SigningRequest(badge.credential, ana, mentor, world.organisation)
    return replace(request, **changes)  # type: ignore[arg-type] # fields by name


def document(credential: Credential, salt: str | None = None) -> SignedDocument:
    return SignedDocument(credential.id, UUID(int=9), salt, b"{}", "key", AWARDED_AT)


@pytest.fixture
def world() -> MemoryWorld:
    """The small company, without a database."""
    return MemoryWorld.open()


def test_a_new_credential_has_a_fresh_subject_and_a_salted_address(world: MemoryWorld) -> None:
    request = request_for(world)
    first, second = (credential_facts(request, ADDRESS, None, IDS) for _ in range(2))
    assert (first.id, first.valid_from, first.awarded_on) == (ADDRESS, AWARDED_AT, None)
    assert first.subject_id != second.subject_id
    assert first.hashed_email
    assert first.hashed_email == hash_email("ana@example.org", first.hashed_email.salt)
    assert first.evidence == ()


def test_an_organisation_may_leave_the_address_out(world: MemoryWorld) -> None:
    quiet = replace(world.organisation, recipient_email="none")
    assert credential_facts(request_for(world, organisation=quiet), ADDRESS, None, IDS).hashed_email is None


def test_a_credential_signed_again_keeps_subject_and_salt_and_is_valid_from_later(world: MemoryWorld) -> None:
    request = request_for(world)
    before = document(request.credential, "salt")
    corrected = replace(request.credential, amended_at=LATER)
    facts = credential_facts(
        replace(request, credential=corrected, replaced_document=before), ADDRESS, None, IDS
    )
    assert facts.subject_id == f"urn:uuid:{before.subject_id}"
    assert facts.hashed_email
    assert (facts.hashed_email.salt, facts.valid_from, facts.awarded_on) == ("salt", LATER, AWARDED_AT)
    again = replace(request, replaced_document=before, again_at=LATER)
    assert credential_facts(again, ADDRESS, None, IDS).valid_from == LATER


def test_only_what_counts_and_is_not_signed_as_it_is_now_is_to_be_signed(world: MemoryWorld) -> None:
    credential = request_for(world).credential
    signed = document(credential)
    assert is_to_be_signed(credential, None, again=False)
    assert not is_to_be_signed(credential, signed, again=False)
    assert is_to_be_signed(credential, signed, again=True)
    assert is_to_be_signed(replace(credential, amended_at=LATER), signed, again=False)
    assert not is_to_be_signed(replace(credential, stage=CredentialStage.UNDONE), None, again=True)


def test_the_letter_is_about_the_badge_or_about_its_correction(world: MemoryWorld) -> None:
    credential = request_for(world).credential
    with world.store() as store:
        ctx = context_of(world, store, None)
        assert earner_letter(ctx, credential).topic is NotificationKind.EARNED
        corrected = replace(credential, stage=CredentialStage.ISSUED, amended_at=LATER)
        letter = earner_letter(ctx, corrected)
    assert letter.topic is NotificationKind.AMENDED
    assert letter.key.endswith(LATER.isoformat())


def test_the_first_signature_is_an_event_and_tells_the_earner_a_later_one_neither(world: MemoryWorld) -> None:
    request = request_for(world)
    with world.store() as store:
        ctx = context_of(world, store, None)
        issued = issue(ctx, Issue(request, document(request.credential)))
        assert issued.stage is CredentialStage.ISSUED
        assert store.credentials.document(issued.id) == document(issued)
        issue(ctx, Issue(replace(request, credential=issued), document(issued), notify=False))
    [event] = [entry for entry in world.trail() if entry.kind is EventKind.ISSUED]
    assert (event.actor_id, event.authority, event.rule) == (None, "signed", "mentor@1")
    assert len(world.database.tables.letters) == 1


def test_a_credential_that_changed_meanwhile_is_signed_anew(world: MemoryWorld) -> None:
    request = request_for(world)
    with world.store() as store:
        store.credentials.change(replace(request.credential, citation="Kind"))
    with pytest.raises(Stale), world.store() as store:
        issue(context_of(world, store, None), Issue(request, document(request.credential)))
