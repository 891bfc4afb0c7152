"""The cases that wait for a person: what `/badges decide` lists, also for those who lost the cards."""

from dataclasses import dataclass
from itertools import islice

from bot.context.context import UseCaseContext
from bot.domain.nominations.model import Case
from bot.messages.refusals import Refusal
from bot.use_cases.nominations.case_loading import load_case
from bot.use_cases.nominations.case_view import CaseView, load_case_view
from bot.use_cases.nominations.decide import find_authority


@dataclass(frozen=True, slots=True)
class WaitingCases:
    """The oldest cases that the caller may decide now. `more`: there are others."""

    cases: tuple[CaseView, ...]
    more: bool


def find_waiting_cases(ctx: UseCaseContext, most: int) -> WaitingCases:
    """At most `most` cases that the caller may decide now: checking one loads all its possible approvers."""
    caller = ctx.caller
    everything = caller.owner or _is_listed(ctx)
    found = iter(ctx.store.nominations.waiting_cases(ctx.organisation.id, caller.id, everything))
    mine = tuple(islice((case for case in found if _may_decide(ctx, case)), most))
    views = tuple(load_case_view(ctx.store, case, caller.id) for case in mine)
    return WaitingCases(views, any(_may_decide(ctx, case) for case in found))


def _may_decide(ctx: UseCaseContext, case: Case) -> bool:
    try:
        find_authority(ctx, load_case(ctx.store, case))
    except Refusal:
        return False
    return True


def _is_listed(ctx: UseCaseContext) -> bool:
    """Whether a badge's file lists the caller, who may then decide cases without having been asked."""
    email = ctx.caller.email
    current = ctx.store.catalogue.current(ctx.organisation.id) if email else ()
    return any(email in (*achievement.awarders, *achievement.rules.approvers) for achievement in current)
