"""The keys of a table in a catalogue file, the values each may hold, and the mistakes in them. Pure.

Tables come as TOML gives them: text, numbers, lists and further tables by key.
"""

import difflib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.domain.catalogue.files import Key, Mistake
from issuer.messages import Fact, Message

Table = Mapping[str, object]
_COUNT_VERSIONS = Message("file.fix.count_versions")


@dataclass(frozen=True, slots=True)
class TextKind:
    """Text of at most `most` characters, on one line unless `lines`."""

    most: int
    lines: bool = False
    required: bool = True


@dataclass(frozen=True, slots=True)
class NumberKind:
    """A whole number from 1 to `most`."""

    most: int
    required: bool = True
    fix: Message = _COUNT_VERSIONS


@dataclass(frozen=True, slots=True)
class FlagKind:
    """true or false."""

    required: bool = False


@dataclass(frozen=True, slots=True)
class OwnKind:
    """A value with its own format, checked by another module; `expected` describes it."""

    expected: Message
    required: bool = False


@dataclass(frozen=True, slots=True)
class ListKind:
    """At most `most` texts."""

    most: int
    each: TextKind
    required: bool = False


@dataclass(frozen=True, slots=True)
class TableKind:
    """A table of its own, such as `[look]`."""

    keys: Mapping[str, "Kind"]
    required: bool = True


@dataclass(frozen=True, slots=True)
class TablesKind:
    """At most `most` tables of one kind, each under a line `[[alignments]]`."""

    most: int
    keys: Mapping[str, "Kind"]
    required: bool = False


Kind = TextKind | NumberKind | FlagKind | OwnKind | ListKind | TableKind | TablesKind

_COMMON_NAMES = {
    "title": "name",
    "id": "slug",
    "colour": "accent",
    "color": "accent",
    "tier": "level",
    "owners": "awarders",
}
"""Common wrong names for a key that spelling similarity alone would not match."""


def mistakes(table: Table, kinds: Mapping[str, Kind]) -> Iterator[Mistake]:
    """All mistakes in the keys of a file and in the kinds of their values."""
    yield from _key_mistakes(table, kinds, (), kinds)
    for name, kind in kinds.items():
        if name in table:
            yield from _value_mistakes(table[name], kind, (name,), kinds)


def address_mistake(key: Key, name: str, found: str) -> Mistake:
    """A text that is no e-mail address, under the key written `name`."""
    return Mistake(
        key,
        Message("file.found.text_in", text=visible(found), key=f"`{name}`"),
        Message("file.expected.address"),
        Message("file.fix.address"),
    )


def tidy(text: str) -> str:
    """Text as stored: composed characters (Unicode NFC), no white space around it."""
    return unicodedata.normalize("NFC", text).strip()


def visible(text: str, most: int = 60) -> str:
    """Text for use inside a sentence: shortened, without invisible characters."""
    shown = "".join(char if char.isprintable() else "\ufffd" for char in text[: most + 1])
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def quote_key(key: Key) -> str:
    """A key for use inside a sentence: `look.accent`, `aliases`."""
    return "`" + ".".join(visible(part) for part in key if isinstance(part, str)) + "`"


def found_text(key: Key, text: str) -> Message:
    """A key with the text found there."""
    return Message("file.found.text", key=quote_key(key), text=visible(text))


def at_most(most: int) -> Message:
    """The expectation of no more than that."""
    return Message("file.expected.at_most", most=str(most))


def _key_mistakes(
    table: Table, kinds: Mapping[str, Kind], inside: Key, top: Mapping[str, Kind]
) -> Iterator[Mistake]:
    for name, kind in kinds.items():
        if kind.required and name not in table:
            found = Message("file.found.no_key", key=quote_key((*inside, name)))
            expected = Message("file.expected.under_key", expected=_expectation(kind))
            yield Mistake(inside, found, expected, _adding_fix(name, kind, inside))
    for name in table:
        if name not in kinds:
            expected = Message("file.expected.one_of", names=", ".join(f"`{known}`" for known in kinds))
            found = Message("file.found.unknown_key", key=quote_key((*inside, name)))
            yield Mistake((*inside, name), found, expected, _unknown_key_fix(name, kinds, inside, top))


def _adding_fix(name: str, kind: Kind, inside: Key) -> Message:
    if isinstance(kind, TableKind):
        return Message("file.fix.add_table", table=name)
    line = f"{name} = " + ("1" if isinstance(kind, NumberKind) else '"…"')
    if not inside:
        return Message("file.fix.add_line", line=line)
    return Message("file.fix.add_line_below", line=line, table=str(inside[0]))


def _unknown_key_fix(name: str, kinds: Mapping[str, Kind], inside: Key, top: Mapping[str, Kind]) -> Message:
    if inside and name in top:
        return Message("file.fix.move_up", table=str(inside[0]))
    for table, kind in top.items():
        if not inside and isinstance(kind, TableKind) and _COMMON_NAMES.get(name, name) in kind.keys:
            return Message("file.fix.move_down", table=table, name=_COMMON_NAMES.get(name, name))
    meant = _COMMON_NAMES.get(name.casefold(), "")
    near = [meant] if meant in kinds else difflib.get_close_matches(name.casefold(), kinds, n=1, cutoff=0.6)
    return Message("file.fix.did_you_mean", name=near[0]) if near else Message("file.fix.remove_or_note")


