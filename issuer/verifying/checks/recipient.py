"""Was this badge issued to a certain e-mail address? The check is optional.

An e-mail address asks whether this person's badge holds, so another recipient makes it invalid, and a badge that
names no recipient `cannot tell`.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping

from issuer.messages import Message
from issuer.strict_json import Json
from issuer.verifying.report import RECIPIENT, CheckResult


def check_recipient(identities: Iterator[Mapping[str, Json]], email: str | None) -> CheckResult:
    """Compare an address with the recipient's identities (Open Badges 3.0 §B.1.7, IdentityObject)."""
    if email is None:
        finding = Message("check.recipient.not_asked")
        return CheckResult(RECIPIENT, None, "not-asked", finding)
    compared = [
        outcome for outcome in (_matches(identity, email) for identity in identities) if outcome is not None
    ]
    if not compared:
        finding = Message("check.recipient.no_email")
        return CheckResult(RECIPIENT, None, "no-email", finding)
    if any(compared):
        return CheckResult(RECIPIENT, True, "ok", Message("check.recipient.ok"))
    finding = Message("check.recipient.another")
    return CheckResult(RECIPIENT, False, "another-recipient", finding)


def identities_of(document: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """Yield the identities of a credential's subject; for Open Badges 2.0, its recipient in the same form."""
    subject = document.get("credentialSubject")
    if isinstance(subject, dict):
        found = subject.get("identifier", [])
        yield from (
            json for json in (found if isinstance(found, list) else [found]) if isinstance(json, dict)
        )
        if str(subject.get("id")).startswith("mailto:"):
            address = str(subject["id"]).removeprefix("mailto:")
            yield {"identityType": "emailAddress", "hashed": False, "identityHash": address}
    recipient = document.get("recipient")
    if isinstance(recipient, dict) and recipient.get("type") == "email":
        yield {**recipient, "identityType": "emailAddress", "identityHash": recipient.get("identity")}


def _matches(identity: Mapping[str, Json], email: str) -> bool | None:
    """Whether the identity is this address; None for an identity of another kind or hash."""
    said = identity.get("identityHash")
    if identity.get("identityType") != "emailAddress" or not isinstance(said, str):
        return None
    spellings = {email.strip(), email.strip().lower()}
    if not identity.get("hashed"):
        return said.strip().lower() in {spelling.lower() for spelling in spellings}
    algorithm, _, digest = said.partition("$")
    if algorithm != "sha256":
        return None
    salt = str(identity.get("salt", ""))
    hashes = [
        hashlib.sha256((spelling + salt).encode("utf-8", "surrogatepass")).hexdigest()
        for spelling in spellings
    ]
    return any(hmac.compare_digest(expected, digest.lower()) for expected in hashes if digest.isascii())
