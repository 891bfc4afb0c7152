"""Who decides: found in this order, an override for the person, the directory, the approver group, the owners. Pure.

    candidates = found(circle, Step())         # whom to ask, and why it came to them
    authority(circle, Step(), actor.id)        # whether somebody may decide, now

The circle is everybody who could have a say, as they are known at this moment. Nobody decides about themselves or
what they nominated; who has left decides nothing; who is away is stood in for by the deputy they named. Every person
passed over is remembered with the reason, so that the card can say why it came to somebody else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bot.catalogue.rules import Step
from bot.nominating.model import DEPUTY, Skipped, Why
from bot.people.model import Person, Standing

_MAY = (None, "away", "silent")
"""What keeps nobody from deciding if they do it after all."""


@dataclass(frozen=True)
class Circle:
    """Everybody who could decide about one nominee, and what keeps them from it."""

    nominee: Person
    nominators: frozenset[UUID]
    line: Sequence[Person] = ()
    """The nominee's manager, that manager's manager, and so on; it ends before anybody comes twice."""
    loop: bool = False
    """Whether the line ended because it came back to somebody in it."""
    override: Person | None = None
    group: Sequence[Person] = ()
    owners: Sequence[Person] = ()
    listed: Sequence[Person] = ()
    deputies: Mapping[UUID, Person | None] = field(default_factory=dict)
    """Who is away now, and who stands in for them, if anybody does."""
    reviewers: frozenset[UUID] | None = None
    """Who holds the badge that reviewers need; None if none is needed."""
    approved: frozenset[UUID] = frozenset()
    """Who has approved at an earlier stage: each stage needs another pair of eyes."""
    silent: frozenset[UUID] = frozenset()
    """Who was asked and has not answered for long; they still may, but somebody else is looked for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to ask."""

    person: Person
    why: Why
    deputy_of: UUID | None = None
    skipped: tuple[Skipped, ...] = ()


def found(circle: Circle, step: Step) -> tuple[Candidate, ...]:
    """Whom to ask at this step: one person, or all of a group; nobody if fewer than needed can decide.

    Where nobody else can, those are asked who are away and named no deputy: they may decide all the same.
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
    """Under what authority this person may decide at this step now: a `Why`, or `deputy:` and the id of whom they
    stand in for; None if under none.

    Wider than who is asked: also the manager who is away, another owner, who is listed for the badge, and every
    manager above one who cannot decide. Who has a say of their own uses that one, and not another's.
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
    """Why nobody can decide at this step: group_too_small, no_reviewer, or nobody_decides."""
    if step.by == "group":
        return "group_too_small"
    tried = [person for _, person in _in_order(circle, step) if person]
    if any(hindrance(circle, person) == "unreviewed" for person in tried):
        return "no_reviewer"
    return "nobody_decides"


def hindrance(circle: Circle, person: Person) -> str | None:
    """What keeps somebody from deciding here; None if nothing does. The codes are those of `Skipped`."""
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
    """Whether somebody who is away has a say to lend. Not if they are a party: a deputy decides no more than they."""
    return hindrance(circle, person) in (*_MAY, "unreviewed")


def _in_order(circle: Circle, step: Step) -> Iterator[tuple[Why, Person | None]]:
    """Everybody to try, in order; None where the directory knows no manager."""
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
                break  # above somebody who can decide, nobody has a say as a manager
        if step.by == "route":
            yield from ((Why.GROUP, person) for person in circle.group)
            yield from ((Why.LISTED, person) for person in circle.listed)
        elif any(hindrance(circle, person) is None for person in (*_first(circle), *circle.line)):
            return
    yield from _owners(circle)


def _first(circle: Circle) -> tuple[Person, ...]:
    return (circle.override,) if circle.override else ()


def _is_silent(circle: Circle, step: Step) -> bool:
    """Whether so many of the group keep silent that too few are left: then owners stand in for those."""
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
    """Everybody of the group who can decide, and the deputies of those who are away; each for one of them at most.

    `away`: also who is away and has no deputy beside.
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
    """The person, or their deputy while they are away; None, and why, if neither can decide."""
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
    """The person, if nothing but their absence keeps them."""
    problem = hindrance(circle, person)
    if problem == "away":
        return Candidate(person, why, skipped=(*skipped, Skipped("only_you", person.id)))
    skipped.append(Skipped(problem or "away", person.id))
    return None
