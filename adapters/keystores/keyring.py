"""The signing keys of organisations: created, opened, changed, withdrawn.

Each organisation has an Ed25519 key for the proof inside its credentials, and a key for tokens beside it. The newest
key of each kind that is neither retired nor compromised signs; every other one is kept, because old badges need it.

Decision: docs/decisions/0101.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.catalogue.keys import ED25519, SigningKeyStore, StoredKey
from adapters.keystores.stores import ExternalKeyStore, ExternalSigner
from bot.domain.addresses import KEY
from issuer.messages import Message, MessageError
from issuer.proofs.did import did_web
from issuer.proofs.jwt import JwtKey
from issuer.proofs.keys import KeyPair, Signer, SignerUnavailable, decrypt_key, encrypt_key, key_binding
from issuer.proofs.multibase import decode_multikey, encode_base64url
from issuer.strict_json import Document

JWT_ALGORITHMS = ("RS256", "ES256")


class OwnSigner(Signer, Protocol):
    """A signer of ours: in memory or in a key store."""

    @property
    def controller(self) -> str:
        """The owner of the key: a DID."""

    @property
    def multikey(self) -> str:
        """The public key as `z6Mk…`, which is also its name."""


class NoSuchKey(MessageError):
    """The organisation has no key of that name; the message lists its keys."""


@dataclass
class Keyring:
    """The keys of one installation."""

    secret: bytes
    public_url: str
    trial: bool
    random: Callable[[int], bytes]
    store: ExternalKeyStore | None = None
    """The key store of labelled keys; None if none is configured."""
    _pairs: dict[str, KeyPair] = field(default_factory=dict, repr=False)
    _jwt_keys: dict[str, JwtKey] = field(default_factory=dict, repr=False)

    def signer(self, connection: Connection, organisation_id: UUID) -> OwnSigner:
        """The current signer; raises LookupError if the organisation has no key that may sign."""
        for key in self._signing(connection, organisation_id, (ED25519,)):
            return self._open(key)
        raise LookupError(
            f"organisation {organisation_id} has no signing key; make one with: laurel keys rotate"
        )

    def jwt_key(
        self, connection: Connection, organisation_id: UUID, algorithms: Iterable[str] = JWT_ALGORITHMS
    ) -> JwtKey | None:
        """The key for tokens; None if there is none, as in organisations set up before there were tokens."""
        for key in self._signing(connection, organisation_id, algorithms):
            return self.open_jwt_key(key)
        return None

    def ensure(self, connection: Connection, organisation_id: UUID, now: datetime) -> None:
        """Creates missing keys.

        RS256 is what every verifier of Open Badges must support; in trial mode the issuer is its one key, a `did:key`.
        """
        if not any(self._signing(connection, organisation_id, (ED25519,))):
            self.rotate(connection, organisation_id, now)
        if not self.trial and not any(self._signing(connection, organisation_id, JWT_ALGORITHMS)):
            self.rotate(connection, organisation_id, now, "RS256")

    def rotate(
        self, connection: Connection, organisation_id: UUID, now: datetime, algorithm: str = ED25519
    ) -> StoredKey:
        """Creates a key, which signs from now on. The one before it stays listed, and its signatures stay valid."""
        if algorithm == ED25519:
            pair = KeyPair.from_random(self.random(32), self._controller())
            kid, private, public = pair.multikey, pair.private_bytes, None
        else:
            made = JwtKey.new_rs256() if algorithm == "RS256" else JwtKey.es256_from_random(self.random(32))
            kid, private, public = made.kid, made.private_bytes, json.dumps(made.public_jwk)
        sealed = encrypt_key(private, self.secret, self.random(12), key_binding(str(organisation_id), kid))
        key = StoredKey(kid, organisation_id, sealed, now, algorithm, public)
        SigningKeyStore(connection).add(key)
        return key

    def try_key(self, label: str) -> ExternalSigner:
        """A key of the key store after a test signature; raises `SignerUnavailable` if it cannot sign."""
        signer = self._external(label)
        signer.sign(bytes(64))  # detects a key that exists and may not sign
        return signer

    def adopt(
        self, connection: Connection, organisation_id: UUID, now: datetime, signer: ExternalSigner
    ) -> StoredKey:
        """Adds a key of the key store, which signs from now on."""
        key = StoredKey(signer.multikey, organisation_id, b"", now, external=signer.label)
        SigningKeyStore(connection).add(key)
        return key

    def retire(self, connection: Connection, organisation_id: UUID, kid: str, now: datetime) -> StoredKey:
        """Retires a key: it signs no more, and its signatures stay valid."""
        key = self.find_key(connection, organisation_id, kid)
        retired = replace(key, retired_at=key.retired_at or now)
        SigningKeyStore(connection).change(retired)
        return retired

    def mark_compromised(
        self, connection: Connection, organisation_id: UUID, kid: str, since: datetime
    ) -> StoredKey:
        """Marks a key as compromised since a moment, the earliest that was named: its signatures are not trusted."""
        found = self.find_key(connection, organisation_id, kid)
        earliest = min(since, found.compromised_since or since)
        key = replace(found, compromised_since=earliest)
        SigningKeyStore(connection).change(key)
        return key

    def find_key(self, connection: Connection, organisation_id: UUID, kid: str) -> StoredKey:
        """The key of that name, or the only one whose name starts with it; raises `NoSuchKey`."""
        keys = SigningKeyStore(connection).all(organisation_id)
        found = [key for key in keys if key.kid.startswith(kid)] if kid else []
        if len(found) != 1:
            known = ", ".join(key.kid for key in keys)
            size = str(len(found))
            raise NoSuchKey(Message("shell.keys.no_such_key", size=size, found=repr(kid), known=known))
        return found[0]

    def rewrap(self, connection: Connection, new_secret: bytes) -> int:
        """Encrypts every key under another secret; returns how many. All or none: it is one transaction."""
        store, count = SigningKeyStore(connection), 0
        for key in store.of_all_organisations():
            if key.external is None:
                associated = key_binding(str(key.organisation_id), key.kid)
                private = decrypt_key(key.sealed, self.secret, associated)
                store.change(
                    replace(key, sealed=encrypt_key(private, new_secret, self.random(12), associated))
                )
                count += 1
        return count

    def public_jwk(self, key: StoredKey) -> Document:
        """The public half as one bare JWK (RFC 7517; for Ed25519 RFC 8037)."""
        if key.public:
            jwk: Document = json.loads(key.public)
            return jwk
        x = encode_base64url(decode_multikey(key.kid))
        return {"kty": "OKP", "crv": "Ed25519", "x": x, "use": "sig", "kid": key.kid}

    def jwt_address(self, key: JwtKey) -> str:
        """The address of a key for tokens, as a token's header refers to it."""
        return self.public_url + KEY.path(kid=key.kid)

    def open_jwt_key(self, key: StoredKey) -> JwtKey:
        """Decrypts a key for tokens."""
        if key.kid not in self._jwt_keys:
            self._jwt_keys[key.kid] = JwtKey(self._decrypt(key))
        return self._jwt_keys[key.kid]

    def _signing(
        self, connection: Connection, organisation_id: UUID, algorithms: Iterable[str]
    ) -> Iterable[StoredKey]:
        keys = SigningKeyStore(connection).all(organisation_id)
        return (key for key in keys if key.may_sign and key.algorithm in algorithms)

    def _open(self, key: StoredKey) -> OwnSigner:
        if key.external is not None:
            if self.store is None:
                raise SignerUnavailable(Message("shell.signer.no_module", key=repr(key.external)))
            return ExternalSigner(self.store, key.external, decode_multikey(key.kid), self._web_controller())
        if key.kid not in self._pairs:
            self._pairs[key.kid] = KeyPair.from_random(self._decrypt(key), self._controller())
        return self._pairs[key.kid]

    def _external(self, label: str) -> ExternalSigner:
        if self.store is None:
            raise SignerUnavailable(Message("shell.signer.no_store"))
        return ExternalSigner(self.store, label, self.store.public_key(label), self._web_controller())

    def _decrypt(self, key: StoredKey) -> bytes:
        return decrypt_key(key.sealed, self.secret, key_binding(str(key.organisation_id), key.kid))

    def _controller(self) -> str | None:
        return None if self.trial else did_web(self.public_url)

    def _web_controller(self) -> str:
        if self.trial:
            raise SignerUnavailable(Message("shell.signer.trial"))
        return did_web(self.public_url)
