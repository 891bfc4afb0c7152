"""Who may award what to whom, what an award is, and how long it can be undone. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from bot.awarding.model import Credential, Stage
from bot.catalogue.model import Achievement
from bot.errors import Refusal
from bot.people.model import Person, Standing

UNDO_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Grounds:
    """Where an award comes from: who decided, why, and in which conversation."""

    awarder_id: UUID
    workspace_id: UUID
    citation: str
    conversation: str | None
    nomination_id: UUID | None = None


def authority(actor: Person, recipient: Person, achievement: Achievement) -> str | None:
    """Under what authority `actor` may award: manager, owner, listed; None if under none."""
    if actor.standing is not Standing.MEMBER:
        return None
    if recipient.manager_id == actor.id:
        return "manager"
    if actor.owner:
        return "owner"
    return "listed" if actor.email and actor.email in achievement.awarders else None


def refuse_unfit(actor: Person, recipient: Person, self_code: str) -> None:
    """Raises if this person cannot be given a badge by this one: themselves, guests, bots, leavers."""
    if recipient.id == actor.id:
        raise Refusal(self_code, audited=True)
    if recipient.standing is not Standing.MEMBER:
        raise Refusal(f"recipient_{recipient.standing}", {"name": recipient.name})


def granted(
    ids: tuple[UUID, UUID], recipient: Person, achievement: Achievement, grounds: Grounds, now: datetime
) -> Credential:
    """The credential of a new award; `ids` are its inner and its public id."""
    return Credential(
        id=ids[0],
        public_id=ids[1],
        organisation_id=recipient.organisation_id,
        workspace_id=grounds.workspace_id,
        achievement_id=achievement.id,
        recipient_id=recipient.id,
        awarder_id=grounds.awarder_id,
        nomination_id=grounds.nomination_id,
        citation=grounds.citation,
        conversation=grounds.conversation,
        awarded_at=now,
    )


def undone(credential: Credential, actor: Person, now: datetime) -> Credential:
    """The credential, undone: by whoever decided it or an owner, within 24 hours."""
    if actor.id != credential.awarder_id and not actor.owner:
        raise Refusal("not_your_award", audited=True)
    if credential.stage is Stage.UNDONE:
        raise Refusal("already_undone")
    if now - credential.awarded_at > UNDO_WITHIN:
        raise Refusal("too_late_to_undo")
    return replace(credential, stage=Stage.UNDONE, undone_at=now, shared_at=None, celebrated_at=None)
