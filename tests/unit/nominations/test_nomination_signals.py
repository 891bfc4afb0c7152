"""What is noted on an approver's card, and what is not."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.nominations.rings import (
    RARE,
    Gifts,
    GivingEdge,
    confirmed,
    rare_rings,
    ring_through,
)
from bot.domain.nominations.signals import (
    AuthoredCitation,
    GivingActivity,
    GivingTotal,
    burst_signals,
    copy_signals,
    folded_words,
    ring_signals,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANA, BEN, CAS, DOV, EVA = PEOPLE = tuple(UUID(int=number) for number in range(1, 6))
WORDS = "she stayed on the line until the outage was over and wrote it up"


def gifts(*ways: tuple[UUID, UUID, int]) -> Gifts:
    return Gifts.of(GivingEdge(*way) for way in ways)


def ring(*people: UUID, times: int) -> list[tuple[UUID, UUID, int]]:
    return [(*link, times) for link in pairwise((*people, people[0]))]


def codes(*ways: tuple[UUID, UUID, int]) -> list[str]:
    """The signals about a gift of Ana's to Ben."""
    known = gifts(*ways)
    return [signal.code for signal in ring_signals(ANA, BEN, known, lambda found: confirmed(known, found))]


def copies(words: str, *others: AuthoredCitation) -> list[str]:
    return [signal.code for signal in copy_signals(AuthoredCitation(UUID(int=100), ANA, words, NOON), others)]


def bursts(given: int, received: int, total: GivingTotal) -> list[str]:
    return [signal.code for signal in burst_signals(ANA, BEN, GivingActivity(given, received), total)]


def test_thanking_each_other_once_or_twice_is_nothing() -> None:
    assert codes((ANA, BEN, 9)) == []
    assert codes(*ring(ANA, BEN, times=1)) == []
    assert codes(*ring(ANA, BEN, times=2)) == []


def test_who_is_thanked_often_and_thanks_back_once_is_no_pair() -> None:
    assert codes((ANA, BEN, 9), (BEN, ANA, 1), (BEN, CAS, 4)) == []


@pytest.mark.parametrize(
    ("people", "code"), [((ANA, BEN), "pair"), ((ANA, BEN, CAS), "ring"), ((ANA, BEN, CAS, DOV), "ring")]
)
def test_a_pair_and_rings_of_three_and_four_that_go_round_again_and_again_are_seen(
    people: tuple[UUID, ...], code: str
) -> None:
    assert codes(*ring(*people, times=3)) == [code]
    assert codes(*ring(*people, times=5)) == [code]


def test_a_ring_of_five_is_not_looked_for() -> None:
    assert codes(*ring(ANA, BEN, CAS, DOV, EVA, times=5)) == []


def test_a_swap_is_seen_though_each_gives_to_others_as_well() -> None:
    assert codes(*ring(ANA, BEN, times=6), (ANA, CAS, 2), (BEN, DOV, 2)) == ["pair"]


def test_where_everybody_gives_to_the_same_one_again_and_again_a_pair_is_nothing_rare() -> None:
    buddies = [UUID(int=number) for number in range(10, 50)]
    usual = [way for two in zip(buddies[::2], buddies[1::2], strict=True) for way in ring(*two, times=4)]
    assert codes(*ring(ANA, BEN, times=4)) == ["pair"]
    assert codes(*ring(ANA, BEN, times=4), *usual) == []


def test_owners_see_each_ring_once() -> None:
    known = gifts(*ring(ANA, BEN, times=5), *ring(CAS, DOV, EVA, times=5))
    assert {frozenset(each.people) for each in rare_rings(known)} == {
        frozenset((ANA, BEN)),
        frozenset((CAS, DOV, EVA)),
    }


def test_copied_words_are_seen_through_case_signs_and_small_changes() -> None:
    copy = AuthoredCitation(UUID(int=101), CAS, WORDS.upper().replace(" ", "  ") + "!", NOON)
    close = AuthoredCitation(UUID(int=102), CAS, WORDS.replace("she", "he"), NOON)
    other = AuthoredCitation(
        UUID(int=103), CAS, "he taught the new colleagues everything about the release", NOON
    )
    assert copies(WORDS, copy) == ["copied"]
    assert copies(WORDS, close) == ["copied"]
    assert copies(WORDS, other) == []


def test_a_nomination_is_no_copy_of_itself_and_short_words_are_nobodys() -> None:
    assert copies(WORDS, AuthoredCitation(UUID(int=100), ANA, WORDS, NOON)) == []
    assert copies("great work", AuthoredCitation(UUID(int=2), CAS, "Great work!", NOON)) == []


def test_bursts_within_a_day_are_seen_where_others_give_less() -> None:
    quiet = GivingTotal(5, 6)
    assert bursts(5, 1, quiet) == ["burst_given"]
    assert bursts(4, 3, quiet) == []
    assert bursts(1, 4, quiet) == ["burst_received"]


def test_a_burst_on_a_day_when_everybody_gives_is_nothing_rare() -> None:
    assert bursts(5, 4, GivingTotal(100, 20)) == []
    assert bursts(1, 12, GivingTotal(30, 20)) == ["burst_received"]


WAYS = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(1, 9)), max_size=20)


def without_loops(ways: Iterable[tuple[UUID, UUID, int]]) -> Gifts:
    return gifts(*(way for way in ways if way[0] != way[1]))


@given(WAYS)
def test_every_ring_that_is_told_really_is_one(ways: list[tuple[UUID, UUID, int]]) -> None:
    known = without_loops(ways)
    found = ring_through(known, ANA, BEN)
    if found:
        assert found.people[:2] == (ANA, BEN)
        assert 2 <= len(set(found.people)) == len(found.people) <= 4
        links = list(pairwise((*found.people, found.people[0])))
        assert min(known.count(*link) for link in links) == found.count > 1
        assert 0 < found.chance <= RARE


@given(WAYS)
def test_more_of_the_same_makes_no_ring_less_rare(ways: list[tuple[UUID, UUID, int]]) -> None:
    known = without_loops(ways)
    for each in rare_rings(known):
        links = set(pairwise((*each.people, each.people[0])))
        more = Gifts(
            {
                giver: {to: count + 2 * ((giver, to) in links) for to, count in counts.items()}
                for giver, counts in known.given.items()
            }
        )
        assert confirmed(more, each)


@given(st.text())
def test_words_are_folded_once_and_for_all(text: str) -> None:
    assert folded_words(folded_words(text)) == folded_words(text)
