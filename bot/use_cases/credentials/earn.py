"""An earner's own badges: the list, private download links, and the citation in the file.

A citation stays out of the signed file until its earner includes it: the badge is then signed anew under the same id,
with the citation as evidence. A citation amended later leaves the file until the earner agrees again.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.facts import about_credential
from bot.context.lookup import find_own_credential
from bot.context.store import Store
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.downloads import LINK_LIFETIME, DownloadLink, RecordLink, hash_token
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.credentials.rules import refuse_ended
from bot.domain.events import EventKind
from bot.messages.refusals import Refusal
from bot.use_cases.credentials.life_cycle import sign_again
from bot.use_cases.credentials.share import OwnBadge


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
class IncludeCitation:
    """The command to include the citation in the earner's file, or to leave it out."""

    credential: UUID
    included: bool = True


def held_badges(store: Store, person_id: UUID) -> tuple[tuple[Credential, Achievement], ...]:
    """A person's active badges, newest first; two queries, whatever their number."""
    held = [
        credential for credential in store.credentials.of_recipient(person_id) if credential.stage.is_active
    ]
    achievements = store.catalogue.several({credential.achievement_id for credential in held})
    return tuple((credential, achievements[credential.achievement_id]) for credential in held)


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


def include_citation(ctx: UseCaseContext, command: IncludeCitation) -> OwnBadge:
    """Includes the citation, where all readers of the file see it, or leaves it out of files downloaded from now on."""
    badge = _own_signed(ctx, command.credential)
    credential = badge.credential
    if command.included and not credential.citation:
        raise Refusal("unknown_thing")
    if command.included != (credential.citation_included_at is not None):
        sign_again(
            ctx, replace(credential, citation_included_at=ctx.now if command.included else None), "words"
        )
        kind = EventKind.CITATION_INCLUDED if command.included else EventKind.CITATION_LEFT_OUT
        ctx.record(kind, credential.id, "recipient", about_credential(credential))
    return badge


def _own_signed(ctx: UseCaseContext, public_id: UUID) -> OwnBadge:
    credential = find_own_credential(ctx, public_id)
    refuse_ended(credential)
    if credential.stage is CredentialStage.AWARDED:
        raise Refusal("being_signed")
    return OwnBadge(credential, ctx.store.catalogue.get(credential.achievement_id))
