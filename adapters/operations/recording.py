"""Audit entries for operators' actions on a whole installation: another catalogue, a restored database."""

from datetime import datetime

from sqlalchemy import Connection, select

from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.people.people import PeopleStore
from adapters.database.people.workspaces import organisations
from adapters.operations.import_people import OperatorAudit
from bot.domain.catalogue.plan import CataloguePlan
from bot.domain.events import AboutAchievement, AboutInstallation, EventKind
from bot.domain.organisations import Organisation


def record_applied(
    connection: Connection, organisation: Organisation, planned: CataloguePlan, now: datetime
) -> None:
    """Records each new, changed or retired achievement, with the edition of texts and rules valid from now on."""
    recorder, catalogue = OperatorAudit(connection, organisation, now), CatalogueStore(connection)
    for kind, files in (
        (EventKind.ACHIEVEMENT_PUBLISHED, planned.new),
        (EventKind.ACHIEVEMENT_CHANGED, [change.after for change in planned.changed]),
        (EventKind.ACHIEVEMENT_RETIRED, planned.retired),
    ):
        for file in files:
            stored = catalogue.version(organisation.id, file.slug, file.version)
            facts = AboutAchievement(file.slug, file.version)
            recorder.record(kind, stored.id if stored else None, facts, f"{file.slug}@{file.version}")


def record_restored(connection: Connection, now: datetime) -> None:
    """Records that everything before this row comes from a backup."""
    for organisation_id in connection.execute(select(organisations.c.id)).scalars().all():
        organisation = PeopleStore(connection).organisation(organisation_id)
        OperatorAudit(connection, organisation, now).record(
            EventKind.DATABASE_RESTORED, None, AboutInstallation()
        )
