"""What happens to an open case as time goes by: reminders, another approver, the end. Never an approval."""

from collections.abc import Mapping
from uuid import UUID

from bot.errors import Refusal
from bot.nominating.asking import ask_beside, ask_next, end_case
from bot.nominating.gathering import Docket, circle, docket
from bot.nominating.model import Decision, Outcome
from bot.nominating.routing import authority
from bot.outbox import ToPerson, Topic
from bot.people.daytime import is_daytime, next_daytime, zone_of
from bot.posting import post, refresh, set_timer
from bot.turn import Tick


def elapse(tick: Tick, details: Mapping[str, str]) -> None:
    """A timer of a case is due. One whose case is decided has nothing left to say."""
    one = docket(tick.store, tick.store.nominations.case(UUID(details["case"])))
    if one.case.decision:
        return
    match details["what"]:
        case "expire":
            expire(tick, one)
        case "remind":
            if not _later(tick, details):
                _remind(tick, one, UUID(details["person"]), int(details["stage"]), details["nth"])
        case "escalate":
            if not _later(tick, details):
                _escalate(tick, one, int(details["stage"]))
        case unknown:
            raise ValueError(f"no timer {unknown!r}")


def expire(tick: Tick, one: Docket) -> None:
    """Ends a case that nobody decided. Silence is no approval."""
    end_case(tick, one, Decision(Outcome.EXPIRED, None, tick.now))
    tick.record("expired", one.case.id, "time", one.achievement.edition)


def _remind(tick: Tick, one: Docket, person_id: UUID, stage: int, nth: str) -> None:
    """Reminds somebody who still could decide; whoever went away meanwhile is stood in for instead."""
    now_open = one.progress
    said_yes = any(
        approval.person_id == person_id and approval.shown == one.shown for approval in one.approvals
    )
    if now_open.step is None or now_open.stage != stage or said_yes:
        return
    around = circle(tick.store, one, tick.now)
    if person_id in around.deputies or authority(around, now_open.step, person_id) is None:
        _ask_whoever_can(tick, one)
    else:
        post(tick, Topic.REMINDER, one.case.id, ToPerson(person_id), f"{person_id}:{stage}:{nth}")


def _escalate(tick: Tick, one: Docket, stage: int) -> None:
    """Asks somebody else beside those who keep silent."""
    if one.progress.stage == stage:
        silent = frozenset(asking.person_id for asking in one.askings if asking.stage == stage)
        if ask_beside(tick, one, silent):
            tick.record("escalate", one.case.id, "time", one.achievement.edition)
            refresh(tick, one.case.id)


def _ask_whoever_can(tick: Tick, one: Docket) -> None:
    try:
        ask_next(tick, one)
    except Refusal:
        return  # nobody can decide at the moment; the case waits, and ends in thirty days at the latest


def _later(tick: Tick, details: Mapping[str, str]) -> bool:
    """Puts a timer off to the next working hour where its person lives, if it is none there now."""
    person = tick.store.people.get(UUID(details["person"]))
    zone = zone_of(person, tick.organisation)
    if is_daytime(tick.now, zone):
        return False
    key = f"{details['what']}:{details['case']}:{details['stage']}:{person.id}:{details.get('nth', '')}:later"
    set_timer(tick, key, next_daytime(tick.now, zone), **details)
    return True
