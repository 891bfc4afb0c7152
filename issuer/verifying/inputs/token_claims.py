"""The registered claims of a token must equal the members of its credential (Open Badges 3.0 §8.2.4.1).

A program that reads only the claims and one that reads only the credential must come to the same answer.
"""

from collections.abc import Mapping

from issuer.messages import Message
from issuer.strict_json import Document, Json
from issuer.timestamps import TimestampError, read_timestamp


def claims_complaint(payload: Mapping[str, Json], document: Document) -> tuple[str, Message] | None:
    """Return code and message for the first claim that disagrees, else None."""
    for name, expected in _expected_claims(document).items():
        found = payload.get(name)
        numeric = name in ("nbf", "exp")
        if name in payload and found is None:
            return "token-claims", Message("check.proof.claim_null", claim=name)
        if numeric and not _is_number(found) and (found is not None or expected is not None):
            return (
                "token-claims",
                Message("check.proof.claim_no_number", claim=name, found=_format_claim(found)),
            )
        if found != expected:
            finding = Message(
                "check.proof.claim_differs",
                claim=name,
                found=_format_claim(found),
                expected=_format_claim(expected),
            )
            return "token-claims", finding
    if not _is_number(payload.get("iat", 0)):
        return "token-claims", Message("check.proof.iat_no_number")
    return None


def _expected_claims(document: Document) -> dict[str, Json]:
    issuer, subject = document.get("issuer"), document.get("credentialSubject")
    return {
        "iss": issuer.get("id") if isinstance(issuer, dict) else issuer,
        "jti": document.get("id"),
        "sub": subject.get("id") if isinstance(subject, dict) else None,
        "nbf": _seconds(document.get("validFrom")),
        "exp": _seconds(document.get("validUntil")),
    }


def _is_number(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _seconds(moment: Json) -> int | None:
    try:
        return int(read_timestamp(moment).timestamp()) if isinstance(moment, str) else None
    except TimestampError:
        return None


def _format_claim(value: Json) -> Message:
    return Message("claim.missing") if value is None else Message("claim.said", found=str(value)[:60])
