"""Where a reason begins: what connects it with the head is left out, and nothing else.

A separator goes if a space follows it, and a connecting word if it is whole: "because she stayed" and ": she stayed"
begin with "she", but "because of her", "for-loop rewritten", ":tada: great" and "- a list" stay as they are.
"""

from bot.messages.reading.head import Ambiguity, Head
from bot.messages.reading.sentence import Sentence
from bot.messages.reading.vocabulary import VERBS, Role

_SEPARATORS = frozenset({",", ":", ";", "-", "--", "\u2014", "\u2015", "\u3002", "\u3001"})
_WITHOUT_SPACE = frozenset("\uff0c\uff1a\uff1b\uff01\uff1f\u3002\u3001\u2014\u2015")
"""Signs that need no space behind them: those of Chinese and Japanese, and the long dash."""
_MOST_BEFORE_BECAUSE = 3
"""Words between a badge and “because” that may be the rest of a longer name."""


def reason_behind_head(sentence: Sentence, head: Head) -> int:
    """Where the reason begins behind people and badge; notes in the head what is doubtful about it."""
    at = behind_noun(sentence, head.end) if head.badge and head.badge.end == head.end else head.end
    at = _behind_closing_verb(sentence, head, at)
    if _goes_on(sentence, at):
        head.ambiguities.add(Ambiguity.MORE_PEOPLE)
        return at
    start = behind_connection(sentence, at)
    if start == at and _is_longer_name(sentence, at):
        head.ambiguities.add(Ambiguity.LONGER_NAME)
    if sentence.role(start) & Role.DEFERS and not sentence.role(start - 1) & Role.BECAUSE:
        head.ambiguities.add(Ambiguity.DEFERRED)
    return start


def behind_connection(sentence: Sentence, at: int) -> int:
    """Behind the separator and the connecting word at this place, as far as there are any."""
    at = _behind_separator(sentence, at)
    connects = sentence.role(at) & (Role.BECAUSE | Role.FOR) or _is_label(sentence, at)
    if not connects or sentence.vocabulary.is_kept(sentence.tokens, at) or _is_glued(sentence, at):
        return at
    return _behind_separator(sentence, at + 1)


def behind_noun(sentence: Sentence, at: int) -> int:
    """Behind the word “badge” that belongs to a name before it: where the name ends there, or an article opened it."""
    if not sentence.role(at) & Role.NOUN:
        return at
    following = sentence.role(at + 1) & (Role.FOR | Role.PARTICLE | VERBS)
    return at + 1 if sentence.ends_name(at + 1) or following or _has_article(sentence, at) else at


def _has_article(sentence: Sentence, at: int) -> bool:
    """Whether an article, or a preposition with one, stands a name's length before a place."""
    return any(sentence.role(before) & Role.ARTICLE for before in range(max(0, at - 4), at))


def _behind_closing_verb(sentence: Sentence, head: Head, at: int) -> int:
    """Behind the verb, or its second half, that closes a head in German: für das Badge nominieren, weil …"""
    stop, verbs, has_particle = at, Role.NONE, False
    while sentence.role(stop) & (VERBS | Role.PARTICLE | Role.FILLER | Role.POLITE):
        verbs |= sentence.role(stop) & VERBS
        has_particle = has_particle or bool(sentence.role(stop) & Role.PARTICLE)
        stop += 1
    is_verb = verbs or (has_particle and head.verbs)
    if not is_verb or not (sentence.ends_name(stop) or sentence.role(stop) & Role.FOR):
        return at
    head.verbs |= verbs
    return stop


def _goes_on(sentence: Sentence, at: int) -> bool:
    """Whether another person or badge follows as if the head went on: “… and @ben”, “… for @ben”."""
    joined = sentence.role(at) & (Role.AND | Role.LINK) or sentence.word(at) in ("&", "+", "/")
    return bool(joined) and sentence.is_mention(at + 1)


def _is_longer_name(sentence: Sentence, at: int) -> bool:
    """Whether a few words and then “because” follow the badge as if they went on with it: Green *Energy Champion* …"""
    if at >= sentence.end or not sentence.tokens[at].capital:
        return False
    for following in range(at + 1, at + _MOST_BEFORE_BECAUSE + 1):
        if sentence.role(following) & Role.BECAUSE:
            return True
        if sentence.word(following) != "," and sentence.ends_name(following):
            return False
    return False


def _behind_separator(sentence: Sentence, at: int) -> int:
    """Behind the signs that hang at the word before, or behind one separator with a space on both sides."""
    stop = at
    while sentence.is_sign(stop) and sentence.tokens[stop].attached:
        stop += 1
    if stop > at:
        return stop if _is_followed_by_space(sentence, stop) else at
    if sentence.is_sign(at) and sentence.word(at) in _SEPARATORS and not _opens_list(sentence, at):
        return at + 1 if _is_followed_by_space(sentence, at + 1) else at
    return at


def _opens_list(sentence: Sentence, at: int) -> bool:
    """Whether a sign is the bullet of a list: at the beginning of its line, or repeated at that of another."""
    sign = sentence.tokens[at]
    return sign.opens_line or any(
        other.opens_line and other.word == sign.word for other in sentence.tokens[at + 1 :]
    )


def _is_followed_by_space(sentence: Sentence, at: int) -> bool:
    """Whether a space stands before a place, or a sign that needs none."""
    if at >= sentence.end or not sentence.tokens[at].attached:
        return True
    sign = sentence.tokens[at - 1]
    part = sentence.text[sign.part]
    return isinstance(part, str) and part[sign.start : sign.end] in _WITHOUT_SPACE


def _is_label(sentence: Sentence, at: int) -> bool:
    """Whether “reason:” stands at a place."""
    return bool(sentence.role(at) & Role.LABEL) and sentence.word(at + 1) in (":", "-", "\u2014")


def _is_glued(sentence: Sentence, at: int) -> bool:
    """Whether a connecting word stands against what follows it, without a space or a separator."""
    return at + 1 < sentence.end and sentence.tokens[at + 1].attached and not sentence.is_sign(at + 1)
