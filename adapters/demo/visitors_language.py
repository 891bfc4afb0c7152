"""The language of the visitor, who plays everybody in the demo: all people there read it, and so does the channel."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore


class VisitorsLanguage:
    """Takes the language of each request for that of the whole cast. Who has chosen one keeps it."""

    def __init__(self, database: Database, organisation_id: UUID) -> None:
        self._database = database
        self._organisation_id = organisation_id
        self._spoken: str | None = None

    async def follow(self, language: str) -> None:
        """Stores it where it differs from that of the last request."""
        if language == self._spoken:
            return
        await self._database.in_write(lambda connection: self._store(connection, language))
        self._spoken = language

    def _store(self, connection: Connection, language: str) -> None:
        people = PeopleStore(connection)
        organisation = people.organisation(self._organisation_id)
        people.change_organisation(replace(organisation, language=language))
        for person in people.all(self._organisation_id):
            people.change(replace(person, locale=language))
