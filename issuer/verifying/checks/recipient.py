"""Was this badge issued to a certain e-mail address? The check is optional."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping

from issuer.strict_json import Json
from issuer.verifying.report import RECIPIENT, CheckResult


def check_recipient(identities: Iterator[Mapping[str, Json]], email: str | None) -> CheckResult:
    """Compare an address with the recipient's identities (Open Badges 3.0 §B.1.7, IdentityObject)."""
    if email is None:
        says = (
            "Nobody asked whose badge this is. With the e-mail address it was sent to, that can be checked."
        )
        return CheckResult(RECIPIENT, None, "not-asked", says)
    compared = [
        outcome for outcome in (_matches(identity, email) for identity in identities) if outcome is not None
    ]
    if not compared:
        says = "This badge names no e-mail address that could be compared, so it does not say whose it is."
        return CheckResult(RECIPIENT, None, "no-email", says)
    if any(compared):
        return CheckResult(
            RECIPIENT, True, "ok", "This badge was issued to the e-mail address that you gave."
        )
    says = "This badge was issued to another e-mail address than the one you gave."
    return CheckResult(RECIPIENT, False, "another-recipient", says)


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
