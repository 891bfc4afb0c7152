"""BitstringStatusList: one bit for each of 131,072 credentials (Bitstring Status List v1.0).

    place = StatusListPlace("did:web:badges.example", "https://badges.example/status/6f1d…", "revocation", ttl=900_000)
    body = prepare_list(place, canonicaliser).publish({94_567, 12}, signer, StatusListValidity(now, later, now))

A verifier fetches the whole list, so the issuer does not learn which badge is verified; and a list of this length
with few bits set has some hundred bytes.

A credential has one status entry: 1EdTech's schema refuses an array, so an achievement's badges can be revoked or
suspended, not both. A list is closed at nine tenths, because random free places in a fuller one take ever more tries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from issuer.canonical.canonical_form import CanonicalError
from issuer.canonical.canonicaliser import Canonicaliser
from issuer.canonical.template import CanonicalTemplate, JsonTemplate
from issuer.issuing.issue import Unissuable
from issuer.messages import Message
from issuer.openbadges.document import CREDENTIALS_V2
from issuer.proofs.bitstring import encode_list
from issuer.proofs.data_integrity import hash_for_signing, proof_options, proof_value
from issuer.proofs.keys import Signer, is_signature_of
from issuer.strict_json import Document
from issuer.timestamps import write_timestamp

_SAMPLE = {
    "valid_from": "0001-01-01T00:00:01Z",
    "valid_until": "9999-01-01T00:00:04Z",
    "encoded_list": "uLaurelOpenList",
}
_SAMPLE_PROOF = {
    "created": "0001-01-01T00:00:03Z",
    "verification_method": "https://laurel-open.invalid/method",
}
_SAMPLE_VALUE = {"proof_value": "laurel-open-proof-value"}


@dataclass(frozen=True)
class StatusListPlace:
    """The issuer and address of a list, the meaning of a set bit, and the milliseconds that a copy may be cached."""

    issuer_id: str
    address: str
    purpose: str
    ttl: int


@dataclass(frozen=True)
class StatusListValidity:
    """The validity of a list, and the moment of its signature. `until` reveals that a newer list is withheld."""

    since: datetime
    until: datetime
    created: datetime


@dataclass(frozen=True)
class StatusListTemplate:
    """One list, compiled to be signed again for each change of bits. Made by `prepare_list`."""

    place: StatusListPlace
    _canonical: CanonicalTemplate
    _options: CanonicalTemplate
    _json: JsonTemplate

    def publish(self, set_bits: Iterable[int], signer: Signer, validity: StatusListValidity) -> bytes:
        """Return the signed list as UTF-8 JSON, its signature checked; raise `Unissuable` otherwise."""
        values = {
            "valid_from": write_timestamp(validity.since),
            "valid_until": write_timestamp(validity.until),
            "encoded_list": encode_list(set_bits),
        }
        proof = {
            "created": write_timestamp(validity.created),
            "verification_method": signer.verification_method,
        }
        canonical, options = self._canonical.fill(values), self._options.fill(proof)
        if canonical is None or options is None:  # neither has more than one blank node
            raise CanonicalError(Message("found.list_blank_nodes"))
        signed = hash_for_signing(options, canonical)
        signature = signer.sign(signed)
        if not is_signature_of(signer.public_key, signature, signed):
            raise Unissuable((Message("problem.bad_signature"),))
        return self._json.fill({**values, **proof, "proof_value": proof_value(signature)}).encode()


def prepare_list(place: StatusListPlace, canonicaliser: Canonicaliser) -> StatusListTemplate:
    """Compile the list of one place; raise `Unissuable` if the signature would not cover all of it."""
    document = _document(place)
    lost = canonicaliser.unsigned_members(document)
    if lost:
        raise Unissuable(lost)
    options = proof_options(datetime(1, 1, 1, 0, 0, 3, tzinfo=UTC), _SAMPLE_PROOF["verification_method"])
    signed: Document = {**document, "proof": [{**options, "proofValue": _SAMPLE_VALUE["proof_value"]}]}
    return StatusListTemplate(
        place,
        CanonicalTemplate(canonicaliser.quads(document), _SAMPLE),
        CanonicalTemplate(canonicaliser.quads({**options, "@context": [CREDENTIALS_V2]}), _SAMPLE_PROOF),
        JsonTemplate(signed, {**_SAMPLE, **_SAMPLE_PROOF, **_SAMPLE_VALUE}),
    )


def _document(place: StatusListPlace) -> Document:
    return {
        "@context": [CREDENTIALS_V2],
        "id": place.address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": place.issuer_id,
        "validFrom": _SAMPLE["valid_from"],
        "validUntil": _SAMPLE["valid_until"],
        "credentialSubject": {
            "id": f"{place.address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": place.purpose,
            "ttl": place.ttl,
            "encodedList": _SAMPLE["encoded_list"],
        },
    }
