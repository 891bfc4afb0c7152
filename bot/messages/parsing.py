"""Typed text: compared, cleaned, with its mentions and addresses. Sentences are read by `bot.messages.reading`.

Nobody can be mentioned in Teams' private chat, so an e-mail address names a person wherever people are expected, and
only there.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from bot.messages.email_addresses import parse_address
from bot.messages.reading.characters import close_directions, fold_word, plain_characters
from bot.messages.requests import Mention, Text

_QUOTES = "\"'“”„‘’«»`*_"
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)))
_UNSEEN = frozenset(("Cf", "Zs", "Zl", "Zp"))
"""Unicode categories without a visible glyph: spaces, joiners, marks of direction."""
_BREAKS = str.maketrans({"\r": "\n", "\u2028": "\n", "\u2029": "\n"})
_BETWEEN_ADDRESSES = re.compile(r"([\s\u200b,;]+)")

CITATION_LIMIT = 8_000
"""Characters of a stored citation; no platform accepts more in one message."""


def normalise_name(words: str) -> str:
    """A name normalised for comparison: case, accents' encoding, hyphens, quotes and invisible characters do not count.

    >>> normalise_name("“Customer-Hero”")
    'customer hero'
    """
    text = re.sub(r"[-_\s]+", " ", fold_word(words))
    return text.strip(" " + _QUOTES + ".,;:!")


def clean_citation(citation: str) -> str:
    """A citation as stored: as `tidy_citation`, and no mark of direction left open."""
    return close_directions(tidy_citation(citation))


def tidy_citation(citation: str) -> str:
    """The words in NFC, without control characters, lines kept, otherwise unchanged; "" if nothing is visible.

    What this makes of a citation never changes: the rows of files are known by it.
    """
    text = citation.replace("\r\n", "\n").translate(_BREAKS).translate(_CONTROLS)
    text = "".join("\ufffd" if 0xD800 <= ord(char) <= 0xDFFF else char for char in text)
    kept = unicodedata.normalize("NFC", text).strip()
    return kept if any(unicodedata.category(char) not in _UNSEEN for char in kept) else ""


def typed_address(word: str) -> str | None:
    """The address in a word as people type it, an @ before it included; None if there is none.

    >>> typed_address("(@Ana@Example.org),")
    'ana@example.org'
    """
    if "@" not in word and "\uff20" not in word:
        return None
    return parse_address(plain_characters(word).lstrip("(<\"'").removeprefix("@"))


def typed_addresses(text: str, joiners: frozenset[str]) -> tuple[tuple[Mention, ...], str]:
    """The e-mail addresses at the start of a text, and what follows them; `joiners` may stand between them."""
    people: list[Mention] = []
    pieces = _BETWEEN_ADDRESSES.split(text)
    for at, piece in enumerate(pieces):
        found = typed_address(piece)
        if found:
            people.append(Mention(found, found, "address"))
        elif fold_word(piece).strip(" \n\t,;&.") not in {"", *joiners}:
            return tuple(dict.fromkeys(people)), "".join(pieces[at:]).strip(" ,;")
    return tuple(dict.fromkeys(people)), ""


def with_addresses(text: Text) -> Text:
    """The text with every e-mail address in it as a mention: for commands without a citation.

    >>> with_addresses(("until Friday, ask sam@example.org",))
    ('until Friday, ask ', Mention(external_id='sam@example.org', label='sam@example.org', kind='address'))
    """
    parts: list[str | Mention] = []
    for part in text:
        for piece in _BETWEEN_ADDRESSES.split(part) if isinstance(part, str) else (part,):
            found = typed_address(piece) if isinstance(piece, str) else None
            parts.append(Mention(found, found, "address") if found else piece)
    return merge_neighbours(parts)


def merge_neighbours(parts: Iterable[str | Mention]) -> Text:
    """Merges neighbouring words into one part, and drops empty ones."""
    joined: list[str | Mention] = []
    for mentioned, some in groupby(parts, lambda part: isinstance(part, Mention)):
        joined += some if mentioned else [words for words in ["".join(map(str, some))] if words]
    return tuple(joined)


def as_words(text: Text) -> str:
    """The text with each mention as a name."""
    return "".join(part if isinstance(part, str) else f"@{part.label}" for part in text)


def label_mentions(text: Text, names: Mapping[str, str]) -> Text:
    """The text with each mention labelled by the stored name, which platforms often leave out."""
    return tuple(
        replace(part, label=names.get(part.external_id, "").strip() or part.label)
        if isinstance(part, Mention)
        else part
        for part in text
    )
