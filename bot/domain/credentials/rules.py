"""The rules of awarding: authority, eligibility, and how a credential changes and ends. Pure.

An amended credential keeps id, subject and salt and takes the achievement's newest version; `validFrom` is the moment
of the correction, so a reader of both files knows the newer.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.people.model import MembershipStatus, Person
from bot.messages.reading.parsing import CITATION_LIMIT
from bot.messages.refusals import Refusal

UNDO_WITHIN = timedelta(hours=24)
UNDO_UNTOLD_WITHIN = timedelta(minutes=10)
"""How soon after an award its undoing is a slip that needs no letter: the letter of the award says so."""
REASON_LIMIT = 1_000
"""Maximum characters of a reason for revoking."""
OVERRIDE = "operator_override"
"""The authority where an operator passed over the badge's rules."""

_LINK = re.compile(r"https?://[^\s<>\"]{4,}")


@dataclass(frozen=True, slots=True)
class AwardBasis:
    """The basis of an award: who decided, the citation, and the conversation."""

    awarder_id: UUID
    workspace_id: UUID
    citation: str
    conversation: str | None
    nomination_id: UUID | None = None


def roles(actor: Person, recipient: Person, achievement: Achievement) -> tuple[str, ...]:
    """The roles of `actor` towards the recipient: manager, owner, listed, anyone; none if they are no member."""
    if actor.standing is not MembershipStatus.MEMBER:
        return ()
    is_them = {
        "manager": recipient.manager_id == actor.id,
        "owner": actor.owner,
        "listed": actor.email is not None and actor.email in achievement.awarders,
        "anyone": True,
    }
    return tuple(role for role, is_it in is_them.items() if is_it)


def authority(actor: Person, recipient: Person, achievement: Achievement) -> str | None:
    """The authority of `actor` to award: the first of their roles that the achievement's rules name, or None."""
    return next(
        (role for role in roles(actor, recipient, achievement) if role in achievement.rules.award), None
    )


def may_award_something(actor: Person, achievements: Iterable[Achievement], *, leads: bool) -> bool:
    """Whether this person may award any of the achievements at all. `leads`: they manage people."""
    is_them = {"manager": leads, "owner": actor.owner, "anyone": True}
    if actor.standing is not MembershipStatus.MEMBER:
        return False
    for achievement in achievements:
        listed = actor.email is not None and actor.email in achievement.awarders
        if any(is_them.get(role, listed) for role in achievement.rules.award):
            return True
    return False


def refuse_too_long(text: str, most: int = CITATION_LIMIT) -> None:
    """Raises if a citation or a reason has more characters than are kept."""
    if len(text) > most:
        raise Refusal("citation_too_long", {"found": len(text), "most": most})


def refuse_without_evidence(achievement: Achievement, citation: str) -> None:
    """Raises if the achievement asks for a link as evidence, and the citation holds none."""
    if achievement.rules.evidence and not links_in(citation):
        raise Refusal("needs_evidence", {"badge": achievement.name})


def links_in(citation: str) -> list[str]:
    """The web addresses in a text, without the punctuation after them."""
    return [found.rstrip(".,;:!?)") for found in _LINK.findall(citation)]


def refuse_not_in_pilot(recipient: Person, achievement: Achievement) -> None:
    """Raises if the achievement is in a pilot that does not include this person."""
    pilot = achievement.rules.pilot
    if pilot and recipient.email not in pilot:
        raise Refusal("not_in_pilot", {"name": recipient.name, "badge": achievement.name})


def refuse_unfit(actor: Person, recipient: Person, self_code: str) -> None:
    """Raises if the recipient is the actor, or is a guest, a bot, or a person who has left."""
    if recipient.id == actor.id:
        raise Refusal(self_code, audited=True, subject=recipient.id)
    if recipient.standing is not MembershipStatus.MEMBER:
        raise Refusal(f"recipient_{recipient.standing}", {"name": recipient.name})


def new_credential(
    ids: tuple[UUID, UUID], recipient: Person, achievement: Achievement, grounds: AwardBasis, now: datetime
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


def undone_credential(credential: Credential, actor: Person, now: datetime) -> Credential:
    """The credential, undone by its awarder or an owner, within 24 hours."""
    _refuse_without_authority(credential, actor)
    refuse_ended(credential)
    if now - credential.awarded_at > UNDO_WITHIN:
        raise Refusal("too_late_to_undo")
    return _ended_credential(credential, CredentialStage.UNDONE, now)


def revoked_credential(credential: Credential, actor: Person, reason: str, now: datetime) -> Credential:
    """The credential, revoked for a reason by its awarder or an owner, at any time."""
    _refuse_without_authority(credential, actor)
    if actor.id == credential.recipient_id:
        raise Refusal("own_badge_revoke")
    refuse_ended(credential)
    if not reason:
        raise Refusal("revoke_needs_reason")
    return operator_revoked_credential(credential, reason, now)


def operator_revoked_credential(credential: Credential, reason: str, now: datetime) -> Credential:
    """The credential, revoked by an operator; the reason may be empty. Raises if it has ended."""
    refuse_ended(credential)
    return replace(_ended_credential(credential, CredentialStage.REVOKED, now), ended_reason=reason)


def turned_down_credential(credential: Credential, now: datetime) -> Credential:
    """The credential, turned down by its earner."""
    refuse_ended(credential)
    return _ended_credential(credential, CredentialStage.TURNED_DOWN, now)


def amended_credential(
    credential: Credential, actor: Person, citation: str, achievement: Achievement, now: datetime
) -> Credential:
    """The same credential, amended: to be signed again under the same id, valid from now."""
    _refuse_without_authority(credential, actor)
    if actor.id == credential.recipient_id:
        raise Refusal("own_badge_amend", audited=True, subject=credential.id)
    refuse_ended(credential)
    before = credential
    if citation != before.citation:  # the earner agreed to show the old words
        before = replace(before, citation=citation, citation_by_id=actor.id, citation_included_at=None)
    return replace(before, achievement_id=achievement.id, amended_at=now)


def _refuse_without_authority(credential: Credential, actor: Person) -> None:
    """Raises unless they are a member, and its awarder or an owner. A badge turned down is hidden from them."""
    is_theirs = actor.id == credential.awarder_id or actor.owner
    if actor.standing is not MembershipStatus.MEMBER or not is_theirs:
        raise Refusal("not_your_award", audited=True, subject=credential.id)
    if credential.stage is CredentialStage.TURNED_DOWN and actor.id != credential.recipient_id:
        raise Refusal("unknown_thing")


def refuse_ended(credential: Credential) -> None:
    """Raises if the credential was already undone, revoked or turned down."""
    match credential.stage:
        case CredentialStage.UNDONE:
            raise Refusal("already_undone")
        case CredentialStage.REVOKED:
            raise Refusal("already_revoked")
        case CredentialStage.TURNED_DOWN:
            raise Refusal("already_turned_down")
        case CredentialStage.AWARDED | CredentialStage.ISSUED:
            pass


def _ended_credential(credential: Credential, stage: CredentialStage, now: datetime) -> Credential:
    return replace(credential, stage=stage, undone_at=now, shared_at=None, celebrated_at=None)
