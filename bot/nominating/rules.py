"""Who may nominate, how far a case has come, and who may decide it at the click. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bot.awarding.rules import refuse_without_evidence, roles
from bot.catalogue.model import Achievement
from bot.catalogue.rules import Step
from bot.errors import Refusal
from bot.nominating.model import Approval, Nomination, Outcome
from bot.nominating.routing import Circle, authority, hindrance
from bot.people.model import Person, Standing

REMIND_AFTER = (2, 5)
"""Working days after which an approver is reminded."""
ESCALATE_AFTER = 10
"""Working days after which somebody else is asked as well."""
EXPIRES_AFTER = timedelta(days=30)
"""Then an open case ends without a badge. Silence never approves."""
NUDGE_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a case has come: the step that is open, its number, and how many approvals it still needs."""

    stage: int
    step: Step | None
    """None once every step is done."""
    needed: int
    approved: frozenset[UUID]
    """Who approved at a step before this one."""


def progress(steps: Sequence[Step], approvals: Sequence[Approval], shown: str) -> Progress:
    """What the approvals of what is shown now come to. Approvals of anything else count for nothing."""
    before: frozenset[UUID] = frozenset()
    for stage, step in enumerate(steps):
        of_stage = (one for one in approvals if one.stage == stage and one.shown == shown)
        here = [one for one in of_stage if one.person_id not in before]
        needed = step.of - len({one.seat for one in here})
        if needed > 0:
            return Progress(stage, step, needed, before)
        before |= {one.person_id for one in here}
    return Progress(len(steps), None, 0, before)


def refuse_nominating(actor: Person, nominee: Person, achievement: Achievement, citation: str) -> None:
    """Raises if this person may not nominate that one for it, or has not shown what it asks to see."""
    rules = achievement.rules
    if not set(rules.nominate) & set(roles(actor, nominee, achievement)):
        raise Refusal("may_not_nominate", {"badge": achievement.name}, audited=True, subject=nominee.id)
    refuse_without_evidence(achievement, citation)


def deciding(actor: Person, circle: Circle, step: Step, achievement: Achievement) -> str:
    """Under what authority `actor` may decide this step now. Raises, saying why, if under none."""
    found = authority(circle, step, actor.id) if actor.standing is Standing.MEMBER else None
    if found:
        return found
    match hindrance(circle, actor):
        case "nominee":
            raise Refusal("own_nomination_nominee", audited=True)
        case "nominator":
            raise Refusal("own_nomination_nominator", audited=True)
        case "left":
            raise Refusal("no_member_decides", audited=True)
        case "unreviewed":
            needed = achievement.rules.reviewer_badge or ""
            raise Refusal("reviewer_needs_badge", {"badge": needed}, audited=True)
        case "approved":
            raise Refusal("another_pair_of_eyes", audited=True)
        case _:
            raise _not_theirs(step, circle.nominee)


def _not_theirs(step: Step, nominee: Person) -> Refusal:
    """Says whose decision it is instead."""
    match step.by:
        case "group":
            return Refusal("not_in_group", audited=True)
        case "manager":
            return Refusal("manager_decides", {"name": nominee.name}, audited=True)
        case "owner":
            return Refusal("owner_decides", audited=True)
        case _:
            return Refusal("not_your_decision", {"name": nominee.name}, audited=True)


def refuse_not_open(nomination: Nomination, actor: Person) -> None:
    """Raises unless this is the actor's own nomination, and still open."""
    if nomination.nominator_id != actor.id:
        raise Refusal("unknown_thing", audited=True, subject=nomination.id)
    if nomination.outcome is not Outcome.OPEN:
        raise Refusal("nomination_closed")


def refuse_hasty_nudge(nomination: Nomination, now: datetime) -> None:
    """Raises if the approver was nudged, or asked, less than a day ago."""
    last = max(one for one in (nomination.at, nomination.edited_at, nomination.nudged_at) if one)
    if now - last < NUDGE_EVERY:
        raise Refusal("nudged_lately")
