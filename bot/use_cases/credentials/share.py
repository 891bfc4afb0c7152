"""The earner's choices: keep private, celebrate, share by link, take sharing back."""

from dataclasses import dataclass, replace
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.facts import about_credential
from bot.context.lookup import find_own_credential
from bot.context.notify import post, refresh
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.domain.events import EventKind
from bot.domain.outbox.model import NotificationKind, ToConversation
from bot.domain.sharing import rules
from bot.messages.refusals import Refusal


@dataclass(frozen=True, slots=True)
class KeepPrivate:
    """The command to leave a badge private, which is the default."""

    credential: UUID
    """By its public id, here and below."""


@dataclass(frozen=True, slots=True)
class Celebrate:
    """The command to celebrate a badge in the channel of its award, or in the organisation's channel."""

    credential: UUID


@dataclass(frozen=True, slots=True)
class Share:
    """The command to open a badge's page to anyone with the link."""

    credential: UUID


@dataclass(frozen=True, slots=True)
class Unshare:
    """The command to take all sharing of a badge back."""

    credential: UUID


@dataclass(frozen=True, slots=True)
class OwnBadge:
    """A badge of the caller, after their choice."""

    credential: Credential
    achievement: Achievement


def keep_private(ctx: UseCaseContext, command: KeepPrivate) -> OwnBadge:
    """Records that the badge stays private."""
    return _record(ctx, EventKind.KEPT_PRIVATE, find_own_credential(ctx, command.credential))


def celebrate(ctx: UseCaseContext, command: Celebrate) -> OwnBadge:
    """Posts the celebration; the card is composed when it is sent, from the consent of that moment."""
    credential = find_own_credential(ctx, command.credential)
    home = ctx.organisation.celebration_channel
    channel = credential.conversation or home
    if channel is None:
        raise Refusal("no_channel")
    celebrated = ctx.store.credentials.change(rules.consent_to_celebration(credential, ctx.now))
    addressee = ToConversation(channel, home if home != channel else None)
    # The channel belongs to the workspace of the award, even if the earner pressed the button elsewhere.
    began_in = celebrated.workspace_id if celebrated.conversation else None
    post(ctx, NotificationKind.CELEBRATION, celebrated.id, addressee, ctx.now.isoformat(), began_in)
    refresh(ctx, celebrated.id)
    return _record(ctx, EventKind.CELEBRATED, celebrated)


def share(ctx: UseCaseContext, command: Share) -> OwnBadge:
    """Makes the page public."""
    credential = find_own_credential(ctx, command.credential)
    shared = ctx.store.credentials.change(rules.consent_to_page(credential, ctx.now))
    refresh(ctx, shared.id)
    return _record(ctx, EventKind.SHARED, shared)


def unshare(ctx: UseCaseContext, command: Unshare) -> OwnBadge:
    """Makes the page private (410 from now on) and removes the name from the celebration."""
    credential = find_own_credential(ctx, command.credential)
    private = ctx.store.credentials.change(rules.withdraw_consent(credential))
    refresh(ctx, private.id)
    return _record(ctx, EventKind.UNSHARED, private)


def close_celebration(ctx: UseCaseContext, credential_id: UUID) -> None:
    """Ends a celebration that no channel let in, so that its earner may celebrate elsewhere; by the inner id."""
    credential = ctx.store.credentials.get(credential_id)
    closed = ctx.store.credentials.change(replace(credential, celebrated_at=None))
    refresh(ctx, closed.id)
    ctx.record(EventKind.CELEBRATION_CLOSED, closed.id, "platform", about_credential(closed))


def _record(ctx: UseCaseContext, kind: EventKind, credential: Credential) -> OwnBadge:
    ctx.record(kind, credential.id, "recipient", about_credential(credential))
    return OwnBadge(credential, ctx.store.catalogue.get(credential.achievement_id))
