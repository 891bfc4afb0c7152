"""Strict JSON: refuses text that two parsers could understand differently.

A signature is worth little if the verifier and the next program read different things from the same bytes. So
duplicate members, NaN, byte order marks, lone surrogates and other encodings than UTF-8 are refused (RFC 8259
leaves each of them to the reader; RFC 7493, "I-JSON", forbids them).
"""

import json
import math
from collections.abc import Iterator
from json.encoder import encode_basestring
from typing import NoReturn, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Document: TypeAlias = dict[str, Json]

MOST_BYTES = 64 * 1024
MOST_LEVELS = 12
MOST_INTEGER = 2**53 - 1
"""RFC 7493 §2.2: every parser reads integers of at most this magnitude alike."""
_MOST_DIGITS = 17


class StrictJsonError(ValueError):
    """The bytes are not JSON that we accept; the message says what was found and what was expected."""


def parse_document(source: bytes, most_bytes: int = MOST_BYTES) -> Document:
    """Read one JSON object of at most 64 KiB (or `most_bytes`) and 12 levels, or raise `StrictJsonError`."""
    if len(source) > most_bytes:
        raise StrictJsonError(f"found {len(source):,} bytes where at most {most_bytes:,} are accepted")
    value = _parse(_decode(source))
    if not isinstance(value, dict):
        raise StrictJsonError(f"found {kind_of_json(value)} where a JSON object was expected")
    for path, leaf in walk(value):
        if len(path) > MOST_LEVELS:
            raise StrictJsonError(
                f"found more than {MOST_LEVELS} levels of nesting at {show_path(path[:3])}…"
            )
        if isinstance(leaf, str):
            _refuse_surrogates(leaf)
    return value


def compact_json(value: Json) -> str:
    """Write JSON without spaces, escaping only what must be."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def json_string(text: str) -> str:
    """Write one text as JSON, as `compact_json` does; several times faster, because it makes no encoder."""
    return encode_basestring(text)


Path: TypeAlias = tuple[str | int, ...]


def walk(value: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Yield this value and every value below it, each with the path that leads to it."""
    waiting: list[tuple[Path, Json]] = [(path, value)]
    while waiting:
        where, found = waiting.pop()
        yield where, found
        if isinstance(found, dict):
            waiting.extend(((*where, name), member) for name, member in reversed(found.items()))
        elif isinstance(found, list):
            waiting.extend(((*where, index), item) for index, item in reversed(list(enumerate(found))))


def show_path(path: Path) -> str:
    """Write a path for people: `credentialSubject.identifier[0].salt`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "the document"


def kind_of_json(value: Json) -> str:
    """Name the kind of a JSON value for a sentence: "a number", "an array"."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    kinds = {str: "text", int: "a number", float: "a number", list: "an array", dict: "an object"}
    return kinds[type(value)]


def _decode(source: bytes) -> str:
    if source.startswith(b"\xef\xbb\xbf"):
        raise StrictJsonError("found a byte order mark; JSON starts with its first character")
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StrictJsonError(f"found a byte at position {error.start} that is not UTF-8") from None


def _parse(text: str) -> Json:
    try:
        value: Json = json.loads(
            text,
            object_pairs_hook=_object_without_duplicates,
            parse_constant=_refuse_constant,
            parse_float=_finite_number,
            parse_int=_exact_integer,
        )
    except StrictJsonError:
        raise
    except RecursionError:
        raise StrictJsonError(f"found more than {MOST_LEVELS} levels of nesting") from None
    except ValueError as error:
        raise StrictJsonError(f"found text that is not JSON ({error})") from None
    return value


def _object_without_duplicates(pairs: list[tuple[str, Json]]) -> Document:
    found: Document = {}
    for name, value in pairs:
        _refuse_surrogates(name)
        if name in found:
            raise StrictJsonError(f"found the member {name!r} twice in one object")
        found[name] = value
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise StrictJsonError(f"found {name}, which is not JSON")


def _exact_integer(text: str) -> int:
    """Refuse larger integers. Parsers, and the canonical form, round them: several numbers would share a signature."""
    number = int(text) if len(text) <= _MOST_DIGITS else MOST_INTEGER + 1
    if abs(number) > MOST_INTEGER:
        raise StrictJsonError(f"found the number {text[:20]}, which is too large to be read by all alike")
    return number


def _finite_number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise StrictJsonError(f"found the number {text[:20]}, which is too large to read")
    return number


def _refuse_surrogates(text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise StrictJsonError("found half of a surrogate pair, which is no character")
