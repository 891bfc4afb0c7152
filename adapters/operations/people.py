"""Operators' actions on people, each in the transaction of its connection."""

from datetime import datetime

from sqlalchemy import Connection

from adapters.operations.operator import shell_context
from adapters.read_models.known_people import load_known_people
from bot.domain.organisations import Organisation
from bot.domain.people.import_model import PeopleFile, PeopleImportPlan, PersonChange
from bot.domain.people.import_plan import plan_import
from bot.use_cases.people import import_people as importing
from bot.use_cases.people import owners


def import_people(
    connection: Connection, organisation: Organisation, file: PeopleFile, now: datetime, *, complete: bool
) -> PeopleImportPlan:
    """Applies the file as far as possible; the plan lists the changes."""
    ctx = shell_context(connection, organisation, now)
    plan = plan_import(file, load_known_people(connection, organisation), ctx.ids.new_id, complete=complete)
    importing.import_people(ctx, importing.ImportPeople(plan))
    return plan


def add_owner(connection: Connection, organisation: Organisation, email: str, now: datetime) -> PersonChange:
    """Makes the person of that address an owner."""
    return owners.add_owner(shell_context(connection, organisation, now), owners.AddOwner(email))
