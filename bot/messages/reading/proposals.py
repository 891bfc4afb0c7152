"""Reads who gets which badge, and why, from a command or a sentence.

    @ana @ben customer-hero Stayed on the line until the outage was over
    I would like to nominate @ana for the Customer Hero badge because she stayed on the line

The head says who and what (`head.py`); what is left is the reason, as typed. What is unclear is kept with a doubt, and
asked about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.messages.reading.head import ASKS, Ambiguity, Head, read_head
from bot.messages.reading.reasons import behind_connection, behind_noun, reason_behind_head
from bot.messages.reading.scattered import read_scattered
from bot.messages.reading.sentence import Sentence
from bot.messages.reading.unknown import UnknownName, read_unknown_person, unknown_names
from bot.messages.reading.vocabulary import Role, Vocabulary
from bot.messages.requests import Mention, Text

_COURTESIES = Role.POLITE | Role.GREETING
_MOST_VERBS = 20
"""Verbs of a reason that are looked at; each may be followed by all that is left."""


@dataclass(frozen=True, slots=True)
class ParsedProposal:
    """`/award` and `/nominate` as read."""

    people: tuple[Mention, ...]
    slug: str | None
    citation: str
    groups: tuple[Mention, ...] = ()
    other_slugs: tuple[str, ...] = ()
    """Further badges, named beside the first."""
    unknown_person: str = ""
    """A name where a mention is expected: it does not identify a person."""
    unknown_badge: str = ""
    """The words where a badge is expected, if they name none."""
    unknown_names: tuple[UnknownName, ...] = ()
    """What may be a misspelt badge, with the reason that is left then."""
    ambiguities: frozenset[Ambiguity] = frozenset()
    """Why to ask before anything is done; none: it is clear."""
    verbs: int = Role.NONE
    """What the sentence asks for."""


def parse_proposal(
    text: Text, names: Mapping[str, str], words: Vocabulary, *, spoken: bool = False
) -> ParsedProposal:
    """Reads the text behind a command, or a sentence; `names` maps every folded name of a badge to its slug."""
    return read_proposal(Sentence.of(text, names, words), spoken=spoken)


def read_proposal(sentence: Sentence, *, spoken: bool) -> ParsedProposal:
    """Reads a sentence, or what follows a command: there the verb goes without saying."""
    head = read_head(sentence, 0)
    if not head.has_people:
        read_unknown_person(sentence, head, spoken=spoken)
    if head.badge and head.has_people:
        return _clear(sentence, head, spoken=spoken)
    if head.badge and not _is_mention_left(sentence, head.badge.end):
        start = behind_connection(sentence, behind_noun(sentence, head.badge.end))
        return _parsed(head, sentence.words_from(start))
    if head.has_people:
        return _without_badge(sentence, head, spoken=spoken)
    if head.end >= sentence.end:
        return _parsed(head, "")  # a verb, and nothing else
    return _parsed(*read_scattered(sentence))


def _clear(sentence: Sentence, head: Head, *, spoken: bool) -> ParsedProposal:
    """People and badge stand together; what is left is the reason."""
    start = reason_behind_head(sentence, head)
    verbs = [at for at in range(start, sentence.end) if sentence.role(at) & ASKS]
    if any(_is_request(sentence, at) for at in verbs[:_MOST_VERBS]):
        head.ambiguities.add(Ambiguity.ANOTHER_REQUEST)
    if spoken:
        _doubt_sentence(sentence, head)
        rest = range(start, sentence.end)
        if all(sentence.role(at) & _COURTESIES or sentence.is_sign(at) for at in rest):
            start = sentence.end
    else:
        head.ambiguities.discard(Ambiguity.DEFERRED)
        head.ambiguities.discard(Ambiguity.CALLED)
    return _parsed(head, sentence.words_from(start))


def _without_badge(sentence: Sentence, head: Head, *, spoken: bool) -> ParsedProposal:
    """People are named, and no badge behind them: an unknown one, one further on, or none."""
    ends, guesses = unknown_names(sentence, head)
    is_named = ends and bool(guesses)
    if _is_badge_left(sentence, head.end) and (not is_named or spoken):
        return _parsed(*read_scattered(sentence))
    is_reason = sentence.role(head.end) & (Role.BECAUSE | Role.LABEL)
    rest = sentence.words_from(behind_connection(sentence, head.end if is_reason else head.people_end))
    if is_named:
        parsed = _parsed(head, guesses[0].citation or rest)
        return replace(parsed, unknown_badge=guesses[0].words, unknown_names=guesses)
    return replace(_parsed(head, rest), unknown_names=guesses)


def _parsed(head: Head, citation: str) -> ParsedProposal:
    return ParsedProposal(
        tuple(dict.fromkeys(head.people)),
        head.badge.slug if head.badge else None,
        citation,
        tuple(dict.fromkeys(head.groups)),
        tuple(dict.fromkeys(head.other_slugs)),
        head.unknown_person,
        ambiguities=frozenset(head.ambiguities),
        verbs=head.verbs,
    )


def _is_mention_left(sentence: Sentence, start: int) -> bool:
    return any(sentence.is_mention(at) for at in range(start, sentence.end))


def _is_badge_left(sentence: Sentence, start: int) -> bool:
    """Whether a badge is named further on, before anything that says why."""
    for at in range(start, sentence.end):
        if sentence.badge_at(at):
            return True
        if sentence.role(at) & Role.BECAUSE:
            return False
    return False


def _is_request(sentence: Sentence, at: int) -> bool:
    """Whether a verb in the reason asks for another badge: two requests in one message."""
    head = read_head(sentence, at)
    return head.has_people and head.badge is not None


def _doubt_sentence(sentence: Sentence, head: Head) -> None:
    """Notes why a sentence may ask for nothing: no verb, or a question."""
    if not head.verbs & ASKS:
        head.ambiguities.add(Ambiguity.STATEMENT)
    opening = 0
    while sentence.role(opening) & _COURTESIES or sentence.is_sign(opening):
        opening += 1
    if sentence.role(opening) & Role.ASKING or sentence.word(sentence.end - 1) == "?":
        head.ambiguities.add(Ambiguity.QUESTION)
