"""What the public pages read, from the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from adapters.database.catalogue import CatalogueStore
from adapters.database.credentials import CredentialStore
from adapters.database.engine import Database
from adapters.database.people import PeopleStore
from adapters.database.schema import is_current
from adapters.issuers import Issuers
from adapters.web.ports import ShownAchievement, ShownCredential
from bot.people.places import Organisation
from issuer.strict_json import Document


@dataclass(frozen=True)
class DatabaseShelf:
    """See `adapters.web.ports.Shelf`. One organisation stands at the root of the site."""

    database: Database
    issuers: Issuers
    organisation: Organisation

    async def achievement(self, slug: str, version: int) -> ShownAchievement | None:
        """That version, retired or not."""

        def look(connection: Connection) -> ShownAchievement | None:
            found = CatalogueStore(connection).version(self.organisation.id, slug, version)
            organisation = PeopleStore(connection).organisation(self.organisation.id)
            return ShownAchievement(found, organisation) if found else None

        return await self.database.in_read(look, self.organisation.id)

    async def credential(self, public_id: UUID) -> ShownCredential | None:
        """The credential known outside by this id."""

        def look(connection: Connection) -> ShownCredential | None:
            found = CredentialStore(connection).by_public_id(public_id)
            return _shown(connection, found.id) if found else None

        return await self.database.in_read(look, self.organisation.id)

    async def peek_download(self, token_hash: str, now: datetime) -> ShownCredential | None:
        """What a link opens; changes nothing."""

        def look(connection: Connection) -> ShownCredential | None:
            found = CredentialStore(connection).peek_link(token_hash, now)
            return _shown(connection, found) if found else None

        return await self.database.in_read(look, self.organisation.id)

    async def take_download(self, token_hash: str, now: datetime) -> ShownCredential | None:
        """What a link opens, once."""

        def take(connection: Connection) -> ShownCredential | None:
            found = CredentialStore(connection).take_link(token_hash, now)
            return _shown(connection, found) if found else None

        return await self.database.in_write(take, self.organisation.id)

    async def did_document(self) -> Document | None:
        """The `did:web` document; None in trial mode, where the key is its own document."""
        if self.issuers.trial:
            return None
        return await self.database.in_read(
            lambda connection: self.issuers.did_document(connection, self.organisation.id),
            self.organisation.id,
        )

    async def missing(self) -> Mapping[str, str]:
        """Which parts do not work."""
        try:
            current = await self.database.in_read(lambda _: is_current(self.database))
        except (SQLAlchemyError, OSError) as problem:
            return {"database": f"does not answer ({type(problem).__name__}); check LAUREL_DATABASE_URL"}
        return {} if current else {"schema": "migrations are missing; run: laurel db upgrade"}


def _shown(connection: Connection, credential_id: UUID) -> ShownCredential:
    credentials, people = CredentialStore(connection), PeopleStore(connection)
    credential = credentials.get(credential_id)
    document = credentials.document(credential_id)
    return ShownCredential(
        credential,
        CatalogueStore(connection).get(credential.achievement_id),
        people.get(credential.recipient_id),
        people.organisation(credential.organisation_id),
        document.body if document else None,
    )
