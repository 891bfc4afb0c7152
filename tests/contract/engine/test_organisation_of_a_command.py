"""A command beside the database is about one organisation: the only one, or the one it names."""

from pathlib import Path

import pytest

from adapters import system
from adapters.cli.main import main
from adapters.database.engine.engine import Database
from adapters.database.people.people import PeopleStore
from bot.domain.organisations import Organisation


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """An organisation beside the one that the first command makes."""
    url = f"sqlite:///{tmp_path}/laurel.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAUREL_DATABASE_URL", url)
    monkeypatch.setenv("LAUREL_SECRET", "a secret of this test alone, long enough")
    assert main(["owner", "add", "maya@example.org"]) == 0
    made = Organisation(system.SystemIdGenerator().new_id(), "Larkspur Books")
    database = Database(url)
    with database.write(made.id) as connection:
        PeopleStore(connection).add_organisation(made, system.now())
    database.close()
    return made


def test_a_command_is_refused_with_the_names_where_there_are_several(
    second: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["owner", "add", "ana@example.org"]) == 2
    said = capsys.readouterr().err
    assert second.name in said
    assert "--organisation" in said


@pytest.mark.parametrize("named", ["name", "id"])
def test_a_command_is_about_the_organisation_it_names(
    second: Organisation, named: str, tmp_path: Path
) -> None:
    wanted = second.name.upper() if named == "name" else str(second.id)

    assert main(["owner", "add", "ana@example.org", "--organisation", wanted]) == 0

    database = Database(f"sqlite:///{tmp_path}/laurel.db")
    with database.read() as connection:
        assert [person.email for person in PeopleStore(connection).owners(second.id)] == ["ana@example.org"]
    database.close()
