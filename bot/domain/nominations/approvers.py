"""Finds the approver, in this order: override for the nominee, directory, approver group, owners. Pure.

    candidates = find_candidates(pool, Step())  # the people to ask, and why
    authority(pool, Step(), actor.id)           # whether this person may decide now

The pool holds all people who could decide, with their current facts. Nominee and nominators may not decide; people who
have left may not decide; the named deputy stands in for an absent approver. Each skipped candidate is recorded with
the reason, so that the card can explain why it came to another person.

Decision: docs/decisions/0162.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from bot.domain.authority import DEPUTY, Authority
from bot.domain.catalogue.award_policy import Step
from bot.domain.nominations.model import ApproverReason, SkippedApprover
from bot.domain.people.model import MembershipStatus, Person

_MAY_STILL_DECIDE = (None, "away", "silent", "unreachable")
"""Disqualifications that keep a person from being asked, but not from deciding."""
_NO_ANSWER = ("silent", "unreachable")


@dataclass(frozen=True)
class ApproverPool:
    """All people who could decide about one nominee, with the facts that may disqualify them."""

    nominee: Person
    nominators: frozenset[UUID]
    managers: Sequence[Person] = ()
    """The nominee's manager, that manager's manager, and so on; it ends before a person comes twice."""
    has_manager_loop: bool = False
    """Whether the managers form a loop."""
    override: Person | None = None
    group: Sequence[Person] = ()
    owners: Sequence[Person] = ()
    listed: Sequence[Person] = ()
    deputies: Mapping[UUID, Person | None] = field(default_factory=dict)
    """The absent people, each with their deputy, or None without one."""
    reviewers: frozenset[UUID] | None = None
    """The holders of the badge that reviewers need; None if none is needed."""
    approved: frozenset[UUID] = frozenset()
    """The approvers of earlier stages: each stage needs a different person."""
    silent: frozenset[UUID] = frozenset()
    """Approvers whose answer is overdue; they may still decide, but others are asked too."""
    unreachable: frozenset[UUID] = frozenset()
    """Approvers to whom no platform delivered the request; they may decide if they hear of it, and others are asked."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person to ask."""

    person: Person
    why: ApproverReason
    deputy_of: UUID | None = None
    skipped: tuple[SkippedApprover, ...] = ()


def find_candidates(pool: ApproverPool, step: Step) -> tuple[Candidate, ...]:
    """The people to ask at this step: one, or all of a group; none if fewer than needed can decide.

    If no one else can decide, absent people without a deputy are asked: they may decide all the same.
    """
    if step.by == "group":
        return _of_group(pool, step, away=False) or _of_group(pool, step, away=True)
    for choose in (_candidate, _candidate_who_is_away):
        skipped: list[SkippedApprover] = []
        for why, person in _in_order(pool, step):
            if person is None:
                skipped.append(SkippedApprover("loop" if pool.has_manager_loop else "missing"))
            elif candidate := choose(pool, person, why, skipped):
                return (candidate,)
    return ()


def in_place_of(candidate: Candidate, unreachable: frozenset[UUID]) -> Candidate:
    """The candidate, with those in whose place they are asked recorded, also deputies, who come in no order."""
    known = {skipped.person_id for skipped in candidate.skipped if skipped.code == "unreachable"}
    more = tuple(SkippedApprover("unreachable", person_id) for person_id in sorted(unreachable - known))
    return replace(candidate, skipped=(*candidate.skipped, *more))


def authority(pool: ApproverPool, step: Step, actor_id: UUID) -> Authority | None:
    """The authority of this person to decide at this step now; None without one.

    More people may decide than are asked: also an absent manager, other owners, people listed for the badge, and each
    manager above one who cannot decide. A person's own authority takes precedence over that of a deputy.
    """
    entitled = tuple(_entitled_people(pool, step))
    for why, person in entitled:
        if person.id == actor_id and disqualification(pool, person) in _MAY_STILL_DECIDE:
            return Authority(why.value)
    for _, person in entitled:
        deputy = pool.deputies.get(person.id)
        if (
            deputy
            and deputy.id == actor_id
            and disqualification(pool, deputy) is None
            and _may_delegate(pool, person)
        ):
            return Authority(DEPUTY, person.id)
    return None


def why_nobody(pool: ApproverPool, step: Step) -> str:
    """Why no one can decide at this step: group_too_small, no_reviewer, or nobody_decides."""
    if step.by == "group":
        return "group_too_small"
    tried = [person for _, person in _in_order(pool, step) if person]
    if any(disqualification(pool, person) == "unreviewed" for person in tried):
        return "no_reviewer"
    return "nobody_decides"


def disqualification(pool: ApproverPool, person: Person) -> str | None:
    """Why a person may not decide here; None if they may. The codes are those of `SkippedApprover`."""
    found = {
        "nominee": person.id == pool.nominee.id,
        "nominator": person.id in pool.nominators,
        "left": person.standing is not MembershipStatus.MEMBER,
        "unreviewed": pool.reviewers is not None and person.id not in pool.reviewers,
        "approved": person.id in pool.approved,
        "silent": person.id in pool.silent,
        "unreachable": person.id in pool.unreachable,
        "away": person.id in pool.deputies,
    }
    return next((code for code, is_so in found.items() if is_so), None)


