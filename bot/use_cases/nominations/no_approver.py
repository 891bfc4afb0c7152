"""Refusals of nominations that no person could decide, now or at a later stage."""

from uuid import UUID

from bot.domain.catalogue.award_policy import Step
from bot.domain.nominations.approvers import ApproverPool, find_candidates, why_nobody
from bot.messages.refusals import Refusal
from bot.use_cases.nominations.case_loading import CaseSnapshot, with_approved


def no_approver(snapshot: CaseSnapshot, pool: ApproverPool, step: Step) -> Refusal:
    """The refusal when no approver can be asked, with the reason."""
    name, rules = snapshot.nominee.name, snapshot.achievement.rules
    match why_nobody(pool, step):
        case "group_too_small":
            return Refusal("group_too_small", {"name": name, "needed": step.of})
        case "no_reviewer":
            return Refusal("no_reviewer", {"name": name, "badge": rules.reviewer_badge or ""})
        case _:
            return Refusal("nobody_decides", {"name": name})


def refuse_no_later_stage(snapshot: CaseSnapshot, pool: ApproverPool) -> None:
    """Raises if the approvers for one stage leave no candidate for a later one."""
    done: frozenset[UUID] = frozenset()
    for step in snapshot.achievement.rules.steps[snapshot.progress.stage :]:
        candidates = find_candidates(with_approved(pool, done), step)
        if not candidates:
            raise Refusal(
                "nobody_for_stage", {"name": snapshot.nominee.name, "badge": snapshot.achievement.name}
            )
        done |= {candidate.person.id for candidate in candidates[: step.of]}
