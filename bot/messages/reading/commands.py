"""The command that a text opens with, with or without a slash, and the words that say what it does."""

from collections.abc import Iterable, Mapping
from functools import cache

from bot.messages.reading.tokens import text_from, tokens
from bot.messages.requests import Text
from bot.messages.typed_words import typed_words
from bot.messages.wording import Wording


def leading_command(text: Text, commands: Iterable[str]) -> tuple[str | None, Text]:
    """The English command that a text opens with, and what follows it."""
    return translated_command(text, {command: command for command in commands})


def translated_command(text: Text, translations: Mapping[str, str]) -> tuple[str | None, Text]:
    """The English word for the first word of a text, if it is known, and what follows it."""
    found = tokens(text) if translations else ()
    command = translations.get(found[0].word) if found else None
    return (command, text_from(text, found, 1)) if command else (None, text)


@cache
def translations(say: Wording, words: tuple[str, ...]) -> Mapping[str, str]:
    """What people type in a language for each of these English words, themselves included."""
    return {typed: word for word in words for typed in (*typed_words(say, word), word)}
