"""Digests of files as credentials state them: Multihash (Controlled Identifiers 1.0 §2.5) and Subresource Integrity.

stated_digest("sha384-…").fits(picture)
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from issuer.messages import Message, MessageError
from issuer.proofs.multibase import MultibaseError, decode_base58btc, decode_base64url

_MULTIHASHES = {
    b"\x12\x20": "sha256",
    b"\x20\x30": "sha384",
    b"\x13\x40": "sha512",
    b"\x16\x20": "sha3_256",
    b"\x15\x30": "sha3_384",
    b"\x14\x40": "sha3_512",
}
"""The first two bytes of a Multihash: the algorithm and the length."""
_SRI = ("sha512", "sha384", "sha256")
"""The algorithms of Subresource Integrity §3.2, the strongest first."""


class DigestError(MessageError):
    """A digest that cannot be read; undecided if it is of a kind that we do not compute."""


@dataclass(frozen=True)
class StatedDigest:
    """An algorithm, and the digests of which one must fit."""

    algorithm: str
    digests: tuple[bytes, ...]

    def fits(self, content: bytes) -> bool:
        """Tell whether this is the content."""
        found = hashlib.new(self.algorithm, content).digest()
        return any(hmac.compare_digest(found, digest) for digest in self.digests)


def multibase_digest(text: str) -> StatedDigest:
    """Read a `digestMultibase`: a Multihash in base58btc or base64url; raise `DigestError` otherwise."""
    try:
        raw = decode_base64url(text[1:]) if text.startswith("u") else decode_base58btc(text)
    except MultibaseError as problem:
        other_base = bool(text[1:]) and text[:1] not in ("z", "u") and text[:1].isalnum()
        raise DigestError(problem.message, undecided=other_base) from None
    algorithm = _MULTIHASHES.get(raw[:2])
    if algorithm is None:
        raise DigestError(Message("found.other_digest", found=text[:20]), undecided=len(raw) >= 22)
    if len(raw) - 2 != raw[1]:
        raise DigestError(Message("found.digest_size", found=len(raw) - 2, expected=raw[1]))
    return StatedDigest(algorithm, (raw[2:],))


def sri_digest(text: str) -> StatedDigest:
    """Read a `digestSRI`: of several digests those of the strongest algorithm count (§3.3.3), and one of them must fit.

    Raises `DigestError`.
    """
    found: dict[str, list[bytes]] = {}
    unknown = ""
    for part in text.split():
        algorithm, _, written = part.partition("?")[0].partition("-")
        if algorithm not in _SRI:
            unknown = unknown or part
            continue
        found.setdefault(algorithm, []).append(_from_base64(written, algorithm))
    strongest = next((algorithm for algorithm in _SRI if algorithm in found), None)
    if strongest is None:
        names_other = unknown.partition("-")[2] != ""
        raise DigestError(Message("found.other_digest", found=unknown[:20]), undecided=names_other)
    return StatedDigest(strongest, tuple(found[strongest]))


def _from_base64(written: str, algorithm: str) -> bytes:
    try:
        raw = base64.b64decode(written, validate=True)
    except ValueError:
        raise DigestError(Message("found.unreadable_digest", found=written[:20])) from None
    size = hashlib.new(algorithm).digest_size
    if len(raw) != size:
        raise DigestError(Message("found.digest_size", found=len(raw), expected=size))
    return raw