def _value_mistakes(  # noqa: C901 - one case for each kind
    value: object, kind: Kind, key: Key, top: Mapping[str, Kind]
) -> Iterator[Mistake]:
    match kind, value:
        case TextKind(), str():
            yield from _text_mistakes(value, kind, key)
        case NumberKind(), int() if not isinstance(value, bool):
            if not 1 <= value <= kind.most:
                found = Message("file.found.value", key=quote_key(key), value=_figure(value))
                yield Mistake(key, found, _expectation(kind), kind.fix)
        case (FlagKind(), bool()) | (OwnKind(), _):
            return
        case ListKind(), list():
            yield from _list_mistakes(value, kind, key)
        case TableKind(), dict():
            yield from _key_mistakes(value, kind.keys, key, top)
            for name, inner in kind.keys.items():
                if name in value:
                    yield from _value_mistakes(value[name], inner, (*key, name), top)
        case TablesKind(), list() if all(isinstance(one, dict) for one in value):
            if len(value) > kind.most:
                found = Message("file.found.tables", size=str(len(value)), key=quote_key(key))
                yield Mistake(key, found, at_most(kind.most), Message("file.fix.keep"))
            for number, one in enumerate(value):
                yield from _value_mistakes(one, TableKind(kind.keys), (*key, number), top)
        case _:
            found = Message("file.found.type", key=quote_key(key), type=_type_of(value))
            yield Mistake(key, found, _expectation(kind), _rewriting_fix(str(key[-1]), kind))


def _text_mistakes(value: str, kind: TextKind, key: Key) -> Iterator[Mistake]:
    text, quoted = tidy(value), quote_key(key)
    if not text:
        remedy = Message("file.fix.write" if kind.required else "file.fix.write_or_remove")
        yield Mistake(key, Message("file.found.empty", key=quoted), _expectation(kind), remedy)
    if len(text) > kind.most:
        found = Message("file.found.characters", size=str(len(text)), key=quoted)
        fix = Message("file.fix.shorten_by", more=str(len(text) - kind.most))
        yield Mistake(key, found, at_most(kind.most), fix)
    strange = next((char for char in text if _is_unseen(char) and not (kind.lines and char == "\n")), None)
    if strange == "\n":
        found, expected = Message("file.found.lines", key=quoted), Message("file.expected.single_line")
        yield Mistake(key, found, expected, Message("file.fix.single_line"))
    elif strange:
        found = Message("file.found.invisible", character=f"U+{ord(strange):04X}", key=quoted)
        yield Mistake(key, found, Message("file.expected.visible"), Message("file.fix.type_anew"))


def _list_mistakes(values: list[object], kind: ListKind, key: Key) -> Iterator[Mistake]:
    if len(values) > kind.most:
        found = Message("file.found.entries", size=str(len(values)), key=quote_key(key))
        yield Mistake(key, found, at_most(kind.most), Message("file.fix.keep"))
    for number, value in enumerate(values):
        if isinstance(value, str):
            yield from _text_mistakes(value, kind.each, (*key, number))
        else:
            found = Message("file.found.type_in", type=_type_of(value), key=quote_key(key))
            yield Mistake((*key, number), found, Message("file.type.text"), Message("file.fix.quote_entries"))


def _is_unseen(char: str) -> bool:
    """Control characters, line and paragraph separators, overrides of the writing direction, unassigned code points."""
    if unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs", "Cn"):
        return True
    return "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069" or char in "\u200b\ufeff"


def _expectation(kind: Kind) -> Message:
    match kind:
        case TextKind(most):
            return Message("file.expected.text", most=str(most))
        case NumberKind(most):
            return Message("file.expected.number", most=str(most))
        case FlagKind():
            return Message("file.type.flag")
        case OwnKind(expected):
            return expected
        case ListKind(most, _):
            return Message("file.expected.list", most=str(most))
        case TableKind(keys) | TablesKind(_, keys):
            return Message("file.expected.table", keys=", ".join(f"`{key}`" for key in keys))


def _rewriting_fix(name: str, kind: Kind) -> Message:  # noqa: PLR0911 - one line for each kind
    match kind:
        case TextKind():
            return Message("file.fix.as_text", name=name)
        case FlagKind():
            return Message("file.fix.as_flag", name=name)
        case OwnKind(expected):
            return Message("file.fix.as_expected", expected=expected)
        case NumberKind():
            return Message("file.fix.as_number", name=name)
        case ListKind():
            return Message("file.fix.as_list", name=name)
        case TableKind():
            return Message("file.fix.as_table", name=name)
        case TablesKind():
            return Message("file.fix.as_tables", name=name)


def _type_of(value: object) -> Message:  # noqa: PLR0911 - one line for each type that TOML knows
    match value:
        case bool():
            return Message("file.type.flag")
        case str():
            return Message("file.type.text")
        case int():
            return Message("file.type.number")
        case float():
            return Message("file.type.fraction")
        case datetime() | date() | time():
            return Message("file.type.moment")
        case list():
            return Message("file.type.list")
        case _:
            return Message("file.type.table")


def _figure(value: int) -> Fact:
    """A number for use inside a sentence; Python refuses to print very long ones."""
    return str(value) if abs(value) < 10**9 else Message("file.found.too_many_digits")
