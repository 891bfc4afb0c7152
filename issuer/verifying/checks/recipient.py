"""Was this badge issued to a certain e-mail address? The check is optional.

An e-mail address asks whether this person's badge holds, so another recipient makes it invalid, and a badge that
names no recipient `cannot tell`.

A hash covers an address as somebody wrote it then. So the usual spellings of the given one are tried; another
spelling cannot be told from another person, and the message says so.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator, Mapping
from email.utils import parseaddr

from issuer.messages import Message
from issuer.strict_json import Json
from issuer.verifying.report import RECIPIENT, CheckResult

_ALGORITHMS = {"sha256": hashlib.sha256, "md5": hashlib.md5}
"""Of an IdentityHash (Open Badges 2.0 "IdentityHash", 3.0 §B.4.4). MD5 is weak, but here it only hides an address."""


def check_recipient(identities: Iterator[Mapping[str, Json]], email: str | None) -> CheckResult:
    """Compare an address with the recipient's identities (Open Badges 3.0 §B.1.7, IdentityObject)."""
    if email is None:
        finding = Message("check.recipient.not_asked")
        return CheckResult(RECIPIENT, None, "not-asked", finding)
    outcomes = [(_matches(identity, email), identity) for identity in identities]
    compared = [(outcome, identity) for outcome, identity in outcomes if outcome is not None]
    if not compared:
        finding = Message("check.recipient.no_email")
        return CheckResult(RECIPIENT, None, "no-email", finding)
    if any(outcome for outcome, _ in compared):
        return CheckResult(RECIPIENT, True, "ok", Message("check.recipient.ok"))
    hashed = any(identity.get("hashed") for _, identity in compared)
    finding = Message("check.recipient.another_hashed" if hashed else "check.recipient.another")
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


def is_same_recipient(first: Json, second: Json) -> bool:
    """Tell whether two recipients of Open Badges 2.0 are the same; either may be given as a hash."""
    if not isinstance(first, dict) or not isinstance(second, dict) or first.get("type") != second.get("type"):
        return False
    said = [str(recipient.get("identity")) for recipient in (first, second)]
    hashed = [recipient.get("hashed") is True for recipient in (first, second)]
    if hashed[0] == hashed[1]:
        salts = [recipient.get("salt", "") if hashed[0] else "" for recipient in (first, second)]
        return said[0].lower() == said[1].lower() and salts[0] == salts[1]
    [address] = [text for text, is_hash in zip(said, hashed, strict=True) if not is_hash]
    return any(
        _matches(
            {**recipient, "identityType": "emailAddress", "identityHash": recipient.get("identity")}, address
        )
        for recipient in (first, second)
        if recipient.get("hashed") is True
    )


def _matches(identity: Mapping[str, Json], email: str) -> bool | None:
    """Whether the identity is this address; None for an identity of another kind or hash."""
    said = identity.get("identityHash")
    if identity.get("identityType") != "emailAddress" or not isinstance(said, str):
        return None
    if not identity.get("hashed"):
        return _folded(_bare(said)) == _folded(_bare(email))
    name, _, digest = said.partition("$")
    algorithm = _ALGORITHMS.get(name.lower())
    if algorithm is None:
        return None
    salt = str(identity.get("salt", ""))
    hashes = [
        algorithm((spelling + salt).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
        for spelling in _spellings(_bare(email))
    ]
    return any(hmac.compare_digest(expected, digest.lower()) for expected in hashes if digest.isascii())


def _bare(email: str) -> str:
    """The address alone, of `Ana Ruiz <ana@example.org>` or `mailto:ana@example.org`."""
    text = email.strip().removeprefix("mailto:")
    return (parseaddr(text)[1] or text) if "<" in text else text


def _spellings(email: str) -> list[str]:
    """An address as people and phones write it: as it is, in small letters, with a capital at its beginning."""
    cases = (email, email.lower(), email.capitalize(), email[:1].upper() + email[1:], email.upper())
    forms = (unicodedata.normalize(form, text) for text in cases for form in ("NFC", "NFD"))
    return list(dict.fromkeys((*cases, *forms)))


def _folded(email: str) -> str:
    return unicodedata.normalize("NFC", email.strip()).casefold()
