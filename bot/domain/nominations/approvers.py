"""Finds the approver, in this order: override for the nominee, directory, approver group, owners. Pure.

    candidates = find_candidates(pool, Step())  # the people to ask, and why
    authority(pool, Step(), actor.id)           # whether this person may decide now

The pool holds all people who could decide, with their current facts. Nominee and nominators may not decide; people who
have left may not decide; the named deputy stands in for an absent approver. Each skipped candidate is recorded with
the reason, so that the card can explain why it came to another person.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bot.domain.catalogue.award_policy import Step
from bot.domain.nominations.model import DEPUTY, ApproverReason, SkippedApprover
from bot.domain.people.model import MembershipStatus, Person

_MAY_STILL_DECIDE = (None, "away", "silent")
"""Disqualifications that keep a person from being asked, but not from deciding."""


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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person to ask."""

    person: Person
    why: ApproverReason
    deputy_of: UUID | None = None
    skipped: tuple[SkippedApprover, ...] = ()


def find_candidates(circle: ApproverPool, step: Step) -> tuple[Candidate, ...]:
    """The people to ask at this step: one, or all of a group; none if fewer than needed can decide.

    If no one else can decide, absent people without a deputy are asked: they may decide all the same.
    """
    if step.by == "group":
        return _of_group(circle, step, away=False) or _of_group(circle, step, away=True)
    for choose in (_candidate, _candidate_who_is_away):
        skipped: list[SkippedApprover] = []
        for why, person in _in_order(circle, step):
            if person is None:
                skipped.append(SkippedApprover("loop" if circle.has_manager_loop else "missing"))
            elif candidate := choose(circle, person, why, skipped):
                return (candidate,)
    return ()


def authority(circle: ApproverPool, step: Step, actor_id: UUID) -> str | None:
    """The authority of this person to decide at this step now: their role, or `deputy:` and the id of the absent
    approver; None without authority.

    More people may decide than are asked: also an absent manager, other owners, people listed for the badge, and each
    manager above one who cannot decide. A person's own authority takes precedence over that of a deputy.
    """
    entitled = tuple(_entitled_people(circle, step))
    for why, person in entitled:
        if person.id == actor_id and disqualification(circle, person) in _MAY_STILL_DECIDE:
            return why.value
    for _, person in entitled:
        deputy = circle.deputies.get(person.id)
        if (
            deputy
            and deputy.id == actor_id
            and disqualification(circle, deputy) is None
            and _may_delegate(circle, person)
        ):
            return f"{DEPUTY}{person.id}"
    return None


def why_nobody(circle: ApproverPool, step: Step) -> str:
    """Why no one can decide at this step: group_too_small, no_reviewer, or nobody_decides."""
    if step.by == "group":
        return "group_too_small"
    tried = [person for _, person in _in_order(circle, step) if person]
    if any(disqualification(circle, person) == "unreviewed" for person in tried):
        return "no_reviewer"
    return "nobody_decides"


def disqualification(circle: ApproverPool, person: Person) -> str | None:
    """Why a person may not decide here; None if they may. The codes are those of `SkippedApprover`."""
    found = {
        "nominee": person.id == circle.nominee.id,
        "nominator": person.id in circle.nominators,
        "left": person.standing is not MembershipStatus.MEMBER,
        "unreviewed": circle.reviewers is not None and person.id not in circle.reviewers,
        "approved": person.id in circle.approved,
        "silent": person.id in circle.silent,
        "away": person.id in circle.deputies,
    }
    return next((code for code, is_so in found.items() if is_so), None)


def _may_delegate(circle: ApproverPool, person: Person) -> bool:
    """Whether an absent approver may delegate. Nominee and nominators may not."""
    return disqualification(circle, person) in (*_MAY_STILL_DECIDE, "unreviewed")


def _in_order(circle: ApproverPool, step: Step) -> Iterator[tuple[ApproverReason, Person | None]]:
    """The candidates in order; None where the directory knows no manager."""
    if step.by != "owner":
        if circle.override:
            yield ApproverReason.OVERRIDE, circle.override
        yield from _managers(circle)
        if not circle.managers or circle.has_manager_loop:
            yield ApproverReason.MANAGER, None
        if step.by == "route":
            yield from ((ApproverReason.GROUP, person) for person in circle.group)
    yield from _owners(circle)


