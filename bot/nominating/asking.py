"""Asks whoever should decide, and sets the timers that keep a case from being forgotten."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bot.catalogue.model import Achievement
from bot.catalogue.rules import Step
from bot.errors import Refusal
from bot.nominating.gathering import Docket, at_later_stage, circle, docket, without
from bot.nominating.model import Asking, Case, Decision, Nomination, Outcome, decided, digest, open_ones
from bot.nominating.routing import Candidate, Circle, authority, found, why_nobody
from bot.nominating.rules import ESCALATE_AFTER, EXPIRES_AFTER, REMIND_AFTER, progress
from bot.outbox import Job, ToPerson, Topic
from bot.people.daytime import working_days_later, zone_of
from bot.people.model import Person
from bot.ports import Store
from bot.posting import letter, post, refresh, timer
from bot.turn import Occasion

RETURN = "return"
"""The reminder that looks again when somebody is back who was away: others are asked as well, or they are reminded."""


def open_or_join(turn: Occasion, nomination: Nomination, achievement: Achievement) -> Docket:
    """Puts a nomination into the open case of its nominee and achievement, or opens one. Raises if it is there.

    A case is decided under the version that opened it, however many came since.
    """
    store, slug = turn.store.nominations, achievement.slug
    nominee = turn.store.people.get(nomination.nominee_id)
    whose = (nomination.organisation_id, nominee.id, slug)
    case = store.open_case(*whose)
    if case is None:
        case = _opened(turn, nomination)
        if not store.add_case(case, slug):
            case = store.open_case(*whose)
    if case is None:  # it was closed between two looks; asked again, a new one opens
        raise Refusal("too_busy")
    joins = case.id != nomination.id
    before = [one.nominator_id for one in open_ones(store.of_case(case.id))] if joins else []
    if nomination.nominator_id in before or not store.add(replace(nomination, case_id=case.id), slug):
        raise Refusal("nominated_before", {"name": nominee.name, "badge": achievement.name})
    if not joins:
        return Docket(case, achievement, nominee, (nomination,), (), ())
    joined = docket(turn.store, store.change_case(case))
    others = [one for one in joined.nominations if one.id != nomination.id]
    ask_again(turn, joined, digest(case, others))
    refresh(turn, case.id)
    return joined


def ask_next(turn: Occasion, one: Docket, again: str = "", *, all_stages: bool = False) -> tuple[Asking, ...]:
    """Asks for the step that is open; returns everybody now asked for it. Raises if nobody could decide it.

    Whoever is asked already is written to again only if `again` names a new reason, such as changed words.
    `all_stages`: raises also if nobody would be left for a later one.
    """
    now_open = one.progress
    if now_open.step is None:
        return ()
    around = circle(turn.store, one, turn.now)
    candidates = _still_to_ask(one, around, now_open.step)
    if not candidates:
        raise _nobody(one, around, now_open.step)
    if all_stages:
        _refuse_no_later_stage(one, around)
    askings = tuple(_asking(candidate, now_open.stage, turn.now) for candidate in candidates)
    end = () if one.askings else (_end_of(turn, one.case),)
    for asking in askings:
        _ask(turn, one, asking, again, end if asking is askings[0] else ())
    return askings


def ask_again(turn: Occasion, one: Docket, shown_before: str) -> None:
    """What is shown has changed, so approvals of what was shown before count no more: who gave one is asked anew.

    If the case fell back to an earlier stage, everybody asked at that stage is.
    """
    now_open = one.progress
    before = progress(one.achievement.rules.steps, one.approvals, shown_before)
    voided = {approval.person_id for approval in one.approvals if approval.shown == shown_before}
    for asking in still_asked(turn.store, one, turn.now):
        if asking.person_id in voided or before.stage != now_open.stage:
            _ask(turn, one, replace(asking, at=turn.now), event_of(one))


def still_asked(store: Store, one: Docket, now: datetime) -> tuple[Asking, ...]:
    """Who was asked for the step that is open, has not approved, and may still decide."""
    now_open, asked = one.progress, []
    for asking in one.askings:
        if now_open.step is None or asking.stage != now_open.stage or asking.person_id in one.said_yes:
            continue
        if authority(circle(store, one, now, asking.person_id), now_open.step, asking.person_id):
            asked.append(asking)
    return tuple(asked)


def event_of(one: Docket) -> str:
    """What makes asking about this state of a case another event than asking about any state before."""
    return f"{one.shown}:{one.case.revision}"


def ask_beside(turn: Occasion, one: Docket, silent: frozenset[UUID]) -> bool:
    """Asks others as well, as many as are needed, because those asked keep silent; False if nobody new is asked."""
    now_open = one.progress
    if now_open.step is None:
        return False
    around = without(circle(turn.store, one, turn.now), silent)
    candidates = [
        candidate
        for candidate in _still_to_ask(one, around, now_open.step)
        if candidate.person.id not in silent
    ]
    new = [
        _ask(turn, one, _asking(candidate, now_open.stage, turn.now), "")
        for candidate in candidates[: now_open.needed]
    ]
    return any(new)


def waiting_for(store: Store, person: Person, now: datetime) -> tuple[Case, ...]:
    """Open cases that somebody was asked about, or their deputy in their place, or whose nominee they manage."""
    found = {one.id: one for one in store.nominations.waiting(person.organisation_id, person.id, False)}
    absence = store.people.absences([person.id], now).get(person.id)
    for case in store.nominations.asked_of(absence.deputy_id) if absence and absence.deputy_id else ():
        if any(one.deputy_of == person.id for one in store.nominations.askings(case.id)):
            found.setdefault(case.id, case)
    return tuple(found.values())


def pass_on(turn: Occasion, case: Case) -> bool:
    """Asks whoever should decide a case now that who can has changed; False if nobody new is asked."""
    one = docket(turn.store, case)
    try:
        askings = ask_next(turn, one)
    except Refusal:
        return False  # it waits, and ends in thirty days at the latest
    if all(one.asking_of(asking.person_id) for asking in askings):
        return False
    refresh(turn, case.id)
    return True


def end_case(turn: Occasion, one: Docket, decision: Decision) -> Case:
    """Records how a case ended, tells every nominator who still stands by it, brings every card up to date."""
    case = turn.store.nominations.change_case(decided(one.case, decision))
    turn.store.nominations.end(case.id, decision.outcome)
    if decision.outcome is not Outcome.WITHDRAWN:
        for nomination in one.standing:
            nominator = ToPerson(nomination.nominator_id)
            post(turn, Topic.DECIDED, nomination.id, nominator, began_in=nomination.workspace_id)
    refresh(turn, case.id)
    return case


def _still_to_ask(one: Docket, around: Circle, step: Step) -> tuple[Candidate, ...]:
    """Whom to ask for the approvals that are missing. Those given count, whatever became of who gave them."""
    return found(at_later_stage(around, one.said_yes), replace(step, of=one.progress.needed))


def _opened(turn: Occasion, nomination: Nomination) -> Case:
    return Case(
        nomination.id,
        nomination.organisation_id,
        nomination.workspace_id,
        turn.chance.token(),
        nomination.achievement_id,
        nomination.nominee_id,
        turn.now,
    )


def _nobody(one: Docket, around: Circle, step: Step) -> Refusal:
    """Why nobody can be asked, in words that help."""
    name, rules = one.nominee.name, one.achievement.rules
    match why_nobody(around, step):
        case "group_too_small":
            return Refusal("group_too_small", {"name": name, "needed": str(step.of)})
        case "no_reviewer":
            return Refusal("no_reviewer", {"name": name, "badge": rules.reviewer_badge or ""})
        case _:
            return Refusal("nobody_decides", {"name": name})


def _refuse_no_later_stage(one: Docket, around: Circle) -> None:
    """Raises if those who would be asked for one stage leave nobody for the next."""
    done: frozenset[UUID] = frozenset()
    for step in one.achievement.rules.steps[one.progress.stage :]:
        candidates = found(at_later_stage(around, done), step)
        if not candidates:
            raise Refusal("nobody_for_stage", {"name": one.nominee.name, "badge": one.achievement.name})
        done |= {candidate.person.id for candidate in candidates[: step.of]}


def _asking(candidate: Candidate, stage: int, now: datetime) -> Asking:
    return Asking(candidate.person.id, stage, candidate.why, now, candidate.deputy_of, candidate.skipped)


def _end_of(turn: Occasion, case: Case) -> Job:
    """The timer that ends a case nobody decides. It is set with the first asking: no case is without one."""
    due = case.opened_at + EXPIRES_AFTER
    return timer(turn, f"expire:{case.id}", due, what="expire", case=str(case.id))


def _ask(turn: Occasion, one: Docket, asking: Asking, again: str, also: Sequence[Job] = ()) -> bool:
    """Writes to them and sets their timers, if they are new here or `again` says why anew; whether they are new."""
    new = turn.store.nominations.ask(one.case.id, asking)
    if new or again:
        if not new:
            turn.store.nominations.ask_anew(one.case.id, asking)
        event = f"{asking.person_id}:{asking.stage}:{again}"
        approver = ToPerson(asking.person_id)
        timers = _timers(turn, one, asking, turn.store.people.get(asking.person_id), again)
        asked = letter(turn, Topic.TO_DECIDE, one.case.id, approver, event, one.case.workspace_id)
        turn.store.outbox.post(asked, (*timers, *also))
    return new


def _timers(turn: Occasion, one: Docket, asking: Asking, person: Person, again: str) -> list[Job]:
    """They count from this asking; those of an earlier one find that it was followed by another, and say nothing."""
    zone = zone_of(person, turn.organisation)
    about = {
        "case": str(one.case.id),
        "person": str(person.id),
        "stage": str(asking.stage),
        "asked": asking.at.isoformat(),
    }
    key = f"{one.case.id}:{asking.stage}:{person.id}"
    timers = []
    for nth, days in enumerate(REMIND_AFTER):
        due = working_days_later(turn.now, days, zone)
        timers.append(timer(turn, f"remind:{key}:{nth}:{again}", due, what="remind", nth=str(nth), **about))
    if returns := first_return(turn, asking):
        timers.append(timer(turn, f"return:{key}:{again}", returns, what="remind", nth=RETURN, **about))
    due = working_days_later(turn.now, ESCALATE_AFTER, zone)
    return [*timers, timer(turn, f"escalate:{key}:{again}", due, what="escalate", **about)]


def first_return(turn: Occasion, asking: Asking) -> datetime | None:
    """When the first is back of those whose absence brought it to this person."""
    away = {one.person_id for one in asking.skipped if one.code in ("away", "only_you") and one.person_id}
    away |= {asking.deputy_of} if asking.deputy_of else set()
    absences = turn.store.people.absences(away, turn.now) if away else {}
    return min((one.until for one in absences.values()), default=None)
