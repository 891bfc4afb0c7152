"""`/mybadges`: a person's own badges, shown only to them, and private download links."""

import hashlib
from dataclasses import replace
from uuid import UUID

from bot.context.context import RequestContext
from bot.context.facts import about_credential
from bot.context.lookup import own_credential
from bot.context.store import Store
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.downloads import LINK_LIFETIME, DownloadLink, RecordLink
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.credentials.rules import refuse_ended
from bot.domain.events import EventKind
from bot.messages.forms import Reply
from bot.messages.refusals import Refusal
from bot.presenting import earner_cards as cards
from bot.use_cases.credentials.grant import sign_again


def my_badges(ctx: RequestContext, page: int = 0) -> Reply:
    """The list, newest first."""
    return cards.my_badges(ctx.say, held_badges(ctx.store, ctx.actor.id), page)


def held_badges(store: Store, person_id: UUID) -> tuple[tuple[Credential, Achievement], ...]:
    """A person's active badges, newest first; two queries, whatever their number."""
    held = [
        credential for credential in store.credentials.of_recipient(person_id) if credential.stage.is_active
    ]
    achievements = store.catalogue.several({credential.achievement_id for credential in held})
    return tuple((credential, achievements[credential.achievement_id]) for credential in held)


def turn_page(ctx: RequestContext, token: str) -> Reply:
    """Another page of the list."""
    return my_badges(ctx, int(token) if token.isdecimal() and len(token) < 4 else 0)


def download(ctx: RequestContext, token: str) -> Reply:
    """Creates a link for one download, valid for fifteen minutes."""
    credential = _own_signed(ctx, token)
    secret = ctx.ids.token()
    expires = ctx.now + LINK_LIFETIME
    ctx.store.credentials.add_link(DownloadLink(hash_token(secret), credential.id, expires))
    return cards.download(ctx.say, credential, ctx.store.catalogue.get(credential.achievement_id), secret)


def download_all(ctx: RequestContext, _token: str) -> Reply:
    """Creates a link for one download of all signed badges as one record, valid for fifteen minutes."""
    held = ctx.store.credentials.of_recipient(ctx.actor.id)
    if not any(credential.stage is CredentialStage.ISSUED for credential in held):
        raise Refusal("nothing_signed")
    secret = ctx.ids.token()
    ctx.store.credentials.add_record_link(
        RecordLink(hash_token(secret), ctx.actor.id, ctx.now + LINK_LIFETIME)
    )
    return cards.download_all(ctx.say, secret)


def include_citation(ctx: RequestContext, token: str) -> Reply:
    """Includes the citation in the earner's file, where all readers of the file see it."""
    credential = _own_signed(ctx, token)
    if not credential.citation:
        raise Refusal("unknown_thing")
    if credential.citation_included_at is None:
        sign_again(ctx, replace(credential, citation_included_at=ctx.now), "words")
        ctx.record(EventKind.CITATION_INCLUDED, credential.id, "recipient", about_credential(credential))
    return cards.citation_choice_card(
        ctx.say, credential, ctx.store.catalogue.get(credential.achievement_id), inside=True
    )


def leave_citation_out(ctx: RequestContext, token: str) -> Reply:
    """Removes the citation from the file; files downloaded earlier still contain it."""
    credential = _own_signed(ctx, token)
    if credential.citation_included_at is not None:
        sign_again(ctx, replace(credential, citation_included_at=None), "words")
        ctx.record(EventKind.CITATION_LEFT_OUT, credential.id, "recipient", about_credential(credential))
    return cards.citation_choice_card(
        ctx.say, credential, ctx.store.catalogue.get(credential.achievement_id), inside=False
    )


def _own_signed(ctx: RequestContext, token: str) -> Credential:
    credential = own_credential(ctx, token)
    refuse_ended(credential)
    if credential.stage is CredentialStage.AWARDED:
        raise Refusal("being_signed")
    return credential


def hash_token(secret: str) -> str:
    """The stored form of a link's token: SHA-256, in hex. The token is random, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
