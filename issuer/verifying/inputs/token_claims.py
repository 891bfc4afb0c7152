"""The registered claims of a token must equal the members of its credential (Open Badges 3.0 §8.2.4.1).

A program that reads only the claims and one that reads only the credential must come to the same answer.
"""

import math
from collections.abc import Mapping

from issuer.messages import Message
from issuer.strict_json import Document, Json
from issuer.timestamps import TimestampError, read_timestamp
from issuer.verifying.inputs.token import Complaint, is_number

_CODE = "token-claims"
_MOMENTS = {"nbf": "validFrom", "exp": "validUntil"}
_OPTIONAL_MOMENT = "exp"
"""Alone, it ends the validity of a credential that says no end itself (§8.2.4.4)."""
_MICROSECOND = 2e-6


def claims_complaint(payload: Mapping[str, Json], document: Document, kind: str) -> Complaint | None:
    """Return result, code and message for the first claim that disagrees, else None.

    A badge must have the claims; any other credential may leave them out (VC-JOSE-COSE §3.1.2).
    """
    required = kind != "StatusListCredential"
    for name, expected in _expected_claims(document).items():
        if name in payload and payload[name] is None:
            return False, _CODE, Message("check.proof.claim_null", claim=name)
        if name not in payload and (not required or expected is None):
            continue
        complaint = _text_complaint(name, payload.get(name), expected)
        if complaint:
            return complaint
    for name, member in _MOMENTS.items():
        if name in payload or (required and member in document):
            complaint = _moment_complaint(name, payload.get(name), document.get(member))
            if complaint:
                return complaint
    if not is_number(payload.get("iat", 0)):
        return False, _CODE, Message("check.proof.iat_no_number")
    return _audience_complaint(payload.get("aud", []))


def _expected_claims(document: Document) -> dict[str, Json]:
    issuer, subject = document.get("issuer"), document.get("credentialSubject")
    return {
        "iss": issuer.get("id") if isinstance(issuer, dict) else issuer,
        "jti": document.get("id"),
        "sub": subject.get("id") if isinstance(subject, dict) else None,
    }


def _text_complaint(name: str, found: Json, expected: Json) -> Complaint | None:
    return None if found == expected else _differs(name, found, expected)


def _moment_complaint(name: str, found: Json, member: Json) -> Complaint | None:
    if name == _OPTIONAL_MOMENT and member is None and is_number(found):
        return None
    if not isinstance(found, int | float) or isinstance(found, bool):
        finding = Message("check.proof.claim_no_number", claim=name, found=_format_claim(found))
        return False, _CODE, finding
    expected = _seconds(member)
    if expected is None or not (abs(found - expected) < _MICROSECOND or found == math.floor(expected)):
        return _differs(name, found, member)
    return None


def _differs(name: str, found: Json, expected: Json) -> Complaint:
    texts = (_format_claim(found), _format_claim(expected))
    finding = Message("check.proof.claim_differs", claim=name, found=texts[0], expected=texts[1])
    return False, _CODE, finding


def _audience_complaint(said: Json) -> Complaint | None:
    """Refuse an audience that is neither a text nor texts (RFC 7519 §4.1.3). A badge is for everybody to verify."""
    texts = said if isinstance(said, list) else [said]
    fits = all(isinstance(json, str) for json in texts)
    return None if fits else (False, _CODE, Message("check.proof.audience"))


def _seconds(moment: Json) -> float | None:
    try:
        return read_timestamp(moment).timestamp() if isinstance(moment, str) else None
    except TimestampError:
        return None


def _format_claim(value: Json) -> Message:
    return Message("claim.missing") if value is None else Message("claim.said", found=str(value)[:60])
