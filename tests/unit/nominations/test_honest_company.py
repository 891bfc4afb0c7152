"""A model company: signals name hardly any honest person, and always the pair that swaps and the ring.

Twenty people nominate a random colleague each, once a week, for five weeks. Beside them a pair nominates each other
each week, three people nominate in a ring, and four in another. Every nomination is looked at when it is made.
"""

import random
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import pytest

from bot.domain.nominations.rings import Gifts, GivingEdge, confirmed, rare_rings
from bot.domain.nominations.signals import GivingActivity, GivingTotal, burst_signals, ring_signals

WEEKS = 5
HONEST = tuple(UUID(int=number) for number in range(1, 21))
PAIR = tuple(UUID(int=number) for number in (101, 102))
TRIO = tuple(UUID(int=number) for number in (201, 202, 203))
QUARTET = tuple(UUID(int=number) for number in (301, 302, 303, 304))
CHEATS = {PAIR, TRIO, QUARTET}
TEAMS = tuple(HONEST[start : start + 5] for start in range(0, 20, 5))


def nominations(seed: int, circles: tuple[tuple[UUID, ...], ...]) -> Iterator[list[tuple[UUID, UUID]]]:
    """The nominations of each week, all on one day: honest people choose among their circle."""
    chance = random.Random(seed)  # noqa: S311 - a model, no secret
    for _ in range(WEEKS):
        week = [
            (giver, chance.choice([other for other in circle if other != giver]))
            for circle in circles
            for giver in circle
        ]
        for ring in CHEATS:
            week += zip(ring, (*ring[1:], ring[0]), strict=True)
        chance.shuffle(week)
        yield week


def marked(seed: int, circles: tuple[tuple[UUID, ...], ...] = (HONEST,)) -> set[UUID]:
    """Everyone whom a signal names, on whichever nomination."""
    counts: Counter[tuple[UUID, UUID]] = Counter()
    found: set[UUID] = set()
    for week in nominations(seed, circles):
        given, received = Counter(giver for giver, _ in week), Counter(to for _, to in week)
        total = GivingTotal(len(week), len({*given, *received}))
        for giver, recipient in week:
            counts[giver, recipient] += 1
            gifts = Gifts.of(GivingEdge(*way, count) for way, count in counts.items())
            busy = GivingActivity(given[giver], received[recipient])
            signals = (
                *ring_signals(giver, recipient, gifts, lambda ring, gifts=gifts: confirmed(gifts, ring)),
                *burst_signals(giver, recipient, busy, total),
            )
            found |= {person for signal in signals for person in signal.people}
    return found


@pytest.mark.parametrize("seed", range(40))
def test_at_most_one_honest_person_of_twenty_is_marked_and_every_cheat(seed: int) -> None:
    found = marked(seed)
    assert len(found & set(HONEST)) <= 1
    assert found >= {person for ring in CHEATS for person in ring}


@pytest.mark.parametrize("seed", range(20))
def test_honest_people_who_thank_only_their_team_of_five_are_marked_no_more(seed: int) -> None:
    found = marked(seed, TEAMS)
    assert len(found & set(HONEST)) <= 1
    assert found >= {person for ring in CHEATS for person in ring}


def test_owners_see_the_cheats_and_no_other() -> None:
    for seed in range(40):
        counts = Counter(way for week in nominations(seed, (HONEST,)) for way in week)
        found = rare_rings(Gifts.of(GivingEdge(*way, count) for way, count in counts.items()))
        assert {frozenset(ring.people) for ring in found} == set(map(frozenset, CHEATS))
