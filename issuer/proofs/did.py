"""Decentralised identifiers of issuers, and the documents that list their keys.

`did:key` is a key and nothing else (trial mode: no public address needed); `did:web` is a document at an
https address, so keys can be changed. Documents as in DIDs 1.0 §5 and Controlled Identifiers 1.0 §2.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from issuer.messages import Message, MessageError, reason_of
from issuer.proofs.keys import checked_public_key
from issuer.proofs.multibase import encode_multikey
from issuer.strict_json import Document, Json
from issuer.timestamps import write_timestamp

DID_CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
JWK_CONTEXT = "https://w3id.org/security/jwk/v1"

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.ASCII)
_PATH_STEP = re.compile(r"[A-Za-z0-9._~-]+", re.ASCII)
_DID_STEP = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+", re.ASCII)
"""A step of a path in an id: characters that are not reserved (RFC 3986 §2.3), and others as percent codes."""


class DidError(MessageError):
    """An identifier, or its document, that yields no key; the message says why."""


@dataclass(frozen=True)
class ListedJwk:
    """A key for tokens as a document lists it: its public JWK with `kid`, and the moment of its revocation."""

    jwk: Document
    revoked: datetime | None = None


def did_web(public_url: str) -> str:
    """Return the `did:web` of an https address.

    `https://host:8443/o/acme` is `did:web:host%3A8443:o:acme` (did:web Method Specification, §2.5).
    """
    try:
        parts = urlsplit(public_url)
        port = parts.port
    except ValueError as problem:
        raise DidError(Message("found.no_web_address", found=public_url, reason=reason_of(problem))) from None
    steps = [step for step in parts.path.split("/") if step]
    if parts.scheme != "https" or parts.username or parts.query or parts.fragment:
        raise DidError(Message("found.no_plain_https", found=public_url))
    if not _HOST.fullmatch(parts.hostname or ""):
        raise DidError(Message("found.odd_host", found=public_url))
    for step in steps:
        if not _PATH_STEP.fullmatch(step) or step in (".", ".."):
            raise DidError(Message("found.odd_step", found=step, address=public_url))
    host = str(parts.hostname) if port in (None, 443) else f"{parts.hostname}%3A{port}"
    return ":".join(["did:web", host, *steps])


def did_web_address(did: str) -> str:
    """Return the https address at which a `did:web` has its document (§3.2), or raise `DidError`."""
    host, *steps = did.removeprefix("did:web:").split(":")
    name, _, port = host.replace("%3A", ":").replace("%3a", ":").lower().partition(":")
    plain = all(_DID_STEP.fullmatch(step) and _is_plain(unquote(step)) for step in steps)
    if (
        not did.startswith("did:web:")
        or not _HOST.fullmatch(name)
        or not plain
        or (port and not port.isdecimal())
    ):
        raise DidError(Message("found.no_did_web", found=did[:80]))
    where = "/".join(steps) or ".well-known"
    return f"https://{name}{f':{port}' if port else ''}/{where}/did.json"


def _is_plain(step: str) -> bool:
    """Whether a decoded step of a path leads nowhere else: it is no dots, and holds no separator."""
    return step not in (".", "..") and step.isprintable() and not set("/\\?#") & set(step)


def did_document(
    did: str,
    keys: Sequence[bytes],
    revoked: Mapping[bytes, datetime] | None = None,
    tokens: Sequence[ListedJwk] = (),
) -> Document:
    """Write the document that lists an issuer's public keys, the newest first or last as the caller likes.

    `keys` are for embedded proofs, `tokens` for JWTs. `assertionMethod` lists full addresses as text: the 1EdTech
    validator reads nothing else there. A key that was `revoked` is listed with the moment (Controlled Identifiers
    1.0 §2.2) and signs no assertions.
    """
    withdrawn = revoked or {}
    listed = [(_multikey(did, key), withdrawn.get(key)) for key in keys]
    listed += [(_json_web_key(did, listed_jwk.jwk), listed_jwk.revoked) for listed_jwk in tokens]
    methods: list[Json] = [
        {**method, "revoked": write_timestamp(since)} if since else method for method, since in listed
    ]
    ids: list[Json] = [method["id"] for method, since in listed if since is None]
    return {
        "@context": [*DID_CONTEXTS, *([JWK_CONTEXT] if tokens else [])],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": ids,
    }


def _multikey(did: str, key: bytes) -> Document:
    multikey = encode_multikey(checked_public_key(key))
    return {"id": f"{did}#{multikey}", "type": "Multikey", "controller": did, "publicKeyMultibase": multikey}


def _json_web_key(did: str, jwk: Document) -> Document:
    """Controlled Identifiers 1.0 §2.2.3; the name of the key is its thumbprint."""
    return {"id": f"{did}#{jwk['kid']}", "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}
