"""Strict JSON: refuses text that two parsers could understand differently.

A signature is worth little if the verifier and the next program read different things from the same bytes. So
duplicate members, NaN, lone surrogates and other encodings than UTF-8 are refused (RFC 8259 leaves each of them to
the reader; RFC 7493, "I-JSON", forbids them). A byte order mark, which says nothing, is ignored (RFC 8259 §8.1).
"""

import json
import math
from collections.abc import Iterator
from json.encoder import encode_basestring
from typing import NoReturn, TypeAlias

from issuer.messages import Message, MessageError, place_in_text

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Document: TypeAlias = dict[str, Json]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""U+FEFF in UTF-8, as some editors put it before a text."""
MOST_BYTES = 64 * 1024
MOST_LEVELS = 12
MOST_INTEGER = 2**53 - 1
"""RFC 7493 §2.2: every parser reads integers of at most this magnitude alike."""
_MOST_DIGITS = 17


class StrictJsonError(MessageError):
    """The bytes are not JSON that we accept; the message says what was found and what was expected."""


def parse_document(source: bytes, most_bytes: int = MOST_BYTES) -> Document:
    """Read one JSON object of at most 64 KiB (or `most_bytes`) and 12 levels, or raise `StrictJsonError`."""
    if len(source) > most_bytes:
        raise StrictJsonError(Message("found.bytes", size=len(source), most=most_bytes), undecided=True)
    value = _parse(_decode(source))
    if not isinstance(value, dict):
        raise StrictJsonError(Message("found.no_json_object", found=kind_of_json(value)))
    for path, leaf in walk(value):
        if len(path) > MOST_LEVELS:
            where = show_path(path[:3])
            raise StrictJsonError(Message("found.deep_at", most=MOST_LEVELS, place=where), undecided=True)
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


def show_path(path: Path) -> "str | Message":
    """Write a path for people: `credentialSubject.identifier[0].salt`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or Message("json.document")


def kind_of_json(value: Json) -> Message:
    """Name the kind of a JSON value."""
    if value is None:
        return Message("json.null")
    if isinstance(value, bool):
        return Message("json.boolean")
    kinds = {str: "text", int: "number", float: "number", list: "array", dict: "object"}
    return Message(f"json.{kinds[type(value)]}")


def _decode(source: bytes) -> str:
    try:
        return source.removeprefix(BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        raise StrictJsonError(Message("found.not_utf8", place=error.start)) from None


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
        raise StrictJsonError(Message("found.deep", most=MOST_LEVELS), undecided=True) from None
    except json.JSONDecodeError as error:
        where = place_in_text(error.lineno, error.colno)
        raise StrictJsonError(Message("found.no_json", reason=where)) from None
    return value


def _object_without_duplicates(pairs: list[tuple[str, Json]]) -> Document:
    found: Document = {}
    for name, value in pairs:
        _refuse_surrogates(name)
        if name in found:
            raise StrictJsonError(Message("found.member_twice", found=name))
        found[name] = value
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise StrictJsonError(Message("found.constant", found=name))


def _exact_integer(text: str) -> int:
    """Refuse larger integers. Parsers, and the canonical form, round them: several numbers would share a signature."""
    number = int(text) if len(text) <= _MOST_DIGITS else MOST_INTEGER + 1
    if abs(number) > MOST_INTEGER:
        raise StrictJsonError(Message("found.large_integer", found=text[:20]), undecided=True)
    return number


def _finite_number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise StrictJsonError(Message("found.large_number", found=text[:20]))
    return number


def _refuse_surrogates(text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise StrictJsonError(Message("found.surrogate"))
