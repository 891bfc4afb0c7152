"""Tenant isolation: a transaction names its organisation, and PostgreSQL shows it no other organisation's rows.

    with database.write(organisation.id) as connection: …    # one organisation's
    with database.write() as connection: …                   # all tenants: migrations, the queue, commands

The owner of a row is derived from the schema: a table with `organisation_id` belongs to that organisation, and so
does a table with a foreign key that leads to one. Every other table must be listed in `UNSCOPED_TABLES`, with a reason.
SQLite has no row-level security; there the same calls are made, and isolation rests on the queries' own conditions.

Decision: docs/decisions/0200.
"""

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, ForeignKey, MetaData, String, Table, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

SETTING = "laurel.organisation"
ALL_TENANTS = "*"
NO_TENANT = ""

UNSCOPED_TABLES = {
    "lanes": "paces of conversations; names no person",
    "pictures": "badge art by its content",
    "sandbox_messages": "the demo's chat, which only the demo writes",
    "alembic_version": "which migration the database is at",
}
"""Tables without an organisation, and why that does no harm."""
LOOKUP_TABLES = frozenset({"organisations", "workspaces"})
"""Readable before the request's organisation is known; hold no person. Written in one organisation's name only."""
_NOW = f"(SELECT current_setting('{SETTING}', true))"


def enter_tenant(connection: Connection, scope: str | UUID) -> None:
    """Sets the organisation of this transaction, until it ends."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT set_config('{SETTING}', %s, true)", (str(scope),))


class entering(FunctionElement[Any]):  # noqa: N801 - reads as the SQL function that it is
    """The organisation id of the row that is found; finding it enters that organisation, in the same statement."""

    type = String()
    inherit_cache = True
    name = "entering"


@compiles(entering, "postgresql")
def _on_postgresql(element: entering, compiler: Any, **more: Any) -> str:
    return f"set_config('{SETTING}', CAST({compiler.process(element.clauses, **more)} AS text), true)"


@compiles(entering)
def _on_other_databases(element: entering, compiler: Any, **more: Any) -> str:
    inner: str = compiler.process(element.clauses, **more)
    return inner


def entering_of(organisation_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """To select beside the columns of one row that determines a request's organisation."""
    return entering(organisation_id).label("entered")


def policies(schema: MetaData) -> dict[str, dict[str, str]]:
    """The policies of each table of an organisation, by name, as `CREATE POLICY` takes them."""
    return {
        table.name: _named_policies(table)
        for table in schema.sorted_tables
        if table.name not in UNSCOPED_TABLES and _tenant_condition(table) is not None
    }


def unprotected_tables(schema: MetaData) -> list[str]:
    """Tables without an owner and without a reason."""
    return [
        sorted_table.name
        for sorted_table in schema.sorted_tables
        if sorted_table.name not in UNSCOPED_TABLES and _tenant_condition(sorted_table) is None
    ]


def tenant_column(table: Table) -> Column[Any] | None:
    """The column that links a row to its organisation; None if the schema has none."""
    own = table.columns.get("id" if table.name == "organisations" else "organisation_id")
    if own is not None:
        return own
    foreign_key = _parent_key(table)
    return foreign_key.parent if foreign_key else None


def apply_policies(connection: Connection, schema: MetaData) -> list[str]:
    """Updates PostgreSQL's policies to match the schema, and returns the tables that changed.

    It compares first: a table is only locked if its policies differ.
    """
    if connection.dialect.name != "postgresql":
        return []
    if forgotten := unprotected_tables(schema):
        raise RuntimeError(f"found tables that belong to nobody: {', '.join(forgotten)}; name them in OPEN")
    there: dict[str, set[str]] = {}
    for table, policy in connection.execute(_POLICIES):
        there.setdefault(table, set()).add(policy)
    forced = set(connection.execute(_FORCED).scalars())
    changed = []
    for table, wanted in policies(schema).items():
        if table in forced and there.get(table) == set(wanted):
            continue
        for policy in there.get(table, ()):
            connection.exec_driver_sql(f'DROP POLICY "{policy}" ON "{table}"')
        for policy, rule in wanted.items():
            connection.exec_driver_sql(f'CREATE POLICY "{policy}" ON "{table}" {rule}')
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        connection.exec_driver_sql(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        changed.append(table)
    return changed


_POLICIES = text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()")
_FORCED = text(
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
    " AND relrowsecurity AND relforcerowsecurity"
)


def _named_policies(table: Table) -> dict[str, str]:
    rule = f"{_NOW} = '{ALL_TENANTS}' OR {_tenant_condition(table)}"
    rules = {"own": f"USING ({rule}) WITH CHECK ({rule})"}
    if table.name in LOOKUP_TABLES:
        rules["address_book"] = "FOR SELECT USING (true)"
    return {f"{name}_{hashlib.sha256(rule.encode()).hexdigest()[:8]}": rule for name, rule in rules.items()}


def _tenant_condition(table: Table) -> str | None:
    """The condition that a row is this transaction's organisation's; None if the schema has none."""
    column = "id" if table.name == "organisations" else "organisation_id"
    if column in table.columns:
        return f"CAST({column} AS text) = {_NOW}"
    foreign_key = _parent_key(table)
    if foreign_key is None:
        return None
    # The subquery is under the parent's own policy, so it finds this organisation's rows only.
    parent = foreign_key.column.table
    here, there = foreign_key.parent.name, foreign_key.column.name
    found = f'SELECT 1 FROM "{parent.name}" WHERE "{parent.name}".{there} = "{table.name}".{here}'  # noqa: S608 - names of our own tables
    inner = f" AND {_tenant_condition(parent)}" if parent.name in LOOKUP_TABLES else ""
    return f"EXISTS ({found}{inner})"


def _parent_key(table: Table) -> ForeignKey | None:
    """The foreign key that leads to an organisation; a nullable one only if there is no other."""
    leading = [
        foreign_key
        for foreign_key in table.foreign_keys
        if foreign_key.column.table is not table
        and foreign_key.column.table.name not in UNSCOPED_TABLES
        and _tenant_condition(foreign_key.column.table) is not None
    ]
    return min(
        leading,
        key=lambda foreign_key: (
            bool(foreign_key.parent.nullable),
            not foreign_key.parent.primary_key,
            foreign_key.parent.name,
        ),
        default=None,
    )
