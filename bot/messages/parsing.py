"""Reads what people type.

    @ana @ben customer-hero Stayed on the line until the outage was over
    @ana for Customer Hero because she stayed on the line

People come first or right after the badge, in any number; the longest name, slug or alias of the catalogue wins;
what follows is the citation, kept as typed. Pure: the names of the catalogue are an argument.

Nobody can be mentioned in Teams' private chat, so an e-mail address names a person wherever people are expected, and
only there.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from bot.messages.email_addresses import parse_address
from bot.messages.requests import Mention, ParsedProposal, Text
from bot.messages.typed_words import ConnectingWords

_ADDRESS = re.compile(r"[@<\s]*(?:mailto:)?([^@\s<>,;\"]{1,100}@[^@\s<>,;\"]{1,254}?)[>.:]?(?=[\s,;>]|$)")
_TYPED_NAME = re.compile(r"\s*(@[^\s@,;:]+(?:\s+[^\s@,;:]+){0,3})")
_QUOTES = "\"'“”„‘’«»`*_"
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)))
_UNSEEN = frozenset(("Cf", "Zs", "Zl", "Zp"))
"""Unicode categories without a visible glyph: spaces, joiners, marks of direction."""
_BREAKS = str.maketrans({"\r": "\n", "\u2028": "\n", "\u2029": "\n"})

MOST_READ = 200
"""People read out of one command; the limit for one award or nomination is lower."""
CITATION_LIMIT = 8_000
"""Characters of a stored citation; no platform accepts more in one message."""


def normalise_name(words: str) -> str:
    """A name normalised for comparison: case, accents' encoding, hyphens and quotes do not count.

    >>> normalise_name("“Customer-Hero”")
    'customer hero'
    """
    text = unicodedata.normalize("NFKC", words).casefold()
    text = re.sub(r"[-_\s]+", " ", text)
    return text.strip(" " + _QUOTES + ".,;:!")


def clean_citation(citation: str) -> str:
    """A citation as stored: NFC, no control characters, lines kept, otherwise unchanged; "" if nothing is visible."""
    text = citation.replace("\r\n", "\n").translate(_BREAKS).translate(_CONTROLS)
    text = "".join("\ufffd" if 0xD800 <= ord(char) <= 0xDFFF else char for char in text)
    kept = unicodedata.normalize("NFC", text).strip()
    return kept if any(unicodedata.category(char) not in _UNSEEN for char in kept) else ""


def parse_proposal(text: Text, names: Mapping[str, str], words: ConnectingWords) -> ParsedProposal:
    """Reads the text behind `/award` or `/nominate`; `names` maps every folded name to its slug."""
    people, rest = _leading_people(text, words.joiners)
    unknown, rest = _typed_name(rest, names, words)
    slug, after = _leading_badge(rest, names, words)
    if slug and not people:
        people, after = _leading_people(after, words.joiners)
    if slug is None:
        name, citation = _split_at_reason(rest, words)
        return ParsedProposal(people, None, "" if unknown else name, citation, unknown)
    citation = words.before_citation.sub("", as_words(after), count=1)
    return ParsedProposal(people, slug, "", clean_citation(citation), unknown)


def typed_addresses(text: str, words: ConnectingWords) -> tuple[tuple[Mention, ...], str]:
    """The e-mail addresses at the start of a text, and what follows them."""
    people, rest = _leading_people((text,), words.joiners)
    return people, " ".join(as_words(rest).split()).strip(" ,;")


def with_addresses(text: Text) -> Text:
    """The text with every e-mail address in it as a mention: for commands without a citation.

    >>> with_addresses(("until Friday, ask sam@example.org",))
    ('until Friday, ask ', Mention(external_id='sam@example.org', label='sam@example.org', kind='address'))
    """
    parts: list[str | Mention] = []
    for part in text:
        for piece in re.split(r"([\s,;]+)", part) if isinstance(part, str) else (part,):
            typed = _ADDRESS.fullmatch(piece) if isinstance(piece, str) else None
            found = parse_address(typed.group(1)) if typed else None
            parts.append(Mention(found, found, "address") if found else piece)
    return _merge_neighbours(parts)


def _merge_neighbours(parts: Iterable[str | Mention]) -> Text:
    """Merges neighbouring words into one part, and drops empty ones."""
    joined: list[str | Mention] = []
    for mentioned, some in groupby(parts, lambda part: isinstance(part, Mention)):
        joined += some if mentioned else [words for words in ["".join(map(str, some))] if words]
    return tuple(joined)


def leading_command(text: Text, commands: Iterable[str]) -> tuple[str | None, Text]:
    """The command that a sentence starts with, with or without a slash, and what follows it."""
    head, *rest = (*_without_blanks(text), "")
    if not isinstance(head, str):
        return None, text
    word = re.match(r"\s*/?([\w-]+)", head)
    if word is None or word.group(1).casefold() not in commands:
        return None, text
    return word.group(1).casefold(), (head[word.end() :], *rest[:-1])


def nearest(words: str, names: Mapping[str, str], most: int = 3) -> tuple[str, ...]:
    """The slugs whose names look most like the words, best first."""
    wanted = normalise_name(words)
    tries = [" ".join(wanted.split()[:count]) for count in (1, 2, 3, 4)]
    scores: dict[str, float] = {}
    for name, slug in names.items():
        score = max(difflib.SequenceMatcher(None, part, name).ratio() for part in tries)
        scores[slug] = max(score, scores.get(slug, 0.0))
    ranked = sorted(scores, key=lambda slug: (-scores[slug], slug))
    return tuple(slug for slug in ranked[:most] if scores[slug] >= 0.5)


def as_words(text: Text) -> str:
    """The text with each mention as a name."""
    return "".join(part if isinstance(part, str) else f"@{part.label}" for part in text)


def label_mentions(text: Text, names: Mapping[str, str]) -> Text:
    """The text with each mention labelled by the stored name, which platforms often leave out."""
    return tuple(
        replace(part, label=names.get(part.external_id, part.label)) if isinstance(part, Mention) else part
        for part in text
    )


def _without_blanks(text: Text) -> Text:
    return tuple(part for part in text if not isinstance(part, str) or part.strip())


def _leading_people(text: Text, joiners: re.Pattern[str]) -> tuple[tuple[Mention, ...], Text]:
    people: list[Mention] = []
    rest = list(text)
    while rest and len(people) <= MOST_READ:
        part = rest[0]
        if isinstance(part, Mention):
            people.append(part)
            rest.pop(0)
            continue
        stripped = joiners.sub("", part)
        typed = _ADDRESS.match(stripped)
        found = parse_address(typed.group(1)) if typed else None
        if typed and found:
            people.append(Mention(found, typed.group(1), "address"))
            rest[0] = stripped[typed.end() :].lstrip(" >.:;")
        elif stripped.strip(" ;"):
            break
        else:
            rest.pop(0)
    return tuple(dict.fromkeys(people)), tuple(rest)


def _typed_name(text: Text, names: Mapping[str, str], words: ConnectingWords) -> tuple[str, Text]:
    """The longest @name before a badge's name that is no mention, and the text after it."""
    if not text or not isinstance(text[0], str) or not (found := _TYPED_NAME.match(text[0])):
        return "", text
    ends = [found.start(1) + word.end() for word in re.finditer(r"\S+", found.group(1))]
    for end in ends:
        rest: Text = (text[0][end:], *text[1:])
        if _leading_badge(rest, names, words)[0]:
            return text[0][found.start(1) : end], rest
    return text[0][found.start(1) : ends[0]], (text[0][ends[0] :], *text[1:])


def _leading_badge(text: Text, names: Mapping[str, str], words: ConnectingWords) -> tuple[str | None, Text]:
    if not text or not isinstance(text[0], str):
        return None, text
    head = words.before_badge.sub("", text[0], count=1)
    for start in (head, text[0].lstrip()):
        for end in _word_ends(start):
            slug = names.get(normalise_name(start[:end]))
            if slug:
                return slug, (start[end:], *text[1:])
    return None, text


def _word_ends(text: str) -> list[int]:
    """Where a name could end, longest first; a name has eight words at most."""
    ends = [match.end() for match in re.finditer(r"[^\s]+", text)][:8]
    inner = [
        match.start()
        for match in re.finditer(r"[:,;.!]+(?=\s|$)", text)
        if ends and match.start() <= ends[-1]
    ]
    return sorted({*ends, *inner}, reverse=True)


def _split_at_reason(text: Text, words: ConnectingWords) -> tuple[str, str]:
    """The likely name of a badge, six words at most, and the reason after "because" or "since"."""
    head, *reason = words.reason.split(as_words(text), maxsplit=1)
    name = words.before_badge.sub("", clean_citation(head), count=1)
    return " ".join(name.split()[:6]), clean_citation("".join(reason))
