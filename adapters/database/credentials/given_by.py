"""Who gave a credential, as a condition of a query."""

from uuid import UUID

from sqlalchemy import Column, ColumnElement, Uuid, bindparam, column, select, table

_nominations = table("nominations", column("case_id", Uuid), column("nominator_id", Uuid))
_approvals = table("approvals", column("case_id", Uuid), column("person_id", Uuid))
"""Named here, for the modules of those tables import that of the credentials."""


def given_by(awarder: Column[UUID], nomination: Column[UUID]) -> ColumnElement[bool]:
    """Whether the person `person_id` awarded, nominated or approved it."""
    nominated = select(_nominations.c.case_id).where(_nominations.c.nominator_id == bindparam("person_id"))
    approved = select(_approvals.c.case_id).where(_approvals.c.person_id == bindparam("person_id"))
    return (awarder == bindparam("person_id")) | nomination.in_(nominated) | nomination.in_(approved)
