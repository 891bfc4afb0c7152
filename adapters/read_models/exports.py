"""Exports: files signed at the moment their earner downloads them, and stored nowhere.

Each is requested by a private link, so its content is the earner's own to show.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from adapters.database.engine.engine import Database
from adapters.keystores.issuers import Issuers
from adapters.web.addresses import addresses
from adapters.web.ports import ShownCredential, ShownRecord
from bot.context.ids import IdGenerator
from issuer.issuing.learner_record import LearnerRecord, sign_record
from issuer.openbadges.model import hash_email
from issuer.openbadges.ob2 import NotExportable, signed_assertion
from issuer.strict_json import parse_document


@dataclass(frozen=True)
class Exports:
    """See `adapters.web.ports.ExportFiles`."""

    database: Database
    issuers: Issuers
    ids: IdGenerator
    now: Callable[[], datetime]

    async def ob2_assertion(self, shown: ShownCredential) -> bytes | None:
        """The badge as a signed Open Badges 2.0 assertion; None in trial mode, and without an address or RS256 key."""
        if self.issuers.trial or shown.document is None:
            return None
        scope, document = shown.organisation.id, parse_document(shown.document)
        key = await self.database.in_read(
            lambda connection: self.issuers.keyring.jwt_key(connection, scope, ("RS256",)), scope
        )
        if key is None:
            return None
        url = self.issuers.public_url
        places = addresses(url, shown.achievement.path, shown.credential.path, key.kid)
        try:
            return signed_assertion(document, places, key).encode()
        except NotExportable:
            return None

    async def record(self, shown: ShownRecord) -> bytes:
        """All badges as one Comprehensive Learner Record. Raises `Unissuable`, or `SignerUnavailable`."""
        organisation, now = shown.organisation, self.now()
        email = shown.recipient.email if organisation.recipient_email == "hashed" else None
        record = LearnerRecord(
            f"urn:uuid:{self.ids.public_id()}",
            f"urn:uuid:{self.ids.public_id()}",
            f"Badges from {organisation.name}",
            now,
            hash_email(email, self.ids.token()) if email else None,
            shown.documents,
            partial=shown.more,
        )

        def sign(connection: Connection) -> bytes:
            signer = self.issuers.key_pair(connection, organisation.id)
            profile = self.issuers.profile(organisation, signer)
            return sign_record(record, profile, signer, now, self.issuers.canonicaliser)

        return await self.database.in_read(sign, organisation.id)
