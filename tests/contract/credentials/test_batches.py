"""Many awards from a file: each row once, whatever happens meanwhile, and a line about each."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from adapters.database.audit.trail import audit
from adapters.database.credentials.award_rows import award_rows
from adapters.database.credentials.credentials import credentials, documents
from adapters.database.credentials.status_lists import status_entries, status_lists
from adapters.database.people.people import PeopleStore
from adapters.database.people.workspaces import workspaces
from adapters.database.queue.issuing_pause import IssuingPauseStore
from adapters.database.queue.letter_rows import letters
from adapters.files.awards import AwardRow, parse_awards
from adapters.files.text_lines import Unreadable
from adapters.operations import bulk_award as batching
from adapters.operations.bulk_award import AwardRowOutcome, AwardRowResult, Batch
from adapters.operations.signed_awards import SignedAwards
from adapters.worker.loop import HeldBack
from adapters.worker.status_lists import StatusLists
from bot.domain.people.model import Person
from bot.messages.card_json import to_json
from bot.use_cases.credentials.award_many import DraftAward
from issuer.verifying import verify
from tests.fakes.company import set_rules
from tests.fakes.worded import raises_worded
from tests.fakes.world import World

FILE = b"""email,achievement,citation
ana@example.org,mentor,Patient
ben@example.org,mentor,"Calm, always"
chidi@example.org,customer-hero,
"""


async def prepared(
    world: World, rows: Sequence[AwardRow], quiet: bool = False, as_operator: bool = False
) -> Batch:
    batch = Batch(world.application, world.organisation, quiet, as_operator, lambda: world.moment)
    await batch.prepare(rows)
    return batch


async def run(
    world: World, content: bytes, dry: bool = False, quiet: bool = False, as_operator: bool = False
) -> list[AwardRowOutcome]:
    rows = parse_awards(content).rows
    batch = await prepared(world, rows, quiet, as_operator)
    outcomes = list(batch.run(rows, dry=dry))
    if batch.awarded:
        batch.announce()
    return outcomes


def results(outcomes: list[AwardRowOutcome]) -> list[AwardRowResult]:
    return [outcome.result for outcome in outcomes]


async def test_a_file_of_awards_is_signed_recorded_and_told_like_any_other(world: World) -> None:
    assert results(await run(world, FILE)) == [AwardRowResult.AWARDED] * 3
    assert world.rows(credentials) == world.rows(documents) == 3
    with world.application.database.read() as connection:
        assert connection.execute(select(audit.c.action, audit.c.authority, audit.c.rule)).all() == [
            ("awarded", "operator", "mentor@1"),
            ("issued", "signed", "mentor@1"),
            ("awarded", "operator", "mentor@1"),
            ("issued", "signed", "mentor@1"),
            ("awarded", "operator", "customer-hero@1"),
            ("issued", "signed", "customer-hero@1"),
        ]
        for body in connection.execute(select(documents.c.body)).scalars():
            canonicaliser = world.application.issuers.canonicaliser
            assert verify(body, canonicaliser=canonicaliser, now=world.moment).verdict == "valid"
    world.passes(minutes=1)
    await world.settle()
    assert [len(world.letters(who)) for who in ("ana", "ben", "chidi")] == [1, 1, 1]
    [digest] = world.letters("maya")
    assert digest.summary == "3 badges were awarded from a file, in your name:"


async def test_the_same_file_again_awards_nothing_and_a_mended_row_alone(world: World) -> None:
    bad = FILE.replace(b"chidi@example.org", b"chidi@exmple.org")
    assert results(await run(world, bad)) == [
        AwardRowResult.AWARDED,
        AwardRowResult.AWARDED,
        AwardRowResult.REFUSED,
    ]
    assert results(await run(world, FILE)) == [
        AwardRowResult.BEFORE,
        AwardRowResult.BEFORE,
        AwardRowResult.AWARDED,
    ]
    assert results(await run(world, FILE)) == [AwardRowResult.BEFORE] * 3
    assert world.rows(credentials) == world.rows(award_rows) == 3


async def test_two_like_rows_in_one_file_are_two_awards(world: World) -> None:
    twice = FILE + b"ana@example.org,mentor,Patient\n"
    assert results(await run(world, twice)) == [AwardRowResult.AWARDED] * 4
    assert results(await run(world, twice)) == [AwardRowResult.BEFORE] * 4


async def test_a_bad_row_costs_no_other_and_says_what_to_do(world: World) -> None:
    content = FILE + b"nobody@example.org,mentor,x\nana@example.org,mntor,x\nmaya@example.org,mentor,x\n"
    outcomes = await run(world, content)
    assert results(outcomes) == [AwardRowResult.AWARDED] * 3 + [AwardRowResult.REFUSED] * 3
    assert "laurel people import" in outcomes[3].says
    assert "expected one such as mentor" in outcomes[4].says
    assert "only owner" in outcomes[5].says


async def test_a_dry_run_says_the_same_and_changes_nothing(world: World) -> None:
    assert results(await run(world, FILE, dry=True)) == [AwardRowResult.WOULD] * 3
    assert world.rows(credentials) == world.rows(letters) == world.rows(award_rows) == 0


async def test_a_dry_run_for_somebody_without_an_account_makes_no_workspace(world: World) -> None:
    with world.application.database.write() as connection:
        name, email = "Xenia", "x@example.org"
        PeopleStore(connection).add(
            Person(world.application.ids.new_id(), world.organisation.id, name, email)
        )
    before = world.rows(workspaces)
    assert results(await run(world, b"email,achievement\nx@example.org,mentor\n", dry=True)) == [
        AwardRowResult.WOULD
    ]
    assert world.rows(workspaces) == before


async def test_a_quiet_run_tells_its_owner_alone(world: World) -> None:
    await run(world, FILE, quiet=True)
    assert world.rows(letters) == 1
    await world.settle()
    [digest] = world.letters("maya")
    assert "Their earners are not told" in json.dumps(to_json(digest))


async def test_a_run_that_dies_between_transactions_goes_on_where_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "AT_ONCE", 1)
    rows = parse_awards(FILE).rows
    dying = (await prepared(world, rows)).run(rows, dry=False)
    assert next(dying).result is AwardRowResult.AWARDED
    dying.close()  # type: ignore[attr-defined] # a generator
    assert results(await run(world, FILE)) == [
        AwardRowResult.BEFORE,
        AwardRowResult.AWARDED,
        AwardRowResult.AWARDED,
    ]


async def test_a_run_that_is_killed_keeps_nothing_from_who_stands_behind_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "AT_ONCE", 1)
    rows = parse_awards(FILE).rows
    killed = (await prepared(world, rows)).run(rows, dry=False)
    assert [next(killed).result, next(killed).result] == [AwardRowResult.AWARDED] * 2
    await world.settle()
    assert world.letters("maya") == [], "more may come"
    world.passes(minutes=3)
    await world.settle()
    assert next(killed).result is AwardRowResult.AWARDED
    world.passes(minutes=3)
    await world.settle()
    first, second = (card.summary for card in world.letters("maya"))
    assert first.startswith("2 badges were awarded from a file")
    assert second.startswith("A badge was awarded from a file"), (
        "what came after it was sent has a letter of its own"
    )


async def test_two_runs_at_once_award_each_row_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second run saves between the first run's look and its save."""
    rows = parse_awards(FILE).rows
    first, second = await prepared(world, rows), await prepared(world, rows)
    signs = SignedAwards.sign

    def sign_late(awards: SignedAwards, connection: Connection, drafts: Sequence[DraftAward]) -> object:
        signed = signs(awards, connection, drafts)
        if awards is first._awards:
            assert results(list(second.run(rows, dry=False))) == [AwardRowResult.AWARDED] * 3
        return signed

    monkeypatch.setattr(SignedAwards, "sign", sign_late)
    assert results(list(first.run(rows, dry=False))) == [AwardRowResult.BEFORE] * 3
    assert world.rows(credentials) == 3


