"""An earner's own badges: the list, private download links, and what the file and the page say of the award.

The citation stays out of the signed file and off the page until the earner includes it, and so do the names of those
who gave the badge: it is then signed anew under the same id, with them as evidence. A citation amended later leaves
the file until the earner agrees again. A giver's name also needs the giver's own wish, for which they are asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.facts import about_credential
from bot.context.lookup import find_own_credential
from bot.context.store import Store
from bot.domain.catalogue.model import MOST_IN_COLLAGE, Achievement
from bot.domain.credentials.downloads import LINK_LIFETIME, DownloadLink, RecordLink, hash_token
from bot.domain.credentials.model import Credential, CredentialStage, HeldSummary
from bot.domain.credentials.rules import refuse_ended
from bot.domain.events import EventKind
from bot.messages.refusals import Refusal
from bot.use_cases.credentials.giver_names import ask_givers
from bot.use_cases.credentials.giving import load_giving
from bot.use_cases.credentials.life_cycle import sign_again
from bot.use_cases.credentials.share import OwnBadge
from issuer.celebration import Giving


@dataclass(frozen=True, slots=True)
class CreateDownload:
    """The command to open one download of a badge."""

    credential: UUID
    """By its public id, here and below."""


@dataclass(frozen=True, slots=True)
class DownloadReady:
    """The badge, and the secret that its link holds; only the hash of it is kept."""

    badge: OwnBadge
    secret: str


@dataclass(frozen=True, slots=True)
class ShowMore:
    """The command to show the words of the award, or the names of its givers, in the file and on the page; or not to.

    None leaves it as it is.
    """

    credential: UUID
    words: bool | None = None
    givers: bool | None = None


@dataclass(frozen=True, slots=True)
class HeldBadge:
    """A badge that a person holds, and who gave it."""

    credential: Credential
    achievement: Achievement
    giving: Giving


@dataclass(frozen=True, slots=True)
class HeldPage:
    """Some of a person's badges, how many there are, and what the newest of them are for."""

    summary: HeldSummary
    newest: tuple[Achievement, ...]
    shown: tuple[tuple[Credential, Achievement], ...]


def held_badges(store: Store, person_id: UUID) -> tuple[tuple[Credential, Achievement], ...]:
    """A person's active badges, newest first; two queries, whatever their number."""
    held = [
        credential for credential in store.credentials.of_recipient(person_id) if credential.stage.is_active
    ]
    achievements = store.catalogue.several({credential.achievement_id for credential in held})
    return tuple((credential, achievements[credential.achievement_id]) for credential in held)


def held_page(store: Store, person_id: UUID, first: int, most: int) -> HeldPage:
    """Some of a person's active badges, newest first, and how many there are; three queries, whatever their number."""
    newest = store.credentials.newest_of(person_id, 0, MOST_IN_COLLAGE)
    shown = newest[first : first + most] if first + most <= len(newest) else None
    if shown is None:
        shown = store.credentials.newest_of(person_id, first, most)
    named = store.catalogue.several({each.achievement_id for each in (*newest, *shown)})
    return HeldPage(
        store.credentials.summary_of(person_id),
        tuple(named[each.achievement_id] for each in newest),
        tuple((each, named[each.achievement_id]) for each in shown),
    )


def create_download(ctx: UseCaseContext, command: CreateDownload) -> DownloadReady:
    """Creates a link for one download, valid for fifteen minutes."""
    badge = _own_signed(ctx, command.credential)
    secret = ctx.ids.token()
    link = DownloadLink(hash_token(secret), badge.credential.id, ctx.now + LINK_LIFETIME)
    ctx.store.credentials.add_link(link)
    return DownloadReady(badge, secret)


def create_record_download(ctx: UseCaseContext) -> str:
    """Creates a link for one download of all signed badges as one record, valid for fifteen minutes; its secret."""
    held = ctx.store.credentials.of_recipient(ctx.caller.id)
    if not any(credential.stage is CredentialStage.ISSUED for credential in held):
        raise Refusal("nothing_signed")
    secret = ctx.ids.token()
    link = RecordLink(hash_token(secret), ctx.caller.id, ctx.now + LINK_LIFETIME)
    ctx.store.credentials.add_record_link(link)
    return secret


def show_more(ctx: UseCaseContext, command: ShowMore) -> OwnBadge:
    """Changes what all readers of the file and of the page see, in files downloaded from now on."""
    badge = _own_signed(ctx, command.credential)
    before = badge.credential
    if command.words and not before.citation:
        raise Refusal("unknown_thing")
    after = replace(
        before,
        citation_included_at=_chosen(command.words, before.citation_included_at, ctx.now),
        givers_included_at=_chosen(command.givers, before.givers_included_at, ctx.now),
    )
    if after != before:
        sign_again(ctx, after, "words")
        _record_changes(ctx, before, after)
    if command.givers:
        ask_givers(ctx, after)
    return replace(badge, credential=after)


def _chosen(wanted: bool | None, since: datetime | None, now: datetime) -> datetime | None:
    if wanted is None:
        return since
    return (since or now) if wanted else None


def _record_changes(ctx: UseCaseContext, before: Credential, after: Credential) -> None:
    kinds = (
        (
            before.citation_included_at,
            after.citation_included_at,
            EventKind.CITATION_INCLUDED,
            EventKind.CITATION_LEFT_OUT,
        ),
        (
            before.givers_included_at,
            after.givers_included_at,
            EventKind.GIVERS_INCLUDED,
            EventKind.GIVERS_LEFT_OUT,
        ),
    )
    for was, now, included, left_out in kinds:
        if was != now:
            ctx.record(included if now else left_out, before.id, "recipient", about_credential(before))


def find_own_badge(ctx: UseCaseContext, public_id: UUID) -> HeldBadge:
    """A badge of the caller's that has not ended."""
    credential = find_own_credential(ctx, public_id)
    refuse_ended(credential)
    achievement = ctx.store.catalogue.get(credential.achievement_id)
    return HeldBadge(credential, achievement, load_giving(ctx.store, credential))


def with_givers(store: Store, held: Sequence[tuple[Credential, Achievement]]) -> tuple[HeldBadge, ...]:
    """Some badges with who gave them; a few queries for each."""
    return tuple(
        HeldBadge(credential, achievement, load_giving(store, credential)) for credential, achievement in held
    )


def _own_signed(ctx: UseCaseContext, public_id: UUID) -> OwnBadge:
    credential = find_own_credential(ctx, public_id)
    refuse_ended(credential)
    if credential.stage is CredentialStage.AWARDED:
        raise Refusal("being_signed")
    return OwnBadge(credential, ctx.store.catalogue.get(credential.achievement_id))
