"""The shape of Open Badges 2.0 documents: Assertion, BadgeClass, Issuer.

Open Badges 2.0 signs nothing as linked data, so unknown members are allowed, and never shown. But JSON-LD keywords
below the top are refused, since another program might process them.
"""

import re
from collections.abc import Iterator, Mapping

from issuer.strict_json import Document, Json, Path, kind_of_json, walk
from issuer.timestamps import TimestampError, read_timestamp

ASSERTION = "Assertion"
CONTEXT = "https://w3id.org/openbadges/v2"

_HTTPS = re.compile(r"https://[!-~]+", re.ASCII)
_KEYWORDS_ALLOWED = frozenset({"@context", "@language"})


def looks_like_open_badges_2(document: Mapping[str, Json]) -> bool:
    """Tell whether a document has the context of Open Badges 2.0."""
    contexts = document.get("@context")
    return contexts == CONTEXT or (isinstance(contexts, list) and contexts[:1] == [CONTEXT])


def assertion_problems(document: Document) -> tuple[tuple[Path, str], ...]:
    """Name what is wrong with an Assertion; empty is good."""
    return tuple(_assertion(document))


def class_problems(document: Document) -> tuple[tuple[Path, str], ...]:
    """Name what is wrong with a BadgeClass; empty is good."""
    return (
        *_type_problems(document, "BadgeClass"),
        *_text_problems(document, ("id", "name", "description")),
        *_keyword_problems(document),
    )


def profile_problems(document: Document) -> tuple[tuple[Path, str], ...]:
    """Name what is wrong with an issuer's Profile; empty is good."""
    named = document.get("type")
    kinds = named if isinstance(named, list) else [named]
    wrong = (
        [] if {"Issuer", "Profile"} & {str(json) for json in kinds} else [(("type",), "does not name Issuer")]
    )
    return (*wrong, *_text_problems(document, ("id", "name")), *_keyword_problems(document))


def _assertion(document: Document) -> Iterator[tuple[Path, str]]:
    yield from _type_problems(document, "Assertion")
    yield from _text_problems(document, ("id", "issuedOn"))
    yield from _moment_problems(document, "issuedOn")
    yield from _moment_problems(document, "expires")
    if not isinstance(document.get("badge"), str | dict):
        yield ("badge",), "is missing; every Assertion names its BadgeClass"
    yield from _recipient_problems(document.get("recipient"))
    verification = document.get("verification")
    kind = verification.get("type") if isinstance(verification, dict) else None
    if kind not in ("HostedBadge", "hosted", "SignedBadge", "signed"):
        yield ("verification",), "does not say HostedBadge or SignedBadge"
    yield from _keyword_problems(document)
    for name in ("credentialSubject", "proof", "validFrom"):
        if name in document:
            yield (name,), "is of Open Badges 3.0; a badge is of one standard"


def _recipient_problems(value: Json) -> Iterator[tuple[Path, str]]:
    if not isinstance(value, dict):
        yield ("recipient",), f"found {kind_of_json(value)} where an object was expected"
        return
    if not isinstance(value.get("identity"), str) or not isinstance(value.get("type"), str):
        yield ("recipient",), "says no type and identity"
    if not isinstance(value.get("hashed"), bool):
        yield ("recipient", "hashed"), "is neither true nor false"
    if not isinstance(value.get("salt", ""), str):
        yield ("recipient", "salt"), "is no text"


def _type_problems(document: Document, name: str) -> Iterator[tuple[Path, str]]:
    found = document.get("type")
    if found != name and not (isinstance(found, list) and name in found):
        yield ("type",), f"does not name {name}"


def _text_problems(document: Document, names: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    for name in names:
        if not isinstance(document.get(name), str):
            yield (name,), f"found {kind_of_json(document.get(name))} where text was expected"


def _moment_problems(document: Document, name: str) -> Iterator[tuple[Path, str]]:
    found = document.get(name)
    if isinstance(found, str):
        try:
            read_timestamp(found)
        except TimestampError as problem:
            yield (name,), str(problem)
    elif found is not None:
        yield (name,), f"found {kind_of_json(found)} where a date and time was expected"


def _keyword_problems(document: Document) -> Iterator[tuple[Path, str]]:
    for path, value in walk(document):
        name = path[-1] if path else ""
        if isinstance(name, str) and name.startswith("@") and name not in _KEYWORDS_ALLOWED:
            yield path, "is a keyword of JSON-LD, which may reshape the rest"
        if name == "@context" and value != CONTEXT and not _are_allowed_contexts(value):
            yield path, "names another context than that of Open Badges 2.0"


def _are_allowed_contexts(value: Json) -> bool:
    """Allow contexts by address, as extensions have them; a context written out may redefine members."""
    listed = value if isinstance(value, list) else [value]
    return all(isinstance(json, str) and _HTTPS.fullmatch(json) for json in listed)
