"""Checks an installation, part by part, and reports problems and their fixes. Changes nothing.

for line in (*machine(), *storage(house)):
    print(line)
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from adapters.composition.application import Application
from adapters.composition.slack import slack_problems
from adapters.composition.teams import teams_problems
from adapters.configuration.settings import Settings
from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.engine.schema import SchemaState, schema_state
from adapters.database.people.people import PeopleStore
from adapters.database.queue.jobs import JobStore
from adapters.database.queue.outbox import letters
from adapters.drawing.pictures import look_problems
from adapters.drawing.typefaces import FOLDER, has_cjk, load_typefaces
from adapters.files.catalogue import read_catalogue
from adapters.files.wording import UnreadableWording, load_wording
from adapters.logs import SECRETS
from adapters.operations.linting import unsignable
from adapters.operations.set_up import STARTER
from bot.domain.catalogue.plan import plan_catalogue
from bot.domain.organisations import Organisation
from bot.domain.people.model import MembershipStatus, Person
from issuer.artwork.shapes.icons import ICONS
from issuer.artwork.text.paragraphs import missing_characters
from issuer.proofs.keys import KeyMaterialError, SignerUnavailable

LEAST_PYTHON = (3, 11)
AGAIN = "install Laurel again"


class Severity(StrEnum):
    """Severity of a finding."""

    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class DoctorLine:
    """One part: its state, and what to do about it."""

    level: Severity
    what: str
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.level + ':':9}{self.what}" + (f" — {self.fix}" if self.fix else "")


def machine() -> Iterator[DoctorLine]:
    """Python, typefaces, icons and wording: the contents of an installation."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= LEAST_PYTHON:
        yield DoctorLine(Severity.OK, f"Python {version}")
    else:
        yield DoctorLine(Severity.MISSING, f"Python {version}", "Laurel needs 3.11 or newer")
    drawing = _typefaces()
    yield drawing
    if drawing.level is Severity.OK:
        yield from scripts()
    try:
        yield DoctorLine(Severity.OK, f"wording: {len(load_wording().entries)} sentences")
    except UnreadableWording as problem:
        yield DoctorLine(Severity.MISSING, f"wording: {problem}", "mend the file")


def _typefaces() -> DoctorLine:
    try:
        known = load_typefaces().icon_codepoints
    except (ImportError, OSError) as problem:
        return DoctorLine(Severity.MISSING, f"typefaces: {problem}", AGAIN)
    absent = sorted(icon for icon, name in ICONS.items() if name not in known)
    if absent:
        return DoctorLine(Severity.MISSING, f"icons: {', '.join(absent)} not in the icon font", AGAIN)
    return DoctorLine(Severity.OK, f"typefaces: {len(load_typefaces().faces)}, and {len(ICONS)} icons")


def scripts() -> Iterator[DoctorLine]:
    """Scripts that pictures cannot show yet, and where to get them. None of them is needed to run."""
    faces = load_typefaces().faces
    if not has_cjk():
        what = "pictures: no Chinese, Japanese or Korean"
        yield DoctorLine(
            Severity.WARNING,
            what,
            "if names or titles need it, run: make cjk (30 MB; elsewhere: pip install laurel[cjk])",
        )
    if not any(face.is_coloured for face in faces):
        fix = f"set {FOLDER} to a folder with NotoColorEmoji.ttf (Debian: fonts-noto-color-emoji)"
        yield DoctorLine(Severity.WARNING, "pictures: no emoji; names are shown without theirs", fix)


def public_url(settings: Settings) -> DoctorLine:
    """The public address of the badges."""
    if settings.trial:
        what = f"public URL: {settings.public_url}, trial mode: links work on this machine only"
        return DoctorLine(
            Severity.WARNING, what, "set LAUREL_PUBLIC_URL to your https address before badges should last"
        )
    return DoctorLine(Severity.OK, f"public URL: {settings.public_url}")


def catalogue(settings: Settings) -> Iterator[DoctorLine]:
    """The files of the catalogue."""
    folder = settings.catalogue or STARTER
    read = read_catalogue(folder, look_problems)
    unsigned = unsignable(read.files) if read.files else ()
    for finding in (*read.findings, *unsigned):
        yield DoctorLine(Severity.MISSING, f"catalogue: {finding}")
    if read.files and not unsigned:
        which = "the starter" if settings.catalogue is None else str(folder)
        yield DoctorLine(Severity.OK, f"catalogue: {which}, {len(read.files.achievements)} achievements")


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


async def platforms(house: Application) -> list[DoctorLine]:
    """Problems that chat platforms report about their settings."""
    return [*await _slack(house), *await _teams(house)]


async def _slack(house: Application) -> list[DoctorLine]:
    if not house.settings.slack:
        what = "Slack: not set up"
        return [
            DoctorLine(
                Severity.WARNING, what, "set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET to give badges there"
            )
        ]
    problems = [DoctorLine(Severity.MISSING, f"Slack: {text}") for text in await slack_problems(house)]
    return problems or [DoctorLine(Severity.OK, "Slack: takes the token")]


async def _teams(house: Application) -> list[DoctorLine]:
    settings = house.settings
    if not settings.teams:
        fix = "set MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID to give badges there"
        return [DoctorLine(Severity.WARNING, "Teams: not set up", fix)]
    if not settings.microsoft_app_id:
        what = "Teams: LAUREL_DEV=1, open to everybody on this machine"
        return [DoctorLine(Severity.WARNING, what, "never where badges should last")]
    problems = [DoctorLine(Severity.MISSING, f"Teams: {text}") for text in await teams_problems(settings)]
    tenants = len(settings.teams_tenants)
    return problems or [
        DoctorLine(Severity.OK, f"Teams: gives this app a token; tenants that may write: {tenants}")
    ]


def _contents(house: Application, connection: Connection) -> Iterator[DoctorLine]:
    organisation = PeopleStore(connection).first_organisation()
    if organisation is None:
        fix = "run: laurel owner add EMAIL, which makes it from organisation.toml"
        yield DoctorLine(Severity.MISSING, "organisation: none yet", fix)
        return
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
