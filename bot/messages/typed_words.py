"""The words people type, in their language beside English: the chapter `[typed]` of the wording.

    say.entries["typed.because"] == "weil, denn, because, since"

Commands are translated before they are dispatched; the words between people, badge and citation are read by
`bot/messages/parsing.py`, those of an absence by `bot/domain/people/absence_phrases`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from bot.messages.requests import Inbound, MessageToBot, Text, TypedCommand
from bot.messages.wording import Wording

Vocabulary = Mapping[str, tuple[str, ...]]
"""The commands, each with the words that follow it and name what it does, in English."""


@dataclass(frozen=True, slots=True)
class ConnectingWords:
    """What stands between people, a badge and a citation, as patterns."""

    joiners: re.Pattern[str]
    before_badge: re.Pattern[str]
    before_citation: re.Pattern[str]
    reason: re.Pattern[str]


@cache
def connecting_words(say: Wording) -> ConnectingWords:
    """The patterns of a language, English included."""
    joined, article, badge, reason, purpose, role = (
        alternatives(say, key) for key in ("and", "article", "badge", "because", "for", "as")
    )
    return ConnectingWords(
        _pattern(rf"^(?:\s|,|&|\b(?:{joined})\b)+"),
        _pattern(rf"^(?:\s|[:,])*(?:(?:{purpose}|{role})\b\s*)?(?:(?:{article})\b\s+)?"),
        _pattern(rf"^(?:\s*(?:(?:{badge})\b)?\s*)(?:(?:{reason})\b|(?:{purpose})\b|[:,;\u2013\u2014-]+)?\s*"),
        _pattern(rf"\b(?:{reason})\b"),
    )


def typed_words(say: Wording, key: str) -> tuple[str, ...]:
    """The words of a language for something, English included, as they are compared."""
    entry = say.entries[f"typed.{key}"]
    if not isinstance(entry, str):
        raise TypeError(f"found plural forms under typed.{key}, expected words with commas between them")
    return tuple(word.strip().casefold() for word in entry.split(","))


def alternatives(say: Wording, key: str) -> str:
    """The words as alternatives of a regular expression, the longest first."""
    return "|".join(map(re.escape, sorted(typed_words(say, key), key=len, reverse=True)))


def in_english(
    inbound: Inbound, say: Wording, vocabulary: Vocabulary, is_badge: Callable[[Text], bool]
) -> Inbound:
    """A request whose command words are the English ones, whichever language they were typed in.

    A badge of that name takes precedence over a word after `/badges`: `is_badge`.
    """
    match inbound:
        case TypedCommand(command, text):
            words = _translations(say, vocabulary.get(command, ()))
            return replace(inbound, text=_in_english(text, words, _taken(command, is_badge)))
        case MessageToBot(text):
            word, rest = _leading_word(text, _translations(say, tuple(vocabulary)))
            if word is None:
                return inbound
            words = _translations(say, vocabulary[word])
            return MessageToBot((f"{word} ", *_in_english(rest, words, _taken(word, is_badge))))
        case _:
            return inbound


def _taken(command: str, is_badge: Callable[[Text], bool]) -> Callable[[Text], bool]:
    """Whether a text behind a command is no word of it: behind `/badges`, the name of a badge."""
    return is_badge if command == "badges" else lambda _: False


def _in_english(text: Text, words: Mapping[str, str], is_taken: Callable[[Text], bool]) -> Text:
    word, rest = _leading_word(text, words)
    if word is None or is_taken(text):
        return text
    head, *others = rest or ("",)
    return (f"{word}{head}", *others) if isinstance(head, str) else (f"{word} ", head, *others)


@cache
def _translations(say: Wording, words: Iterable[str]) -> Mapping[str, str]:
    return {typed: word for word in words for typed in (*typed_words(say, word), word)}


def _leading_word(text: Text, translations: Mapping[str, str]) -> tuple[str | None, Text]:
    """The English word for the first one, if it is known, and what follows it."""
    parts = [part for part in text if not isinstance(part, str) or part.strip()]
    if not parts or not isinstance(parts[0], str):
        return None, text
    found = re.match(r"\s*/?([\w-]+)", parts[0])
    word = translations.get(found[1].casefold()) if found else None
    return (word, (parts[0][found.end() :], *parts[1:])) if found and word else (None, text)


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
