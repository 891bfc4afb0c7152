"""Changes an earlier award: undo it within a day, revoke it for a reason, amend it, turn it down.

Each command names badges by their public ids and changes all of them, or none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.facts import about_credential
from bot.context.lookup import find_credential, find_own_credential
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.names import by_slug
from bot.domain.credentials import rules
from bot.domain.credentials.model import Credential
from bot.domain.events import OPERATOR, AboutPerson, EventKind
from bot.domain.outbox.model import NotificationKind
from bot.domain.people.model import Person
from bot.messages.refusals import Refusal
from bot.use_cases.credentials.life_cycle import end_credential, save_amended


@dataclass(frozen=True, slots=True)
class Undo:
    """The command to undo an award within 24 hours."""

    credential: UUID


@dataclass(frozen=True, slots=True)
class Revoke:
    """The command to revoke badges for a reason, which each earner is told."""

    credentials: tuple[UUID, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Amend:
    """The command to correct the citation of an award, and to bring it to the achievement's newest version."""

    credential: UUID
    citation: str


@dataclass(frozen=True, slots=True)
class TurnDown:
    """The earner's command to be rid of a badge, which is final."""

    credential: UUID


@dataclass(frozen=True, slots=True)
class ChangedBadge:
    """A badge after the change, with its recipient and the version of its achievement."""

    recipient: Person
    credential: Credential
    achievement: Achievement


def undo(ctx: UseCaseContext, command: Undo) -> ChangedBadge:
    """Undoes an award. Its recipient is told once: by a letter, or within minutes by the letter of the award itself,
    which then says nothing else; and not at all if they never heard of it."""
    before = find_credential(ctx, command.credential)
    after = rules.undone_credential(before, ctx.caller, ctx.now)
    is_slip = ctx.now - before.awarded_at <= rules.UNDO_UNTOLD_WITHIN
    was_told = ctx.store.outbox.was_sent(NotificationKind.EARNED, before.id)
    topic = NotificationKind.UNDONE if was_told and not is_slip else None
    end_credential(ctx, before, after, topic)
    return _record(ctx, EventKind.UNDONE, after)


def revoke(ctx: UseCaseContext, command: Revoke) -> tuple[ChangedBadge, ...]:
    """Revokes all badges of the command, or none; an operator, beside the database, may revoke any."""
    changes = [revocation(ctx, public_id, command.reason) for public_id in command.credentials]
    for before, after in changes:
        end_credential(ctx, before, after, NotificationKind.REVOKED)
    return tuple(_record(ctx, EventKind.REVOKED, after) for _, after in changes)


def revocation(ctx: UseCaseContext, public_id: UUID, reason: str) -> tuple[Credential, Credential]:
    """A badge as it is, and as its revocation would leave it; raises `Refusal` if it may not be revoked."""
    before = find_credential(ctx, public_id)
    rules.refuse_too_long(reason, rules.REASON_LIMIT)
    if ctx.actor is None:
        return before, rules.operator_revoked_credential(before, reason, ctx.now)
    return before, rules.revoked_credential(before, ctx.actor, reason, ctx.now)


def amend(ctx: UseCaseContext, command: Amend) -> ChangedBadge:
    """Amends the award: the same id, the achievement's newest version, signed again, valid from now."""
    rules.refuse_too_long(command.citation)
    before = find_credential(ctx, command.credential)
    earned = ctx.store.catalogue.get(before.achievement_id)
    newest = by_slug(ctx.store.catalogue.current(ctx.organisation.id), earned.slug) or earned
    rules.refuse_without_evidence(newest, command.citation)
    after = rules.amended_credential(before, ctx.caller, command.citation, newest, ctx.now)
    save_amended(ctx, after)
    return _record(ctx, EventKind.AMENDED, after)


def turn_down(ctx: UseCaseContext, command: TurnDown) -> ChangedBadge:
    """Turns the badge down for its earner: deletes the signed file and notifies no one."""
    before = find_own_credential(ctx, command.credential)
    after = rules.turned_down_credential(before, ctx.now)
    end_credential(ctx, before, after, None)
    ctx.store.credentials.forget_document(after.id)
    return _record(ctx, EventKind.TURNED_DOWN, after, "recipient")


def find_revocable(ctx: UseCaseContext, recipients: Sequence[Person], slug: str) -> Sequence[Credential]:
    """The newest active badge of each person, of one achievement; refuses if one of them may not be revoked."""
    found = [_newest_given(ctx, recipient, slug) for recipient in recipients]
    for credential in found:
        rules.revoked_credential(credential, ctx.caller, "-", ctx.now)
    return found


def find_amendable(ctx: UseCaseContext, recipient: Person, slug: str) -> Credential:
    """The newest active badge of a person, of one achievement; refuses if it may not be amended.

    Recorded if an owner thus reads the citation of another person's award.
    """
    credential = _newest_given(ctx, recipient, slug)
    achievement = ctx.store.catalogue.get(credential.achievement_id)
    rules.amended_credential(credential, ctx.caller, credential.citation, achievement, ctx.now)
    if credential.awarder_id != ctx.caller.id:
        ctx.record(EventKind.LOOKED_UP, recipient.id, "owner", AboutPerson())
    return credential


def find_own_active(ctx: UseCaseContext, public_id: UUID) -> Credential:
    """The caller's own badge, if it has not ended."""
    credential = find_own_credential(ctx, public_id)
    rules.refuse_ended(credential)
    return credential


def _newest_given(ctx: UseCaseContext, person: Person, slug: str) -> Credential:
    held = ctx.store.credentials.of_achievement(ctx.organisation.id, person.id, slug)
    caller = ctx.caller
    theirs = (credential for credential in held if caller.owner or credential.awarder_id == caller.id)
    newest = next((credential for credential in theirs if credential.stage.is_active), None)
    if newest is None:
        # one refusal for "holds none" and "not yours", so that it does not tell which badges a person holds
        raise Refusal("holds_none_of_yours", {"name": person.name})
    return newest


def _record(
    ctx: UseCaseContext, kind: EventKind, credential: Credential, authority: str = ""
) -> ChangedBadge:
    achievement = ctx.store.catalogue.get(credential.achievement_id)
    authority = authority or _authority(ctx, credential)
    edition = "" if authority == OPERATOR else achievement.edition  # a badge's rules bind no operator
    ctx.record(kind, credential.id, authority, about_credential(credential), edition)
    return ChangedBadge(ctx.store.people.get(credential.recipient_id), credential, achievement)


def _authority(ctx: UseCaseContext, credential: Credential) -> str:
    if ctx.actor is None:
        return OPERATOR
    return "awarder" if ctx.actor.id == credential.awarder_id else "owner"
