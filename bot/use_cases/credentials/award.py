"""Awards an achievement to people: one use case, and one path of rules, for chat, form, file, shell and approval.

    awarded = award(ctx, Award((ana, ben), achievement, "Stayed on the line"))
    for badge in awarded.badges: …

All people of the command are awarded, or none. Many awards, signed at once: `award_many.py`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.context.context import UseCaseContext
from bot.context.facts import about_credential
from bot.context.store import Stale
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.domain.credentials.rules import AwardBasis, new_credential
from bot.domain.events import OPERATOR, AboutPerson, EventKind
from bot.domain.people.model import Person
from bot.use_cases.credentials.award_command import Award, ByApproval
from bot.use_cases.credentials.award_rules import AwardRight, AwardRules
from bot.use_cases.credentials.life_cycle import queue_signing


@dataclass(frozen=True, slots=True)
class AwardedBadge:
    """One award: the credential, and by which authority it was given."""

    recipient: Person
    credential: Credential
    authority: str


@dataclass(frozen=True, slots=True)
class Awarded:
    """The result. `before`: the command was repeated, and these badges were awarded the first time."""

    achievement: Achievement
    badges: tuple[AwardedBadge, ...]
    before: bool = False


def award(ctx: UseCaseContext, command: Award) -> Awarded:
    """Awards a badge to all people named, or to none. Signing is queued; the letter follows the signature."""
    if before := _awarded_before(ctx, command):
        return before
    rights = AwardRules(ctx).authorise(command)
    badges = tuple(
        AwardedBadge(recipient, draft_credential(ctx, command, recipient, right), right.authority)
        for recipient, right in zip(command.recipients, rights, strict=True)
    )
    for badge in badges:
        join(ctx, command, badge.recipient)
        ctx.store.credentials.add(badge.credential)
        queue_signing(ctx, badge.credential, notify=command.notify)
        about, edition = about_credential(badge.credential), command.achievement.edition
        ctx.record(EventKind.AWARDED, badge.credential.id, badge.authority, about, edition)
    _claim_keys(ctx, command, badges)
    return Awarded(command.achievement, badges)


def draft_credential(ctx: UseCaseContext, command: Award, recipient: Person, right: AwardRight) -> Credential:
    """The credential of one award of the command, not saved yet."""
    approval = command.ground if isinstance(command.ground, ByApproval) else None
    ids = (approval.credential_id if approval else ctx.ids.new_id(), ctx.ids.public_id())
    basis = AwardBasis(
        right.awarder.id,
        command.workspace_id or ctx.workspace.id,
        command.citation,
        command.conversation,
        approval.case_id if approval else None,
    )
    return new_credential(ids, recipient, command.achievement, basis, ctx.now)


def join(ctx: UseCaseContext, command: Award, recipient: Person) -> None:
    """Adds a recipient who was not known before."""
    if command.newcomers:
        ctx.store.people.add(recipient)
        ctx.record(EventKind.PERSON_JOINED, recipient.id, OPERATOR, AboutPerson())


def _keys(command: Award) -> tuple[str, ...]:
    """A key for each recipient, derived from the command's."""
    if command.key is None:
        return ()
    more = (f"{command.key}#{number}".encode() for number in range(1, len(command.recipients)))
    return (command.key, *(hashlib.sha256(text).hexdigest() for text in more))


def _awarded_before(ctx: UseCaseContext, command: Award) -> Awarded | None:
    keys = _keys(command)
    known = ctx.store.credentials.awarded_by_keys(ctx.organisation.id, keys) if keys else {}
    if not known:
        return None
    found = [ctx.store.credentials.by_public_id(public_id) for public_id in known.values() if public_id]
    badges = [
        AwardedBadge(ctx.store.people.get(credential.recipient_id), credential, "")
        for credential in found
        if credential
    ]
    return Awarded(command.achievement, tuple(badges), before=True)


def _claim_keys(ctx: UseCaseContext, command: Award, badges: Sequence[AwardedBadge]) -> None:
    """Raises `Stale` if another transaction awarded the same command meanwhile; the next try finds its badges."""
    keys = _keys(command)
    claims = {key: badge.credential.id for key, badge in zip(keys, badges, strict=False)}
    if claims and len(ctx.store.credentials.claim_keys(ctx.organisation.id, claims, ctx.now)) < len(claims):
        raise Stale(f"the award {command.key} was made meanwhile")