def _may_delegate(pool: ApproverPool, person: Person) -> bool:
    """Whether an absent approver may delegate. Nominee and nominators may not."""
    return disqualification(pool, person) in (*_MAY_STILL_DECIDE, "unreviewed")


def _in_order(pool: ApproverPool, step: Step) -> Iterator[tuple[ApproverReason, Person | None]]:
    """The candidates in order; None where the directory knows no manager."""
    if step.by != "owner":
        if pool.override:
            yield ApproverReason.OVERRIDE, pool.override
        yield from _managers(pool)
        if not pool.managers or pool.has_manager_loop:
            yield ApproverReason.MANAGER, None
        if step.by == "route":
            yield from ((ApproverReason.GROUP, person) for person in pool.group)
    yield from _owners(pool)


def _managers(pool: ApproverPool) -> Iterator[tuple[ApproverReason, Person]]:
    for depth, person in enumerate(pool.managers):
        yield (ApproverReason.UPLINE if depth else ApproverReason.MANAGER), person


def _owners(pool: ApproverPool) -> Iterator[tuple[ApproverReason, Person]]:
    yield from ((ApproverReason.OWNER, person) for person in pool.owners)


def _entitled_people(pool: ApproverPool, step: Step) -> Iterator[tuple[ApproverReason, Person]]:
    if step.by == "group":
        yield from ((ApproverReason.GROUP, person) for person in pool.group)
        if _is_silent(pool, step):
            yield from _owners(pool)
        return
    if step.by != "owner":
        if pool.override:
            yield ApproverReason.OVERRIDE, pool.override
        for why, person in _managers(pool):
            yield why, person
            if disqualification(pool, person) is None:
                break  # managers above one who can decide have no authority
        if step.by == "route":
            yield from ((ApproverReason.GROUP, person) for person in pool.group)
            yield from ((ApproverReason.LISTED, person) for person in pool.listed)
        elif any(disqualification(pool, person) is None for person in (*_override(pool), *pool.managers)):
            return
    yield from _owners(pool)


def _override(pool: ApproverPool) -> tuple[Person, ...]:
    return (pool.override,) if pool.override else ()


def _is_silent(pool: ApproverPool, step: Step) -> bool:
    """Whether so many of the group do not answer that too few are left: then owners stand in for them."""
    silent = any(disqualification(pool, person) in _NO_ANSWER for person in pool.group)
    return silent and len(tuple(_group_candidates(pool, away=False))) < step.of


def _of_group(pool: ApproverPool, step: Step, *, away: bool) -> tuple[Candidate, ...]:
    group = tuple(_group_candidates(pool, away=away))
    if len(group) < step.of and _is_silent(pool, step):
        skipped = [
            SkippedApprover(problem, person.id)
            for person in pool.group
            if (problem := disqualification(pool, person)) in _NO_ANSWER
        ]
        there = {candidate.person.id for candidate in group}
        owners = (_candidate(pool, person, why, list(skipped)) for why, person in _owners(pool))
        return (*group, *(owner for owner in owners if owner and owner.person.id not in there))
    return group if len(group) >= step.of else ()


def _group_candidates(pool: ApproverPool, *, away: bool) -> Iterator[Candidate]:
    """The group members who can decide, and the deputies of absent ones; each deputy for one member at most.

    `away`: also absent members without a deputy.
    """
    taken = {person.id for person in pool.group}
    for person in pool.group:
        candidate = _candidate(pool, person, ApproverReason.GROUP, [])
        if candidate and candidate.deputy_of and candidate.person.id in taken:
            candidate = None
        if candidate is None and away:
            candidate = _candidate_who_is_away(pool, person, ApproverReason.GROUP, [])
        if candidate:
            taken.add(candidate.person.id)
            yield candidate


def _candidate(
    pool: ApproverPool, person: Person, why: ApproverReason, skipped: list[SkippedApprover]
) -> Candidate | None:
    """The person, or their deputy during an absence; None, with the reason in `skipped`, if neither can decide."""
    problem = disqualification(pool, person)
    if problem is None:
        return Candidate(person, why, skipped=tuple(skipped))
    deputy = pool.deputies.get(person.id) if problem == "away" else None
    skipped.append(SkippedApprover(problem, person.id))
    if deputy and disqualification(pool, deputy) is None:
        return Candidate(deputy, why, person.id, tuple(skipped))
    return None


def _candidate_who_is_away(
    pool: ApproverPool, person: Person, why: ApproverReason, skipped: list[SkippedApprover]
) -> Candidate | None:
    """The person, if absence is their only disqualification."""
    problem = disqualification(pool, person)
    if problem == "away":
        return Candidate(person, why, skipped=(*skipped, SkippedApprover("only_you", person.id)))
    skipped.append(SkippedApprover(problem or "away", person.id))
    return None
