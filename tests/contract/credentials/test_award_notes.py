"""What files and the shell note of an award: nothing is asked there, and nothing is blocked."""

import csv
from pathlib import Path

import pytest

from adapters.cli.main import main
from tests.contract.credentials.test_batches import run
from tests.fakes.world import World

PRIVATE = "her telephone: +49 170 1234567"


@pytest.mark.engines("sqlite", "postgresql")
async def test_a_report_notes_an_award_within_a_day_of_another_and_private_words(world: World) -> None:
    await world.types("maya", "/award @ana mentor well done")
    file = (
        b"email,achievement,citation\nana@example.org,mentor,Patient\nben@example.org,mentor,calm\n"
        b"ben@example.org,mentor,calm again\nchidi@example.org,mentor,was ill and still helped\n"
    )
    again, private = "the same badge was awarded to this person within a day", "(health)"
    dry = [outcome.says for outcome in await run(world, file, dry=True)]
    done = await run(world, file)
    assert [outcome.says for outcome in done] == dry
    assert [again in says for says in dry] == [True, False, True, False]
    assert [private in says for says in dry] == [False, False, False, True]
    assert "was ill" not in str(dry), "the report does not repeat the words"
    assert {str(outcome.result) for outcome in done} == {"awarded"}


def test_commands_of_the_shell_note_it_beside_what_they_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAUREL_SECRET", "a secret of this test alone")
    monkeypatch.setenv("LAUREL_DATABASE_URL", f"sqlite:///{tmp_path}/laurel.db")
    (tmp_path / "people.csv").write_text("name,email\nAna,ana@x.example\nMaya,maya@x.example\n", "utf-8")
    assert main(["people", "import", "people.csv"]) == 0
    assert main(["owner", "add", "maya@x.example"]) == 0
    (tmp_path / "awards.csv").write_text(
        "email,achievement,citation\nana@x.example,mentor,Patient\n", "utf-8"
    )
    assert main(["award", "--csv", "awards.csv"]) == 0
    issue = [
        "issue",
        "--achievement",
        "mentor",
        "--email",
        "ana@x.example",
        "--out",
        "out",
        "--citation",
        PRIVATE,
    ]
    capsys.readouterr()
    assert main(issue) == 0
    said = capsys.readouterr().out
    assert "note: its words may tell something private (a telephone number)" in said
    assert "the same badge was awarded to this person within a day" in said
    assert main(["revoke", "--csv", "awards.csv.report.csv", "--reason", "She was ill"]) == 0
    assert "note: its words may tell something private (health)" in capsys.readouterr().err
    with (tmp_path / "awards.csv.report.csv.revoked.csv").open(encoding="utf-8") as report:
        assert [row["result"] for row in csv.DictReader(report)] == ["revoked"]
