"""Does a document have the shape of a credential of its kind, and nothing else in it?

Runs before canonicalisation; later checks use only JSON that passed here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from issuer.strict_json import Document, Json, Path, kind_of_json, show_path, walk
from issuer.timestamps import TimestampError, read_timestamp
from issuer.verifying.inputs.vocabulary import CLASSES, REQUIRED_TYPES
from issuer.verifying.ob2.shape import ASSERTION, assertion_problems

_MOST_ENTRIES = 100
"""JSON-LD compares each entry of an array with every other: nine thousand tags (60 kB) would take a minute."""


@dataclass(frozen=True)
class ShapeProblem:
    """One place where the shape is wrong, and how."""

    path: Path
    says: str

    def __str__(self) -> str:
        return f"{show_path(self.path)}: {self.says}"


def shape_problems(document: Document, kind: str = "OpenBadgeCredential") -> tuple[ShapeProblem, ...]:
    """Compare a document with the closed table of the vocabulary; empty is good."""
    if kind == ASSERTION:
        return tuple(ShapeProblem(path, says) for path, says in assertion_problems(document))
    return tuple(_object(document, kind, ()))


def overfull_array(document: Document) -> ShapeProblem | None:
    """Return the first array with more entries than we check, or None. Call it before `shape_problems`."""
    for path, value in walk(document):
        if isinstance(value, list) and len(value) > _MOST_ENTRIES:
            return ShapeProblem(
                path, f"found {len(value)} entries, and we look at no more than {_MOST_ENTRIES}"
            )
    return None


def _object(value: Json, class_name: str, path: Path) -> Iterator[ShapeProblem]:
    if not isinstance(value, dict):
        yield ShapeProblem(path, f"found {kind_of_json(value)} where an object ({class_name}) was expected")
        return
    members = CLASSES[class_name]
    for name, member in value.items():
        notation = members.get(name)
        if notation is None:
            yield ShapeProblem((*path, name), f"is no member of {class_name}")
        else:
            yield from _member(member, notation, (*path, name))
    for name, notation in members.items():
        if "!" in notation and name not in value:
            yield ShapeProblem((*path, name), f"is missing; every {class_name} has one")
    yield from _type_names(value.get("type"), class_name, path)


def _member(value: Json, notation: str, path: Path) -> Iterator[ShapeProblem]:
    kind = notation.rstrip("!*")
    if "*" in notation and isinstance(value, list):
        if not value:
            yield ShapeProblem(path, "found an empty array where at least one entry was expected")
        for index, item in enumerate(value):
            yield from _single(item, kind, (*path, index))
    else:
        yield from _single(value, kind, path)


def _single(value: Json, kind: str, path: Path) -> Iterator[ShapeProblem]:
    if kind in CLASSES:
        yield from _object(value, kind, path)
        return
    complaint = _COMPLAINTS[kind](value)
    if complaint:
        yield ShapeProblem(path, complaint)


def _type_names(value: Json, class_name: str, path: Path) -> Iterator[ShapeProblem]:
    names = (
        set(value)
        if _is_texts(value) and isinstance(value, list)
        else {value}
        if isinstance(value, str)
        else set()
    )
    for group in REQUIRED_TYPES.get(class_name, ()):
        if names.isdisjoint(group):
            yield ShapeProblem((*path, "type"), f"does not name {' or '.join(sorted(group))}")


def _is_texts(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def _text(value: Json) -> str | None:
    return None if isinstance(value, str) else f"found {kind_of_json(value)} where text was expected"


def _iri(value: Json) -> str | None:
    if not isinstance(value, str):
        return f"found {kind_of_json(value)} where an id or address was expected"
    if value.startswith("_:"):
        return "found a blank node's label where an id was expected"
    return None


def _moment(value: Json) -> str | None:
    if not isinstance(value, str):
        return f"found {kind_of_json(value)} where a date and time was expected"
    try:
        read_timestamp(value)
    except TimestampError as problem:
        return str(problem)
    return None


def _number(value: Json) -> str | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return None if is_number else f"found {kind_of_json(value)} where a number was expected"


def _boolean(value: Json) -> str | None:
    return (
        None if isinstance(value, bool) else f"found {kind_of_json(value)} where true or false was expected"
    )


def _types(value: Json) -> str | None:
    fits = isinstance(value, str) or _is_texts(value)
    return None if fits else f"found {kind_of_json(value)} where one or more type names were expected"


def _issuer(value: Json) -> str | None:
    said = value.get("id") if isinstance(value, dict) else value
    return None if isinstance(said, str) else "found no id where an issuer was expected"


def _contexts(value: Json) -> str | None:
    return (
        None if _is_texts(value) else "found something else where an array of context addresses was expected"
    )


_COMPLAINTS = {
    "text": _text,
    "iri": _iri,
    "moment": _moment,
    "number": _number,
    "boolean": _boolean,
    "types": _types,
    "contexts": _contexts,
    "issuer": _issuer,
}
