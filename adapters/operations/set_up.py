"""Prepares a database to run: schema, organisation, key, catalogue, workspaces."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection

from adapters.composition.application import Application
from adapters.database.catalogue.branding import BrandStore
from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.catalogue.pictures import PictureStore
from adapters.database.engine.engine import advisory_lock
from adapters.database.engine.schema import UnknownSchema, upgrade
from adapters.database.people.people import PeopleStore
from adapters.drawing.pictures import look_problems
from adapters.files.catalogue import read_catalogue
from adapters.operations.linting import unsignable
from adapters.system import SystemIdGenerator
from bot.domain.catalogue.files import AchievementFile, CatalogueFiles, Finding
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.plan import CataloguePlan, plan_catalogue
from bot.domain.organisations import Organisation, Workspace
from bot.messages.platforms import Platform

log = structlog.get_logger(__name__)
STARTER = Path(__file__).parents[2] / "templates" / "catalogue"


class BadCatalogue(Exception):
    """The catalogue's files cannot be used; `findings` names file, line and fix of each mistake."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} mistakes in the catalogue")
        self.findings = findings


def prepare(house: Application, now: datetime) -> Organisation:
    """Creates schema, organisation, key, and the catalogue if there is none yet. Safe to run at every start."""
    try:
        upgrade(house.database)
    except UnknownSchema as problem:  # this process was restarted while the next release is being installed
        log.warning("schema of a newer release", found=str(problem))
    # the starter catalogue is ours, and a test checks that it can be signed: no need to check at each start
    files = (
        read_signable_catalogue(house.settings.catalogue)
        if house.settings.catalogue
        else read_valid_catalogue(STARTER)
    )
    with house.database.write() as connection:
        advisory_lock(connection)  # the first start of several processes sets up one installation
        organisation = ensure_organisation(connection, files, now)
        house.issuers.keyring.ensure(connection, organisation.id, now)
        if not CatalogueStore(connection).current(organisation.id):
            apply_plan(connection, organisation, plan_catalogue(files.achievements, ()), now)
        keep_pictures(connection, organisation, files)
    return organisation


def read_valid_catalogue(folder: Path) -> CatalogueFiles:
    """The catalogue's files; raises `BadCatalogue`."""
    read = read_catalogue(folder, look_problems)
    if read.files is None:
        raise BadCatalogue(read.findings)
    return read.files


def read_signable_catalogue(folder: Path) -> CatalogueFiles:
    """As `read_valid_catalogue`, and linted for signing."""
    files = read_valid_catalogue(folder)
    findings = unsignable(files)
    if findings:
        raise BadCatalogue(findings)
    return files


def ensure_organisation(connection: Connection, files: CatalogueFiles, now: datetime) -> Organisation:
    """The first organisation, created from `organisation.toml` if there is none."""
    people = PeopleStore(connection)
    found = people.first_organisation()
    if found:
        return found
    file = files.organisation
    made = Organisation(SystemIdGenerator().new_id(), **asdict(file))
    people.add_organisation(made, now)
    return made


def keep_pictures(connection: Connection, organisation: Organisation, files: CatalogueFiles) -> None:
    """Stores the organisation's own pictures, by their hash, and sets its logo."""
    store = PictureStore(connection)
    for content_hash, png in files.pictures.items():
        store.keep(content_hash, png)
    BrandStore(connection).set_logo(organisation.id, files.logo)


def ensure_workspace(
    connection: Connection, organisation: Organisation, platform: Platform, external_id: str
) -> Workspace:
    """The workspace of that platform id, added if it is new."""
    people = PeopleStore(connection)
    found = people.workspace(platform, external_id)
    if found is None:
        advisory_lock(connection)
        found = people.workspace(platform, external_id)
    if found:
        return found
    made = Workspace(SystemIdGenerator().new_id(), organisation, platform, external_id)
    people.add_workspace(made)
    return made


def apply_plan(
    connection: Connection, organisation: Organisation, planned: CataloguePlan, now: datetime
) -> None:
    """Applies a plan: adds new versions, retires removed achievements."""
    if planned.findings:
        raise BadCatalogue(planned.findings)
    catalogue = CatalogueStore(connection)
    for gone in planned.retired:
        catalogue.retire(organisation.id, gone.slug, now)
    for change in planned.changed:
        catalogue.retire(organisation.id, change.before.slug, now)
        catalogue.add(_achievement(organisation, change.after))
    for file in planned.new:
        _add_or_bring_back(catalogue, organisation, file)


def _add_or_bring_back(catalogue: CatalogueStore, organisation: Organisation, file: AchievementFile) -> None:
    """A retired slug may come back: unchanged, or under a version number that was never used."""
    before = catalogue.version(organisation.id, file.slug, file.version)
    if before is None:
        catalogue.add(_achievement(organisation, file))
    elif AchievementFile.of(before) == file:
        catalogue.bring_back(before.id)
    else:
        used = file.source
        raise BadCatalogue(
            [
                Finding(
                    used.file if used else file.slug,
                    used.version_line if used else None,
                    f"version {file.version} of {file.name}, which was used and retired with other words",
                    "a version that never changes, because people have earned it",
                    f"set `version = {file.version + 1}`",
                )
            ]
        )


def _achievement(organisation: Organisation, file: AchievementFile) -> Achievement:
    return file.as_achievement(SystemIdGenerator().new_id(), organisation.id)
