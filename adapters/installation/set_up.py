"""Prepares a database to run: schema, organisation, key, catalogue, workspaces."""

from dataclasses import asdict
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy import Connection

from adapters.configuration.settings import Settings
from adapters.database.catalogue.branding import BrandStore
from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.catalogue.pictures import PictureStore
from adapters.database.engine.engine import Database, advisory_lock
from adapters.database.people.people import PeopleStore
from adapters.database.queue.issuing_pause import IssuingPauseStore
from adapters.database.schema import UnknownSchema, upgrade
from adapters.installation.catalogue_files import STARTER, read_signable_catalogue, read_valid_catalogue
from adapters.keystores.issuers import Issuers
from adapters.system import SystemIdGenerator
from bot.domain.catalogue.files import CatalogueFiles
from bot.domain.organisations import Organisation

log = structlog.get_logger(__name__)


class Prepared(Protocol):
    """What of an application is prepared."""

    settings: Settings
    database: Database
    issuers: Issuers


def prepare(application: Prepared, now: datetime) -> Organisation:
    """Creates schema, organisation, key, and the catalogue if there is none yet. Safe to run at every start."""
    try:
        upgrade(application.database)
    except UnknownSchema as problem:  # this process was restarted while the next release is being installed
        log.warning("schema of a newer release", found=str(problem))
    # the starter catalogue is ours, and a test checks that it can be signed: no need to check at each start
    files = (
        read_signable_catalogue(application.settings.catalogue)
        if application.settings.catalogue
        else read_valid_catalogue(STARTER)
    )
    with application.database.write() as connection:
        advisory_lock(connection)  # the first start of several processes sets up one installation
        organisation = ensure_organisation(connection, files, now)
        application.issuers.keyring.ensure(connection, organisation.id, now)
        catalogue = CatalogueStore(connection)
        empty = not catalogue.current(organisation.id)
        for file in files.achievements if empty else ():
            catalogue.add(file.as_achievement(SystemIdGenerator().new_id(), organisation.id))
        if empty or application.settings.catalogue:  # the starter's brand must not replace an applied one
            keep_pictures(connection, organisation, files)
        for each in PeopleStore(connection).organisations():
            hold_unnamed(connection, each, application.settings)
    return organisation


def hold_unnamed(connection: Connection, organisation: Organisation, settings: Settings) -> None:
    """Signs nothing at a public address while the organisation is the starter's; afterwards what waited is signed.

    Decision: docs/decisions/0263.
    """
    IssuingPauseStore(connection).set_unnamed(
        organisation.id, organisation.is_starters and not settings.trial
    )


def ensure_organisation(connection: Connection, files: CatalogueFiles, now: datetime) -> Organisation:
    """The first organisation, created from `organisation.toml` if there is none."""
    people = PeopleStore(connection)
    first_organisation = next(iter(people.organisations()), None)
    if first_organisation:
        return first_organisation
    file = files.organisation
    made = Organisation(SystemIdGenerator().new_id(), **asdict(file))
    people.add_organisation(made, now)
    return made


def keep_pictures(connection: Connection, organisation: Organisation, files: CatalogueFiles) -> None:
    """Stores the organisation's own pictures, by their hash, and sets its logo and its accent."""
    store = PictureStore(connection)
    for content_hash, png in files.pictures.items():
        store.keep(content_hash, png)
    BrandStore(connection).set_brand(organisation.id, files.logo, files.accent)
