"""Explains a person's badges of one achievement: their history, from the audit trail.

explained = explain(ctx, Explain(person, achievement))
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.domain.audit.model import AuditEntry
from bot.domain.authority import read_authority
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.events import AboutPerson, EventKind
from bot.domain.people.model import Person
from bot.messages.refusals import Refusal

MOST_HISTORIES = 5
"""Badges of one achievement in one answer, newest first."""
SHOWN_EVENTS = (
    EventKind.NOMINATED,
    EventKind.NOMINATION_EDITED,
    EventKind.WITHDRAWN,
    EventKind.APPROVED_STEP,
    EventKind.APPROVED,
    EventKind.AWARDED,
    EventKind.AMENDED,
    EventKind.UNDONE,
    EventKind.REVOKED,
    EventKind.TURNED_DOWN,
    EventKind.ESCALATED,
)
"""Events shown in a badge's history. Sharing is left out: it is private to the earner."""


@dataclass(frozen=True, slots=True)
class Explain:
    """The command: the earner, and the achievement of the badges."""

    person: Person
    achievement: Achievement


@dataclass(frozen=True, slots=True)
class History:
    """The history of one badge: its achievement, its audit entries, and the people they name."""

    achievement: Achievement
    entries: Sequence[AuditEntry]
    people: Mapping[UUID, Person]


@dataclass(frozen=True, slots=True)
class Explained:
    """The histories of a person's badges of one achievement, newest badge first."""

    recipient: Person
    histories: tuple[History, ...]


def explain(ctx: UseCaseContext, command: Explain) -> Explained:
    """Each step with actor, time, authority and rules, also of ended badges. Owners may ask about all people.

    An owner who looks at another person's history is recorded; what people look up of their own is theirs alone.
    """
    person, is_own = command.person, command.person.id == ctx.caller.id
    if not is_own and not ctx.caller.owner:
        raise Refusal("owners_only", audited=True, subject=person.id)
    found = _find_credentials(ctx, command, is_own=is_own)
    if not found:
        raise Refusal("no_such_badge_held", {"badge": command.achievement.name})
    if not is_own:
        ctx.record(EventKind.LOOKED_UP, person.id, "owner", AboutPerson())
    return Explained(person, tuple(_history(ctx, credential) for credential in found))


def _find_credentials(ctx: UseCaseContext, command: Explain, *, is_own: bool) -> Sequence[Credential]:
    """The badges held; one that was turned down is visible to its earner only."""
    slug = command.achievement.slug
    held = ctx.store.credentials.of_achievement(ctx.organisation.id, command.person.id, slug)
    known = [
        credential for credential in held if is_own or credential.stage is not CredentialStage.TURNED_DOWN
    ]
    return known[:MOST_HISTORIES]


def _history(ctx: UseCaseContext, credential: Credential) -> History:
    entries = [audit_entry for audit_entry in _trail(ctx, credential) if audit_entry.kind in SHOWN_EVENTS]
    principals = {read_authority(audit_entry.authority).on_behalf_of for audit_entry in entries}
    ids = {audit_entry.actor_id for audit_entry in entries} | principals
    people = {person_id: ctx.store.people.get(person_id) for person_id in ids if person_id}
    return History(ctx.store.catalogue.get(credential.achievement_id), entries, people)


def _trail(ctx: UseCaseContext, credential: Credential) -> Sequence[AuditEntry]:
    """All audit entries about the credential, its case, and the case's nominations."""
    subjects = [credential.id]
    if credential.nomination_id:
        subjects.append(credential.nomination_id)
        subjects += [nomination.id for nomination in ctx.store.nominations.of_case(credential.nomination_id)]
    return ctx.store.audit.entries_about(list(dict.fromkeys(subjects)))
