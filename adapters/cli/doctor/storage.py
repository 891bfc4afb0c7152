"""The database and what it holds: organisations, keys, people, achievements, jobs. Changes nothing."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from adapters.cli.doctor.report import DoctorLine, Severity
from adapters.composition.application import Application
from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.people.people import PeopleStore
from adapters.database.queue.jobs import JobStore
from adapters.database.queue.outbox import letters
from adapters.database.schema import SchemaState, schema_state
from adapters.drawing.pictures import look_problems
from adapters.drawing.typefaces import FOLDER, load_typefaces
from adapters.files.catalogue import read_catalogue
from adapters.installation.catalogue_files import STARTER
from adapters.logs import SECRETS
from bot.domain.catalogue.plan import plan_catalogue
from bot.domain.organisations import Organisation
from bot.domain.people.model import MembershipStatus, Person
from issuer.artwork.text.paragraphs import missing_characters
from issuer.proofs.keys import KeyMaterialError, SignerUnavailable


def storage(house: Application) -> Iterator[DoctorLine]:
    """The database and its contents."""
    url = make_url(house.settings.database_url)
    if house.database.is_sqlite and url.database and not Path(url.database).is_file():
        yield DoctorLine(Severity.MISSING, f"database: no file {url.database}", "run: laurel db upgrade")
        return
    try:
        state = schema_state(house.database)
        if state is SchemaState.BEHIND:
            yield DoctorLine(Severity.MISSING, "database: migrations are missing", "run: laurel db upgrade")
            return
        if state is SchemaState.AHEAD:
            what = "database: answers, schema of a newer release"
            yield DoctorLine(Severity.WARNING, what, "this one works on it; bring it to that release too")
        else:
            yield DoctorLine(Severity.OK, "database: answers, schema of this release")
        with house.database.read() as connection:
            yield from _role(connection)
            yield from _contents(house, connection)
    except (SQLAlchemyError, OSError) as problem:
        what = f"database: does not answer ({type(problem).__name__})"
        yield DoctorLine(Severity.MISSING, what, "check LAUREL_DATABASE_URL, and that the database runs")


def _role(connection: Connection) -> Iterator[DoctorLine]:
    """On PostgreSQL, whether organisations are isolated from each other."""
    if connection.dialect.name != "postgresql":
        return
    asked = "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
    unbound = connection.exec_driver_sql(asked).scalar()
    if unbound:
        what = f"database: the role {unbound} is bound by no row-level security"
        yield DoctorLine(
            Severity.WARNING, what, f"make another, or: ALTER ROLE {unbound} NOSUPERUSER NOBYPASSRLS"
        )


def _contents(house: Application, connection: Connection) -> Iterator[DoctorLine]:
    organisations = PeopleStore(connection).organisations()
    if not organisations:
        fix = "run: laurel owner add EMAIL, which makes it from organisation.toml"
        yield DoctorLine(Severity.MISSING, "organisation: none yet", fix)
        return
    for organisation in organisations:
        yield DoctorLine(Severity.OK, f"organisation: {organisation.name}")
        yield _key(house, connection, organisation)
        yield from _people(connection, organisation)
        yield _catalogue_difference(house, connection, organisation)
    yield from _queue(connection)


def _key(house: Application, connection: Connection, organisation: Organisation) -> DoctorLine:
    try:
        pair = house.issuers.key_pair(connection, organisation.id)
    except LookupError:
        return DoctorLine(
            Severity.MISSING,
            "signing key: none",
            "run: laurel owner add EMAIL, or laurel serve, which make one",
        )
    except SignerUnavailable as problem:
        return DoctorLine(
            Severity.MISSING, f"signing key: {problem}", "see that the key store is up; awards wait meanwhile"
        )
    except KeyMaterialError as problem:
        return DoctorLine(
            Severity.MISSING,
            f"signing key: {problem}",
            "set LAUREL_SECRET to what it was when the key was made",
        )
    return DoctorLine(Severity.OK, f"signing key: opens; signs as {pair.controller}")


def _people(connection: Connection, organisation: Organisation) -> Iterator[DoctorLine]:
    everybody = {person.id: person for person in PeopleStore(connection).all(organisation.id)}
    members = [person for person in everybody.values() if person.standing is MembershipStatus.MEMBER]
    owners = [person.name for person in members if person.owner]
    if owners:
        yield DoctorLine(Severity.OK, f"owners: {', '.join(owners)}")
    else:
        yield DoctorLine(Severity.MISSING, "owners: none", "run: laurel owner add EMAIL")
    alone = [
        person
        for person in members
        if not _is_member(everybody.get(person.manager_id) if person.manager_id else None)
    ]
    what = f"members: {len(members)}, without a manager: {len(alone)}"
    if alone:
        yield DoctorLine(
            Severity.WARNING,
            what,
            "owners decide for them; laurel people import FILE.csv says who manages whom",
        )
    else:
        yield DoctorLine(Severity.OK, what)
    unset = [person for person in members if missing_characters(person.name, load_typefaces())]
    if unset:
        what = f"pictures: {len(unset)} members have letters in their names that no typeface has"
        yield DoctorLine(
            Severity.WARNING, what, f"run make cjk, or set {FOLDER} to a folder with a typeface for them"
        )


def _is_member(manager: Person | None) -> bool:
    return manager is not None and manager.standing is MembershipStatus.MEMBER


def _catalogue_difference(
    house: Application, connection: Connection, organisation: Organisation
) -> DoctorLine:
    """Whether the current achievements match the catalogue's files."""
    folder = house.settings.catalogue or STARTER
    files = read_catalogue(folder, look_problems).files
    planned = (
        plan_catalogue(files.achievements, CatalogueStore(connection).current(organisation.id))
        if files
        else None
    )
    if planned and (not planned.is_empty or planned.findings):
        fix = f"see what would change: laurel catalogue plan {folder}"
        return DoctorLine(Severity.WARNING, "achievements: not what the catalogue's files say", fix)
    return DoctorLine(
        Severity.OK, f"achievements: {len(CatalogueStore(connection).current(organisation.id))} can be earned"
    )


def _queue(connection: Connection) -> Iterator[DoctorLine]:
    store = JobStore(connection)
    counts = store.count()
    yield DoctorLine(Severity.OK, f"jobs: {counts['waiting']} waiting")
    if counts["dead"]:
        what = f"jobs: {counts['dead']} given up after several tries"
        yield DoctorLine(
            Severity.WARNING,
            what,
            "see their last errors below; try them again with: laurel letters retry ID",
        )
    for job in store.dead(most=5):
        error = SECRETS.sub("[redacted]", " ".join((job.error or "no error kept").split()))
        yield DoctorLine(Severity.WARNING, f"job {job.id} ({job.work}): {error[:200]}")
    query = select(func.count()).select_from(letters).where(letters.c.uncertain)
    uncertain = connection.execute(query).scalar_one()
    if uncertain:
        what = f"letters: {uncertain} may have been posted twice: the answer was lost, or Laurel was stopped meanwhile"
        yield DoctorLine(Severity.WARNING, what, "nothing to do")
