"""Signers that go wrong."""

from dataclasses import dataclass

from issuer.proofs.keys import KeyPair
from tests.fakes.badges.badges import OTHER_KEY


@dataclass(frozen=True)
class OddSigner:
    """Shows one key and signs with another, or does not sign at all."""

    shown: KeyPair
    signature: bytes | None = None

    @property
    def verification_method(self) -> str:
        return self.shown.verification_method

    @property
    def public_key(self) -> bytes:
        return self.shown.public_key

    def sign(self, message: bytes) -> bytes:
        return OTHER_KEY.sign(message) if self.signature is None else self.signature
