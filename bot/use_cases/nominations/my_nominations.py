"""A nominator's own nominations: their status, and how to withdraw, nudge and edit them.

withdrawn = withdraw(ctx, Withdraw(nomination.token))
nudged = nudge(ctx, Nudge(nomination.token))
edited = edit(ctx, EditNomination(nomination.token, "Better words"))
"""

from dataclasses import dataclass, replace

from bot.context.context import UseCaseContext
from bot.context.facts import about_nomination
from bot.context.lookup import find_nomination
from bot.context.notify import post, refresh
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.rules import refuse_too_long
from bot.domain.events import EventKind
from bot.domain.nominations import rules
from bot.domain.nominations.model import Decision, Nomination, NominationOutcome
from bot.domain.outbox.model import NotificationKind, ToPerson
from bot.domain.people.model import Person
from bot.messages.refusals import Refusal
from bot.use_cases.nominations.approval_requests import (
    ask_again,
    ask_next,
    end_case,
    event_of,
    pending_requests,
)
from bot.use_cases.nominations.case_loading import load_case

NOMINATOR = "nominator"
"""The authority of what nominators do with their own nominations."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The command to withdraw a nomination."""

    nomination_token: str


@dataclass(frozen=True, slots=True)
class Nudge:
    """The command to remind the approvers of a nomination."""

    nomination_token: str


@dataclass(frozen=True, slots=True)
class EditNomination:
    """The command to change a citation."""

    nomination_token: str
    citation: str


@dataclass(frozen=True, slots=True)
class ChangedNomination:
    """The result of withdrawing or editing."""

    nominee: Person
    achievement: Achievement


@dataclass(frozen=True, slots=True)
class Nudged:
    """The approvers who were reminded, or asked for the first time."""

    approvers: tuple[Person, ...]


def withdraw(ctx: UseCaseContext, command: Withdraw) -> ChangedNomination:
    """Withdraws an open nomination. The case ends with its last nomination."""
    nomination = find_own_open(ctx, command.nomination_token)
    snapshot = load_case(ctx.store, ctx.store.nominations.case(nomination.case_id))
    if len(snapshot.active_nominations) > 1:
        case = ctx.store.nominations.change_case(snapshot.case)
        ctx.store.nominations.change(replace(nomination, outcome=NominationOutcome.WITHDRAWN))
        ask_again(ctx, load_case(ctx.store, case), snapshot.content_digest)
        refresh(ctx, snapshot.case.id)
    else:
        end_case(ctx, snapshot, Decision(NominationOutcome.WITHDRAWN, ctx.caller.id, ctx.now))
    _record(ctx, EventKind.WITHDRAWN, nomination, snapshot.achievement)
    return ChangedNomination(snapshot.nominee, snapshot.achievement)


def nudge(ctx: UseCaseContext, command: Nudge) -> Nudged:
    """Reminds the approvers who were asked, once a day at most."""
    nomination = find_own_open(ctx, command.nomination_token)
    rules.refuse_hasty_nudge(nomination, ctx.now)
    snapshot = load_case(ctx.store, ctx.store.nominations.case(nomination.case_id))
    before = [asking.person_id for asking in pending_requests(ctx.store, snapshot, ctx.now)]
    fresh = [asking.person_id for asking in ask_next(ctx, snapshot)]  # new approvers get a letter by that
    away = ctx.store.people.absences(before, ctx.now).keys() - set(fresh)
    ctx.store.nominations.change(replace(nomination, nudged_at=ctx.now))
    kind, case = NotificationKind.NUDGE, snapshot.case
    for person_id in before:
        if person_id not in away:
            event = f"{person_id}:{ctx.now.isoformat()}"
            post(ctx, kind, case.id, ToPerson(person_id), event, began_in=case.workspace_id)
    _record(ctx, EventKind.NUDGED, nomination, snapshot.achievement)
    reached = [person_id for person_id in dict.fromkeys([*before, *fresh]) if person_id not in away]
    return Nudged(tuple(ctx.store.people.get(person_id) for person_id in reached))


def edit(ctx: UseCaseContext, command: EditNomination) -> ChangedNomination:
    """Changes the citation and asks again: earlier approvals were for the old one."""
    nomination, citation = find_own_open(ctx, command.nomination_token), command.citation
    if not citation:
        raise Refusal("needs_citation")
    if citation == nomination.citation:
        raise Refusal("words_unchanged")
    refuse_too_long(citation)
    before = load_case(ctx.store, ctx.store.nominations.case(nomination.case_id))
    rules.refuse_nominating(ctx.caller, before.nominee, before.achievement, citation)
    ctx.store.nominations.change(replace(nomination, citation=citation, edited_at=ctx.now))
    after = load_case(ctx.store, ctx.store.nominations.change_case(before.case))
    ask_again(ctx, after, before.content_digest)
    ask_next(ctx, after, again=event_of(after))
    refresh(ctx, after.case.id)
    _record(ctx, EventKind.NOMINATION_EDITED, nomination, after.achievement)
    return ChangedNomination(after.nominee, after.achievement)


def find_own_open(ctx: UseCaseContext, token: str) -> Nomination:
    """The nomination of that token, if it is the caller's own and open."""
    nomination = find_nomination(ctx, token)
    rules.refuse_not_open(nomination, ctx.caller)
    return nomination


def _record(ctx: UseCaseContext, kind: EventKind, nomination: Nomination, achievement: Achievement) -> None:
    ctx.record(kind, nomination.id, NOMINATOR, about_nomination(nomination), achievement.edition)
