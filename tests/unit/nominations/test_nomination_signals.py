"""What is noted on an approver's card, and what is not."""

from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.nominations.signals import (
    AuthoredCitation,
    GivingActivity,
    GivingEdge,
    folded_words,
    ring_of,
    signals,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANA, BEN, CAS, DOV, EVA = (UUID(int=number) for number in range(1, 6))
WORDS = "she stayed on the line until the outage was over and wrote it up"


NOT_BUSY = GivingActivity(1, 1)
"""The nomination itself, and nothing beside it."""


def codes(
    *ties: GivingEdge, busy: GivingActivity = NOT_BUSY, others: tuple[AuthoredCitation, ...] = ()
) -> list[str]:
    saying = AuthoredCitation(UUID(int=100), ANA, WORDS, NOON)
    return [signal.code for signal in signals(saying, BEN, ties, busy, others)]


def test_thanking_somebody_who_never_thanked_back_is_nothing() -> None:
    assert codes(GivingEdge(ANA, BEN)) == []


def test_a_pair_and_rings_of_three_and_four_are_seen_and_five_are_not() -> None:
    assert codes(GivingEdge(BEN, ANA)) == ["pair"]
    assert codes(GivingEdge(BEN, CAS), GivingEdge(CAS, ANA)) == ["ring"]
    assert codes(GivingEdge(BEN, CAS), GivingEdge(CAS, DOV), GivingEdge(DOV, ANA)) == ["ring"]
    assert codes(GivingEdge(BEN, CAS), GivingEdge(CAS, DOV), GivingEdge(DOV, EVA), GivingEdge(EVA, ANA)) == []


def test_a_pair_goes_before_a_longer_ring() -> None:
    [signal] = ring_of(ANA, BEN, [GivingEdge(BEN, CAS), GivingEdge(CAS, ANA), GivingEdge(BEN, ANA)])
    assert signal.people == (ANA, BEN)


def test_copied_words_are_seen_through_case_signs_and_small_changes() -> None:
    copy = AuthoredCitation(UUID(int=101), CAS, WORDS.upper().replace(" ", "  ") + "!", NOON)
    close = AuthoredCitation(UUID(int=102), CAS, WORDS.replace("she", "he"), NOON)
    other = AuthoredCitation(
        UUID(int=103), CAS, "he taught the new colleagues everything about the release", NOON
    )
    assert codes(others=(copy,)) == ["copied"]
    assert codes(others=(close,)) == ["copied"]
    assert codes(others=(other,)) == []


def test_a_nomination_is_no_copy_of_itself_and_short_words_are_nobodys() -> None:
    assert codes(others=(AuthoredCitation(UUID(int=100), ANA, WORDS, NOON),)) == []
    short = AuthoredCitation(UUID(int=1), ANA, "great work", NOON)
    assert signals(short, BEN, (), NOT_BUSY, (AuthoredCitation(UUID(int=2), CAS, "Great work!", NOON),)) == ()


def test_bursts_within_a_day_are_seen() -> None:
    assert codes(busy=GivingActivity(5, 1)) == ["burst_given"]
    assert codes(busy=GivingActivity(4, 3)) == []
    assert codes(busy=GivingActivity(1, 4)) == ["burst_received"]


@given(
    st.lists(
        st.tuples(st.sampled_from([ANA, BEN, CAS, DOV, EVA]), st.sampled_from([ANA, BEN, CAS, DOV, EVA]))
    )
)
def test_every_ring_that_is_told_really_is_one(pairs: list[tuple[UUID, UUID]]) -> None:
    ties = [GivingEdge(*pair) for pair in pairs]
    for signal in ring_of(ANA, BEN, ties):
        given_ = {(giving_edge.giver_id, giving_edge.recipient_id) for giving_edge in ties} | {(ANA, BEN)}
        assert 2 <= len(set(signal.people)) == len(signal.people) <= 4
        assert all(step in given_ for step in pairwise((*signal.people, signal.people[0])))


@given(st.text())
def test_words_are_folded_once_and_for_all(text: str) -> None:
    assert folded_words(folded_words(text)) == folded_words(text)
