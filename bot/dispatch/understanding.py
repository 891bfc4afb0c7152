"""What a typed request asks for, in the caller's language: commands in English, sentences as commands.

Behind `/badges`, the name of a badge takes precedence over a word. A sentence that asks for nothing known stays a
message, and is answered with help.
"""

from collections.abc import Callable, Mapping
from functools import cache

from bot.messages.reading.commands import translated_command, translations
from bot.messages.reading.intentions import phrases
from bot.messages.reading.parsing import as_words, normalise_name
from bot.messages.reading.request import CommandWords, first_word, read_request
from bot.messages.reading.sentence import Sentence
from bot.messages.reading.tokens import text_from
from bot.messages.reading.vocabulary import vocabulary
from bot.messages.requests import Inbound, MessageToBot, Text, TypedCommand
from bot.messages.typed_words import typed_words
from bot.messages.wording import Wording

Vocabulary = Mapping[str, tuple[str, ...]]
"""The commands, each with the words that follow it and name what it does, in English."""
_SHOWING = ("badges", "mybadges")
"""Commands behind which people write sentences."""
_LONGEST_WORD = 40
Names = Callable[[], Mapping[str, str]]
"""The folded names of the catalogue, each with its slug; read only if they are needed."""


def understand(inbound: Inbound, say: Wording, known: Vocabulary, names: Names) -> Inbound:
    """The request that was meant."""
    match inbound:
        case TypedCommand(command, text):
            return _command(command, text, say, known, names)
        case MessageToBot(text):
            return _sentence(text, say, known, names) or inbound
        case _:
            return inbound


def _command(command: str, text: Text, say: Wording, known: Vocabulary, names: Names) -> TypedCommand:
    """A command with its words in English; `/award help` is help."""
    if command != "badges" and _is_help(text, say):
        return _help_about(command, known)
    word, rest = translated_command(text, translations(say, known.get(command, ())))
    is_plain = command not in _SHOWING or not normalise_name(as_words(text))
    if word is None and is_plain:
        return TypedCommand(command, text)
    if command == "badges" and _names_badge(text, names()):
        return TypedCommand(command, text)
    if word:
        return TypedCommand(command, (f"{word} ", *rest))
    asked = None if _names_badge(text, names()) else _behind(command, text, say, known, names)
    return asked or TypedCommand(command, text)


def _sentence(text: Text, say: Wording, known: Vocabulary, names: Names) -> TypedCommand | None:
    """The command that a sentence opens with, or stands for."""
    sentence = _read(text, say, names)
    opening = first_word(sentence)
    behind = text_from(text, sentence.tokens, opening + 1)
    command = translations(say, tuple(known)).get(sentence.word(opening))
    if command and _is_help(behind, say):
        return _help_about(command, known)
    if command and known[command]:
        word, _ = translated_command(behind, translations(say, known[command]))
        if word or command != "badges" or not behind or _names_badge(behind, names()):
            return _command(command, behind, say, known, names)
    asked = _behind(command, behind, say, known, names) if command == "badges" else None
    asked = asked or read_request(sentence, phrases(say), _command_words(say, known))
    return TypedCommand("badges", behind) if asked is None and command == "badges" else asked


def _behind(command: str, text: Text, say: Wording, known: Vocabulary, names: Names) -> TypedCommand | None:
    """What a sentence behind `/badges` or `/mybadges` asks for, read without that word, then with it, to look only."""
    for words in (text, (f"{command} ", *text)):
        asked = read_request(_read(words, say, names), phrases(say), _command_words(say, known))
        if asked and (words is text or asked.command in _SHOWING):
            return asked
    return None


def _read(text: Text, say: Wording, names: Names) -> Sentence:
    return Sentence.of(text, names(), vocabulary(say))


def _names_badge(text: Text, names: Mapping[str, str]) -> bool:
    words = normalise_name(as_words(text))
    return bool(words) and words in names


def _is_help(text: Text, say: Wording) -> bool:
    """Whether the whole text asks for help."""
    if len(text) != 1 or len(text[0] if isinstance(text[0], str) else "") > _LONGEST_WORD:
        return False
    word, rest = translated_command(text, translations(say, ("help",)))
    return bool(word and not normalise_name(as_words(rest))) or as_words(text).strip() == "?"


def _help_about(command: str, known: Vocabulary) -> TypedCommand:
    """How a command is typed: it says so itself, or help does."""
    if "help" in known[command]:
        return TypedCommand(command, ("help",))
    return TypedCommand("badges", (f"help {command}",))


def _command_words(say: Wording, known: Vocabulary) -> CommandWords:
    return _words_of(say, known["badges"])


@cache
def _words_of(say: Wording, of_badges: tuple[str, ...]) -> CommandWords:
    keys = ("self", "others", "past", "future")
    return CommandWords(translations(say, of_badges), *(frozenset(typed_words(say, key)) for key in keys))
