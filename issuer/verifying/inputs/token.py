"""Tokens (compact JWS, RFC 7515): parsed strictly here, verified later.

The algorithm follows from the kind of key, never from the header alone. The header may name the key, but nothing to
fetch from elsewhere (`jku`, `x5u`) and nothing that changes parsing (`crit`, `b64`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from issuer.messages import Message, MessageError
from issuer.proofs.multibase import MultibaseError, decode_base64url
from issuer.strict_json import Document, StrictJsonError, parse_document
from issuer.verifying.inputs.documents import MOST_DOCUMENT_BYTES

COMPACT_JWS = re.compile(rb"[\w-]+\.[\w-]+\.[\w-]*", re.ASCII)
MOST_TOKEN_CHARACTERS = 1_500_000

_HEADER_MEMBERS = frozenset({"alg", "kid", "jwk", "typ"})
_TYPES = frozenset({"JWT", "vc+jwt"})
ALGORITHMS = frozenset({"RS256", "ES256", "EdDSA", "Ed25519"})


class TokenError(MessageError):
    """The text is no token; the message says what was found."""


@dataclass(frozen=True)
class ParsedJws:
    """The parts of a token. `signed` are the bytes that its signature covers."""

    header: Document
    payload: Document
    signed: bytes
    signature: bytes


def read_token(text: str) -> ParsedJws:
    """Parse a compact JWS; raise `TokenError` or `StrictJsonError`. Nothing is verified here."""
    if len(text) > MOST_TOKEN_CHARACTERS:
        raise TokenError(Message("found.token_size", found=len(text), most=MOST_TOKEN_CHARACTERS))
    parts = text.split(".")
    if len(parts) != 3:
        raise TokenError(Message("found.token_parts", count=len(parts)))
    try:
        header = parse_document(decode_base64url(parts[0]))
        payload = parse_document(decode_base64url(parts[1]), MOST_DOCUMENT_BYTES)
        signature = decode_base64url(parts[2])
    except MultibaseError as problem:
        raise TokenError(Message("found.unreadable_token", problem=problem.message)) from None
    except StrictJsonError as problem:
        raise TokenError(Message("found.token_no_json", problem=problem.message)) from None
    return ParsedJws(header, payload, f"{parts[0]}.{parts[1]}".encode(), signature)


def header_complaint(header: Mapping[str, object]) -> tuple[str, Message] | None:
    """Return code and message for a header that we do not accept, else None."""
    odd = sorted(set(header) - _HEADER_MEMBERS)
    if odd:
        return "token-header", Message("check.proof.token_header", found=", ".join(odd)[:80])
    algorithm, kind = header.get("alg"), header.get("typ", "JWT")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        found = str(algorithm)[:20]
        return "token-algorithm", Message("check.proof.unknown_algorithm", found=found)
    if not isinstance(kind, str) or kind not in _TYPES:
        return "token-type", Message("check.proof.token_type", found=str(kind)[:30])
    if "kid" in header and not isinstance(header["kid"], str):
        return "token-header", Message("check.proof.token_kid")
    if "jwk" in header and not isinstance(header["jwk"], dict):
        return "token-header", Message("check.proof.token_jwk")
    return None
