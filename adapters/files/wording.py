"""Reads every sentence shown to people from `templates/wording/<language>.toml`.

Chapters are TOML tables: `done` below `[award]` has the key `award.done`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

from bot.messages.wording import Wording


class UnreadableWording(Exception):
    """The file of a language is missing or holds something other than sentences."""


def load_wording(language: str = "en") -> Wording:
    """The sentences of one language. Raises `UnreadableWording` if the file is missing or invalid."""
    folder = files("templates").joinpath("wording")
    languages = sorted(
        entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")
    )
    if language not in languages:
        raise UnreadableWording(f"found the language {language!r}, expected one of {', '.join(languages)}")
    return parse_wording(folder.joinpath(f"{language}.toml").read_text(encoding="utf-8"), f"{language}.toml")


def parse_wording(text: str, file: str) -> Wording:
    """The sentences of one file's text. Raises `UnreadableWording` if it is not TOML or holds other values."""
    try:
        return Wording(dict(_flat(tomllib.loads(text))))
    except (ValueError, UnreadableWording) as error:
        raise UnreadableWording(f"templates/wording/{file}: {error}; mend that line") from error


def _flat(table: Mapping[str, object], chapter: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        match value:
            case str():
                yield f"{chapter}{key}", value
            case dict():
                yield from _flat(value, f"{chapter}{key}.")
            case _:
                raise UnreadableWording(
                    f"found {type(value).__name__} under {chapter}{key}, expected a sentence"
                )
