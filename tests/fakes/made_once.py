"""What costs much and is the same in every test is made once in each process: badge pictures, RSA keys, the starter
catalogue as read from its files. And a database that has the newest schema is not migrated again.

    with made_once():
        ...                      # every test of the run
    begin_keys_again()           # before each test: its first key is the first of the supply again

A picture depends on its design alone. Within one test all keys differ.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from itertools import count
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from adapters.database import migrations
from adapters.database.engine.engine import Database
from adapters.database.schema import upgrade
from adapters.drawing import pictures
from adapters.drawing.typefaces import load_typefaces, renderer_version
from adapters.installation import set_up
from adapters.installation.catalogue_files import STARTER, read_valid_catalogue
from adapters.keystores import keyring
from bot.domain.catalogue.files import CatalogueFiles
from issuer.artwork.design import Design
from issuer.artwork.pictures.render import render
from issuer.proofs.jwt import JwtKey

_numbers = iter(count())


@contextmanager
def made_once() -> Iterator[None]:
    """Replaces the functions that make them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "render", lambda design, size, _: _picture(design, size, renderer_version()))
        patch.setattr(keyring, "JwtKey", JwtKeyOfSupply)
        patch.setattr(set_up, "read_valid_catalogue", _catalogue)
        patch.setattr(set_up, "upgrade", _upgrade_if_behind)
        yield


def begin_keys_again() -> None:
    """The next key is the first of the supply."""
    global _numbers  # noqa: PLW0603 - one supply in a process
    _numbers = iter(count())


class JwtKeyOfSupply(JwtKey):
    """A key that is read once in a process, and made once for its number in a test."""

    @classmethod
    def new_rs256(cls) -> "JwtKeyOfSupply":
        return cls(_rsa_key(next(_numbers)).private_bytes)

    @cached_property
    def _private(self) -> object:
        return _read(self.private_bytes)


def _catalogue(folder: Path) -> CatalogueFiles:
    return _starter() if folder == STARTER else read_valid_catalogue(folder)


@cache
def _starter() -> CatalogueFiles:
    return read_valid_catalogue(STARTER)


def _upgrade_if_behind(database: Database) -> None:
    """Alembic reads every revision even where there is nothing to do."""
    try:
        with database.read() as connection:
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except DBAPIError:  # there is no schema yet, or no database
        found = None
    if found != _newest_revision():
        upgrade(database)


@cache
def _newest_revision() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(Path(next(iter(migrations.__path__)))))
    return ScriptDirectory.from_config(config).get_current_head()


@cache
def _picture(design: Design, size: int, _version: str) -> bytes:
    return render(design, size, load_typefaces())


@cache
def _rsa_key(_number: int) -> JwtKey:
    return JwtKey.new_rs256()


@cache
def _read(private_bytes: bytes) -> object:
    return JwtKey(private_bytes)._private
