"""`/badges nominations`: the status of the caller's own nominations, and how to withdraw, nudge and edit them."""

from dataclasses import replace

from bot.context.context import RequestContext
from bot.context.facts import about_nomination
from bot.context.lookup import named_nomination
from bot.context.notify import post, refresh
from bot.domain.catalogue.model import Achievement
from bot.domain.events import EventKind
from bot.domain.nominations import rules
from bot.domain.nominations.model import Decision, Nomination, NominationOutcome
from bot.domain.outbox.model import NotificationKind, ToPerson
from bot.messages.cards import Button
from bot.messages.forms import Form, Reply, TextField
from bot.messages.parsing import CITATION_LIMIT, clean_citation
from bot.messages.refusals import Refusal
from bot.messages.requests import FormSubmission
from bot.presenting import nomination_cards as cards
from bot.use_cases.nominations.approval_requests import (
    ask_again,
    ask_next,
    end_case,
    event_of,
    pending_requests,
)
from bot.use_cases.nominations.case_loading import load_case

MOST_LISTED = 10


def show_own(ctx: RequestContext) -> Reply:
    """The caller's nominations, newest first, each with its status."""
    found = ctx.store.nominations.of_nominator(ctx.actor.id, MOST_LISTED)
    return cards.own_nominations(
        ctx.say,
        tuple(cards.load_nominator_view(ctx.store, nomination, ctx.now) for nomination in found),
        ctx.now,
    )


def withdraw(ctx: RequestContext, token: str) -> Reply:
    """Withdraws an open nomination. The case ends with its last nomination."""
    nomination = _own_open(ctx, token)
    snapshot = load_case(ctx.store, ctx.store.nominations.case(nomination.case_id))
    if len(snapshot.active_nominations) > 1:
        case = ctx.store.nominations.change_case(snapshot.case)
        ctx.store.nominations.change(replace(nomination, outcome=NominationOutcome.WITHDRAWN))
        ask_again(ctx, load_case(ctx.store, case), snapshot.content_digest)
        refresh(ctx, snapshot.case.id)
    else:
        end_case(ctx, snapshot, Decision(NominationOutcome.WITHDRAWN, ctx.actor.id, ctx.now))
    _record(ctx, EventKind.WITHDRAWN, nomination, snapshot.achievement)
    return cards.withdraw_card(ctx.say, snapshot.nominee, snapshot.achievement)


def nudge(ctx: RequestContext, token: str) -> Reply:
    """Reminds the approvers who were asked, once a day at most."""
    nomination = _own_open(ctx, token)
    rules.refuse_hasty_nudge(nomination, ctx.now)
    snapshot = load_case(ctx.store, ctx.store.nominations.case(nomination.case_id))
    before = [asking.person_id for asking in pending_requests(ctx.store, snapshot, ctx.now)]
    fresh = [asking.person_id for asking in ask_next(ctx, snapshot)]  # new approvers get a letter by that
    away = ctx.store.people.absences(before, ctx.now).keys() - set(fresh)
    ctx.store.nominations.change(replace(nomination, nudged_at=ctx.now))
    for person_id in before:
        if person_id not in away:
            event = f"{person_id}:{ctx.now.isoformat()}"
            post(
                ctx,
                NotificationKind.NUDGE,
                snapshot.case.id,
                ToPerson(person_id),
                event,
                began_in=snapshot.case.workspace_id,
            )
    _record(ctx, EventKind.NUDGED, nomination, snapshot.achievement)
    reached = [person_id for person_id in dict.fromkeys([*before, *fresh]) if person_id not in away]
    people = tuple(ctx.store.people.get(person_id) for person_id in reached)
    return cards.nudge_card(ctx.say, people)


def edit(ctx: RequestContext, token: str) -> Reply:
    """Asks for the new citation."""
    nomination = _own_open(ctx, token)
    say = ctx.say
    form = Form(
        action="edit_nomination",
        title=say.text("edit.form_title"),
        intro=say.text("edit.form_intro"),
        submit=say.text("edit.form_submit"),
        fields=(TextField("citation", say.text("form.citation"), nomination.citation, required=True),),
        hint=cards.needs_form(say),
        subject=token,
        back=Button(say.text("form.back"), "nominations", ""),
    )
    return ctx.form_or_hint(form)


def edit_by_form(ctx: RequestContext, form: FormSubmission) -> Reply:
    """Changes the citation and asks again: earlier approvals were for the old one."""
    nomination = _own_open(ctx, form.subject)
    citation = clean_citation(str(form.fields.get("citation", "")))
    if not citation:
        raise Refusal("needs_citation")
    if citation == nomination.citation:
        raise Refusal("words_unchanged")
    if len(citation) > CITATION_LIMIT:
        raise Refusal("citation_too_long", {"found": len(citation), "most": CITATION_LIMIT})
    case = ctx.store.nominations.case(nomination.case_id)
    achievement = ctx.store.catalogue.get(case.achievement_id)
    nominee = ctx.store.people.get(case.nominee_id)
    rules.refuse_nominating(ctx.actor, nominee, achievement, citation)
    before = load_case(ctx.store, case).content_digest
    ctx.store.nominations.change(replace(nomination, citation=citation, edited_at=ctx.now))
    fresh = load_case(ctx.store, ctx.store.nominations.change_case(case))
    ask_again(ctx, fresh, before)
    ask_next(ctx, fresh, again=event_of(fresh))
    refresh(ctx, case.id)
    _record(ctx, EventKind.NOMINATION_EDITED, nomination, achievement)
    return cards.edit_card(ctx.say, nominee, achievement)


def _own_open(ctx: RequestContext, token: str) -> Nomination:
    nomination = named_nomination(ctx, token)
    rules.refuse_not_open(nomination, ctx.actor)
    return nomination


def _record(ctx: RequestContext, kind: EventKind, nomination: Nomination, achievement: Achievement) -> None:
    ctx.record(kind, nomination.id, "nominator", about_nomination(nomination), achievement.edition)
