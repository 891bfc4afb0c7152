"""`/badges why`: how a badge came about, from the audit trail."""

from collections.abc import Sequence
from uuid import UUID

from bot.auditing import why_cards as cards
from bot.auditing.model import Entry
from bot.awarding.model import Credential
from bot.commands import Text
from bot.errors import Refusal
from bot.forms import Reply
from bot.people.model import Person
from bot.proposing import understood
from bot.turn import Turn


def why(turn: Turn, text: Text) -> Reply:
    """Who did what, when, under which authority and rules. One's own; an owner may ask about anybody's."""
    credential = _asked_about(turn, text)
    entries = _trail(turn, credential)
    achievement = turn.store.catalogue.get(credential.achievement_id)
    recipient = turn.store.people.get(credential.recipient_id)
    return cards.why(turn.say, recipient, achievement, _with_people(turn, entries))


def _asked_about(turn: Turn, text: Text) -> Credential:
    proposal = understood(turn, text)
    if proposal.achievement is None or len(proposal.people) > 1:
        raise Refusal("why_usage")
    person = proposal.recipients[0] if proposal.people else turn.actor
    held = turn.store.credentials.of_achievement(turn.organisation.id, person.id, proposal.achievement.slug)
    known = [one for one in held if one.stage.stands or turn.actor.owner]
    if person.id != turn.actor.id and not turn.actor.owner:
        raise Refusal("owners_only", audited=True)
    if not known:
        raise Refusal("no_such_badge_held", {"badge": proposal.achievement.name})
    return known[0]


def _trail(turn: Turn, credential: Credential) -> Sequence[Entry]:
    """Everything recorded about it, its case, and the nominations of that."""
    subjects = [credential.id]
    if credential.nomination_id:
        subjects.append(credential.nomination_id)
        subjects += [one.id for one in turn.store.nominations.of_case(credential.nomination_id)]
    return turn.store.audit.about(list(dict.fromkeys(subjects)))


def _with_people(turn: Turn, entries: Sequence[Entry]) -> tuple[tuple[Entry, Person | None], ...]:
    people: dict[UUID, Person] = {}
    for entry in entries:
        if entry.actor_id and entry.actor_id not in people:
            people[entry.actor_id] = turn.store.people.get(entry.actor_id)
    return tuple((entry, people.get(entry.actor_id) if entry.actor_id else None) for entry in entries)
