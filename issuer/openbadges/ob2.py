"""Exports Open Badges 3.0 credentials as Open Badges 2.0 (2018), for older backpacks.

    addresses = OpenBadges2Addresses(assertion, badge_class, issuer, key, revocations)
    assertion(credential, addresses)               # hosted: trusted because our own address serves it
    signed_assertion(credential, addresses, key)   # a compact JWS, RS256

Hosted and signed are the two ways of verification of Open Badges 2.0 ("Verification" in its specification).

A signed Open Badges 2.0 file can only be revoked by an open list of ids, so the list names every revoked badge by a
UUID that only its own copies hold, and gives no reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from issuer.proofs.jwt import JwtKey, public_pem, sign_compact
from issuer.strict_json import Document, Json, compact_json

OPEN_BADGES_2 = "https://w3id.org/openbadges/v2"


class NotExportable(ValueError):
    """A credential that Open Badges 2.0 cannot express; the message says what it lacks."""


@dataclass(frozen=True)
class OpenBadges2Addresses:
    """The https addresses of the Open Badges 2.0 documents."""

    assertion: str
    badge_class: str
    issuer: str
    key: str
    revocations: str


def hosted_assertion(credential: Mapping[str, Json], addresses: OpenBadges2Addresses) -> Document:
    """Write the Assertion that `addresses.assertion` serves."""
    return {**_assertion(credential, addresses), "verification": {"type": "HostedBadge"}}


def signed_assertion(credential: Mapping[str, Json], addresses: OpenBadges2Addresses, key: JwtKey) -> str:
    """Write the Assertion as a compact JWS. Its id is a URN: signed badges are not fetched by address."""
    said = _assertion(credential, addresses)
    said |= {
        "id": _assertion_urn(said["id"]),
        "verification": {"type": "SignedBadge", "creator": addresses.key},
    }
    if key.algorithm != "RS256":
        raise NotExportable(f"found a key for {key.algorithm}; Open Badges 2.0 is signed with RS256")
    return sign_compact({"alg": "RS256"}, compact_json(said).encode(), key)


def badge_class(achievement: Mapping[str, Json], addresses: OpenBadges2Addresses) -> Document:
    """Write the BadgeClass of an Achievement."""
    picture = achievement.get("image")
    if not isinstance(picture, dict):
        raise NotExportable("found an achievement without a picture, which Open Badges 2.0 requires")
    criteria = cast(Document, achievement["criteria"])
    tags, alignments = achievement.get("tag"), cast(list[Document], achievement.get("alignment", []))
    said: Document = {
        "@context": OPEN_BADGES_2,
        "type": "BadgeClass",
        "id": addresses.badge_class,
        "name": achievement["name"],
        "description": achievement["description"],
        "image": picture["id"],
        "criteria": {name: value for name, value in criteria.items() if name in ("id", "narrative")},
        "issuer": addresses.issuer,
    }
    if tags:
        said["tags"] = tags
    if alignments:
        said["alignment"] = [
            {k: v for k, v in document.items() if k in _ALIGNMENT_MEMBERS} for document in alignments
        ]
    return said


def issuer_profile(
    issuer: Mapping[str, Json], addresses: OpenBadges2Addresses, keys: Sequence[str] = ()
) -> Document:
    """Write the issuer's Profile, with its revocation list and its key.

    `keys` are the addresses of its keys; if empty, `addresses.key`.
    """
    listed: list[Json] = list(keys) or [addresses.key]
    said: Document = {
        "@context": OPEN_BADGES_2,
        "type": "Issuer",
        "id": addresses.issuer,
        "name": issuer["name"],
        "publicKey": listed[0] if len(listed) == 1 else listed,
        "revocationList": addresses.revocations,
    }
    members = ("url", "email", "description")
    said |= {name: issuer[name] for name in members if name in issuer}
    # 2.0 requires a web address and an e-mail address, 3.0 neither
    said.setdefault("url", addresses.issuer)
    return said


def cryptographic_key(jwk: Mapping[str, Json], addresses: OpenBadges2Addresses) -> Document:
    """Write the CryptographicKey that signed assertions name as their creator."""
    return {
        "@context": OPEN_BADGES_2,
        "type": "CryptographicKey",
        "id": addresses.key,
        "owner": addresses.issuer,
        "publicKeyPem": public_pem(jwk),
    }


def ob2_revocation_list(ids: Mapping[str, str | None], addresses: OpenBadges2Addresses) -> Document:
    """Write the RevocationList: reasons (or None) by the hosted address of each revoked assertion."""
    entries: list[Json] = []
    for assertion_id, reason in ids.items():
        entry: Document = {"id": _assertion_urn(assertion_id)}
        entries.append({**entry, "revocationReason": reason} if reason else entry)
    return {
        "@context": OPEN_BADGES_2,
        "type": "RevocationList",
        "id": addresses.revocations,
        "issuer": addresses.issuer,
        "revokedAssertions": entries,
    }


_ALIGNMENT_MEMBERS = ("targetName", "targetUrl", "targetDescription", "targetFramework", "targetCode")


def _assertion(credential: Mapping[str, Json], addresses: OpenBadges2Addresses) -> Document:
    subject = cast(Document, credential["credentialSubject"])
    said: Document = {
        "@context": OPEN_BADGES_2,
        "type": "Assertion",
        "id": addresses.assertion,
        "recipient": _recipient(subject),
        "badge": addresses.badge_class,
        "issuedOn": credential.get("awardedDate") or credential["validFrom"],
    }
    if "validUntil" in credential:
        said["expires"] = credential["validUntil"]
    evidence = [_evidence(document) for document in cast(list[Document], credential.get("evidence", []))]
    if evidence:
        said["evidence"] = list(evidence)
    return said


def _recipient(subject: Document) -> Document:
    for identity in cast(list[Document], subject.get("identifier", [])):
        if identity.get("hashed") and identity.get("identityType") == "emailAddress":
            return {
                "type": "email",
                "hashed": True,
                "identity": identity["identityHash"],
                "salt": identity["salt"],
            }
    raise NotExportable(
        "found a credential without a hashed e-mail, by which Open Badges 2.0 knows its recipient"
    )


def _evidence(document: Document) -> Document:
    members = ("id", "name", "narrative", "description", "genre", "audience")
    return {name: document[name] for name in members if name in document}


def _assertion_urn(address: Json) -> str:
    """Return the id of a signed assertion: the UUID at the end of its hosted address."""
    return f"urn:uuid:{str(address).rpartition('/')[2].partition('.')[0]}"
