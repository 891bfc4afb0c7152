"""Requests whose parts do not stand together: “@ana saved the release. Please give her the Customer Hero badge.”

The part that asks is found by its verb and badge; people and badge may stand anywhere else. It is always asked about.
"""

from collections.abc import Iterator

from bot.messages.reading.head import ASKS, Ambiguity, Head, read_head
from bot.messages.reading.names import Found
from bot.messages.reading.reasons import behind_connection, reason_behind_head
from bot.messages.reading.sentence import Sentence
from bot.messages.reading.vocabulary import VERBS, Role

_OPENING = Role.GREETING | Role.POLITE


def read_scattered(sentence: Sentence) -> tuple[Head, str]:
    """The head of the part that asks, completed from the rest, and the reason."""
    badges = list(sentence.names.all(sentence.tokens))
    head = max(_heads(sentence), key=_rank, default=Head(0, 0))
    _begin_with_clause(sentence, head)
    citation = _words_around(sentence, head)
    if not head.has_people:
        _people_elsewhere(sentence, head)
    if head.badge is None and badges:
        head.badge = max(badges, key=lambda badge: _likelihood(sentence, badge))
    head.ambiguities.add(Ambiguity.SCATTERED)
    return head, citation


def _heads(sentence: Sentence) -> Iterator[Head]:
    """A head for each run of known words."""
    at = 0
    while at < sentence.end:
        head = read_head(sentence, at)
        if head.end > at:
            yield head
        at = max(head.end, at + 1)


def _begin_with_clause(sentence: Sentence, head: Head) -> None:
    """Begins the part that asks behind the comma before its first verb, mention or badge: what is before says why."""
    for at in range(head.start, head.end):
        if sentence.is_sign(at):
            head.start = at + 1
        elif sentence.is_mention(at) or sentence.role(at) & VERBS or sentence.badge_at(at):
            return


def _begins_inside(sentence: Sentence, head: Head) -> bool:
    """Whether the part that asks begins with a badge inside a clause: “our best *mentor, nominate him*”."""
    at = head.start
    while sentence.role(at) & (Role.ARTICLE | Role.LINK | Role.NOUN):
        at += 1
    return head.start > 0 and not sentence.is_sign(head.start - 1) and sentence.badge_at(at) is not None


def _rank(head: Head) -> tuple[bool, bool, bool, bool]:
    """The likelier part that asks is larger."""
    asks = bool(head.verbs & ASKS)
    return (
        bool(head.has_people and head.badge),
        bool(head.badge and head.verbs),
        asks and head.has_people,
        head.badge is not None,
    )


def _likelihood(sentence: Sentence, badge: Found) -> tuple[bool, int, int]:
    """The name called a badge, then the longest, then the first."""
    is_called = sentence.role(badge.end) & Role.NOUN or sentence.role(badge.start - 1) & Role.NOUN
    return bool(is_called), badge.words, -badge.start


def _people_elsewhere(sentence: Sentence, head: Head) -> None:
    """The people of the sentence, if they are named in one place."""
    at = next((at for at in range(sentence.end) if sentence.is_mention(at)), sentence.end)
    found = read_head(sentence, at)
    others = [at for at in range(found.people_end, sentence.end) if sentence.is_mention(at)]
    if found.has_people and not others:
        head.people, head.groups = found.people, found.groups


def _words_around(sentence: Sentence, head: Head) -> str:
    """The reason: what stands before the part that asks, or behind it; the whole sentence if both do."""
    opening = 0
    while sentence.role(opening) & _OPENING or (sentence.is_sign(opening) and opening < head.start):
        opening += 1
    if not head.badge or not (head.verbs or head.has_people) or _begins_inside(sentence, head):
        return sentence.words_from(opening)
    start = reason_behind_head(sentence, head) if head.has_people else behind_connection(sentence, head.end)
    before = (
        sentence.words_from(behind_connection(sentence, opening), head.start) if head.start > opening else ""
    )
    after = sentence.words_from(start)
    if before and after:
        return sentence.words_from(opening)
    return before.rstrip(" ,;:-\u2013\u2014") or after
