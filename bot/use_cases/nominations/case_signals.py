"""Collects the signals about a case, for its approvers, and those of an organisation, for its owners."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.context.rights import OWNER, refuse_not_owner
from bot.context.store import Store
from bot.domain.events import AboutPerson, EventKind
from bot.domain.nominations.model import Nomination
from bot.domain.nominations.rings import (
    LONGEST_RING,
    Gifts,
    GivingEdge,
    Ring,
    confirmed,
    rare_rings,
)
from bot.domain.nominations.signals import (
    BURST,
    LOOK_BACK,
    AuthoredCitation,
    Signal,
    burst_signals,
    copy_signals,
    ring_signals,
    signal_of,
)
from bot.domain.people.model import Person
from bot.use_cases.nominations.case_loading import CaseSnapshot, load_case


@dataclass(frozen=True)
class OrganisationGifts:
    """The gifts of a whole organisation, read only if a ring has to be confirmed by its rates."""

    store: Store
    organisation_id: UUID
    since: datetime

    @cached_property
    def gifts(self) -> Gifts:
        """All of them."""
        return Gifts.of(self.store.nominations.all_giving_edges(self.organisation_id, self.since))

    def confirm(self, ring: Ring) -> Ring | None:
        """The ring by the rates of all others; None if it is not rare here."""
        return confirmed(self.gifts, ring)


@dataclass(frozen=True, slots=True)
class CaseSignals:
    """An open case with signals."""

    nominee: Person
    badge: str
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class OrganisationSignals:
    """What owners may look at: rings of the last ninety days, and open cases with signals of their own."""

    rings: tuple[Signal, ...]
    cases: tuple[CaseSignals, ...]
    people: dict[UUID, Person]


def collect_signals(store: Store, snapshot: CaseSnapshot) -> tuple[Signal, ...]:
    """The signals an approver should know about these nominations."""
    since = snapshot.case.opened_at - LOOK_BACK
    near = Gifts.of(_edges_near(store, snapshot, since))
    everyone = OrganisationGifts(store, snapshot.case.organisation_id, since)
    found: list[Signal] = []
    for nomination in snapshot.active_nominations:
        found += ring_signals(nomination.nominator_id, snapshot.nominee.id, near, everyone.confirm)
    return (*dict.fromkeys(found), *_own_signals(store, snapshot))


def signals_of_organisation(ctx: UseCaseContext) -> OrganisationSignals:
    """Rings and open cases worth a look, for owners. The look is recorded.

    Nothing about the caller: nominees hear of a nomination once it is decided.
    """
    refuse_not_owner(ctx)
    store, since = ctx.store, ctx.now - LOOK_BACK
    everyone = OrganisationGifts(store, ctx.organisation.id, since)
    rings = tuple(signal_of(ring) for ring in rare_rings(everyone.gifts) if ctx.caller.id not in ring.people)
    cases = []
    for case in store.nominations.waiting_cases(ctx.organisation.id, ctx.caller.id, True):
        snapshot = load_case(store, case)
        if case.nominee_id == ctx.caller.id:
            continue
        if signals := _own_signals(store, snapshot):
            cases.append(CaseSignals(snapshot.nominee, snapshot.achievement.name, signals))
    told = (*rings, *(signal for each in cases for signal in each.signals))
    people = {person_id for signal in told for person_id in signal.people}
    ctx.record(EventKind.LOOKED_UP, None, OWNER, AboutPerson())
    return OrganisationSignals(
        rings, tuple(cases), {person_id: store.people.get(person_id) for person_id in people}
    )


def _own_signals(store: Store, snapshot: CaseSnapshot) -> tuple[Signal, ...]:
    """Copied words and bursts of the nominations of a case."""
    case, found = snapshot.case, list[Signal]()
    others = store.nominations.citations_elsewhere(
        case.organisation_id, snapshot.achievement.slug, case.opened_at - LOOK_BACK, case.id
    )
    for nomination in snapshot.active_nominations:
        saying = AuthoredCitation(nomination.id, nomination.nominator_id, nomination.citation, nomination.at)
        found += copy_signals(saying, others)
        found += _bursts(store, snapshot, nomination)
    return tuple(dict.fromkeys(found))


def _bursts(store: Store, snapshot: CaseSnapshot, nomination: Nomination) -> tuple[Signal, ...]:
    by, since, until = nomination.nominator_id, nomination.at - BURST, nomination.at + BURST
    busy = store.nominations.giving_activity(by, snapshot.nominee.id, since, until)
    if not busy.may_be_burst:
        return ()
    total = store.nominations.giving_total(snapshot.case.organisation_id, since, until)
    return tuple(burst_signals(by, snapshot.nominee.id, busy, total))


def _edges_near(store: Store, snapshot: CaseSnapshot, since: datetime) -> list[GivingEdge]:
    """The gifts of nominators and nominee, and outwards from them along repeated gifts, as far as a ring may reach."""
    near = {snapshot.nominee.id, *(nomination.nominator_id for nomination in snapshot.active_nominations)}
    found: list[GivingEdge] = []
    reached = set(near)
    for _ in range(LONGEST_RING - 1):
        edges = store.nominations.giving_edges(sorted(near), since)
        found += edges
        near = {edge.recipient_id for edge in edges if edge.count > 1} - reached
        reached |= near
        if not near:
            break
    return found
