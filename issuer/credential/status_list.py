"""BitstringStatusList: one bit for each of 131,072 credentials (Bitstring Status List v1.0).

    place = ListPlace("did:web:badges.example", "https://badges.example/status/6f1d…", "revocation", ttl=900_000)
    body = prepare_list(place, canonicaliser).publish({94_567, 12}, signer, Validity(now, later, now))

Whoever checks a badge fetches the whole list, so the issuer does not learn which badge was looked at; and a list
of this length with few bits set is some hundred bytes.
"""

import gzip
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from issuer.canonical_form import CanonicalError
from issuer.credential.canonical import Canonicaliser
from issuer.credential.document import CREDENTIALS_V2
from issuer.credential.linting import LIST_LENGTH
from issuer.credential.template import CanonicalTemplate, JsonTemplate
from issuer.credential.unissuable import Unissuable
from issuer.proofs.data_integrity import hash_for_signing, proof_options, proof_value
from issuer.proofs.keys import Signer, is_signature_of
from issuer.proofs.multibase import MultibaseError, decode_base64url, encode_base64url
from issuer.strict_json import Document
from issuer.timestamps import write_timestamp

_MOST_INFLATED = 1024 * 1024
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


class StatusListError(ValueError):
    """A list that cannot be read; the message says what was found."""


@dataclass(frozen=True)
class ListPlace:
    """Whose list, at which address, what a set bit means, and for how many milliseconds a copy may be kept."""

    issuer_id: str
    address: str
    purpose: str
    ttl: int


@dataclass(frozen=True)
class Validity:
    """When a list counts, and when it was signed. `until` is what makes a withheld newer list show."""

    since: datetime
    until: datetime
    created: datetime


@dataclass(frozen=True)
class ListTemplate:
    """One list, ready to be signed with other bits again and again. Made by `prepare_list`."""

    place: ListPlace
    _canonical: CanonicalTemplate
    _options: CanonicalTemplate
    _json: JsonTemplate

    def publish(self, set_bits: Iterable[int], signer: Signer, validity: Validity) -> bytes:
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
            raise CanonicalError("found blank nodes in a status list")
        signed = hash_for_signing(options, canonical)
        signature = signer.sign(signed)
        if not is_signature_of(signer.public_key, signature, signed):
            raise Unissuable(("the signer gave a signature that does not fit its own public key",))
        return self._json.fill({**values, **proof, "proof_value": proof_value(signature)}).encode()


def prepare_list(place: ListPlace, canonicaliser: Canonicaliser) -> ListTemplate:
    """Compile the list of one place; raise `Unissuable` if not all of it would be signed."""
    document = _document(place)
    lost = canonicaliser.lost(document)
    if lost:
        raise Unissuable(lost)
    options = proof_options(datetime(1, 1, 1, 0, 0, 3, tzinfo=UTC), _SAMPLE_PROOF["verification_method"])
    signed: Document = {**document, "proof": [{**options, "proofValue": _SAMPLE_VALUE["proof_value"]}]}
    return ListTemplate(
        place,
        CanonicalTemplate(canonicaliser.quads(document), _SAMPLE),
        CanonicalTemplate(canonicaliser.quads({**options, "@context": [CREDENTIALS_V2]}), _SAMPLE_PROOF),
        JsonTemplate(signed, {**_SAMPLE, **_SAMPLE_PROOF, **_SAMPLE_VALUE}),
    )


def encode_list(set_bits: Iterable[int]) -> str:
    """Write the bits, the first entry leftmost, compressed by gzip and as Multibase base64url (§2.2).

    The compression's level is zlib's own: the highest takes ten times as long to save a seventh.
    """
    bits = bytearray(LIST_LENGTH // 8)
    for index in set_bits:
        if not 0 <= index < LIST_LENGTH:
            raise StatusListError(f"found the index {index} where 0 to {LIST_LENGTH - 1} was expected")
        bits[index >> 3] |= 0x80 >> (index & 7)
    return "u" + encode_base64url(gzip.compress(bytes(bits), compresslevel=6, mtime=0))


def decode_list(encoded: str) -> bytes:
    """Read what `encode_list` wrote, or a longer list of somebody else, up to a mebibyte; or raise."""
    try:
        packed = decode_base64url(encoded[1:]) if encoded.startswith("u") else b""
        inflating = zlib.decompressobj(wbits=31)
        bits = inflating.decompress(packed, _MOST_INFLATED)
    except (MultibaseError, zlib.error) as problem:
        raise StatusListError(f"found a list that cannot be read ({problem})") from None
    if not inflating.eof or inflating.unused_data or len(bits) < LIST_LENGTH // 8:
        raise StatusListError(
            f"found a list of {len(bits) * 8:,} entries, cut short or too long; at least {LIST_LENGTH:,} were expected"
        )
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Tell whether the entry's bit is 1; raise `StatusListError` for an index beyond the list."""
    if not 0 <= index < len(bits) * 8:
        raise StatusListError(f"found the index {index} in a list of {len(bits) * 8:,} entries")
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))


def _document(place: ListPlace) -> Document:
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
