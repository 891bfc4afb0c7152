"""At a public address nothing is signed for the starter catalogue's organisation; named, what waited is signed."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.cli.main import main
from adapters.composition.web import build_web_application, current_identity
from adapters.database.people.people import PeopleStore
from adapters.installation.catalogue_files import STARTER as FOLDER
from adapters.installation.set_up import hold_unnamed, prepare
from adapters.keystores.issuers import TRIAL_DESCRIPTION
from bot.domain.credentials.model import CredentialStage
from bot.domain.organisations import STARTER
from issuer.strict_json import parse_document
from tests.fakes.databases import fresh_sqlite
from tests.fakes.world import START, World, with_own_name

Run = Callable[..., tuple[int, str, str]]
SET = "laurel organisation set --name … --url … --email …"


@pytest.fixture
def unnamed(tmp_path: Path) -> Iterator[World]:
    """A company at a public address whose organisation is still the starter's."""
    world = World.open(fresh_sqlite(tmp_path), public_url="https://badges.example")
    with world.application.database.write() as connection:
        starters = PeopleStore(connection).organisation(world.organisation.id)
        name, url, email = STARTER
        starters = type(starters)(id=starters.id, name=name, url=url, email=email)
        PeopleStore(connection).change_organisation(starters)
        hold_unnamed(connection, starters, world.application.settings)
    world.organisation = starters
    yield world
    world.close()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAUREL_DATABASE_URL", f"sqlite:///{tmp_path}/laurel.db")
    monkeypatch.setenv("LAUREL_PUBLIC_URL", "https://badges.example")
    monkeypatch.setenv("LAUREL_SECRET", "a secret of this test alone")

    def command(*words: str) -> tuple[int, str, str]:
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def stages(world: World) -> list[CredentialStage]:
    ana = world.person("ana")
    with world.read() as store:
        return [held.stage for held in store.credentials.of_recipient(ana.id)]


def test_the_starters_organisation_is_the_one_in_the_starter_catalogue() -> None:
    table = tomllib.loads((FOLDER / "organisation.toml").read_text("utf-8"))
    assert (table["name"], table["url"], table["email"]) == STARTER


async def test_awards_wait_until_the_organisation_has_a_name_and_are_signed_then(unnamed: World) -> None:
    await unnamed.types("maya", "/award @ana customer-hero Stayed until it worked")
    await unnamed.settle()
    assert CredentialStage.ISSUED not in stages(unnamed)
    with_own_name(unnamed.application, unnamed.organisation)
    await unnamed.settle()
    assert stages(unnamed) == [CredentialStage.ISSUED]


@pytest.mark.parametrize("kept", ["name", "url", "email"])
async def test_one_part_of_the_starters_is_enough_to_wait(unnamed: World, kept: str) -> None:
    whole = {"name": "Northwind", "url": "https://northwind.test", "email": "badges@northwind.test"}
    changed = {key: value for key, value in whole.items() if key != kept}
    before = unnamed.organisation
    after = type(before)(
        **{"id": before.id, "name": before.name, "url": before.url, "email": before.email, **changed}
    )
    assert after.is_starters
    assert not type(before)(id=before.id, **whole).is_starters


async def test_its_pages_follow_a_new_name_while_laurel_runs(unnamed: World) -> None:
    identity = current_identity(unnamed.application, unnamed.organisation)
    assert identity.value.issuer.name == "Larkspur Labs"
    with_own_name(unnamed.application, unnamed.organisation)
    await identity.refresh()
    assert identity.value.issuer.name == "Larkspur Works"
    build_web_application(unnamed.application, unnamed.organisation)


async def test_in_trial_mode_the_starters_organisation_signs_and_the_badge_says_so(tmp_path: Path) -> None:
    world = World.open(fresh_sqlite(tmp_path))
    await world.types("maya", "/award @ana customer-hero Stayed until it worked")
    await world.settle()
    ana = world.person("ana")
    with world.read() as store:
        [held] = store.credentials.of_recipient(ana.id)
        document = store.credentials.document(held.id)
    assert document is not None
    issuer = parse_document(document.body)["issuer"]
    assert isinstance(issuer, dict)
    assert issuer["description"] == TRIAL_DESCRIPTION
    assert prepare(world.application, START) == world.organisation, "it starts again as it is"
    world.close()


def test_the_shell_issues_nothing_and_says_what_to_run(run: Run, tmp_path: Path) -> None:
    run("owner", "add", "maya@example.org")
    asked = ("issue", "--achievement", "mentor", "--email", "ana@example.org", "--out", str(tmp_path / "out"))
    code, _, err = run(*asked)
    assert (code, SET in err) == (1, True)
    assert not (tmp_path / "out").exists()
    code, out, _ = run("issuing", "show")
    assert (code, SET in out) == (1, True)
    code, out, _ = run("doctor")
    assert code == 1
    assert f"run: {SET}" in out

    code, out, _ = run("organisation", "set", "--name", "Northwind")
    assert SET in out, "its website and its address are still the starter's"
    assert run(*asked)[0] == 1
    code, out, _ = run(
        "organisation", "set", "--url", "https://northwind.test", "--email", "badges@northwind.test"
    )
    assert "what waited is signed" in out
    assert run(*asked)[0] == 0
