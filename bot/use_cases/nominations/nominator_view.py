"""What nominators may see of their nominations: the approvers asked, the status, the outcome."""

from dataclasses import dataclass
from datetime import datetime

from bot.context.context import UseCaseContext
from bot.context.store import Store
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import CredentialStage
from bot.domain.nominations.model import Case, Nomination, NominationOutcome
from bot.domain.nominations.rules import expires_at
from bot.domain.people.model import Person
from bot.use_cases.nominations.approval_requests import pending_requests
from bot.use_cases.nominations.case_loading import load_case

MOST_LISTED = 10
"""Nominations in one card; a platform allows about fifty blocks."""


@dataclass(frozen=True)
class NominatorView:
    """The parts of a nomination that its nominator may see."""

    nomination: Nomination
    case: Case
    nominee: Person
    achievement: Achievement
    asked: tuple[Person, ...]
    """The approvers whose answer it waits for: those asked who can decide now."""
    expires_at: datetime
    """When the case ends if it stays undecided."""
    taken_back_at: datetime | None = None
    """When the resulting badge was undone or revoked."""


def own_nominations(ctx: UseCaseContext) -> tuple[NominatorView, ...]:
    """The caller's nominations, newest first, each with its status."""
    found = ctx.store.nominations.of_nominator(ctx.caller.id, MOST_LISTED)
    return tuple(load_nominator_view(ctx.store, nomination, ctx.now) for nomination in found)


def load_nominator_view(store: Store, nomination: Nomination, now: datetime | None = None) -> NominatorView:
    """Loads what a nominator may see of a nomination. An open one needs `now`, to find who can decide it."""
    case = store.nominations.case(nomination.case_id)
    snapshot = load_case(store, case)
    waits = pending_requests(store, snapshot, now) if now and case.decision is None else ()
    asked = tuple(store.people.get(asking.person_id) for asking in waits)
    expires = expires_at(case, store.people.organisation(case.organisation_id))
    return NominatorView(
        nomination, case, snapshot.nominee, snapshot.achievement, asked, expires, _ended_at(store, case)
    )


def _ended_at(store: Store, case: Case) -> datetime | None:
    """When the badge was undone or revoked. A badge turned down is not shown: that is private to its earner."""
    given = store.credentials.of_case(case.id) if case.outcome is NominationOutcome.APPROVED else None
    return (
        given.undone_at
        if given and given.stage in (CredentialStage.UNDONE, CredentialStage.REVOKED)
        else None
    )
