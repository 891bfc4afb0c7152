"""Column types and the metadata shared by all tables."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Executable, MetaData, Table, Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(TypeDecorator[datetime]):
    """An instant. Refuses a time without a zone; always reads back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite stores no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """From either engine, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Pairs(TypeDecorator[tuple[tuple[str, str], ...]]):
    """Texts by text, as a JSON object in the database and sorted pairs here."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[tuple[str, str], ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To JSON."""
        return None if value is None else json.dumps(dict(value), sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[tuple[str, str], ...] | None:  # noqa: ARG002 - SQLAlchemy's signature
        """From JSON."""
        return None if value is None else tuple(sorted(json.loads(value).items()))


class Days(TypeDecorator[tuple[date, ...]]):
    """Days, as a JSON list in the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[date, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To JSON."""
        return None if value is None else json.dumps([day.isoformat() for day in value])

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[date, ...] | None:  # noqa: ARG002 - SQLAlchemy's signature
        """From JSON."""
        return None if value is None else tuple(map(date.fromisoformat, json.loads(value)))


class Numbers(TypeDecorator[tuple[int, ...]]):
    """Whole numbers, as a JSON list in the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To JSON."""
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[int, ...] | None:  # noqa: ARG002 - SQLAlchemy's signature
        """From JSON."""
        return None if value is None else tuple(json.loads(value))


def insert_if_absent(
    connection: Connection, table: Table, row: Mapping[str, Any], *columns: str, where: Any = None
) -> bool:
    """Inserts a row; False, with nothing changed, if one with the same unique columns exists.

    `where` names the partial index that makes them unique, if it is one; without columns, any unique ones count.
    """
    query = _insert_statement(connection.dialect.name, table, columns, where)
    return connection.execute(query, dict(row)).rowcount == 1


def insert_absent(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *columns: str
) -> bool:
    """Inserts rows in one statement, except those whose unique columns exist already; False if any was left out."""
    query = _insert_statement(connection.dialect.name, table, columns, None)
    return connection.execute(query, [dict(row) for row in rows]).rowcount == len(rows)


@cache
def _insert_statement(dialect_name: str, table: Table, columns: tuple[str, ...], where: Any) -> Executable:
    """Built once for each table: building costs as much as running."""
    dialect = postgresql if dialect_name == "postgresql" else sqlite
    made = dialect.insert(table).on_conflict_do_nothing(index_elements=columns or None, index_where=where)
    query: Executable = made.execution_options(preserve_rowcount=True)
    return query
