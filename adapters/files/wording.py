"""Reads every sentence shown to people from `templates/wording/<language>/*.toml`.

Chapters are TOML tables: `done` below `[award]` has the key `award.done`, in whichever file of the language it is.
A table of plural forms (`one`, `other` …) is one sentence. A language that lacks a sentence is refused, never filled
up with English.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from bot.messages.languages import SOURCE_LANGUAGE, Languages
from bot.messages.wording import PLURAL_CATEGORIES, Entry, Wording, plural_categories

TYPED = "typed."
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class UnreadableWording(Exception):
    """A language is missing or incomplete, or its files hold something other than sentences."""


@cache
def load_languages() -> Languages:
    """Every language of `templates/wording`. Raises `UnreadableWording` if one is invalid or lacks a sentence."""
    source = load_wording(SOURCE_LANGUAGE)
    others = [load_wording(language) for language in _folders() if language != SOURCE_LANGUAGE]
    for wording in others:
        check_complete(wording, source)
    return Languages((source, *(_with_english_words(wording, source) for wording in others)))


def load_wording(language: str = SOURCE_LANGUAGE) -> Wording:
    """The sentences of one language. Raises `UnreadableWording` if it is missing or invalid."""
    folders = _folders()
    if language not in folders:
        raise UnreadableWording(
            f"found the language {language!r}, expected one of {', '.join(sorted(folders))}"
        )
    texts = {
        f"{language}/{file.name}": file.read_text(encoding="utf-8")
        for file in sorted(folders[language].iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }
    return parse_wording(texts, language)


def parse_wording(texts: Mapping[str, str], language: str) -> Wording:
    """The sentences of a language's files, text by name. Raises `UnreadableWording`, which names the file and key."""
    entries: dict[str, Entry] = {}
    for file, text in texts.items():
        try:
            for key, entry in _flat(tomllib.loads(text)):
                if key in entries:
                    raise UnreadableWording(f"found {key} in two files, expected it in one")
                entries[key] = _checked_plural(key, entry, language)
        except (ValueError, UnreadableWording) as error:
            raise UnreadableWording(f"templates/wording/{file}: {error}; mend that line") from error
    return Wording(entries, language)


def check_complete(wording: Wording, source: Wording) -> None:
    """Raises `UnreadableWording` where a language lacks a sentence or placeholder of the source, or has one more."""
    for key in sorted({*source.entries, *wording.entries}):
        here = f"templates/wording/{wording.language}: {key}"
        if key not in wording.entries:
            raise UnreadableWording(f"{here} is missing; translate it")
        if key not in source.entries:
            raise UnreadableWording(f"{here} is no sentence of Laurel's; remove it")
        found, expected = placeholders(wording.entries[key]), placeholders(source.entries[key])
        if found != expected:
            raise UnreadableWording(
                f"{here} has the placeholders {sorted(found)}, expected {sorted(expected)}"
            )


def _with_english_words(wording: Wording, source: Wording) -> Wording:
    """A language whose typed words (chapter `[typed]`) are understood in English, too."""
    typed = {
        key: f"{wording.entries[key]}, {words}"
        for key, words in source.entries.items()
        if key.startswith(TYPED)
    }
    return Wording({**wording.entries, **typed}, wording.language)


def placeholders(entry: Entry) -> frozenset[str]:
    """What fills a sentence; in a plural form the count may go unsaid."""
    if isinstance(entry, str):
        return frozenset(_PLACEHOLDER.findall(entry))
    return frozenset({"count"}.union(*(_PLACEHOLDER.findall(form) for form in entry.values())))


def _folders() -> Mapping[str, Traversable]:
    folder = files("templates").joinpath("wording")
    return {entry.name: entry for entry in folder.iterdir() if entry.is_dir()}


def _flat(table: Mapping[str, object], chapter: str = "") -> Iterator[tuple[str, Entry]]:
    for key, value in table.items():
        match value:
            case str():
                yield f"{chapter}{key}", value
            case dict() if value and PLURAL_CATEGORIES.issuperset(value):
                yield f"{chapter}{key}", {category: str(form) for category, form in value.items()}
            case dict():
                yield from _flat(value, f"{chapter}{key}.")
            case _:
                raise UnreadableWording(
                    f"found {type(value).__name__} under {chapter}{key}, expected a sentence"
                )


def _checked_plural(key: str, entry: Entry, language: str) -> Entry:
    missing = () if isinstance(entry, str) else sorted(plural_categories(language).difference(entry))
    if missing:
        raise UnreadableWording(f"{key} lacks the plural form {missing[0]!r}")
    return entry
