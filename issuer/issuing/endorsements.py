"""EndorsementCredentials: an issuer endorses a person's badge, an achievement or another issuer (§B.1.6).

    signed = endorse(Endorsement(id, about, comment, moment), profile, signer, created, canonicaliser)

A manager's recommendation endorses one credential; an outside body endorses an achievement or its issuer. They are
few, so each is canonicalised in full, without a template.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from issuer.canonical.canonical_form import CanonicalError
from issuer.canonical.canonicaliser import Canonicaliser
from issuer.canonical.nquads import control_character, is_absolute_iri
from issuer.issuing.issue import Unissuable
from issuer.messages import Message
from issuer.openbadges.document import CONTEXTS, drop_none, profile_document
from issuer.openbadges.model import IssuerProfile
from issuer.proofs.data_integrity import add_proof, verify_proof
from issuer.proofs.keys import Signer
from issuer.strict_json import Document, compact_json
from issuer.timestamps import write_timestamp


@dataclass(frozen=True)
class Endorsement:
    """The text of an endorsement and its subject. `about` is the id of a credential, achievement or profile."""

    id: str
    about: str
    comment: str
    valid_from: datetime
    valid_until: datetime | None = None
    name: str = "Endorsement"


def endorsement_document(profile: IssuerProfile, endorsement: Endorsement) -> Document:
    """Write an EndorsementCredential without its proof."""
    until = endorsement.valid_until
    return drop_none(
        {
            "@context": list(CONTEXTS),
            "id": endorsement.id,
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": endorsement.name,
            "issuer": profile_document(profile),
            "validFrom": write_timestamp(endorsement.valid_from),
            "validUntil": write_timestamp(until) if until else None,
            "credentialSubject": {
                "id": endorsement.about,
                "type": ["EndorsementSubject"],
                "endorsementComment": endorsement.comment,
            },
        }
    )


def endorse(
    endorsement: Endorsement,
    profile: IssuerProfile,
    signer: Signer,
    created: datetime,
    canonicaliser: Canonicaliser,
) -> bytes:
    """Return the signed endorsement as UTF-8 JSON, its signature checked; raise `Unissuable` otherwise."""
    problems = _problems(endorsement)
    if problems:
        raise Unissuable(problems)
    document = endorsement_document(profile, endorsement)
    return sign_without_template(document, signer, created, canonicaliser)


def sign_without_template(
    document: Document,
    signer: Signer,
    created: datetime,
    canonicaliser: Canonicaliser,
    nested: re.Pattern[str] | None = None,
) -> bytes:
    """Sign a document without a template: check that all is covered, sign, check; raise `Unissuable` otherwise.

    `nested` matches the paths where a nested signed document may have its own contexts.
    """
    issuer = document.get("issuer")
    issuer_id = issuer.get("id") if isinstance(issuer, dict) else issuer
    if signer.verification_method.partition("#")[0] != issuer_id:
        raise Unissuable(
            (Message("problem.signer_of_another", found=signer.verification_method, expected=str(issuer_id)),)
        )
    try:
        lost = tuple(
            unsigned_member
            for unsigned_member in canonicaliser.unsigned_members(document)
            if not (nested and nested.fullmatch(str(unsigned_member.facts["place"])))
        )
        if lost:
            raise Unissuable(lost)
        signed = add_proof(document, signer, created, canonicaliser)
        genuine = verify_proof(signed, signer.public_key, canonicaliser)
    except CanonicalError as problem:
        raise Unissuable((problem.message,)) from problem
    if not genuine:
        raise Unissuable((Message("problem.bad_signature"),))
    return compact_json(signed).encode()


def _problems(endorsement: Endorsement) -> tuple[Message, ...]:
    found = []
    ids = (("place.endorsement_id", endorsement.id), ("place.what_is_endorsed", endorsement.about))
    for place, value in ids:
        if not is_absolute_iri(value):
            found.append(_at(place, Message("found.no_absolute_id", found=value[:80])))
    if not endorsement.comment.strip():
        found.append(_at("place.endorsement_comment", Message("found.nothing")))
    unseen = control_character(endorsement.comment)
    if unseen:
        found.append(_at("place.endorsement_comment", Message("found.control_character", found=unseen)))
    if endorsement.valid_until and endorsement.valid_until <= endorsement.valid_from:
        found.append(_at("place.valid_until", Message("found.not_after")))
    return tuple(found)


def _at(place: str, problem: Message) -> Message:
    return Message("problem.at", place=Message(place), problem=problem)
