"""The rules of nominating: who may nominate, the progress of a case, and who may decide it. Pure.

An approval counts for the member on whose behalf it was given, so a member and their deputy make up one approval of a
group, not two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bot.domain.authority import Authority
from bot.domain.catalogue.award_policy import Step
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.rules import refuse_without_evidence, roles
from bot.domain.nominations.approvers import ApproverPool, authority, disqualification
from bot.domain.nominations.model import Approval, Case, Nomination, NominationOutcome
from bot.domain.organisations import Organisation
from bot.domain.people.model import MembershipStatus, Person
from bot.domain.people.working_hours import organisation_calendar
from bot.messages.refusals import Refusal

REMIND_AFTER = (2, 5)
"""Working days after which an approver is reminded."""
ESCALATE_AFTER = 10
"""Working days after which another approver is asked as well."""
EXPIRES_AFTER = timedelta(days=30)
"""After this time an open case expires without a badge. Silence never approves."""
NUDGE_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a case: the open step, its number, and the approvals it still needs."""

    stage: int
    step: Step | None
    """None once every step is done."""
    needed: int
    approved: frozenset[UUID]
    """The approvers of earlier steps."""


def expires_at(case: Case, organisation: Organisation) -> datetime:
    """When an undecided case ends: after thirty days, within the working hours of the organisation."""
    return organisation_calendar(organisation).next_daytime(case.opened_at + EXPIRES_AFTER)


def progress(steps: Sequence[Step], approvals: Sequence[Approval], shown: str) -> Progress:
    """The progress from the approvals of the current content. Approvals of other content do not count."""
    before: frozenset[UUID] = frozenset()
    for stage, step in enumerate(steps):
        of_stage = (approval for approval in approvals if approval.stage == stage and approval.shown == shown)
        here = [approval for approval in of_stage if approval.person_id not in before]
        people, members = {each.person_id for each in here}, {each.on_behalf_of for each in here}
        needed = step.of - min(len(people), len(members))  # neither two for one member, nor one for two
        if needed > 0:
            return Progress(stage, step, needed, before)
        before |= people
    return Progress(len(steps), None, 0, before)


def refuse_nominating(actor: Person, nominee: Person, achievement: Achievement, citation: str) -> None:
    """Raises if the actor may not nominate the nominee for it, or if required evidence is missing."""
    rules = achievement.rules
    if not set(rules.nominate) & set(roles(actor, nominee, achievement)):
        raise Refusal("may_not_nominate", {"badge": achievement.name}, audited=True, subject=nominee.id)
    refuse_without_evidence(achievement, citation)


def deciding_authority(actor: Person, pool: ApproverPool, step: Step, achievement: Achievement) -> Authority:
    """The authority of `actor` to decide this step now. Raises with the reason if there is none."""
    found = authority(pool, step, actor.id) if actor.standing is MembershipStatus.MEMBER else None
    if found:
        return found
    match disqualification(pool, actor):
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
            raise _not_theirs(step, pool.nominee)


def _not_theirs(step: Step, nominee: Person) -> Refusal:
    """The refusal that says who decides instead."""
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
    if nomination.outcome is not NominationOutcome.OPEN:
        raise Refusal("nomination_closed")


def refuse_hasty_nudge(nomination: Nomination, now: datetime) -> None:
    """Raises if the approver was asked or nudged less than a day ago."""
    last = max(moment for moment in (nomination.at, nomination.edited_at, nomination.nudged_at) if moment)
    if now - last < NUDGE_EVERY:
        raise Refusal("nudged_lately")