def _managers(circle: ApproverPool) -> Iterator[tuple[ApproverReason, Person]]:
    for depth, person in enumerate(circle.managers):
        yield (ApproverReason.UPLINE if depth else ApproverReason.MANAGER), person


def _owners(circle: ApproverPool) -> Iterator[tuple[ApproverReason, Person]]:
    yield from ((ApproverReason.OWNER, person) for person in circle.owners)


def _entitled_people(circle: ApproverPool, step: Step) -> Iterator[tuple[ApproverReason, Person]]:
    if step.by == "group":
        yield from ((ApproverReason.GROUP, person) for person in circle.group)
        if _is_silent(circle, step):
            yield from _owners(circle)
        return
    if step.by != "owner":
        if circle.override:
            yield ApproverReason.OVERRIDE, circle.override
        for why, person in _managers(circle):
            yield why, person
            if disqualification(circle, person) is None:
                break  # managers above one who can decide have no authority
        if step.by == "route":
            yield from ((ApproverReason.GROUP, person) for person in circle.group)
            yield from ((ApproverReason.LISTED, person) for person in circle.listed)
        elif any(
            disqualification(circle, person) is None for person in (*_override(circle), *circle.managers)
        ):
            return
    yield from _owners(circle)


def _override(circle: ApproverPool) -> tuple[Person, ...]:
    return (circle.override,) if circle.override else ()


def _is_silent(circle: ApproverPool, step: Step) -> bool:
    """Whether so many of the group are silent that too few are left: then owners stand in for them."""
    silent = any(disqualification(circle, person) == "silent" for person in circle.group)
    return silent and len(tuple(_group_candidates(circle, away=False))) < step.of


def _of_group(circle: ApproverPool, step: Step, *, away: bool) -> tuple[Candidate, ...]:
    group = tuple(_group_candidates(circle, away=away))
    if len(group) < step.of and _is_silent(circle, step):
        skipped = [
            SkippedApprover("silent", one.id)
            for one in circle.group
            if disqualification(circle, one) == "silent"
        ]
        there = {one.person.id for one in group}
        owners = (_candidate(circle, person, why, list(skipped)) for why, person in _owners(circle))
        return (*group, *(one for one in owners if one and one.person.id not in there))
    return group if len(group) >= step.of else ()


def _group_candidates(circle: ApproverPool, *, away: bool) -> Iterator[Candidate]:
    """The group members who can decide, and the deputies of absent ones; each deputy for one member at most.

    `away`: also absent members without a deputy.
    """
    taken = {person.id for person in circle.group}
    for person in circle.group:
        candidate = _candidate(circle, person, ApproverReason.GROUP, [])
        if candidate and candidate.deputy_of and candidate.person.id in taken:
            candidate = None
        if candidate is None and away:
            candidate = _candidate_who_is_away(circle, person, ApproverReason.GROUP, [])
        if candidate:
            taken.add(candidate.person.id)
            yield candidate


def _candidate(
    circle: ApproverPool, person: Person, why: ApproverReason, skipped: list[SkippedApprover]
) -> Candidate | None:
    """The person, or their deputy during an absence; None, with the reason in `skipped`, if neither can decide."""
    problem = disqualification(circle, person)
    if problem is None:
        return Candidate(person, why, skipped=tuple(skipped))
    deputy = circle.deputies.get(person.id) if problem == "away" else None
    skipped.append(SkippedApprover(problem, person.id))
    if deputy and disqualification(circle, deputy) is None:
        return Candidate(deputy, why, person.id, tuple(skipped))
    return None


def _candidate_who_is_away(
    circle: ApproverPool, person: Person, why: ApproverReason, skipped: list[SkippedApprover]
) -> Candidate | None:
    """The person, if absence is their only disqualification."""
    problem = disqualification(circle, person)
    if problem == "away":
        return Candidate(person, why, skipped=(*skipped, SkippedApprover("only_you", person.id)))
    skipped.append(SkippedApprover(problem or "away", person.id))
    return None
