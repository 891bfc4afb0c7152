"""Rings: two to four people who give to each other more often than honest colleagues do by chance. Pure.

    gifts = Gifts.of(edges)
    candidate = ring_through(gifts, giver_id, recipient_id)
    ring = confirmed(gifts_of_all, candidate)

People thank those they work with, so honest gifts come back, too. What tells a ring is repetition: with a circle of
seven colleagues, a gift goes to the same one as an earlier one in one case of seven. Where most people of an
organisation repeat themselves more often, that is its base rate. A ring counts if one as strong is expected less than
once among ten thousand people.

Decision: docs/decisions/0252.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import comb
from uuid import UUID

LONGEST_RING = 4
"""Maximum number of people in a detected ring."""
RARE = 1e-4
"""Rings of at least that strength expected through one person by chance; below it, a ring is told."""
CIRCLE = 7
"""Colleagues an honest person may give to, unless an organisation's rates say that it is fewer."""
ENOUGH_GIFTS, ENOUGH_PEOPLE = 3, 5
"""Gifts of one person, and such people, from which on their rate says something."""
HIGHEST_RATE = 0.9
STRONG = 0.1
"""The chance that a link of a ring may have at most; weaker ones never make a rare ring."""


@dataclass(frozen=True, slots=True)
class GivingEdge:
    """One person nominated or awarded another, so many times."""

    giver_id: UUID
    recipient_id: UUID
    count: int = 1


@dataclass(frozen=True)
class Gifts:
    """How often each person gave to each other person. The gifts of a person are all there, or none is."""

    given: Mapping[UUID, Mapping[UUID, int]]

    @classmethod
    def of(cls, edges: Iterable[GivingEdge]) -> "Gifts":
        """The gifts of these edges; one that comes twice counts once."""
        given: defaultdict[UUID, dict[UUID, int]] = defaultdict(dict)
        for edge in edges:
            given[edge.giver_id][edge.recipient_id] = edge.count
        return cls(given)

    def count(self, giver_id: UUID, recipient_id: UUID) -> int:
        """How often one gave to the other."""
        return self.given.get(giver_id, {}).get(recipient_id, 0)

    def total(self, giver_id: UUID) -> int:
        """How often one gave to anyone."""
        return sum(self.given.get(giver_id, {}).values())


@dataclass(frozen=True, slots=True)
class Ring:
    """People of whom each gave to the next, and the last to the first, at least `count` times."""

    people: tuple[UUID, ...]
    count: int
    chance: float
    """How many rings of that strength are expected through one person by chance."""


def repeat_rate(gifts: Gifts, but: Collection[UUID]) -> float:
    """How often a gift goes to the same person as another one by the same giver, among most of the others.

    The third that repeat themselves most are left out, so that some rings do not make rings seem usual. `but`: people
    whose gifts do not count.
    """
    known: list[tuple[float, int, int]] = []
    for giver in gifts.given.keys() - set(but):
        total = gifts.total(giver)
        if total >= ENOUGH_GIFTS:
            same, pairs = (
                sum(count * (count - 1) for count in gifts.given[giver].values()),
                total * (total - 1),
            )
            known.append((same / pairs, same, pairs))
    most = sorted(known)[: len(known) * 2 // 3]
    rate = (
        sum(same for _, same, _ in most) / sum(pairs for _, _, pairs in most)
        if len(known) >= ENOUGH_PEOPLE
        else 0
    )
    return min(max(1 / CIRCLE, rate), HIGHEST_RATE)


def ring_through(gifts: Gifts, giver_id: UUID, recipient_id: UUID, rate: float = 1 / CIRCLE) -> Ring | None:
    """The rarest ring that a gift belongs to, if one is rare."""
    if not is_strong(gifts, giver_id, recipient_id, rate):
        return None
    ways = _ways(gifts, (giver_id, recipient_id), rate)
    rings = [_ring(gifts, way, rate) for way in ways if is_strong(gifts, way[-1], giver_id, rate)]
    rare = [ring for ring in rings if ring.chance <= RARE]
    return min(rare, key=lambda ring: (ring.chance, len(ring.people), ring.people), default=None)


def rare_rings(gifts: Gifts) -> Iterator[Ring]:
    """Every rare ring among people whose gifts are all known, the rarest first, each set of people once."""
    found: dict[frozenset[UUID], Ring] = {}
    for giver, to in gifts.given.items():
        for recipient in to:
            candidate = ring_through(gifts, giver, recipient)
            if candidate and (ring := confirmed(gifts, candidate)):
                found.setdefault(frozenset(ring.people), ring)
    yield from sorted(found.values(), key=lambda ring: (ring.chance, ring.people))


def confirmed(gifts: Gifts, ring: Ring) -> Ring | None:
    """The ring by the base rate of all others; None if it is not rare by that."""
    again = _ring(gifts, ring.people, repeat_rate(gifts, ring.people))
    return again if again.chance <= RARE else None


def is_strong(gifts: Gifts, giver_id: UUID, recipient_id: UUID, rate: float) -> bool:
    """Whether a link may be part of a rare ring: one gift never is."""
    return (
        gifts.count(giver_id, recipient_id) > 1
        and link_probability(gifts, giver_id, recipient_id, rate) <= STRONG
    )


def link_probability(gifts: Gifts, giver_id: UUID, recipient_id: UUID, rate: float) -> float:
    """The chance that so many of a person's gifts go to the same colleague."""
    count, total = gifts.count(giver_id, recipient_id), gifts.total(giver_id)
    return sum(
        comb(total, hits) * rate**hits * (1 - rate) ** (total - hits) for hits in range(count, total + 1)
    )


def _ways(gifts: Gifts, way: tuple[UUID, ...], rate: float) -> Iterator[tuple[UUID, ...]]:
    """The way itself, and those that go on from it by strong links, to as many people as a ring has."""
    yield way
    if len(way) == LONGEST_RING:
        return
    for recipient in sorted(gifts.given.get(way[-1], {})):
        if recipient not in way and is_strong(gifts, way[-1], recipient, rate):
            yield from _ways(gifts, (*way, recipient), rate)


def _ring(gifts: Gifts, people: tuple[UUID, ...], rate: float) -> Ring:
    """A ring is as strong as its weakest link: an admirer who is thanked once makes none."""
    links = tuple(pairwise((*people, people[0])))
    weakest = max(link_probability(gifts, *link, rate) for link in links)
    others = (1 / rate) ** (len(people) - 1)
    return Ring(people, min(gifts.count(*link) for link in links), others * weakest ** len(people))
