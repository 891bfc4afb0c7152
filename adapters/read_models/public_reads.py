"""The read model of the public pages, from the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.catalogue.keys import SigningKeyStore, StoredKey
from adapters.database.credentials.credentials import CredentialStore
from adapters.database.credentials.status_lists import StatusStore
from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore
from adapters.database.schema import SchemaState, schema_state
from adapters.database.unit_of_work import store_of
from adapters.keystores.issuers import Issuers
from adapters.web.addresses import addresses
from adapters.web.ports import ShownAchievement, ShownCredential, ShownKey, ShownRecord
from adapters.worker.status_lists import StatusLists
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.organisations import Organisation
from bot.domain.sharing.rules import consent
from bot.use_cases.credentials.giving import load_giving
from issuer.issuing.learner_record import MOST_BADGES
from issuer.openbadges.ob2 import cryptographic_key
from issuer.strict_json import Document


@dataclass(frozen=True)
class PublicReadModel:
    """See `adapters.web.ports.PublicReads`: what one organisation publishes, at its own path of the site."""

    database: Database
    issuers: Issuers
    lists: StatusLists
    organisation: Organisation

    async def achievement(self, slug: str, version: int) -> ShownAchievement | None:
        """That version, retired or not."""

        def look(connection: Connection) -> ShownAchievement | None:
            found = CatalogueStore(connection).version(self.organisation.id, slug, version)
            organisation = PeopleStore(connection).organisation(self.organisation.id)
            return ShownAchievement(found, organisation) if found else None

        return await self.database.in_read(look, self.organisation.id)

    async def achievement_by_id(self, achievement_id: UUID) -> ShownAchievement | None:
        """The version of that id, retired or not."""

        def look(connection: Connection) -> ShownAchievement | None:
            found = CatalogueStore(connection).several([achievement_id]).get(achievement_id)
            ours = found is not None and found.organisation_id == self.organisation.id
            organisation = PeopleStore(connection).organisation(self.organisation.id)
            return ShownAchievement(found, organisation) if found and ours else None

        return await self.database.in_read(look, self.organisation.id)

    async def achievements(self) -> Sequence[ShownAchievement]:
        """What can be earned now, by everyone."""

        def look(connection: Connection) -> Sequence[ShownAchievement]:
            organisation = PeopleStore(connection).organisation(self.organisation.id)
            current = CatalogueStore(connection).current(self.organisation.id)
            return [
                ShownAchievement(achievement, organisation)
                for achievement in current
                if not achievement.rules.pilot
            ]

        return await self.database.in_read(look, self.organisation.id)

    async def credential(self, public_id: UUID) -> ShownCredential | None:
        """The credential of this public id."""
        return await self._credential(public_id, lambda _: True)

    async def public_credential(self, public_id: UUID) -> ShownCredential | None:
        """The same if it is or was shared by link.

        Nothing more is read of any other, so that the time of an answer does not tell whether there is one.
        """
        return await self._credential(public_id, lambda found: consent(found).by_link or found.was_shared)

    async def _credential(
        self, public_id: UUID, wanted: Callable[[Credential], bool]
    ) -> ShownCredential | None:
        def look(connection: Connection) -> ShownCredential | None:
            found = CredentialStore(connection).by_public_id(public_id)
            if found is None or found.organisation_id != self.organisation.id or not wanted(found):
                return None
            return _load_credential(connection, found.id)

        return await self.database.in_read(look, self.organisation.id)

    async def peek_download(self, token_hash: str, now: datetime) -> ShownCredential | None:
        """The credential that a link opens; changes nothing."""

        def look(connection: Connection) -> ShownCredential | None:
            found = CredentialStore(connection).peek_link(token_hash, now)
            return _load_credential(connection, found) if found else None

        return await self.database.in_read(look, self.organisation.id)

    async def take_download(
        self, token_hash: str, now: datetime, further_hash: str
    ) -> ShownCredential | None:
        """The credential that a link opens, once; a further link takes its place."""

        def take(connection: Connection) -> ShownCredential | None:
            found = CredentialStore(connection).take_link(token_hash, now, further_hash)
            return _load_credential(connection, found) if found else None

        return await self.database.in_write(take, self.organisation.id)

    async def peek_record(self, token_hash: str, now: datetime) -> ShownRecord | None:
        """The record that a link opens; changes nothing."""

        def look(connection: Connection) -> ShownRecord | None:
            found = CredentialStore(connection).peek_record_link(token_hash, now)
            return _load_record(connection, found) if found else None

        return await self.database.in_read(look, self.organisation.id)

    async def take_record(self, token_hash: str, now: datetime) -> ShownRecord | None:
        """The record that a link opens, once."""

        def take(connection: Connection) -> ShownRecord | None:
            found = CredentialStore(connection).take_record_link(token_hash, now)
            return _load_record(connection, found) if found else None

        return await self.database.in_write(take, self.organisation.id)

    async def did_document(self) -> Document | None:
        """The `did:web` document; None in trial mode, where the key is its own document."""
        if self.issuers.trial:
            return None
        return await self.database.in_read(
            lambda connection: self.issuers.did_document(connection, self.organisation.id),
            self.organisation.id,
        )

    async def key(self, kid: str) -> ShownKey | None:
        """The public key of that name; None too if it is compromised, as it must not be trusted."""
        key = await self._stored_key(kid)
        if key is None or key.compromised_since:
            return None
        jwk = self.issuers.keyring.public_jwk(key)
        return ShownKey(jwk, self._ob2_key(jwk) if key.algorithm == "RS256" else None)

    async def ob2_keys(self) -> Sequence[str]:
        """The names of our RS256 keys."""
        return await self._trusted_keys(lambda key: key.algorithm == "RS256")

    async def signing_key_ids(self) -> Sequence[str]:
        """The names of every key that signs or signed badges, without those that were compromised."""
        return await self._trusted_keys(lambda key: key.algorithm != "RS256")

    async def is_withdrawn(self, kid: str) -> bool:
        """Whether a key of that name was compromised, and is not trusted any more."""
        key = await self._stored_key(kid)
        return key is not None and key.compromised_since is not None

    async def _trusted_keys(self, wanted: Callable[[StoredKey], bool]) -> Sequence[str]:
        def look(connection: Connection) -> Sequence[str]:
            keys = SigningKeyStore(connection).all(self.organisation.id)
            return [key.kid for key in keys if wanted(key) and not key.compromised_since]

        return await self.database.in_read(look, self.organisation.id)

    async def _stored_key(self, kid: str) -> StoredKey | None:
        def look(connection: Connection) -> StoredKey | None:
            keys = SigningKeyStore(connection).all(self.organisation.id)
            return next((stored_key for stored_key in keys if stored_key.kid == kid), None)

        return await self.database.in_read(look, self.organisation.id)

    def _ob2_key(self, jwk: Document) -> Document:
        return cryptographic_key(jwk, addresses(self.issuers.public_url, kid=str(jwk["kid"])))

    async def status_list(self, name: str) -> bytes | None:
        """The signed list of that name."""
        try:
            list_id = UUID(name)
        except ValueError:
            return None

        def look(connection: Connection) -> bytes | None:
            found = StatusStore(connection).list(list_id)
            return found.body if found and found.organisation_id == self.organisation.id else None

        return await self.database.in_read(look)

    async def revocation_reasons(self) -> Mapping[UUID, str | None]:
        """The revoked credentials, without reasons, as those may concern people."""

        def look(connection: Connection) -> Mapping[UUID, str | None]:
            return dict.fromkeys(self.lists.revoked_entries(connection, self.organisation.id))

        return await self.database.in_read(look)

    async def missing(self) -> Mapping[str, str]:
        """The parts that do not work."""
        try:
            state = await self.database.in_read(lambda _: schema_state(self.database))
        except (SQLAlchemyError, OSError) as problem:
            return {"database": f"does not answer ({type(problem).__name__}); check LAUREL_DATABASE_URL"}
        # A newer schema is no reason to refuse requests: every process sees one while the next release is installed.
        return (
            {"schema": "migrations are missing; run: laurel db upgrade"}
            if state is SchemaState.BEHIND
            else {}
        )


def _load_credential(connection: Connection, credential_id: UUID) -> ShownCredential:
    credentials, people = CredentialStore(connection), PeopleStore(connection)
    credential = credentials.get(credential_id)
    document = credentials.document(credential_id)
    return ShownCredential(
        credential,
        CatalogueStore(connection).get(credential.achievement_id),
        people.get(credential.recipient_id),
        people.organisation(credential.organisation_id),
        document.body if document else None,
        document.jwt if document else None,
        load_giving(store_of(connection), credential),
    )


def _load_record(connection: Connection, person_id: UUID) -> ShownRecord | None:
    credentials, people = CredentialStore(connection), PeopleStore(connection)
    held = [
        credential
        for credential in credentials.of_recipient(person_id)
        if credential.stage is CredentialStage.ISSUED
    ]
    found = (credentials.document(credential.id) for credential in held[:MOST_BADGES])
    documents = tuple(document.body for document in found if document)
    if not documents:
        return None
    organisation = people.organisation(held[0].organisation_id)
    return ShownRecord(people.get(person_id), organisation, documents, len(held) > len(documents))
