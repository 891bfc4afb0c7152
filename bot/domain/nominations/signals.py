"""Signals for approvers: swapping, rings, copied citations, bursts. Advice, never a block. Pure.

    signals(citation, nominee_id, edges, activity, other_citations)

A gift is a nomination or a direct award, from one person to another; an edge connects a giver and a recipient. Honest
teams thank each other in both directions too, so a signal states what was found and leaves the judgement to the
approver.

Signals are computed when a card is composed, from indexed look-backs; nothing is stored about anybody, and they block
nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from uuid import UUID

LOOK_BACK = timedelta(days=90)
LONGEST_RING = 4
"""Maximum number of people in a detected ring."""
BURST = timedelta(hours=24)
BURST_GIVEN, BURST_RECEIVED = 5, 4
"""Gifts within a day from one person, and to one person, from which on there is a signal."""
SHORTEST_COPY = 30
"""Minimum characters of a citation; shorter ones may be alike by chance."""
ALIKE = 0.9
COMPARED = 600
"""Characters of each citation that are compared."""


@dataclass(frozen=True, slots=True)
class GivingEdge:
    """One person nominated or awarded another."""

    giver_id: UUID
    recipient_id: UUID


@dataclass(frozen=True, slots=True)
class GivingActivity:
    """Gifts within a day before and after a nomination, itself included: by its nominator, and to its nominee."""

    given: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True)
class AuthoredCitation:
    """A citation with its author."""

    nomination_id: UUID
    nominator_id: UUID
    citation: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal: its code (pair, ring, copied, burst_given or burst_received), the people it names, and a count."""

    code: str
    people: tuple[UUID, ...] = ()
    count: int = 0


def signals(
    saying: AuthoredCitation,
    nominee_id: UUID,
    ties: Iterable[GivingEdge],
    busy: GivingActivity,
    others: Sequence[AuthoredCitation],
) -> tuple[Signal, ...]:
    """All signals about one nomination. `ties`: the edges among people near it."""
    found: list[Signal] = []
    found += ring_of(saying.nominator_id, nominee_id, ties)
    found += _copied_signal(saying, others)
    found += _bursts(saying, nominee_id, busy)
    return tuple(found)


def ring_of(giver_id: UUID, recipient_id: UUID, ties: Iterable[GivingEdge]) -> Iterator[Signal]:
    """The shortest ring that a gift closes: a pair, or a ring of three or four; no signal if there is none."""
    given: dict[UUID, set[UUID]] = {}
    for tie in ties:
        given.setdefault(tie.giver_id, set()).add(tie.recipient_id)
    way = _shortest(given, recipient_id, giver_id, LONGEST_RING - 1)
    if way:
        people = (giver_id, *way[:-1])
        yield Signal("pair" if len(people) == 2 else "ring", people, len(people))


def _shortest(given: Mapping[UUID, set[UUID]], start: UUID, end: UUID, most: int) -> tuple[UUID, ...]:
    """The people from `start` to `end` by at most `most` gifts, breadth first; empty if there is no such way."""
    ways: list[tuple[UUID, ...]] = [(start,)]
    seen = {start}
    for _ in range(most):
        longer = []
        for way in ways:
            for identifier in sorted(given.get(way[-1], ())):
                if identifier == end:
                    return (*way, end)
                if identifier not in seen:
                    seen.add(identifier)
                    longer.append((*way, identifier))
        ways = longer
    return ()


def folded_words(citation: str) -> str:
    """A citation normalised for comparison: case, punctuation and spaces do not count."""
    text = unicodedata.normalize("NFKC", citation).casefold()
    return " ".join(re.findall(r"\w+", text))[:COMPARED]


def _copied_signal(saying: AuthoredCitation, others: Sequence[AuthoredCitation]) -> Iterator[Signal]:
    words = folded_words(saying.citation)
    if len(words) < SHORTEST_COPY:
        return
    alike = [
        other
        for other in others
        if other.nomination_id != saying.nomination_id and _is_alike(words, other.citation)
    ]
    if alike:
        people = tuple(dict.fromkeys(citation.nominator_id for citation in alike))
        yield Signal("copied", people[:3], len(alike))


def _is_alike(words: str, citation: str) -> bool:
    other = folded_words(citation)
    if words == other:
        return True
    matcher = SequenceMatcher(None, words, other, autojunk=False)
    # the two cheap upper bounds first: most citations differ so much that the exact ratio is never needed
    return (
        len(other) >= SHORTEST_COPY
        and matcher.real_quick_ratio() >= ALIKE
        and matcher.quick_ratio() >= ALIKE
        and matcher.ratio() >= ALIKE
    )


def _bursts(saying: AuthoredCitation, nominee_id: UUID, busy: GivingActivity) -> Iterator[Signal]:
    if busy.given >= BURST_GIVEN:
        yield Signal("burst_given", (saying.nominator_id,), busy.given)
    if busy.received >= BURST_RECEIVED:
        yield Signal("burst_received", (nominee_id,), busy.received)
