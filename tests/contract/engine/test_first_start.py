"""Several processes that start together on a new database are one installation."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from adapters.composition.application import build_application
from adapters.configuration.settings import Settings
from adapters.database.catalogue.catalogue import achievements
from adapters.database.catalogue.keys import SigningKeyStore
from adapters.database.people.registration import ensure_workspace
from adapters.database.people.workspaces import organisations, workspaces
from adapters.database.schema import upgrade
from adapters.installation import set_up as setting_up
from adapters.installation.set_up import prepare
from bot.domain.organisations import Organisation
from bot.messages.platforms import Platform
from tests.fakes.world import START

TOGETHER = 4


def test_the_first_start_of_several_makes_one_organisation_with_one_set_of_keys(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(
        database_url=database_url, secret="a secret of this test alone", public_url="https://badges.example"
    )
    houses = [build_application(settings) for _ in range(TOGETHER)]
    upgrade(houses[0].database)
    monkeypatch.setattr(
        setting_up, "upgrade", lambda _: None
    )  # one process alone runs migrations in one thread
    at_once = Barrier(TOGETHER, timeout=30)

    def start(number: int) -> Organisation:
        at_once.wait()
        made = prepare(houses[number], START)
        with houses[number].database.write() as connection:
            ensure_workspace(connection, made, Platform.SLACK, "T1")
        return made

    with ThreadPoolExecutor(TOGETHER) as threads:
        made = list(threads.map(start, range(TOGETHER)))
    with houses[0].database.read() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (organisations, workspaces, achievements)
        ]
        keys = SigningKeyStore(connection).all(made[0].id)
    for application in houses:
        application.database.close()
    assert len({organisation.id for organisation in made}) == 1
    assert counts == [1, 1, 12]
    assert sorted(key.algorithm for key in keys) == ["Ed25519", "RS256"]
