"""Many awards from a file: each row once, whatever happens meanwhile, and a line about each."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.award_files import parse_awards
from adapters.csv_rows import Unreadable
from adapters.database.auditing import audit
from adapters.database.batches import award_rows
from adapters.database.credentials import credentials, documents
from adapters.database.outbox import letters
from adapters.wiring import batching
from adapters.wiring.batching import Batch, Outcome
from bot.awarding.batching import Result
from issuer.verifying import verify
from tests.fakes.world import World

FILE = b"""email,achievement,citation
ana@example.org,mentor,Patient
ben@example.org,mentor,"Calm, always"
chidi@example.org,customer-hero,
"""


def run(world: World, content: bytes, dry: bool = False, quiet: bool = False) -> list[Outcome]:
    batch = Batch(world.house, world.organisation, quiet, lambda: world.moment)
    outcomes = list(batch.run(parse_awards(content).rows, dry=dry))
    if batch.awarded:
        batch.announce()
    return outcomes


def results(outcomes: list[Outcome]) -> list[Result]:
    return [one.result for one in outcomes]


async def test_a_file_of_awards_is_signed_recorded_and_told_like_any_other(world: World) -> None:
    assert results(run(world, FILE)) == [Result.AWARDED] * 3
    assert world.rows(credentials) == world.rows(documents) == 3
    with world.house.database.read() as connection:
        assert (
            connection.execute(select(audit.c.action, audit.c.authority)).all() == [("award", "operator")] * 3
        )
        for body in connection.execute(select(documents.c.body)).scalars():
            canonicaliser = world.house.issuers.canonicaliser
            assert verify(body, canonicaliser=canonicaliser, now=world.moment).verdict == "valid"
    world.passes(minutes=1)
    await world.settle()
    assert [len(world.letters(who)) for who in ("ana", "ben", "chidi")] == [1, 1, 1]
    [digest] = world.letters("maya")
    assert digest.summary == "3 badges were awarded from a file, in your name:"


def test_the_same_file_again_awards_nothing_and_a_mended_row_alone(world: World) -> None:
    bad = FILE.replace(b"chidi@example.org", b"chidi@exmple.org")
    assert results(run(world, bad)) == [Result.AWARDED, Result.AWARDED, Result.REFUSED]
    assert results(run(world, FILE)) == [Result.BEFORE, Result.BEFORE, Result.AWARDED]
    assert results(run(world, FILE)) == [Result.BEFORE] * 3
    assert world.rows(credentials) == world.rows(award_rows) == 3


def test_two_like_rows_in_one_file_are_two_awards(world: World) -> None:
    twice = FILE + b"ana@example.org,mentor,Patient\n"
    assert results(run(world, twice)) == [Result.AWARDED] * 4
    assert results(run(world, twice)) == [Result.BEFORE] * 4


def test_a_bad_row_costs_no_other_and_says_what_to_do(world: World) -> None:
    content = FILE + b"nobody@example.org,mentor,x\nana@example.org,mntor,x\nmaya@example.org,mentor,x\n"
    outcomes = run(world, content)
    assert results(outcomes) == [Result.AWARDED] * 3 + [Result.REFUSED] * 3
    assert "laurel people import" in outcomes[3].says
    assert "expected one such as mentor" in outcomes[4].says
    assert "only owner" in outcomes[5].says


def test_a_dry_run_says_the_same_and_changes_nothing(world: World) -> None:
    assert results(run(world, FILE, dry=True)) == [Result.WOULD] * 3
    assert world.rows(credentials) == world.rows(letters) == world.rows(award_rows) == 0


def test_a_quiet_run_tells_its_owner_alone(world: World) -> None:
    run(world, FILE, quiet=True)
    assert world.rows(letters) == 1


def test_a_run_that_dies_between_transactions_goes_on_where_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "AT_ONCE", 1)
    dying = Batch(world.house, world.organisation).run(parse_awards(FILE).rows, dry=False)
    assert next(dying).result is Result.AWARDED
    dying.close()  # type: ignore[attr-defined] # a generator
    assert results(run(world, FILE)) == [Result.BEFORE, Result.AWARDED, Result.AWARDED]


def test_two_runs_at_once_award_each_row_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second run saves between the first run's look and its save."""
    first, second = Batch(world.house, world.organisation), Batch(world.house, world.organisation)
    saved = first._saved

    def late(*arguments: object) -> frozenset[str]:
        return saved(*arguments)  # type: ignore[arg-type] # as it is called

    rows = parse_awards(FILE).rows
    with world.house.database.read() as connection:
        grounds, _ = first._judged(connection, rows)
        signed, _ = first._signed(connection, grounds, {})
    assert results(list(second.run(rows, dry=False))) == [Result.AWARDED] * 3
    with world.house.database.write() as connection:
        assert late(connection, signed) == frozenset()
    assert world.rows(credentials) == 3


async def test_letters_to_earners_are_spread_out_so_that_others_need_not_wait(database_url: str) -> None:
    world = World.open(database_url, pace=1)
    run(world, FILE)
    with world.house.database.read() as connection:
        queued = sorted(connection.execute(select(letters.c.queued_at)).scalars())
    world.close()
    assert (queued[-1] - queued[0]).total_seconds() >= 0.39


@pytest.mark.parametrize("content", [b"", b"email\na@b.example\n", b"email,achievement\n", b"x,y\n1,2\n"])
def test_a_file_of_no_use_says_what_was_expected(content: bytes) -> None:
    with pytest.raises(Unreadable):
        parse_awards(content)


def test_rows_that_cannot_be_read_are_told_with_their_line() -> None:
    file = parse_awards(FILE + b"no address,mentor,x\nana@example.org,,x\n\xff\n")
    assert [one.line for one in file.unread] == [5, 6, 7]
    assert len(file.rows) == 3


def report_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "awards.csv.report.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_command_reports_a_line_for_each_row_and_opens_no_formula(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from adapters.cli.main import main  # noqa: PLC0415 - only here

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAUREL_SECRET", "a secret of this test alone")
    monkeypatch.setenv("LAUREL_DATABASE_URL", f"sqlite:///{tmp_path}/laurel.db")
    (tmp_path / "people.csv").write_text("name,email\nAna,ana@x.example\nMaya,maya@x.example\n", "utf-8")
    (tmp_path / "awards.csv").write_text(
        "email,achievement,citation\nana@x.example,mentor,Patient\n=cmd@x.example,mentor,\n", "utf-8"
    )
    assert main(["people", "import", "people.csv"]) == 0
    assert main(["owner", "add", "maya@x.example"]) == 0
    assert main(["award", "--csv", "awards.csv", "--dry-run"]) == 1
    assert Counter(row["result"] for row in report_of(tmp_path)) == {"would be awarded": 1, "refused": 1}
    assert main(["award", "--csv", "awards.csv"]) == 1
    rows = report_of(tmp_path)
    assert [(row["line"], row["result"]) for row in rows] == [("2", "awarded"), ("3", "refused")]
    assert rows[1]["email"] == "'=cmd@x.example"
    assert rows[0]["says"] == "not told; finds it with /mybadges"
    assert main(["award", "--csv", "nothing.csv"]) == 2
    assert "awarded: 1" in capsys.readouterr().out
