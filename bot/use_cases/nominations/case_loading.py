"""Loads what a decision needs from the stores: the case and its possible approvers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.store import Store
from bot.domain.catalogue.model import Achievement
from bot.domain.nominations.approvers import ApproverPool, Candidate
from bot.domain.nominations.model import Approval, ApprovalRequest, Case, Nomination, digest, not_withdrawn
from bot.domain.nominations.rules import Progress, progress
from bot.domain.people.model import MembershipStatus, Person

MAX_MANAGEMENT_LEVELS = 12
"""Levels of management above a nominee that are read."""


@dataclass(frozen=True)
class CaseSnapshot:
    """A case with its achievement, nominee, nominations, approvals and requests, as they are now."""

    case: Case
    achievement: Achievement
    nominee: Person
    nominations: tuple[Nomination, ...]
    """Including withdrawn ones."""
    approvals: Sequence[Approval]
    approval_requests: Sequence[ApprovalRequest]

    @cached_property
    def content_digest(self) -> str:
        """The digest of the content that an approver is shown."""
        return digest(self.case, self.nominations)

    @cached_property
    def active_nominations(self) -> tuple[Nomination, ...]:
        """The nominations that still count."""
        return not_withdrawn(self.nominations)

    @property
    def shown_nominations(self) -> tuple[Nomination, ...]:
        """The nominations that its cards show: those that count, else the one whose withdrawal ended the case."""
        by = self.case.decision.by if self.case.decision else None
        return (
            self.active_nominations
            or tuple(nomination for nomination in self.nominations if nomination.nominator_id == by)[-1:]
        )

    @cached_property
    def progress(self) -> Progress:
        """The open step, and the approvals it still needs."""
        return progress(self.achievement.rules.steps, self.approvals, self.content_digest)

    @property
    def is_last_approval(self) -> bool:
        """Whether the next approval awards the badge."""
        return self.progress.needed == 1 and self.progress.stage + 1 == len(self.achievement.rules.steps)

    @property
    def approver_ids(self) -> frozenset[UUID]:
        """People who approved the current content at the open stage, and people whose deputy did."""
        stage, shown = self.progress.stage, self.content_digest
        yes = [approval for approval in self.approvals if approval.stage == stage and approval.shown == shown]
        return frozenset(
            (*(approval.person_id for approval in yes), *(approval.on_behalf_of for approval in yes))
        )

    def request_to(self, person_id: UUID) -> ApprovalRequest | None:
        """The request to this person at the open stage, if there is one."""
        stage = self.progress.stage
        return next(
            (
                approval_request
                for approval_request in self.approval_requests
                if (approval_request.person_id, approval_request.stage) == (person_id, stage)
            ),
            None,
        )

    @property
    def unreachable(self) -> frozenset[UUID]:
        """The approvers of the open stage in whose place others were asked, because no platform delivered to them."""
        return frozenset(
            skipped.person_id
            for asking in self.approval_requests
            for skipped in asking.skipped
            if asking.stage == self.progress.stage and skipped.code == "unreachable" and skipped.person_id
        )

    def silent_for(self, actor_id: UUID | None) -> frozenset[UUID]:
        """The silent approvers because of whom this person was asked at the open stage."""
        asking = self.request_to(actor_id) if actor_id else None
        skipped = asking.skipped if asking else ()
        return frozenset(
            approver.person_id for approver in skipped if approver.code == "silent" and approver.person_id
        )


def load_case(store: Store, case: Case) -> CaseSnapshot:
    """Loads a case with everything that belongs to it."""
    return CaseSnapshot(
        case,
        store.catalogue.get(case.achievement_id),
        store.people.get(case.nominee_id),
        tuple(store.nominations.of_case(case.id)),
        store.nominations.approvals(case.id),
        store.nominations.approval_requests(case.id),
    )


def load_approvers(
    store: Store, snapshot: CaseSnapshot, now: datetime, actor_id: UUID | None = None
) -> ApproverPool:
    """Loads all possible approvers of a case. People who withdrew their nomination still count as nominators.

    `actor_id`: the person about to decide. If they were asked because others were silent, those still count as silent.
    """
    people, organisation_id = store.people, snapshot.case.organisation_id
    rules = snapshot.achievement.rules
    line, loop = _management_chain(store, snapshot.nominee)
    override = people.get(snapshot.nominee.approver_id) if snapshot.nominee.approver_id else None
    group = tuple(people.by_emails(organisation_id, rules.approvers)) if rules.approvers else ()
    owners = tuple(people.owners(organisation_id))
    awarders = snapshot.achievement.awarders
    listed = tuple(people.by_emails(organisation_id, awarders)) if awarders else ()
    candidates = (*line, *([override] if override else ()), *group, *owners, *listed)
    deputies = _deputies(store, candidates, now)
    reviewers = None
    if rules.reviewer_badge:
        ids = [person.id for person in (*candidates, *(deputy for deputy in deputies.values() if deputy))]
        reviewers = store.credentials.holders(organisation_id, rules.reviewer_badge, ids)
    made = {nomination.nominator_id for nomination in snapshot.nominations}
    return ApproverPool(
        snapshot.nominee,
        frozenset(made),
        line,
        loop,
        override,
        group,
        owners,
        listed,
        deputies,
        reviewers,
        snapshot.progress.approved,
        snapshot.silent_for(actor_id),
        snapshot.unreachable,
    )


def with_silent(
    pool: ApproverPool, silent: frozenset[UUID], unreachable: frozenset[UUID] = frozenset()
) -> ApproverPool:
    """The pool for an escalation, with these approvers marked as silent, and these as unreachable too."""
    return replace(pool, silent=silent - unreachable, unreachable=pool.unreachable | unreachable)


def with_approved(pool: ApproverPool, approved: frozenset[UUID]) -> ApproverPool:
    """The pool of a later stage, after these people approved the earlier ones."""
    return replace(pool, approved=pool.approved | approved)


def _management_chain(store: Store, nominee: Person) -> tuple[tuple[Person, ...], bool]:
    """The managers above a nominee, nearest first, and whether they form a loop."""
    line: list[Person] = []
    seen = {nominee.id}
    above = nominee.manager_id
    while above and len(line) < MAX_MANAGEMENT_LEVELS:
        if above in seen:
            return tuple(line), True
        person = store.people.get(above)
        seen.add(above)
        line.append(person)
        above = person.manager_id
    return tuple(line), False


def _deputies(store: Store, candidates: Sequence[Person], now: datetime) -> dict[UUID, Person | None]:
    absences = store.people.absences({person.id for person in candidates}, now)
    found: dict[UUID, Person | None] = {}
    for person_id, absence in absences.items():
        deputy = store.people.get(absence.deputy_id) if absence.deputy_id else None
        found[person_id] = deputy if deputy and deputy.standing is MembershipStatus.MEMBER else None
    deputies = [deputy.id for deputy in found.values() if deputy]
    also_away = store.people.absences(deputies, now) if deputies else {}
    return {
        person_id: None if deputy and deputy.id in also_away else deputy
        for person_id, deputy in found.items()
    }


def require_fresh_approvers(ctx: UseCaseContext, candidates: Sequence[Candidate]) -> None:
    """The approvers to ask, and those who are passed over because they are no members, as reported lately."""
    passed_over = {
        skipped.person_id
        for candidate in candidates
        for skipped in candidate.skipped
        if skipped.code == "left" and skipped.person_id
    }
    people = ctx.store.people
    ctx.require_fresh(
        [
            *(candidate.person for candidate in candidates),
            *(people.get(person_id) for person_id in passed_over),
        ]
    )
