"""Words where a name is expected that is none: a person without a mention, a badge that the catalogue does not have."""

from dataclasses import dataclass

from bot.messages.reading.head import ASKS, Head, read_head
from bot.messages.reading.reasons import behind_connection, behind_noun
from bot.messages.reading.sentence import Sentence
from bot.messages.reading.vocabulary import FRAME, Role

MOST_PERSON_WORDS = 4
MOST_NAME_WORDS = 4


@dataclass(frozen=True, slots=True)
class UnknownName:
    """Words that may name a badge, and the reason if they do."""

    words: str
    citation: str


def read_unknown_person(sentence: Sentence, head: Head, *, spoken: bool) -> None:
    """Reads the name of a person without a mention at the end of the head, and the head on behind it.

    In a sentence only what follows a verb, or begins with @, is taken for a name.
    """
    start = head.end
    if start >= sentence.end:
        return
    address = _named_address(sentence, start)
    if address is not None:
        read_head(sentence, address, head)
        return
    is_handle = _raw(sentence, start, start + 1).startswith(("@", "\uff20"))
    if not is_handle and spoken and not head.verbs & ASKS:
        return
    stop = _before_badge(sentence, start) if head.badge is None else _before_reason(sentence, start)
    if stop is None:
        stop = start + 1 if is_handle else start
    if stop > start:
        head.unknown_person = _raw(sentence, start, stop)
        head.people_end = stop
        read_head(sentence, stop, head)


def unknown_names(sentence: Sentence, head: Head) -> tuple[bool, tuple[UnknownName, ...]]:
    """What may name a badge behind the people, the longest first; and whether the name clearly ends in the text."""
    stop = head.end
    while stop < head.end + MOST_NAME_WORDS and not _ends_badge(sentence, stop):
        stop += 1
    guesses = [
        UnknownName(_raw(sentence, head.end, end), sentence.words_from(_reason(sentence, end)))
        for end in range(stop, head.end, -1)
    ]
    return _is_closed(sentence, head.end, stop), tuple(guesses)


def _ends_badge(sentence: Sentence, at: int) -> bool:
    """Whether an unknown badge's name ends before a place; the word “badge” behind it is no part of it."""
    return sentence.ends_name(at) or bool(sentence.role(at) & Role.NOUN)


def _is_closed(sentence: Sentence, start: int, stop: int) -> bool:
    """Whether the words end as a name does; what a full stop ends is one only with capital letters."""
    if not _ends_badge(sentence, stop):
        return False
    is_sentence = sentence.word(stop) in (".", "!", "?") and stop + 1 < sentence.end
    return not is_sentence or all(sentence.tokens[at].capital for at in range(start, stop))


def _reason(sentence: Sentence, end: int) -> int:
    return behind_connection(sentence, behind_noun(sentence, end))


def _named_address(sentence: Sentence, start: int) -> int | None:
    """The place of an address in angle brackets behind the name that it belongs to: Ana Costa <ana@example.org>."""
    at = start
    while at < start + MOST_PERSON_WORDS and at < sentence.end and not sentence.is_mention(at):
        at += 1
    token = sentence.tokens[at] if at < sentence.end else None
    part = sentence.text[token.part] if token and token.mention else ""
    is_address = isinstance(part, str) and token is not None and part[token.start :].startswith("<")
    return at if is_address and at > start else None


def _before_badge(sentence: Sentence, start: int) -> int | None:
    """The place behind a few words that a badge follows, with or without “for the” between them."""
    for stop in range(start + 1, start + MOST_PERSON_WORDS + 1):
        at = stop
        while sentence.role(at) & (Role.LINK | Role.ARTICLE | Role.NOUN) or sentence.word(at) in (",", ":"):
            at += 1
        if sentence.badge_at(at):
            return stop
        if sentence.is_mention(stop) or sentence.is_sign(stop) or stop >= sentence.end:
            return None
    return None


def _before_reason(sentence: Sentence, start: int) -> int | None:
    """The place behind a few words with capital letters that stand behind “for” or “to” and before the reason."""
    if not sentence.role(start - 1) & Role.LINK:
        return None
    stop = start
    while stop < min(sentence.end, start + MOST_PERSON_WORDS) and not sentence.ends_name(stop):
        if not sentence.tokens[stop].capital or sentence.role(stop) & FRAME:
            return None
        stop += 1
    return stop if sentence.ends_name(stop) else None


def _raw(sentence: Sentence, start: int, stop: int) -> str:
    """The words from one place to another, without what stands around them; an @ before them is kept."""
    return sentence.words_from(start, stop).strip(" ,;:.\"'“”„*_`") if stop > start else ""
