"""The keys, lists and pause of one organisation in the database, for use cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.catalogue.keys import ED25519, StoredKey
from adapters.database.credentials.credentials import CredentialStore
from adapters.database.credentials.status_lists import StatusStore
from adapters.database.queue.issuing_pause import IssuingPauseStore
from adapters.keystores.keyring import Keyring
from adapters.keystores.stores import ExternalSigner
from bot.domain.issuing.ports import IssuerKey


@dataclass(frozen=True)
class DatabaseIssuingControls:
    """See `bot.domain.issuing.ports.IssuingControls`."""

    connection: Connection
    keyring: Keyring
    organisation_id: UUID
    external: ExternalSigner | None = None
    """A key of the key store to rotate to, tried before any lock: it may hang."""

    def rotate(self, algorithm: str, now: datetime) -> IssuerKey:
        """Creates a key, or adopts the one of the key store."""
        if self.external is not None:
            return _key(self.keyring.adopt(self.connection, self.organisation_id, now, self.external))
        return _key(self.keyring.rotate(self.connection, self.organisation_id, now, algorithm))

    def retire(self, kid: str, now: datetime) -> IssuerKey:
        """Retires a key; raises `NoSuchKey`."""
        return _key(self.keyring.retire(self.connection, self.organisation_id, kid, now))

    def withdraw(self, kid: str, since: datetime) -> IssuerKey:
        """Marks a key as compromised; raises `NoSuchKey`."""
        return _key(self.keyring.mark_compromised(self.connection, self.organisation_id, kid, since))

    def ensure(self, now: datetime) -> None:
        """Creates missing keys."""
        self.keyring.ensure(self.connection, self.organisation_id, now)

    def signed_with(self, kid: str) -> Sequence[UUID]:
        """The credentials whose document the key signed."""
        return CredentialStore(self.connection).signed_with(self.organisation_id, kid)

    def lists(self) -> Sequence[UUID]:
        """Every status list."""
        return StatusStore(self.connection).of_organisation(self.organisation_id)

    def stop(self, reason: str, now: datetime) -> None:
        """Pauses issuing."""
        IssuingPauseStore(self.connection).stop(self.organisation_id, reason, now)

    def start(self) -> None:
        """Resumes issuing."""
        IssuingPauseStore(self.connection).start(self.organisation_id)


def _key(key: StoredKey) -> IssuerKey:
    return IssuerKey(key.kid, key.algorithm, key.algorithm == ED25519)
