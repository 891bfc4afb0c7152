"""`/badges why`: the history of a badge, from the audit trail."""

from collections.abc import Sequence

from bot.context.context import RequestContext
from bot.dispatch.chat.proposals import read_proposal
from bot.domain.audit.model import AuditEntry
from bot.domain.credentials.model import Credential, CredentialStage
from bot.messages.forms import Reply
from bot.messages.refusals import Refusal
from bot.messages.requests import Text
from bot.presenting import why_cards as cards

MOST_HISTORIES = 5
"""Badges of one achievement in one answer, newest first."""


def explain(ctx: RequestContext, text: Text) -> Reply:
    """Shows each step with actor, time, authority and rules, also of ended badges. Owners may ask about all people."""
    found = _find_credentials(ctx, text)[:MOST_HISTORIES]
    recipient = ctx.store.people.get(found[0].recipient_id)
    histories = tuple(_history(ctx, credential) for credential in found)
    return cards.history_card(ctx.say, recipient, histories)


def _find_credentials(ctx: RequestContext, text: Text) -> Sequence[Credential]:
    proposal = read_proposal(ctx, text)
    if proposal.achievement is None or len(proposal.people) > 1:
        raise Refusal("why_usage")
    person = proposal.recipients[0] if proposal.people else ctx.actor
    is_own = person.id == ctx.actor.id
    if not is_own and not ctx.actor.owner:
        raise Refusal("owners_only", audited=True, subject=person.id)
    held = ctx.store.credentials.of_achievement(ctx.organisation.id, person.id, proposal.achievement.slug)
    # A badge that was turned down is visible to its earner only.
    known = [
        credential for credential in held if is_own or credential.stage is not CredentialStage.TURNED_DOWN
    ]
    if not known:
        raise Refusal("no_such_badge_held", {"badge": proposal.achievement.name})
    return known


def _history(ctx: RequestContext, credential: Credential) -> cards.History:
    entries = [
        audit_entry for audit_entry in _trail(ctx, credential) if audit_entry.kind in cards.SHOWN_EVENTS
    ]
    ids = {audit_entry.actor_id for audit_entry in entries} | {
        cards.principal_of(audit_entry) for audit_entry in entries
    }
    people = {person_id: ctx.store.people.get(person_id) for person_id in ids if person_id}
    return cards.History(ctx.store.catalogue.get(credential.achievement_id), entries, people)


def _trail(ctx: RequestContext, credential: Credential) -> Sequence[AuditEntry]:
    """All audit entries about the credential, its case, and the case's nominations."""
    subjects = [credential.id]
    if credential.nomination_id:
        subjects.append(credential.nomination_id)
        subjects += [nomination.id for nomination in ctx.store.nominations.of_case(credential.nomination_id)]
    return ctx.store.audit.entries_about(list(dict.fromkeys(subjects)))
