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
from bot.domain.nominations.model import DEPUTY, Skipped, Why
from bot.domain.people.model import Person, Standing

_MAY = (None, "away", "silent")
"""Disqualifications that keep a person from being asked, but not from deciding."""


@dataclass(frozen=True)
class Circle:
    """All people who could decide about one nominee, with the facts that may disqualify them."""

    nominee: Person
    nominators: frozenset[UUID]
    line: Sequence[Person] = ()
    """The nominee's manager, that manager's manager, and so on; it ends before a person comes twice."""
    loop: bool = False
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
    why: Why
    deputy_of: UUID | None = None
    skipped: tuple[Skipped, ...] = ()


def found(circle: Circle, step: Step) -> tuple[Candidate, ...]:
    """The people to ask at this step: one, or all of a group; none if fewer than needed can decide.

    If no one else can decide, absent people without a deputy are asked: they may decide all the same.
    """
    if step.by == "group":
        return _of_group(circle, step, away=False) or _of_group(circle, step, away=True)
    for choose in (_candidate, _candidate_who_is_away):
        skipped: list[Skipped] = []
        for why, person in _in_order(circle, step):
            if person is None:
                skipped.append(Skipped("loop" if circle.loop else "missing"))
            elif candidate := choose(circle, person, why, skipped):
                return (candidate,)
    return ()


def authority(circle: Circle, step: Step, actor_id: UUID) -> str | None:
    """The authority of this person to decide at this step now: their role, or `deputy:` and the id of the absent
    approver; None without authority.

    More people may decide than are asked: also an absent manager, other owners, people listed for the badge, and each
    manager above one who cannot decide. A person's own authority takes precedence over that of a deputy.
    """
    entitled = tuple(_entitled(circle, step))
    for why, person in entitled:
        if person.id == actor_id and hindrance(circle, person) in _MAY:
            return why.value
    for _, person in entitled:
        deputy = circle.deputies.get(person.id)
        if deputy and deputy.id == actor_id and hindrance(circle, deputy) is None and _is_fit(circle, person):
            return f"{DEPUTY}{person.id}"
    return None


def why_nobody(circle: Circle, step: Step) -> str:
    """Why no one can decide at this step: group_too_small, no_reviewer, or nobody_decides."""
    if step.by == "group":
        return "group_too_small"
    tried = [person for _, person in _in_order(circle, step) if person]
    if any(hindrance(circle, person) == "unreviewed" for person in tried):
        return "no_reviewer"
    return "nobody_decides"


def hindrance(circle: Circle, person: Person) -> str | None:
    """Why a person may not decide here; None if they may. The codes are those of `SkippedApprover`."""
    found = {
        "nominee": person.id == circle.nominee.id,
        "nominator": person.id in circle.nominators,
        "left": person.standing is not Standing.MEMBER,
        "unreviewed": circle.reviewers is not None and person.id not in circle.reviewers,
        "approved": person.id in circle.approved,
        "silent": person.id in circle.silent,
        "away": person.id in circle.deputies,
    }
    return next((code for code, is_so in found.items() if is_so), None)


def _is_fit(circle: Circle, person: Person) -> bool:
    """Whether an absent approver may delegate. Nominee and nominators may not."""
    return hindrance(circle, person) in (*_MAY, "unreviewed")


def _in_order(circle: Circle, step: Step) -> Iterator[tuple[Why, Person | None]]:
    """The candidates in order; None where the directory knows no manager."""
    if step.by != "owner":
        if circle.override:
            yield Why.OVERRIDE, circle.override
        yield from _line(circle)
        if not circle.line or circle.loop:
            yield Why.MANAGER, None
        if step.by == "route":
            yield from ((Why.GROUP, person) for person in circle.group)
    yield from _owners(circle)


def _line(circle: Circle) -> Iterator[tuple[Why, Person]]:
    for depth, person in enumerate(circle.line):
        yield (Why.UPLINE if depth else Why.MANAGER), person


def _owners(circle: Circle) -> Iterator[tuple[Why, Person]]:
    yield from ((Why.OWNER, person) for person in circle.owners)


def _entitled(circle: Circle, step: Step) -> Iterator[tuple[Why, Person]]:
    if step.by == "group":
        yield from ((Why.GROUP, person) for person in circle.group)
        if _is_silent(circle, step):
            yield from _owners(circle)
        return
    if step.by != "owner":
        if circle.override:
            yield Why.OVERRIDE, circle.override
        for why, person in _line(circle):
            yield why, person
            if hindrance(circle, person) is None:
                break  # managers above one who can decide have no authority
        if step.by == "route":
            yield from ((Why.GROUP, person) for person in circle.group)
            yield from ((Why.LISTED, person) for person in circle.listed)
        elif any(hindrance(circle, person) is None for person in (*_first(circle), *circle.line)):
            return
    yield from _owners(circle)


def _first(circle: Circle) -> tuple[Person, ...]:
    return (circle.override,) if circle.override else ()


def _is_silent(circle: Circle, step: Step) -> bool:
    """Whether so many of the group are silent that too few are left: then owners stand in for them."""
    silent = any(hindrance(circle, person) == "silent" for person in circle.group)
    return silent and len(tuple(_seats(circle, away=False))) < step.of


def _of_group(circle: Circle, step: Step, *, away: bool) -> tuple[Candidate, ...]:
    group = tuple(_seats(circle, away=away))
    if len(group) < step.of and _is_silent(circle, step):
        skipped = [Skipped("silent", one.id) for one in circle.group if hindrance(circle, one) == "silent"]
        there = {one.person.id for one in group}
        owners = (_candidate(circle, person, why, list(skipped)) for why, person in _owners(circle))
        return (*group, *(one for one in owners if one and one.person.id not in there))
    return group if len(group) >= step.of else ()


def _seats(circle: Circle, *, away: bool) -> Iterator[Candidate]:
    """The group members who can decide, and the deputies of absent ones; each deputy for one member at most.

    `away`: also absent members without a deputy.
    """
    taken = {person.id for person in circle.group}
    for person in circle.group:
        candidate = _candidate(circle, person, Why.GROUP, [])
        if candidate and candidate.deputy_of and candidate.person.id in taken:
            candidate = None
        if candidate is None and away:
            candidate = _candidate_who_is_away(circle, person, Why.GROUP, [])
        if candidate:
            taken.add(candidate.person.id)
            yield candidate


def _candidate(circle: Circle, person: Person, why: Why, skipped: list[Skipped]) -> Candidate | None:
    """The person, or their deputy during an absence; None, with the reason in `skipped`, if neither can decide."""
    problem = hindrance(circle, person)
    if problem is None:
        return Candidate(person, why, skipped=tuple(skipped))
    deputy = circle.deputies.get(person.id) if problem == "away" else None
    skipped.append(Skipped(problem, person.id))
    if deputy and hindrance(circle, deputy) is None:
        return Candidate(deputy, why, person.id, tuple(skipped))
    return None


def _candidate_who_is_away(
    circle: Circle, person: Person, why: Why, skipped: list[Skipped]
) -> Candidate | None:
    """The person, if absence is their only disqualification."""
    problem = hindrance(circle, person)
    if problem == "away":
        return Candidate(person, why, skipped=(*skipped, Skipped("only_you", person.id)))
    skipped.append(Skipped(problem or "away", person.id))
    return None
