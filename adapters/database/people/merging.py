"""Two persons who turn out to be one: every row that names the one names the other, and can be given back.

Rows that would then stand twice (both were asked about one case, both have an open case for one badge) stay where they
are; reading the merged person finds the other (`PeopleStore.get`). The sealed audit trail is never rewritten.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, ForeignKey, Table, Text, Uuid, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from adapters.database.engine.columns import Utc, metadata
from adapters.database.people.tables import people
from adapters.database.queue.outbox import OutboxStore
from bot.domain.people.model import Merge, Person

merges = Table(
    "merges",
    metadata,
    Column("merged_id", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("kept_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("moved", Text, nullable=False),
)
"""`moved`: a JSON list of [table, column, primary key after the move]."""


class MergeStore:
    """The part of `bot.domain.people.ports.PeopleRepository` about persons who are one."""

    connection: Connection

    def move_rows(self, kept: Person, merged: Person, now: datetime) -> None:
        """Every row of `merged` becomes `kept`'s, and is remembered."""
        moved = []
        for table, column in _references():
            keys = list(table.primary_key.columns)
            rows = self.connection.execute(select(*keys).where(column == merged.id)).all()
            for row in rows:
                key = {name.name: value for name, value in zip(keys, row, strict=True)}
                if self._move(table, column, key, kept.id):
                    key |= {column.name: kept.id} if column.name in key else {}
                    moved.append(
                        [table.name, column.name, {name: _text(value) for name, value in key.items()}]
                    )
        merge = {
            "merged_id": merged.id,
            "kept_id": kept.id,
            "organisation_id": kept.organisation_id,
            "at": now,
            "moved": json.dumps(moved),
        }
        self.connection.execute(insert(merges), merge)
        OutboxStore(self.connection).requeue_letters_to(merged.id)

    def move_rows_back(self, merge: Merge) -> None:
        """The rows that the merge moved become the merged person's again."""
        found = merges.c.merged_id == merge.merged_id
        moved = self.connection.execute(select(merges.c.moved).where(found)).scalar_one()
        for table_name, column_name, key in json.loads(moved):
            table = metadata.tables[table_name]
            typed = {name: _typed(table.c[name], value) for name, value in key.items()}
            column = table.c[column_name]
            if self.connection.execute(
                select(column).where(*_is(table, typed), column == merge.kept_id)
            ).first():
                self._move(table, column, typed, merge.merged_id)
        self.connection.execute(delete(merges).where(found))

    def merge_of(self, merged_id: UUID) -> Merge | None:
        """The merge of that person into another."""
        row = self.connection.execute(select(merges).where(merges.c.merged_id == merged_id)).first()
        return Merge(row.kept_id, row.merged_id, row.at) if row else None

    def merges_into(self, kept_id: UUID) -> list[Merge]:
        """The persons who turned out to be this one, oldest first."""
        rows = self.connection.execute(
            select(merges).where(merges.c.kept_id == kept_id).order_by(merges.c.at)
        )
        return [Merge(row.kept_id, row.merged_id, row.at) for row in rows]

    def _move(self, table: Table, column: Column[Any], key: dict[str, Any], person_id: UUID) -> bool:
        """False if the row would stand twice."""
        try:
            with self.connection.begin_nested():
                self.connection.execute(
                    update(table).where(*_is(table, key)).values({column.name: person_id})
                )
        except IntegrityError:
            return False
        return True


def _references() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that names a person, but those of merges themselves."""
    for table in metadata.sorted_tables:
        if table is merges:
            continue
        for column in table.columns:
            names_person = any(key.column is people.c.id for key in column.foreign_keys)
            if names_person and column is not people.c.merged_into_id:
                yield table, column


def _is(table: Table, key: dict[str, Any]) -> list[Any]:
    return [table.c[name] == value for name, value in key.items()]


def _text(value: object) -> object:
    return value if isinstance(value, int | str) else str(value)


def _typed(column: Column[Any], value: Any) -> Any:
    return UUID(value) if isinstance(column.type, Uuid) else value
