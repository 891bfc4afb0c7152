"""Tokens (compact JWS, RFC 7515): parsed strictly here, verified later.

The algorithm follows from the kind of key, never from the header alone. The header may name the key, but nothing to
fetch from elsewhere (`jku`, `x5u`) and nothing that changes parsing (`crit`, `b64`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from issuer.canonical.nquads import control_character
from issuer.messages import Message, MessageError
from issuer.proofs.multibase import MultibaseError, decode_base64url
from issuer.strict_json import Document, Json, StrictJsonError, parse_document, show_path, walk
from issuer.timestamps import write_timestamp
from issuer.verifying.inputs.documents import MOST_DOCUMENT_BYTES

COMPACT_JWS = re.compile(rb"[\w-]+\.[\w-]+\.[\w-]*", re.ASCII)
MOST_TOKEN_CHARACTERS = 1_500_000

_HEADER_MEMBERS = frozenset({"alg", "kid", "jwk", "typ", "cty"})
_TYPES = frozenset({"jwt", "vc+jwt", "vc+ld+json+jwt"})
"""In small letters: media types are compared so (RFC 7515 §4.1.9). The last is a former name of vc+jwt."""
_CONTENT_TYPES = frozenset({"vc", "vc+ld+json"})
ALGORITHMS = frozenset({"RS256", "ES256", "ES384", "EdDSA", "Ed25519"})
_UNSIGNED = re.compile(r"none|hs[0-9]+|", re.IGNORECASE)
"""Algorithms by which anybody can sign, or whoever can verify."""
_CLAIMS = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf"})
"""Registered claims, which stand beside the credential's members (RFC 7519 §4.1, RFC 7800)."""

Complaint = tuple["bool | None", str, Message]
"""The result of a check that does not pass, its code and its message."""


class TokenError(MessageError):
    """The text is no token; the message says what was found."""


@dataclass(frozen=True)
class ParsedJws:
    """The parts of a token. `signed` are the bytes that its signature covers."""

    header: Document
    payload: Document
    signed: bytes
    signature: bytes

    @property
    def expires(self) -> str | None:
        """The moment of its claim `exp`; None if it has none that is one."""
        return _written(self.payload.get("exp"))

    @property
    def signed_at(self) -> str | None:
        """The stated moment of signing: `iat`, or else `nbf`; None if it states none."""
        return _written(self.payload.get("iat", self.payload.get("nbf")))


def read_token(text: str) -> ParsedJws:
    """Parse a compact JWS; raise `TokenError` or `StrictJsonError`. Nothing is verified here."""
    if len(text) > MOST_TOKEN_CHARACTERS:
        message = Message("found.token_size", found=len(text), most=MOST_TOKEN_CHARACTERS)
        raise TokenError(message, undecided=True)
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
        message = Message("found.token_no_json", problem=problem.message)
        raise TokenError(message, undecided=problem.undecided) from None
    _refuse_control_characters(payload)
    return ParsedJws(header, payload, f"{parts[0]}.{parts[1]}".encode(), signature)


def credential_of(token: ParsedJws) -> Document:
    """Return the credential in a token: its payload without the registered claims."""
    document = {name: value for name, value in token.payload.items() if name not in _CLAIMS}
    return document if "@context" in document else token.payload


def header_complaint(header: Mapping[str, object]) -> Complaint | None:
    """Return result, code and message for a header that we do not accept, else None."""
    odd = sorted(set(header) - _HEADER_MEMBERS)
    if odd:
        # RFC 7515 §4.1.11: what is critical and not understood makes a token invalid; other members say nothing to us
        finding = Message("check.proof.token_header", found=", ".join(odd)[:80])
        return False if "crit" in odd else None, "token-header", finding
    algorithm, kind = header.get("alg"), header.get("typ", "JWT")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        known = isinstance(algorithm, str) and not _UNSIGNED.fullmatch(algorithm)
        finding = Message("check.proof.unknown_algorithm", found=str(algorithm)[:20])
        return None if known else False, "token-algorithm", finding
    content = header.get("cty", "vc")
    for said, types in ((kind, _TYPES), (content, _CONTENT_TYPES)):
        if not isinstance(said, str) or _media_type(said) not in types:
            return False, "token-type", Message("check.proof.token_type", found=str(said)[:30])
    return _key_complaint(header)


def _key_complaint(header: Mapping[str, object]) -> Complaint | None:
    if "kid" in header and not isinstance(header["kid"], str):
        return False, "token-header", Message("check.proof.token_kid")
    if "jwk" in header and not isinstance(header["jwk"], dict):
        return False, "token-header", Message("check.proof.token_jwk")
    return None


def is_number(value: Json) -> bool:
    """Tell whether a claim is a NumericDate, which may have a fraction (RFC 7519 §2)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _media_type(said: str) -> str:
    return said.lower().removeprefix("application/")


def _written(said: Json) -> str | None:
    if not isinstance(said, int | float) or isinstance(said, bool):
        return None
    try:
        return write_timestamp(datetime.fromtimestamp(said, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _refuse_control_characters(payload: Document) -> None:
    """Refuse what an embedded proof may not cover either: text with control characters, in values and names."""
    for path, value in walk(payload):
        texts = [value] if isinstance(value, str) else list(value) if isinstance(value, dict) else []
        for text in texts:
            unseen = control_character(text)
            if unseen:
                raise TokenError(Message("found.control_character_at", found=unseen, place=show_path(path)))
