"""The shape of Open Badges 2.0 documents: Assertion, BadgeClass, Issuer.

Open Badges 2.0 signs nothing as linked data, so unknown members are allowed, and never shown. But JSON-LD keywords
below the top are refused, since another program might process them. The documents are in their plain form
(`ob2_plain`).
"""

import re
from collections.abc import Iterator, Mapping

from issuer.messages import Message
from issuer.strict_json import Document, Json, Path, kind_of_json, walk
from issuer.timestamps import TimestampError, read_timestamp
from issuer.verifying.inputs.ob2_plain import HOSTED, SIGNED

ASSERTION = "Assertion"
_CONTEXT = re.compile(
    r"https?://(w3id\.org/openbadges/v2|openbadgespec\.org/v2/context\.json"
    r"|purl\.imsglobal\.org/(spec/)?ob/v2p[01]/[\w./-]+)[/#]?",
    re.ASCII,
)
"""The context of Open Badges 2.0 and 2.1, by each of its addresses and either scheme."""
_OPEN_BADGES_3 = "https://www.w3.org/ns/credentials/v2"
_HTTPS = re.compile(r"https://[!-~]+", re.ASCII)
_KEYWORDS_ALLOWED = frozenset({"@context", "@language"})


def looks_like_open_badges_2(document: Mapping[str, Json]) -> bool:
    """Tell whether a document has the context of Open Badges 2.0, which may stand among others than that of 3.0."""
    contexts = document.get("@context")
    listed = contexts if isinstance(contexts, list) else [contexts]
    return _OPEN_BADGES_3 not in listed and any(_is_of_open_badges_2(json) for json in listed)


def assertion_problems(document: Document) -> tuple[tuple[Path, Message], ...]:
    """Name what is wrong with an Assertion; empty is good."""
    return tuple(_assertion(document))


def class_problems(document: Document) -> tuple[tuple[Path, Message], ...]:
    """Name what is wrong with a BadgeClass; empty is good."""
    return (
        *_type_problems(document, "BadgeClass"),
        *_text_problems(document, ("id", "name", "description")),
        *_keyword_problems(document),
    )


def profile_problems(document: Document) -> tuple[tuple[Path, Message], ...]:
    """Name what is wrong with an issuer's Profile; empty is good."""
    named = document.get("type")
    kinds = named if isinstance(named, list) else [named]
    wrong = (
        []
        if {"Issuer", "Profile"} & {str(json) for json in kinds}
        else [(("type",), Message("found.no_type", names=("Issuer",)))]
    )
    return (*wrong, *_text_problems(document, ("id", "name")), *_keyword_problems(document))


def _assertion(document: Document) -> Iterator[tuple[Path, Message]]:
    yield from _type_problems(document, "Assertion")
    yield from _text_problems(document, ("id", "issuedOn"))
    yield from _moment_problems(document, "issuedOn")
    yield from _moment_problems(document, "expires")
    if not isinstance(document.get("badge"), str | dict):
        yield ("badge",), Message("found.no_badge_class")
    yield from _recipient_problems(document.get("recipient"))
    verification = document.get("verification")
    if not isinstance(verification, dict) or verification.get("type") not in (HOSTED, SIGNED):
        yield ("verification",), Message("found.no_verification")
    if "verify" in document:
        yield ("verify",), Message("found.two_verifications")
    yield from _keyword_problems(document)
    for name in ("credentialSubject", "proof", "validFrom"):
        if name in document:
            yield (name,), Message("found.of_open_badges_3")


def _recipient_problems(value: Json) -> Iterator[tuple[Path, Message]]:
    if not isinstance(value, dict):
        yield ("recipient",), Message("found.not_object", found=kind_of_json(value))
        return
    if not isinstance(value.get("identity"), str) or not isinstance(value.get("type"), str):
        yield ("recipient",), Message("found.no_identity")
    if not isinstance(value.get("hashed"), bool):
        yield ("recipient", "hashed"), Message("found.no_boolean")
    if not isinstance(value.get("salt", ""), str):
        yield ("recipient", "salt"), Message("found.no_text")


def _type_problems(document: Document, name: str) -> Iterator[tuple[Path, Message]]:
    found = document.get("type")
    if found != name and not (isinstance(found, list) and name in found):
        yield ("type",), Message("found.no_type", names=(name,))


def _text_problems(document: Document, names: tuple[str, ...]) -> Iterator[tuple[Path, Message]]:
    for name in names:
        if not isinstance(document.get(name), str):
            yield (name,), Message("found.not_text", found=kind_of_json(document.get(name)))


def _moment_problems(document: Document, name: str) -> Iterator[tuple[Path, Message]]:
    found = document.get(name)
    if isinstance(found, str):
        try:
            read_timestamp(found)
        except TimestampError as problem:
            yield (name,), problem.message
    elif found is not None:
        yield (name,), Message("found.not_moment", found=kind_of_json(found))


def _keyword_problems(document: Document) -> Iterator[tuple[Path, Message]]:
    for path, value in walk(document):
        name = path[-1] if path else ""
        if isinstance(name, str) and name.startswith("@") and name not in _KEYWORDS_ALLOWED:
            yield path, Message("found.json_ld_keyword")
        if name == "@context" and not _are_allowed_contexts(value):
            yield path, Message("found.other_ob2_context")


def _are_allowed_contexts(value: Json) -> bool:
    """Allow contexts by address, as extensions have them; a context written out may redefine members."""
    listed = value if isinstance(value, list) else [value]
    return all(
        isinstance(json, str) and (_CONTEXT.fullmatch(json) or _HTTPS.fullmatch(json)) for json in listed
    )


def _is_of_open_badges_2(context: Json) -> bool:
    return isinstance(context, str) and bool(_CONTEXT.fullmatch(context))
