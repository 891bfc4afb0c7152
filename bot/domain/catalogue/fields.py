"""The keys of a table in a catalogue file, the values each may hold, and the mistakes in them. Pure.

Tables come as TOML gives them: text, numbers, lists and further tables by key.
"""

import difflib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.domain.catalogue.files import Key, Mistake

Table = Mapping[str, object]


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
    fix: str = "count versions 1, 2, 3 and so on"


@dataclass(frozen=True, slots=True)
class FlagKind:
    """true or false."""

    required: bool = False


@dataclass(frozen=True, slots=True)
class OwnKind:
    """A value with its own format, checked by another module; `expected` describes it."""

    expected: str
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


def tidy(text: str) -> str:
    """Text as stored: composed characters (Unicode NFC), no white space around it."""
    return unicodedata.normalize("NFC", text).strip()


def quote(text: str, most: int = 60) -> str:
    """Text for use inside a sentence: quoted, shortened, without invisible characters."""
    visible = "".join(char if char.isprintable() else "\ufffd" for char in text[: most + 1])
    return f"“{visible if len(visible) <= most else visible[: most - 1] + '…'}”"


def quote_key(key: Key) -> str:
    """A key for use inside a sentence: `look.accent`, `aliases`."""
    return "`" + ".".join(quote(part)[1:-1] for part in key if isinstance(part, str)) + "`"


def _key_mistakes(
    table: Table, kinds: Mapping[str, Kind], inside: Key, top: Mapping[str, Kind]
) -> Iterator[Mistake]:
    for name, kind in kinds.items():
        if kind.required and name not in table:
            yield Mistake(
                inside,
                f"no {quote_key((*inside, name))}",
                f"{_expectation(kind)} under that key",
                _adding_fix(name, kind, inside),
            )
    for name in table:
        if name not in kinds:
            expected = "one of " + ", ".join(f"`{known}`" for known in kinds)
            found = f"the unknown key {quote_key((*inside, name))}"
            yield Mistake((*inside, name), found, expected, _unknown_key_fix(name, kinds, inside, top))


def _adding_fix(name: str, kind: Kind, inside: Key) -> str:
    if isinstance(kind, TableKind):
        return f"add a line [{name}] at the end of the file and its keys below it"
    example = "1" if isinstance(kind, NumberKind) else '"…"'
    return f"add a line {name} = {example}" + (f" below [{inside[0]}]" if inside else "")


def _unknown_key_fix(name: str, kinds: Mapping[str, Kind], inside: Key, top: Mapping[str, Kind]) -> str:
    if inside and name in top:
        return f"move this line up, above [{inside[0]}]: what stands below [{inside[0]}] belongs to it"
    for table, kind in top.items():
        if not inside and isinstance(kind, TableKind) and _COMMON_NAMES.get(name, name) in kind.keys:
            return f"move this line down, below [{table}], as `{_COMMON_NAMES.get(name, name)}`"
    meant = _COMMON_NAMES.get(name.casefold(), "")
    near = [meant] if meant in kinds else difflib.get_close_matches(name.casefold(), kinds, n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else "remove it, or put a # before it to make it a note"


def _value_mistakes(  # noqa: C901 - one case for each kind
    value: object, kind: Kind, key: Key, top: Mapping[str, Kind]
) -> Iterator[Mistake]:
    match kind, value:
        case TextKind(), str():
            yield from _text_mistakes(value, kind, key)
        case NumberKind(), int() if not isinstance(value, bool):
            if not 1 <= value <= kind.most:
                yield Mistake(key, f"{quote_key(key)} {_figure(value)}", _expectation(kind), kind.fix)
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
                found = f"{len(value)} tables {quote_key(key)}"
                yield Mistake(key, found, f"at most {kind.most}", "keep those that matter")
            for number, one in enumerate(value):
                yield from _value_mistakes(one, TableKind(kind.keys), (*key, number), top)
        case _:
            yield Mistake(
                key, f"{quote_key(key)} as {_type_of(value)}", _expectation(kind), _rewriting_fix(key, kind)
            )


def _text_mistakes(value: str, kind: TextKind, key: Key) -> Iterator[Mistake]:
    text = tidy(value)
    if not text:
        remedy = "write it" if kind.required else "write it, or remove the line"
        yield Mistake(key, f"an empty {quote_key(key)}", _expectation(kind), remedy)
    if len(text) > kind.most:
        found = f"{len(text)} characters in {quote_key(key)}"
        yield Mistake(key, found, f"at most {kind.most}", f"shorten it by {len(text) - kind.most} or more")
    strange = next((char for char in text if _is_unseen(char) and not (kind.lines and char == "\n")), None)
    if strange == "\n":
        yield Mistake(key, f"several lines in {quote_key(key)}", "a single line", "write it as one line")
    elif strange:
        found = f"the invisible character U+{ord(strange):04X} in {quote_key(key)}"
        yield Mistake(
            key, found, "letters, figures, signs and spaces", "type the text anew instead of pasting it"
        )


def _list_mistakes(values: list[object], kind: ListKind, key: Key) -> Iterator[Mistake]:
    if len(values) > kind.most:
        yield Mistake(
            key,
            f"{len(values)} entries in {quote_key(key)}",
            f"at most {kind.most}",
            "keep those that matter",
        )
    for number, value in enumerate(values):
        if isinstance(value, str):
            yield from _text_mistakes(value, kind.each, (*key, number))
        else:
            found = f"{_type_of(value)} in {quote_key(key)}"
            yield Mistake((*key, number), found, "text", "put quotation marks around each entry")


def _is_unseen(char: str) -> bool:
    """Control characters, line and paragraph separators, overrides of the writing direction, unassigned code points."""
    if unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs", "Cn"):
        return True
    return "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069" or char in "\u200b\ufeff"


def _expectation(kind: Kind) -> str:
    match kind:
        case TextKind(most):
            return f"text of 1 to {most} characters"
        case NumberKind(most):
            return f"a whole number from 1 to {most}"
        case FlagKind():
            return "true or false"
        case OwnKind(expected):
            return expected
        case ListKind(most, _):
            return f"a list of up to {most} texts"
        case TableKind(keys) | TablesKind(_, keys):
            return "a table with " + ", ".join(f"`{key}`" for key in keys)


def _rewriting_fix(key: Key, kind: Kind) -> str:  # noqa: PLR0911 - one line for each kind
    name = key[-1]
    match kind:
        case TextKind():
            return f'put quotation marks around it: {name} = "…"'
        case FlagKind():
            return f"write it without quotation marks: {name} = true"
        case OwnKind(expected):
            return f"write {expected}"
        case NumberKind():
            return f"write it without quotation marks or point: {name} = 1"
        case ListKind():
            return f'put square brackets around it: {name} = ["…", "…"]'
        case TableKind():
            return f"write a line [{name}] and its keys below it"
        case TablesKind():
            return f"write a line [[{name}]] and its keys below it, once for each"


def _type_of(value: object) -> str:  # noqa: PLR0911 - one line for each type that TOML knows
    match value:
        case bool():
            return "true or false"
        case str():
            return "text"
        case int():
            return "a whole number"
        case float():
            return "a number with a point"
        case datetime() | date() | time():
            return "a date or time"
        case list():
            return "a list"
        case _:
            return "a table"


def _figure(value: int) -> str:
    """A number for use inside a sentence; Python refuses to print very long ones."""
    return str(value) if abs(value) < 10**9 else "with too many digits"
