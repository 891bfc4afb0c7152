"""Reads what deciding needs from the stores: the circle around a case, and everything its card names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from bot.catalogue.model import Achievement
from bot.nominating.model import Approval, Asking, Case, Nomination, digest, open_ones
from bot.nominating.routing import Circle
from bot.nominating.rules import Progress, progress
from bot.nominating.signals import BURST, LONGEST_RING, LOOK_BACK, Saying, Signal, Tie, signals
from bot.people.model import Person, Standing
from bot.ports import Store

HIGHEST = 12
"""Managers above a nominee that are looked at."""


@dataclass(frozen=True)
class Docket:
    """A case with all that belongs to it, as it stands now."""

    case: Case
    achievement: Achievement
    nominee: Person
    nominations: tuple[Nomination, ...]
    """Those that were withdrawn included."""
    approvals: Sequence[Approval]
    askings: Sequence[Asking]

    @cached_property
    def shown(self) -> str:
        """The digest of what an approver is shown."""
        return digest(self.case, self.nominations)

    @cached_property
    def standing(self) -> tuple[Nomination, ...]:
        """The nominations that still count."""
        return open_ones(self.nominations)

    @property
    def told(self) -> tuple[Nomination, ...]:
        """The nominations that its cards tell of: those that count, else the one whose withdrawal ended it."""
        by = self.case.decision.by if self.case.decision else None
        return self.standing or tuple(one for one in self.nominations if one.nominator_id == by)[-1:]

    @cached_property
    def progress(self) -> Progress:
        """How far it has come."""
        return progress(self.achievement.rules.steps, self.approvals, self.shown)

    @property
    def awaits_last(self) -> bool:
        """Whether the next approval gives the badge."""
        return self.progress.needed == 1 and self.progress.stage + 1 == len(self.achievement.rules.steps)

    @property
    def said_yes(self) -> frozenset[UUID]:
        """Who has approved what is shown now, at the stage that is open, and for whom somebody else did."""
        stage, shown = self.progress.stage, self.shown
        yes = [one for one in self.approvals if one.stage == stage and one.shown == shown]
        return frozenset((*(one.person_id for one in yes), *(one.seat for one in yes)))

    def asking_of(self, person_id: UUID) -> Asking | None:
        """How the open stage came to somebody, if they were asked."""
        stage = self.progress.stage
        return next((one for one in self.askings if (one.person_id, one.stage) == (person_id, stage)), None)

    def silent_for(self, actor_id: UUID | None) -> frozenset[UUID]:
        """Whose silence brought the open stage to somebody."""
        asking = self.asking_of(actor_id) if actor_id else None
        skipped = asking.skipped if asking else ()
        return frozenset(one.person_id for one in skipped if one.code == "silent" and one.person_id)


def docket(store: Store, case: Case) -> Docket:
    """Reads everything about a case."""
    return Docket(
        case,
        store.catalogue.get(case.achievement_id),
        store.people.get(case.nominee_id),
        tuple(store.nominations.of_case(case.id)),
        store.nominations.approvals(case.id),
        store.nominations.askings(case.id),
    )


def circle(store: Store, one: Docket, now: datetime, actor_id: UUID | None = None) -> Circle:
    """Everybody who could decide about it now. Whoever ever nominated in it counts as a nominator.

    `actor_id`: who is about to decide. If they were asked because others kept silent, it is as it was then.
    """
    people, organisation_id = store.people, one.case.organisation_id
    rules = one.achievement.rules
    line, loop = _line(store, one.nominee)
    override = people.get(one.nominee.approver_id) if one.nominee.approver_id else None
    group = tuple(people.by_emails(organisation_id, rules.approvers)) if rules.approvers else ()
    owners = tuple(people.owners(organisation_id))
    awarders = one.achievement.awarders
    listed = tuple(people.by_emails(organisation_id, awarders)) if awarders else ()
    everybody = (*line, *([override] if override else ()), *group, *owners, *listed)
    deputies = _deputies(store, everybody, now)
    reviewers = None
    if rules.reviewer_badge:
        ids = [person.id for person in (*everybody, *(one for one in deputies.values() if one))]
        reviewers = store.credentials.holders(organisation_id, rules.reviewer_badge, ids)
    made = {nomination.nominator_id for nomination in one.nominations}
    return Circle(
        one.nominee,
        frozenset(made),
        line,
        loop,
        override,
        group,
        owners,
        listed,
        deputies,
        reviewers,
        one.progress.approved,
        one.silent_for(actor_id),
    )


def without(around: Circle, silent: frozenset[UUID]) -> Circle:
    """The circle while somebody is looked for beside those who keep silent."""
    return replace(around, silent=silent)


def at_later_stage(around: Circle, approved: frozenset[UUID]) -> Circle:
    """The circle of a later stage, once these have approved the ones before."""
    return replace(around, approved=around.approved | approved)


def noticed(store: Store, one: Docket) -> tuple[Signal, ...]:
    """What the approver should know about these nominations."""
    since = one.case.opened_at - LOOK_BACK
    ties = _ties(store, one, since)
    sayings = store.nominations.sayings(one.case.organisation_id, one.achievement.slug, since, one.case.id)
    found: list[Signal] = []
    for nomination in one.standing:
        by, at = nomination.nominator_id, nomination.at
        busy = store.nominations.busy(by, one.nominee.id, at - BURST, at + BURST)
        saying = Saying(nomination.id, by, nomination.citation, at)
        found += signals(saying, one.nominee.id, ties, busy, sayings)
    return tuple(dict.fromkeys(found))


def _ties(store: Store, one: Docket, since: datetime) -> list[Tie]:
    """From the nominee outwards, until every nominator is met or no ring could reach further."""
    wanted = {nomination.nominator_id for nomination in one.standing}
    found: list[Tie] = []
    near, reached = {one.nominee.id}, {one.nominee.id}
    for _ in range(LONGEST_RING - 1):
        ties = store.nominations.ties(sorted(near), since)
        met = {tie.recipient_id for tie in ties}
        found += ties
        wanted -= met
        near = met - reached
        reached |= near
        if not wanted or not near:
            break
    return found


def _line(store: Store, nominee: Person) -> tuple[tuple[Person, ...], bool]:
    """The managers above somebody, nearest first, and whether they form a ring."""
    line: list[Person] = []
    seen = {nominee.id}
    above = nominee.manager_id
    while above and len(line) < HIGHEST:
        if above in seen:
            return tuple(line), True
        person = store.people.get(above)
        seen.add(above)
        line.append(person)
        above = person.manager_id
    return tuple(line), False


def _deputies(store: Store, everybody: Sequence[Person], now: datetime) -> dict[UUID, Person | None]:
    absences = store.people.absences({person.id for person in everybody}, now)
    found: dict[UUID, Person | None] = {}
    for person_id, absence in absences.items():
        deputy = store.people.get(absence.deputy_id) if absence.deputy_id else None
        found[person_id] = deputy if deputy and deputy.standing is Standing.MEMBER else None
    deputies = [one.id for one in found.values() if one]
    also_away = store.people.absences(deputies, now) if deputies else {}
    return {
        person_id: None if deputy and deputy.id in also_away else deputy
        for person_id, deputy in found.items()
    }
