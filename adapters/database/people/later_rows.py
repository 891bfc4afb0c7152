"""Rows that name a person since a moment, and how one is given to another person."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Connection, Table, select, update
from sqlalchemy.exc import IntegrityError

from adapters.database.engine.columns import metadata
from bot.domain.people.merging import LaterRow, PersonRole

_COLUMNS = {
    PersonRole.RECIPIENT: (("credentials", "id", "recipient_id"),),
    PersonRole.AWARDER: (("credentials", "id", "awarder_id"),),
    PersonRole.NOMINEE: (
        ("cases", "id", "nominee_id"),
        ("nominations", "case_id", "nominee_id"),
        ("credentials", "nomination_id", "recipient_id"),
    ),
    PersonRole.NOMINATOR: (("nominations", "id", "nominator_id"),),
    PersonRole.DECIDER: (("cases", "id", "decided_by"),),
    PersonRole.APPROVER: (("approvals", "case_id", "person_id"),),
}
"""Where a role stands: table, the column that finds the row by its id, the column of the person."""


class LaterRowStore:
    """The part of `bot.domain.people.ports.PeopleRepository` about rows made while two persons were one."""

    connection: Connection

    def rows_since(self, person_id: UUID, since: datetime) -> list[LaterRow]:
        """Every row that names the person since then, oldest first."""
        return sorted(self._rows(person_id, since), key=lambda row: (row.at, row.role, row.id))

    def give_row(self, row: LaterRow, holder_id: UUID, person_id: UUID) -> bool:
        """What names the holder names the other person; False if the same would stand twice."""
        try:
            with self.connection.begin_nested():
                for table_name, id_column, column in _COLUMNS[row.role]:
                    table = metadata.tables[table_name]
                    found = (table.c[id_column] == row.id, table.c[column] == holder_id)
                    self.connection.execute(update(table).where(*found).values({column: person_id}))
        except IntegrityError:
            return False
        return True

    def _rows(self, person_id: UUID, since: datetime) -> Iterator[LaterRow]:
        credentials, nominations, cases, approvals = (
            metadata.tables[name] for name in ("credentials", "nominations", "cases", "approvals")
        )
        for role, column, at, case_id in (
            (PersonRole.RECIPIENT, credentials.c.recipient_id, credentials.c.awarded_at, "nomination_id"),
            (PersonRole.AWARDER, credentials.c.awarder_id, credentials.c.awarded_at, "nomination_id"),
            (PersonRole.NOMINEE, nominations.c.nominee_id, nominations.c.at, "case_id"),
            (PersonRole.NOMINATOR, nominations.c.nominator_id, nominations.c.at, "case_id"),
            (PersonRole.DECIDER, cases.c.decided_by, cases.c.decided_at, "id"),
        ):
            table: Table = column.table
            case: Column[UUID | None] = table.c[case_id]
            query = select(table.c.id, case, table.c.achievement_id, at)
            for row in self.connection.execute(query.where(column == person_id, at >= since)):
                yield LaterRow(role, *row)
        query = select(cases.c.id, cases.c.id, cases.c.achievement_id, approvals.c.at).join(
            cases, cases.c.id == approvals.c.case_id
        )
        for row in self.connection.execute(
            query.where(approvals.c.person_id == person_id, approvals.c.at >= since)
        ):
            yield LaterRow(PersonRole.APPROVER, *row)
