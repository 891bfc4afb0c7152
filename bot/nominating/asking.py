"""Asks whoever should decide, and sets the timers that keep a case from being forgotten."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bot.errors import Refusal
from bot.nominating.gathering import Docket, circle, docket, without
from bot.nominating.model import Asking, Case, Decision, Nomination, Outcome, decided
from bot.nominating.routing import Candidate, found
from bot.nominating.rules import ESCALATE_AFTER, EXPIRES_AFTER, REMIND_AFTER
from bot.outbox import ToPerson, Topic
from bot.people.daytime import working_days_later, zone_of
from bot.people.model import Person
from bot.posting import post, refresh, set_timer
from bot.turn import Occasion


def open_or_join(turn: Occasion, nomination: Nomination) -> Docket:
    """Puts a nomination into the open case of its nominee and achievement, or opens one. Raises if it is there."""
    store = turn.store.nominations
    case = store.open_case(nomination.nominee_id, nomination.achievement_id)
    if case is None:
        case = _opened(turn, nomination)
        if not store.add_case(case):
            case = store.open_case(nomination.nominee_id, nomination.achievement_id)
    if case is None:  # it was closed between two looks; asked again, a new one opens
        raise Refusal("too_busy")
    if not store.add(replace(nomination, case_id=case.id)):
        nominee = turn.store.people.get(nomination.nominee_id)
        badge = turn.store.catalogue.get(nomination.achievement_id).name
        raise Refusal("nominated_before", {"name": nominee.name, "badge": badge})
    if case.id != nomination.id:
        case = store.change_case(case)
        refresh(turn, case.id)
    else:
        set_timer(turn, f"expire:{case.id}", case.opened_at + EXPIRES_AFTER, what="expire", case=str(case.id))
    return docket(turn.store, case)


def ask_next(turn: Occasion, one: Docket, again: str = "") -> tuple[Asking, ...]:
    """Asks for the step that is open; returns everybody now asked for it. Raises if nobody could decide it.

    Whoever is asked already is written to again only if `again` names a new reason, such as changed words.
    """
    now_open = one.progress
    if now_open.step is None:
        return ()
    candidates = found(circle(turn.store, one, turn.now), now_open.step)
    if not candidates:
        raise Refusal("nobody_decides", {"name": one.nominee.name})
    askings = tuple(_asking(candidate, now_open.stage, turn.now) for candidate in candidates)
    for asking in askings:
        _ask(turn, one, asking, again)
    return askings


def ask_beside(turn: Occasion, one: Docket, silent: frozenset[UUID]) -> bool:
    """Asks somebody else as well, because those asked keep silent; False if there is nobody else."""
    now_open = one.progress
    if now_open.step is None:
        return False
    around = without(circle(turn.store, one, turn.now), silent)
    candidates = [one for one in found(around, now_open.step) if one.person.id not in silent]
    for candidate in candidates[:1]:
        _ask(turn, one, _asking(candidate, now_open.stage, turn.now), "")
    return bool(candidates)


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


def _asking(candidate: Candidate, stage: int, now: datetime) -> Asking:
    return Asking(candidate.person.id, stage, candidate.why, now, candidate.deputy_of, candidate.skipped)


def _ask(turn: Occasion, one: Docket, asking: Asking, again: str) -> None:
    new = turn.store.nominations.ask(one.case.id, asking)
    if new or again:
        event = f"{asking.person_id}:{asking.stage}:{again}"
        approver = ToPerson(asking.person_id)
        post(turn, Topic.TO_DECIDE, one.case.id, approver, event, began_in=one.case.workspace_id)
    if new:
        _set_timers(turn, one, asking, turn.store.people.get(asking.person_id))


def _set_timers(turn: Occasion, one: Docket, asking: Asking, person: Person) -> None:
    zone = zone_of(person, turn.organisation)
    about = {"case": str(one.case.id), "person": str(person.id), "stage": str(asking.stage)}
    key = f"{one.case.id}:{asking.stage}:{person.id}"
    for nth, days in enumerate(REMIND_AFTER):
        due = working_days_later(turn.now, days, zone)
        set_timer(turn, f"remind:{key}:{nth}", due, what="remind", nth=str(nth), **about)
    due = working_days_later(turn.now, ESCALATE_AFTER, zone)
    set_timer(turn, f"escalate:{key}", due, what="escalate", **about)
