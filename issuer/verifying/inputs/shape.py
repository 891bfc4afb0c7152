"""Does a document have the shape of a credential of its kind, and nothing else in it?

Runs before canonicalisation; later checks use only JSON that passed here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from issuer.messages import Message
from issuer.strict_json import Document, Json, Path, kind_of_json, show_path, walk
from issuer.timestamps import TimestampError, read_timestamp
from issuer.verifying.inputs.ob2_shape import ASSERTION, assertion_problems
from issuer.verifying.inputs.vocabulary import CLASSES, REQUIRED_TYPES

_MOST_ENTRIES = 100
"""JSON-LD compares each entry of an array with every other: nine thousand tags (60 kB) would take a minute."""


@dataclass(frozen=True)
class ShapeProblem:
    """One place where the shape is wrong, and how."""

    path: Path
    problem: Message
    unknown: bool = False
    """Whether it is a member that we do not know. The standards allow more members than theirs."""

    @property
    def message(self) -> Message:
        """The problem and its place."""
        return Message("problem.at", place=show_path(self.path), problem=self.problem)


def shape_problems(document: Document, kind: str = "OpenBadgeCredential") -> tuple[ShapeProblem, ...]:
    """Compare a document with the closed table of the vocabulary; empty is good."""
    if kind == ASSERTION:
        return tuple(ShapeProblem(path, problem) for path, problem in assertion_problems(document))
    return tuple(_object(document, kind, ()))


def overfull_array(document: Document) -> ShapeProblem | None:
    """Return the first array with more entries than we check, or None. Call it before `shape_problems`."""
    for path, value in walk(document):
        if isinstance(value, list) and len(value) > _MOST_ENTRIES:
            return ShapeProblem(path, Message("found.entries", found=len(value), most=_MOST_ENTRIES))
    return None


def _object(value: Json, class_name: str, path: Path) -> Iterator[ShapeProblem]:
    if not isinstance(value, dict):
        yield ShapeProblem(
            path, Message("found.no_object_of_class", found=kind_of_json(value), name=class_name)
        )
        return
    members = CLASSES[class_name]
    for name, member in value.items():
        notation = members.get(name)
        if notation is None:
            finding = Message("found.no_member", name=class_name)
            yield ShapeProblem((*path, name), finding, unknown=not name.startswith("@"))
        else:
            yield from _member(member, notation, (*path, name))
    for name, notation in members.items():
        if "!" in notation and name not in value:
            yield ShapeProblem((*path, name), Message("found.missing_member", name=class_name))
    yield from _type_names(value.get("type"), class_name, path)


def _member(value: Json, notation: str, path: Path) -> Iterator[ShapeProblem]:
    kind = notation.rstrip("!*")
    if "*" in notation and isinstance(value, list):
        if not value:
            yield ShapeProblem(path, Message("found.empty_array"))
        for index, item in enumerate(value):
            yield from _single(item, kind, (*path, index))
    else:
        yield from _single(value, kind, path)


def _single(value: Json, kind: str, path: Path) -> Iterator[ShapeProblem]:
    if kind in CLASSES:
        yield from _object(value, kind, path)
        return
    if kind == "ProfileRef" and isinstance(value, dict):
        yield from _object(value, "Profile", path)
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
            yield ShapeProblem((*path, "type"), Message("found.no_type", names=tuple(sorted(group))))


def _is_texts(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def _text(value: Json) -> Message | None:
    return None if isinstance(value, str) else Message("found.not_text", found=kind_of_json(value))


def _iri(value: Json) -> Message | None:
    if not isinstance(value, str):
        return Message("found.not_iri", found=kind_of_json(value))
    if value.startswith("_:"):
        return Message("found.blank_node")
    return None


def _moment(value: Json) -> Message | None:
    if not isinstance(value, str):
        return Message("found.not_moment", found=kind_of_json(value))
    try:
        read_timestamp(value)
    except TimestampError as problem:
        return problem.message
    return None


def _number(value: Json) -> Message | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return None if is_number else Message("found.not_number", found=kind_of_json(value))


def _boolean(value: Json) -> Message | None:
    return None if isinstance(value, bool) else Message("found.not_boolean", found=kind_of_json(value))


def _types(value: Json) -> Message | None:
    fits = isinstance(value, str) or _is_texts(value)
    return None if fits else Message("found.not_types", found=kind_of_json(value))


def _issuer(value: Json) -> Message | None:
    said = value.get("id") if isinstance(value, dict) else value
    return None if isinstance(said, str) else Message("found.no_issuer")


def _contexts(value: Json) -> Message | None:
    """Allow addresses, and contexts written out after the first (VC Data Model 2.0 §4.3): a later check judges them."""
    listed = value if isinstance(value, list) else []
    fits = _is_texts(listed[:1]) and all(isinstance(json, str | dict) for json in listed)
    return None if fits else Message("found.no_contexts")


_COMPLAINTS = {
    "text": _text,
    "iri": _iri,
    "ProfileRef": _iri,
    "moment": _moment,
    "number": _number,
    "boolean": _boolean,
    "types": _types,
    "contexts": _contexts,
    "issuer": _issuer,
}
