"""Two persons who turn out to be one: every row that names the one names the other, and can be given back.

Rows that would then stand twice (both were asked about one case, both have an open case for one badge) stay where they
are; reading the merged person finds the other (`PeopleStore.get`). The sealed audit trail is never rewritten.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, ForeignKey, Row, Table, Text, Uuid, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from adapters.database.engine.columns import Utc, metadata
from adapters.database.people.tables import people
from adapters.database.queue.outbox import OutboxStore
from bot.domain.people.model import Merge, MergedFields, Person

merges = Table(
    "merges",
    metadata,
    Column("merged_id", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("kept_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("fields", Text, nullable=False),
    Column("moved", Text, nullable=False),
)
"""`fields`: both persons before, and the one after. `moved`: a JSON list of [table, column, primary key after the move,
the row's other values where its key is the person's alone]."""


class MergeStore:
    """The part of `bot.domain.people.ports.PeopleRepository` about persons who are one."""

    connection: Connection
    _seen: dict[UUID, Person]

    def move_rows(self, merge: Merge, organisation_id: UUID) -> None:
        """Every row of the merged person becomes the kept one's, and is remembered."""
        moved = []
        for table, column in _references():
            keys = list(table.primary_key.columns)
            rows = self.connection.execute(select(*keys).where(column == merge.merged_id)).all()
            for row in rows:
                key = {name.name: value for name, value in zip(keys, row, strict=True)}
                if self._move(table, column, key, merge.kept_id):
                    key |= {column.name: merge.kept_id} if column.name in key else {}
                    moved.append([table.name, column.name, _texts(key), self._rest(table, column, key)])
        stored = {
            "merged_id": merge.merged_id,
            "kept_id": merge.kept_id,
            "organisation_id": organisation_id,
            "at": merge.at,
            "fields": json.dumps([_texts(asdict(each)) for each in (merge.kept, merge.merged, merge.after)]),
            "moved": json.dumps(moved),
        }
        self.connection.execute(insert(merges), stored)
        OutboxStore(self.connection).requeue_letters_to(merge.merged_id)
        self._seen.clear()

    def move_rows_back(self, merge: Merge, holders: Sequence[UUID]) -> None:
        """The rows that the merge moved become the merged person's again, whichever of the holders has them now."""
        found = merges.c.merged_id == merge.merged_id
        moved = self.connection.execute(select(merges.c.moved).where(found)).scalar_one()
        for table_name, column_name, key, rest in json.loads(moved):
            table = metadata.tables[table_name]
            column = table.c[column_name]
            typed = {name: _typed(table.c[name], value) for name, value in key.items()}
            for holder in holders:
                there = typed | ({column_name: holder} if column_name in typed else {})
                is_theirs = self.connection.execute(
                    select(column).where(*_is(table, there), column == holder)
                ).first()
                if is_theirs and (rest is None or rest == self._rest(table, column, there)):
                    self._move(table, column, there, merge.merged_id)
                    break
        self.connection.execute(delete(merges).where(found))
        self._seen.clear()

    def merge_of(self, merged_id: UUID) -> Merge | None:
        """The merge of that person into another."""
        row = self.connection.execute(select(merges).where(merges.c.merged_id == merged_id)).first()
        return _merge(row) if row else None

    def merges_into(self, kept_id: UUID) -> list[Merge]:
        """The persons who turned out to be this one, oldest first."""
        rows = self.connection.execute(
            select(merges).where(merges.c.kept_id == kept_id).order_by(merges.c.at)
        )
        return [_merge(row) for row in rows]

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

    def _rest(self, table: Table, column: Column[Any], key: dict[str, Any]) -> dict[str, Any] | None:
        """The values by which a row is told from a later one of the same key: where the key is the person's alone."""
        if [name.name for name in table.primary_key.columns] != [column.name]:
            return None
        row = self.connection.execute(select(table).where(*_is(table, key))).mappings().first()
        return _texts({name: value for name, value in (row or {}).items() if name not in key})


def _merge(row: Row[Any]) -> Merge:
    kept, merged, after = (_fields(each) for each in json.loads(row.fields))
    return Merge(row.kept_id, row.merged_id, row.at, kept, merged, after)


def _fields(stored: dict[str, Any]) -> MergedFields:
    ids = {name: UUID(value) for name, value in stored.items() if name.endswith("_id") and value}
    return MergedFields(**{**stored, **ids})


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


def _texts(values: Mapping[str, object]) -> dict[str, Any]:
    return {
        name: value if value is None or isinstance(value, int | str) else str(value)
        for name, value in values.items()
    }


def _typed(column: Column[Any], value: Any) -> Any:
    return UUID(value) if isinstance(column.type, Uuid) else value
