"""`/badges nominations`: the status of the caller's own nominations, and how to withdraw, nudge and edit them."""

from dataclasses import replace

from bot.context.context import RequestContext
from bot.context.lookup import named_nomination
from bot.context.notify import post, refresh
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


def show_own(turn: RequestContext) -> Reply:
    """The caller's nominations, newest first, each with its status."""
    found = turn.store.nominations.of_nominator(turn.actor.id, MOST_LISTED)
    return cards.own_nominations(
        turn.say, tuple(cards.load_nominator_view(turn.store, one, turn.now) for one in found), turn.now
    )


def withdraw(turn: RequestContext, token: str) -> Reply:
    """Withdraws an open nomination. The case ends with its last nomination."""
    nomination = _own_open(turn, token)
    one = load_case(turn.store, turn.store.nominations.case(nomination.case_id))
    if len(one.active_nominations) > 1:
        case = turn.store.nominations.change_case(one.case)
        turn.store.nominations.change(replace(nomination, outcome=NominationOutcome.WITHDRAWN))
        ask_again(turn, load_case(turn.store, case), one.content_digest)
        refresh(turn, one.case.id)
    else:
        end_case(turn, one, Decision(NominationOutcome.WITHDRAWN, turn.actor.id, turn.now))
    turn.record("withdraw", nomination.id, "nominator", one.achievement.edition)
    return cards.withdraw_card(turn.say, one.nominee, one.achievement)


def nudge(turn: RequestContext, token: str) -> Reply:
    """Reminds the approvers who were asked, once a day at most."""
    nomination = _own_open(turn, token)
    rules.refuse_hasty_nudge(nomination, turn.now)
    one = load_case(turn.store, turn.store.nominations.case(nomination.case_id))
    before = [asking.person_id for asking in pending_requests(turn.store, one, turn.now)]
    fresh = [asking.person_id for asking in ask_next(turn, one)]  # new approvers get a letter by that
    away = turn.store.people.absences(before, turn.now).keys() - set(fresh)
    turn.store.nominations.change(replace(nomination, nudged_at=turn.now))
    for person_id in before:
        if person_id not in away:
            event = f"{person_id}:{turn.now.isoformat()}"
            post(
                turn,
                NotificationKind.NUDGE,
                one.case.id,
                ToPerson(person_id),
                event,
                began_in=one.case.workspace_id,
            )
    turn.record("nudge", nomination.id, "nominator", one.achievement.edition)
    reached = [person_id for person_id in dict.fromkeys([*before, *fresh]) if person_id not in away]
    people = tuple(turn.store.people.get(person_id) for person_id in reached)
    return cards.nudge_card(turn.say, people)


def edit(turn: RequestContext, token: str) -> Reply:
    """Asks for the new citation."""
    nomination = _own_open(turn, token)
    say = turn.say
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
    return turn.form_or_hint(form)


def edit_by_form(turn: RequestContext, form: FormSubmission) -> Reply:
    """Changes the citation and asks again: earlier approvals were for the old one."""
    nomination = _own_open(turn, form.subject)
    citation = clean_citation(str(form.fields.get("citation", "")))
    if not citation:
        raise Refusal("needs_citation")
    if citation == nomination.citation:
        raise Refusal("words_unchanged")
    if len(citation) > CITATION_LIMIT:
        raise Refusal("citation_too_long", {"found": str(len(citation)), "most": str(CITATION_LIMIT)})
    case = turn.store.nominations.case(nomination.case_id)
    achievement = turn.store.catalogue.get(case.achievement_id)
    nominee = turn.store.people.get(case.nominee_id)
    rules.refuse_nominating(turn.actor, nominee, achievement, citation)
    before = load_case(turn.store, case).content_digest
    turn.store.nominations.change(replace(nomination, citation=citation, edited_at=turn.now))
    fresh = load_case(turn.store, turn.store.nominations.change_case(case))
    ask_again(turn, fresh, before)
    ask_next(turn, fresh, again=event_of(fresh))
    refresh(turn, case.id)
    turn.record("edit", nomination.id, "nominator", achievement.edition)
    return cards.edit_card(turn.say, nominee, achievement)


def _own_open(turn: RequestContext, token: str) -> Nomination:
    nomination = named_nomination(turn, token)
    rules.refuse_not_open(nomination, turn.actor)
    return nomination
