"""The earner's choices: keep private, celebrate, share by link, show words and names, take sharing back."""

from dataclasses import dataclass, replace
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.facts import about_credential
from bot.context.lookup import find_own_credential
from bot.context.notify import post, refresh
from bot.context.store import Store
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.celebrations import CelebrationConsent
from bot.domain.credentials.model import Credential
from bot.domain.events import EventKind
from bot.domain.organisations import Organisation
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
    """The command to celebrate a badge in a channel: of its award, or the organisation's."""

    credential: UUID
    words: bool = False
    """Whether the words of the award are shown there."""
    givers: bool = False
    """Whether the names of its givers are shown there, as far as they allow it."""
    channel: str = ""
    """One of `celebration_channels`; the first, if empty."""


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


@dataclass(frozen=True, slots=True)
class CelebrationChannel:
    """Where a badge can be celebrated."""

    external_id: str
    name: str
    """"" if it is not known."""


def celebration_channels(
    store: Store, organisation: Organisation, credential: Credential
) -> tuple[CelebrationChannel, ...]:
    """The channel of the award, then the organisation's."""
    wanted = dict.fromkeys((credential.conversation, organisation.celebration_channel))
    return tuple(
        CelebrationChannel(channel, store.channels.name(organisation.id, channel))
        for channel in wanted
        if channel
    )


def keep_private(ctx: UseCaseContext, command: KeepPrivate) -> OwnBadge:
    """Records that the badge stays private."""
    credential = find_own_credential(ctx, command.credential)
    kept = ctx.store.credentials.change(rules.keep_private(credential, ctx.now))
    refresh(ctx, kept.id)
    return _record(ctx, EventKind.KEPT_PRIVATE, kept)


def refuse_celebrating(ctx: UseCaseContext, credential: Credential) -> tuple[str, ...]:
    """The channels where the badge can be celebrated; raises if there is none, or if it is celebrated already."""
    rules.consent_to_celebration(credential, ctx.now)
    channels = celebration_channels(ctx.store, ctx.organisation, credential)
    if not channels:
        raise Refusal("no_channel")
    return tuple(channel.external_id for channel in channels)


def celebrate(ctx: UseCaseContext, command: Celebrate) -> OwnBadge:
    """Posts the celebration; the card is composed when it is sent, from the consent of that moment."""
    credential = find_own_credential(ctx, command.credential)
    names = refuse_celebrating(ctx, credential)
    channel = command.channel if command.channel in names else names[0]
    home = ctx.organisation.celebration_channel
    celebrated = ctx.store.credentials.change(rules.consent_to_celebration(credential, ctx.now))
    ctx.store.credentials.add_celebration(
        CelebrationConsent(celebrated.id, ctx.now, ctx.ids.token(), command.words, command.givers)
    )
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
    """Makes the page private (410 from now on) and ends the celebration: its card and its picture are gone."""
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