async def test_each_award_has_a_place_of_its_own_in_the_status_list(database_url: str) -> None:
    world = World.open(database_url, public_url="https://badges.example")
    await run(world, FILE)
    with world.application.database.read() as connection:
        [used] = connection.execute(select(status_lists.c.used)).scalars()
        entries = connection.execute(select(status_entries.c.credential_id, status_entries.c.position)).all()
        bodies = [json.loads(body) for body in connection.execute(select(documents.c.body)).scalars()]
    world.close()
    assert used == len({row.position for row in entries}) == 3
    told = {int(body["credentialStatus"]["statusListIndex"]) for body in bodies}
    assert told == {row.position for row in entries}


async def test_a_place_that_somebody_else_took_meanwhile_is_looked_for_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World.open(database_url, public_url="https://badges.example")
    await run(world, FILE)
    with world.application.database.read() as connection:
        [taken] = connection.execute(select(status_entries.c.position).limit(1)).scalars()
    free, stale = StatusLists._many_free, [taken]
    monkeypatch.setattr(StatusLists, "_many_free", lambda *it: [stale.pop()] if stale else free(*it))
    late = FILE.splitlines()[0] + b"\nnoor@example.org,mentor,Late\n"
    assert results(await run(world, late)) == [AwardRowResult.AWARDED]
    assert not stale
    world.close()


