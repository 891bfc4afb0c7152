"""`/badges away`, `/badges back`, `/badges approver`: deputies during an absence, and approvers named by owners."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from bot.context.context import RequestContext
from bot.domain.events import AboutPerson, EventKind
from bot.domain.people.absence_phrases import absence_words, day_back
from bot.domain.people.model import Absence, MembershipStatus, Person
from bot.domain.people.working_hours import zone_of
from bot.messages.forms import Reply
from bot.messages.parsing import as_words, normalise_name, with_addresses
from bot.messages.refusals import Refusal
from bot.messages.requests import Mention, Text
from bot.messages.typed_words import alternatives, typed_words
from bot.messages.wording import Wording
from bot.presenting import absence_cards as cards
from bot.use_cases.nominations.approval_requests import cases_waiting_for, reassign


def begin_absence(ctx: RequestContext, text: Text) -> Reply:
    """Records the caller's absence and reassigns their waiting cases to the deputy, or to the next approver."""
    text = with_addresses(text)
    zone = zone_of(ctx.actor, ctx.organisation)
    words = "".join(part for part in text if isinstance(part, str))
    back = day_back(words, ctx.now.astimezone(zone).date(), absence_words(ctx.say))
    if back is None:
        raise Refusal("away_when", {"found": as_words(text).strip()[:60] or "/badges away"})
    deputy = _deputy(ctx, text)
    until = datetime.combine(back, time(), zone).astimezone(UTC)
    waiting = cases_waiting_for(ctx.store, ctx.actor, ctx.now)
    ctx.store.people.set_absence(Absence(ctx.actor.id, until, deputy.id if deputy else None))
    facts = AboutPerson(deputy.id if deputy else None)
    ctx.record(EventKind.ABSENCE_BEGUN, ctx.actor.id, "self", facts)
    passed = sum(reassign(ctx, case) for case in waiting)
    return cards.away(ctx.say, until, deputy, passed)


def end_absence(ctx: RequestContext) -> Reply:
    """Ends the caller's absence; cases reassigned meanwhile come to the caller as well."""
    waiting = cases_waiting_for(ctx.store, ctx.actor, ctx.now)
    if not ctx.store.people.end_absence(ctx.actor.id):
        return cards.was_not_away(ctx.say)
    ctx.record(EventKind.ABSENCE_ENDED, ctx.actor.id, "self", AboutPerson())
    return cards.back(ctx.say, sum(reassign(ctx, case) for case in waiting))


def name_approver(ctx: RequestContext, text: Text) -> Reply:
    """Lets an owner name the approver for a person in place of the manager, or remove that approver again."""
    text = with_addresses(text)
    people = _people_mentioned(ctx, text)
    if not ctx.actor.owner:
        raise Refusal("owners_only", audited=True, subject=people[0].id if people else None)
    nobody = normalise_name(as_words(text)).rpartition(" ")[2] in typed_words(ctx.say, "nobody")
    if len(people) != (1 if nobody else 2):
        raise Refusal("approver_usage")
    person, approver = people[0], None if nobody else people[1]
    if approver and (approver.id == person.id or approver.standing is not MembershipStatus.MEMBER):
        raise Refusal("approver_unfit", {"name": approver.name})
    ctx.store.people.change(replace(person, approver_id=approver.id if approver else None))
    if approver:
        ctx.record(EventKind.APPROVER_NAMED, person.id, "owner", AboutPerson(approver.id))
    else:
        ctx.record(EventKind.APPROVER_REMOVED, person.id, "owner", AboutPerson())
    passed = sum(reassign(ctx, case) for case in ctx.store.nominations.cases_about(person.id))
    return cards.approver(ctx.say, person, approver, passed)


def _deputy(ctx: RequestContext, text: Text) -> Person | None:
    people = _people_mentioned(ctx, text)
    if len(people) > 1:
        raise Refusal("one_deputy")
    if not people and (typed := _typed_deputy(ctx.say, as_words(text))):
        raise Refusal("unknown_deputy", {"found": typed.strip(" ,.")[:60]})
    if people and (people[0].id == ctx.actor.id or people[0].standing is not MembershipStatus.MEMBER):
        raise Refusal("approver_unfit", {"name": people[0].name})
    return people[0] if people else None


def _typed_deputy(say: Wording, text: str) -> str:
    """A name after “ask”, or an @name, that is no mention."""
    found = re.search(rf"(@\S.*)|\b(?:{alternatives(say, 'ask')})\b(.*)", text, re.IGNORECASE)
    return (found[1] or found[2]) if found else ""


def _people_mentioned(ctx: RequestContext, text: Text) -> Sequence[Person]:
    mentions = [part for part in text if isinstance(part, Mention)]
    for mention in mentions:
        if mention.kind not in ("person", "address"):
            raise Refusal("not_one_by_one", {"found": mention.label})
    found = {person.id: person for _, person in ctx.resolve_mentions(mentions)}
    return tuple(found.values())
