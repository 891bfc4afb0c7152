"""The database and what it holds: organisations, keys, people, achievements, jobs. Changes nothing."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from adapters.cli.doctor.people import people
from adapters.cli.doctor.report import DoctorLine, Severity
from adapters.composition.application import Application
from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.people.people import PeopleStore
from adapters.database.queue.jobs import JobStore
from adapters.database.queue.letter_rows import letters
from adapters.database.schema import SchemaState, schema_state
from adapters.drawing.pictures import look_problems
from adapters.files.catalogue import read_catalogue
from adapters.installation.catalogue_files import STARTER
from adapters.logs import SECRETS
from adapters.shell_wording import shell_wording, tell, word_error
from bot.domain.catalogue.plan import plan_catalogue
from bot.domain.organisations import Organisation
from bot.domain.public_holidays import find_region
from issuer.proofs.keys import KeyMaterialError, SignerUnavailable


def storage(application: Application) -> Iterator[DoctorLine]:
    """The database and its contents."""
    url = make_url(application.settings.database_url)
    if application.database.is_sqlite and url.database and not Path(url.database).is_file():
        yield DoctorLine(
            Severity.MISSING,
            tell("shell.doctor.no_file", file=str(url.database)),
            tell("shell.doctor.run_upgrade"),
        )
        return
    try:
        state = schema_state(application.database)
        if state is SchemaState.BEHIND:
            yield DoctorLine(
                Severity.MISSING, tell("shell.doctor.migrations"), tell("shell.doctor.run_upgrade")
            )
            return
        if state is SchemaState.AHEAD:
            what = tell("shell.doctor.newer_schema")
            yield DoctorLine(Severity.WARNING, what, tell("shell.doctor.works_on_newer"))
        else:
            yield DoctorLine(Severity.OK, tell("shell.doctor.database"))
        with application.database.read() as connection:
            yield from _role(connection)
            yield from _contents(application, connection)
    except (SQLAlchemyError, OSError) as problem:
        what = tell("shell.doctor.no_database", problem=type(problem).__name__)
        yield DoctorLine(Severity.MISSING, what, tell("shell.doctor.check_database"))


def _role(connection: Connection) -> Iterator[DoctorLine]:
    """On PostgreSQL, whether organisations are isolated from each other."""
    if connection.dialect.name != "postgresql":
        return
    asked = "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
    unbound = connection.exec_driver_sql(asked).scalar()
    if unbound:
        what = tell("shell.doctor.unbound", role=str(unbound))
        yield DoctorLine(Severity.WARNING, what, tell("shell.doctor.bind_role", role=str(unbound)))


def _contents(application: Application, connection: Connection) -> Iterator[DoctorLine]:
    organisations = PeopleStore(connection).organisations()
    if not organisations:
        fix = tell("shell.doctor.make_organisation")
        yield DoctorLine(Severity.MISSING, tell("shell.doctor.no_organisation"), fix)
        return
    for organisation in organisations:
        yield _organisation(application, organisation)
        yield _key(application, connection, organisation)
        yield from people(connection, organisation)
        yield _working_days(connection, organisation)
        yield _catalogue_difference(application, connection, organisation)
    yield from _queue(connection)


def _organisation(application: Application, organisation: Organisation) -> DoctorLine:
    if organisation.is_starters and not application.settings.trial:
        what = tell("shell.doctor.starters_organisation", name=organisation.name)
        return DoctorLine(Severity.MISSING, what, tell("shell.doctor.name_organisation"))
    return DoctorLine(Severity.OK, tell("shell.doctor.organisation", name=organisation.name))


def _key(application: Application, connection: Connection, organisation: Organisation) -> DoctorLine:
    try:
        pair = application.issuers.key_pair(connection, organisation.id)
    except LookupError:
        return DoctorLine(
            Severity.MISSING,
            tell("shell.doctor.no_key"),
            tell("shell.doctor.make_key"),
        )
    except SignerUnavailable as problem:
        return DoctorLine(
            Severity.MISSING,
            tell("shell.doctor.key_wrong", problem=word_error(shell_wording(), problem)),
            tell("shell.doctor.key_store_up"),
        )
    except KeyMaterialError as problem:
        return DoctorLine(
            Severity.MISSING,
            tell("shell.doctor.key_wrong", problem=word_error(shell_wording(), problem)),
            tell("shell.doctor.set_secret"),
        )
    return DoctorLine(Severity.OK, tell("shell.doctor.key", issuer=pair.controller))


def _working_days(connection: Connection, organisation: Organisation) -> DoctorLine:
    """Whose public holidays count, and whether they are known."""
    known = PeopleStore(connection).all(organisation.id)
    regions = {organisation.holidays, *(person.holidays for person in known)} - {None}
    unknown = sorted(region for region in regions if region and find_region(region) is None)
    if unknown:
        what = tell("shell.doctor.regions_unknown", names=", ".join(unknown))
        return DoctorLine(Severity.WARNING, what, tell("shell.doctor.set_holidays"))
    if organisation.holidays is None:
        return DoctorLine(Severity.OK, tell("shell.doctor.no_holidays"), tell("shell.doctor.set_holidays"))
    return DoctorLine(Severity.OK, tell("shell.doctor.holidays", region=organisation.holidays))


def _catalogue_difference(
    application: Application, connection: Connection, organisation: Organisation
) -> DoctorLine:
    """Whether the current achievements match the catalogue's files."""
    folder = application.settings.catalogue or STARTER
    files = read_catalogue(folder, look_problems).files
    planned = (
        plan_catalogue(files.achievements, CatalogueStore(connection).current(organisation.id))
        if files
        else None
    )
    if planned and (not planned.is_empty or planned.findings):
        fix = tell("shell.doctor.run_plan", folder=str(folder))
        return DoctorLine(Severity.WARNING, tell("shell.doctor.catalogue_differs"), fix)
    return DoctorLine(
        Severity.OK,
        tell("shell.doctor.achievements", count=len(CatalogueStore(connection).current(organisation.id))),
    )


def _queue(connection: Connection) -> Iterator[DoctorLine]:
    store = JobStore(connection)
    counts = store.count()
    yield DoctorLine(Severity.OK, tell("shell.doctor.jobs_waiting", count=counts["waiting"]))
    if counts["dead"]:
        what = tell("shell.doctor.jobs_dead", count=counts["dead"])
        yield DoctorLine(
            Severity.WARNING,
            what,
            tell("shell.doctor.see_errors"),
        )
    for job in store.dead(most=5):
        error = SECRETS.sub("[redacted]", " ".join((job.error or tell("shell.doctor.no_error")).split()))
        yield DoctorLine(
            Severity.WARNING, tell("shell.doctor.job", id=str(job.id), work=job.work, error=error[:200])
        )
    query = select(func.count()).select_from(letters).where(letters.c.uncertain)
    uncertain = connection.execute(query).scalar_one()
    if uncertain:
        what = tell("shell.doctor.posted_twice", count=uncertain)
        yield DoctorLine(Severity.WARNING, what, tell("shell.doctor.nothing_to_do"))