@pytest.mark.parametrize(
    ("rules", "first", "says"),
    [
        (
            {"repeat_after_days": 90},
            [AwardRowResult.AWARDED, AwardRowResult.REFUSED, AwardRowResult.AWARDED],
            "90 days",
        ),
        (
            {"most_to_recipient": 1},
            [AwardRowResult.AWARDED, AwardRowResult.REFUSED, AwardRowResult.AWARDED],
            "1 in thirty days",
        ),
        (
            {"most_in_all": 2},
            [AwardRowResult.AWARDED, AwardRowResult.AWARDED, AwardRowResult.REFUSED],
            "2 in thirty days",
        ),
        ({"evidence": True}, [AwardRowResult.REFUSED] * 3, "evidence"),
        (
            {"pilot": ("ben@example.org",)},
            [AwardRowResult.REFUSED, AwardRowResult.REFUSED, AwardRowResult.AWARDED],
            "tried out",
        ),
    ],
    ids=["repetition", "cap for one", "cap in all", "evidence", "pilot"],
)
async def test_the_rules_of_an_achievement_bind_a_file_as_well(
    world: World, rules: dict[str, object], first: list[AwardRowResult], says: str
) -> None:
    set_rules(world, "mentor", **rules)
    file = b"email,achievement,citation\n" + b"".join(
        who + b"@example.org,mentor,x\n" for who in (b"ana", b"ana", b"ben")
    )
    dry = await run(world, file, dry=True)
    assert [outcome.result is AwardRowResult.REFUSED for outcome in dry] == [
        result is AwardRowResult.REFUSED for result in first
    ]
    outcomes = await run(world, file)
    assert results(outcomes) == first
    assert all(says in outcome.says for outcome in outcomes if outcome.result is AwardRowResult.REFUSED)


async def test_nothing_is_awarded_from_a_file_while_issuing_is_stopped(world: World) -> None:
    with world.application.database.write() as connection:
        IssuingPauseStore(connection).stop(world.organisation.id, "a drill", world.moment)
    with raises_worded(HeldBack, "a drill"):
        await run(world, FILE)
    assert world.rows(credentials) == 0


async def test_letters_to_earners_are_spread_out_so_that_others_need_not_wait(database_url: str) -> None:
    world = World.open(database_url, pace=1)
    await run(world, FILE)
    with world.application.database.read() as connection:
        queued = sorted(connection.execute(select(letters.c.queued_at)).scalars())
    world.close()
    assert (queued[-1] - queued[0]).total_seconds() >= 0.39


@pytest.mark.parametrize("content", [b"", b"email\na@b.example\n", b"email,achievement\n", b"x,y\n1,2\n"])
def test_a_file_of_no_use_says_what_was_expected(content: bytes) -> None:
    with pytest.raises(Unreadable):
        parse_awards(content)


def test_rows_that_cannot_be_read_are_told_with_their_line() -> None:
    file = parse_awards(FILE + b"no address,mentor,x\nana@example.org,,x\n\xff\n")
    assert [unreadable_row.line for unreadable_row in file.unreadable_rows] == [5, 6, 7]
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
    assert rows[0]["says"] == "told as soon as a platform knows them"
    assert main(["award", "--csv", "nothing.csv"]) == 2
    assert "awarded: 1" in capsys.readouterr().out
