"""What credentials come wrapped in: envelopes, presentations, and the answers of services.

VC Data Model 2.0 §4.13 (presentations, envelopes), Open Badges 3.0 §6 (GetOpenBadgeCredentialsResponse).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from issuer.messages import Message
from issuer.strict_json import Json
from issuer.verifying.inputs.kinds import types_of

_ENVELOPES = ("EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation")
_TOKEN_INSIDE = re.compile(
    r"data:application/(?:v[cp](?:\+ld)?(?:\+json)?\+jwt|jwt),([\w-]+\.[\w-]+\.[\w-]+)", re.ASCII
)
_OF_ENVELOPE = frozenset({"@context", "id", "type"})
_LISTS = ("verifiableCredential", "credential", "compactJwsString")


@dataclass(frozen=True)
class Wrapping:
    """Credentials, JSON or tokens, and what holds them."""

    kind: Message
    inside: tuple[Json, ...]


def token_in_envelope(document: Mapping[str, Json]) -> str | None:
    """Return the token that an enveloped credential or presentation is; None for anything else."""
    if not set(_ENVELOPES) & set(types_of(document)) or not set(document) <= _OF_ENVELOPE:
        return None
    found = _TOKEN_INSIDE.fullmatch(str(document.get("id")))
    return found[1] if found else None


def unwrap(document: Mapping[str, Json]) -> Wrapping | None:
    """Return the credentials that a presentation or an answer of a service holds; None for any other document."""
    is_presentation = "VerifiablePresentation" in types_of(document)
    is_answer = (
        "@context" not in document and "type" not in document and any(name in document for name in _LISTS)
    )
    if not is_presentation and not is_answer:
        return None
    found: list[Json] = []
    for name in _LISTS:
        listed = document.get(name, [])
        found += listed if isinstance(listed, list) else [listed]
    kind = Message("wrapping.presentation" if is_presentation else "wrapping.answer")
    return Wrapping(kind, tuple(found))
