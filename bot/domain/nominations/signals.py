"""Signals for approvers: rings, copied citations, bursts. Advice, never a block. Pure.

    signals(nomination, nominee_id, gifts, busy, other_citations)

A gift is a nomination or a direct award, from one person to another. A signal that is noted on honest people helps no
approver, so rings and bursts are noted only where they are rare by the rates of the organisation itself: see
`rings.py`, and the model of an honest company in `tests/unit/nominations/test_honest_company.py`.

Signals are computed when a card is composed, from indexed look-backs; nothing is stored about anybody, and they block
nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from math import exp
from uuid import UUID

from bot.domain.nominations.rings import Gifts, Ring, ring_through

LOOK_BACK = timedelta(days=90)
BURST = timedelta(hours=24)
BURST_GIVEN, BURST_RECEIVED = 5, 4
"""Gifts within a day from one person, and to one person, below which there is never a signal."""
RARE_BURST = 1e-3
"""Bursts of that size expected by chance among all people who take part; above it, a burst is not told."""
SHORTEST_COPY = 30
"""Minimum characters of a citation; shorter ones may be alike by chance."""
ALIKE = 0.9
COMPARED = 600
"""Characters of each citation that are compared."""


@dataclass(frozen=True, slots=True)
class GivingActivity:
    """Gifts within a day before and after a nomination, itself included: by its nominator, and to its nominee."""

    given: int = 0
    received: int = 0

    @property
    def may_be_burst(self) -> bool:
        """Whether the rates of the organisation matter."""
        return self.given >= BURST_GIVEN or self.received >= BURST_RECEIVED


@dataclass(frozen=True, slots=True)
class GivingTotal:
    """All gifts of an organisation in a time, and the number of people who gave or received in it."""

    gifts: int
    people: int


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


def ring_signals(
    giver_id: UUID, recipient_id: UUID, near: Gifts, confirm: Callable[[Ring], Ring | None]
) -> Iterator[Signal]:
    """The ring that a gift belongs to. `near`: the gifts around it; `confirm`: by the rates of the organisation."""
    candidate = ring_through(near, giver_id, recipient_id)
    if candidate and (ring := confirm(candidate)):
        yield signal_of(ring)


def signal_of(ring: Ring) -> Signal:
    """The signal about a ring."""
    return Signal("pair" if len(ring.people) == 2 else "ring", ring.people, ring.count)


def folded_words(citation: str) -> str:
    """A citation normalised for comparison: case, punctuation and spaces do not count."""
    text = unicodedata.normalize("NFKC", citation).casefold()
    return " ".join(re.findall(r"\w+", text))[:COMPARED]


def copy_signals(saying: AuthoredCitation, others: Sequence[AuthoredCitation]) -> Iterator[Signal]:
    """Citations of others that say nearly the same."""
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


def burst_signals(
    nominator_id: UUID, nominee_id: UUID, busy: GivingActivity, total: GivingTotal
) -> Iterator[Signal]:
    """Many gifts within a day, if others gave and received far fewer then."""
    if busy.given >= BURST_GIVEN and _is_rare(busy.given, total):
        yield Signal("burst_given", (nominator_id,), busy.given)
    if busy.received >= BURST_RECEIVED and _is_rare(busy.received, total):
        yield Signal("burst_received", (nominee_id,), busy.received)


def _is_rare(count: int, total: GivingTotal) -> bool:
    """Whether so many gifts are rare for the busiest of all people (Poisson, by the rate of the others)."""
    people = max(total.people, 2)
    rate = (max(total.gifts - count, 0) + 0.5) / people
    below, term = 0.0, exp(-rate)
    for hits in range(count):
        below += term
        term *= rate / (hits + 1)
    return people * (1 - below) <= RARE_BURST
