"""A person's badges in one signed bundle: a ClrCredential (Comprehensive Learner Record 2.0 §B.1).

Each badge keeps its signature and verifies on its own; the bundle's own proof states that they belong together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from issuer.canonical.canonicaliser import Canonicaliser
from issuer.issuing.endorsements import sign_without_template
from issuer.issuing.issue import Unissuable
from issuer.messages import Message
from issuer.openbadges.document import CONTEXTS, CREDENTIALS_V2, OPEN_BADGES_3, drop_none, profile_document
from issuer.openbadges.model import HashedEmail, IssuerProfile
from issuer.proofs.keys import Signer
from issuer.strict_json import Document, Json, StrictJsonError, parse_document
from issuer.timestamps import write_timestamp

CLR_2 = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
CLR_CONTEXTS = (CREDENTIALS_V2, CLR_2, OPEN_BADGES_3)
_CONTEXTS_OF_BADGE = re.compile(r"credentialSubject\.verifiableCredential\[\d+\]\.@context")
"""The contexts of a nested badge: the same as the record's, so they change no meaning."""
MOST_BADGES = 40
"""Badges in one bundle: more would have too many blank nodes for a verifier to canonicalise."""


@dataclass(frozen=True)
class LearnerRecord:
    """The subject of a record, and the signed badges in it. `partial`: the person has further badges."""

    id: str
    subject_id: str
    name: str
    valid_from: datetime
    hashed_email: HashedEmail | None
    badges: tuple[bytes, ...]
    partial: bool


def record_document(profile: IssuerProfile, record: LearnerRecord) -> Document:
    """Write a ClrCredential without its proof; raise `Unissuable` for badges that cannot be bundled."""
    return {
        "@context": list(CLR_CONTEXTS),
        "id": record.id,
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": record.name,
        "issuer": profile_document(profile),
        "validFrom": write_timestamp(record.valid_from),
        "partial": record.partial,
        "credentialSubject": drop_none(
            {
                "id": record.subject_id,
                "type": ["ClrSubject"],
                "identifier": [_identity(record.hashed_email)] if record.hashed_email else None,
                "verifiableCredential": _badges(record.badges),
            }
        ),
    }


def sign_record(
    record: LearnerRecord,
    profile: IssuerProfile,
    signer: Signer,
    created: datetime,
    canonicaliser: Canonicaliser,
) -> bytes:
    """Return the signed bundle as UTF-8 JSON; raise `Unissuable` otherwise."""
    document = record_document(profile, record)
    return sign_without_template(document, signer, created, canonicaliser, nested=_CONTEXTS_OF_BADGE)


def _badges(badges: Sequence[bytes]) -> list[Json]:
    if not 1 <= len(badges) <= MOST_BADGES:
        raise Unissuable((Message("problem.record_size", found=len(badges), most=MOST_BADGES),))
    read: list[Json] = []
    for badge in badges:
        try:
            document = parse_document(badge)
        except StrictJsonError as problem:
            raise Unissuable((Message("problem.record_badge", problem=problem.message),)) from None
        if document.get("@context") != list(CONTEXTS):
            raise Unissuable((Message("problem.record_contexts", expected=tuple(CONTEXTS)),))
        read.append(document)
    return read


def _identity(hashed: HashedEmail) -> Document:
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": hashed.identity_hash,
        "identityType": "emailAddress",
        "salt": hashed.salt,
    }
