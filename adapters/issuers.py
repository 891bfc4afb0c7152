"""Who signs for an organisation: its profile, its keys, and compiled templates for its achievements.

Trial mode (no public https address): `did:key`, ids as `urn:uuid`, no picture in the credential.
Otherwise: `did:web` of the public host, ids below the public URL.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.keys import KeyStore, SealedKey
from adapters.json_ld import load_canonicaliser
from bot.awarding.model import Credential
from bot.catalogue.model import Achievement
from bot.people.places import Organisation
from issuer.credential.canonical import Canonicaliser
from issuer.credential.issuing import Template, prepare
from issuer.credential.model import Achievement as IssuedAchievement
from issuer.credential.model import IssuerProfile, Picture
from issuer.proofs.did import did_document, did_web
from issuer.proofs.keys import KeyPair, binding, seal, unseal
from issuer.proofs.multibase import decode_multikey
from issuer.strict_json import Document


@dataclass
class Issuers:
    """The issuers of one installation."""

    secret: bytes
    public_url: str
    """Without a slash at its end; a loopback address in trial mode."""
    trial: bool
    random: Callable[[int], bytes]
    canonicaliser: Canonicaliser = field(default_factory=load_canonicaliser)
    _templates: dict[tuple[UUID, str], Template] = field(default_factory=dict)
    _pairs: dict[str, KeyPair] = field(default_factory=dict)

    def key_pair(self, connection: Connection, organisation_id: UUID) -> KeyPair:
        """The pair that signs now; raises LookupError if the organisation has no key yet."""
        for sealed in KeyStore(connection).all(organisation_id):
            return self._open(sealed)
        raise LookupError(f"organisation {organisation_id} has no signing key")

    def ensure_key(self, connection: Connection, organisation_id: UUID, now: datetime) -> KeyPair:
        """The pair that signs now, made if there is none."""
        try:
            return self.key_pair(connection, organisation_id)
        except LookupError:
            pair = KeyPair.from_random(self.random(32), self._controller())
            associated = binding(str(organisation_id), pair.multikey)
            sealed = seal(pair.private_bytes, self.secret, self.random(12), associated)
            KeyStore(connection).add(SealedKey(pair.multikey, organisation_id, sealed, now))
            return pair

    def profile(self, organisation: Organisation, pair: KeyPair) -> IssuerProfile:
        """Who signs, as the credential says it."""
        return IssuerProfile(pair.controller, organisation.name, organisation.url, organisation.email)

    def template(self, organisation: Organisation, achievement: Achievement, pair: KeyPair) -> Template:
        """The compiled, linted template of one achievement version; raises `Unissuable`."""
        profile = self.profile(organisation, pair)
        key = (achievement.id, repr(profile))
        if key not in self._templates:
            issued = self.issued_achievement(achievement)
            self._templates[key] = prepare(profile, issued, self.canonicaliser, self.random(32))
        return self._templates[key]

    def issued_achievement(self, achievement: Achievement) -> IssuedAchievement:
        """An achievement as a credential shows it."""
        url = f"{self.public_url}{achievement.path}"
        return IssuedAchievement(
            id=f"urn:uuid:{achievement.id}" if self.trial else url,
            name=achievement.name,
            description=achievement.description,
            criteria=achievement.criteria,
            tags=achievement.skills,
            picture=None if self.trial else Picture(f"{url}.png"),
            version=str(achievement.version),
        )

    def credential_id(self, credential: Credential) -> str:
        """A credential's own id."""
        if self.trial:
            return f"urn:uuid:{credential.public_id}"
        return f"{self.public_url}{credential.path}"

    def did_document(self, connection: Connection, organisation_id: UUID) -> Document:
        """The document that lists the keys: one `did:key`, or every key of the `did:web`."""
        keys = KeyStore(connection).all(organisation_id)
        public = [decode_multikey(key.kid) for key in keys]
        if self.trial:
            return did_document(f"did:key:{keys[0].kid}", public[:1])
        return did_document(did_web(self.public_url), public)

    def _controller(self) -> str | None:
        return None if self.trial else did_web(self.public_url)

    def _open(self, sealed: SealedKey) -> KeyPair:
        if sealed.kid not in self._pairs:
            associated = binding(str(sealed.organisation_id), sealed.kid)
            private = unseal(sealed.sealed, self.secret, associated)
            self._pairs[sealed.kid] = KeyPair.from_random(private, self._controller())
        return self._pairs[sealed.kid]
