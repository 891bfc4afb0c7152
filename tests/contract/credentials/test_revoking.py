"""An operator revokes, one badge or many: everything that shows them says the same, and their earners hear why."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.database.audit.trail import audit
from adapters.database.credentials.credentials import CredentialStore
from adapters.database.credentials.status_lists import status_entries
from adapters.database.queue.letter_rows import letters
from adapters.files.revocations import RevokeRow, parse_revocations
from adapters.files.text_lines import Unreadable
from adapters.operations import bulk_revoke as revoking
from adapters.operations.bulk_revoke import RevokeResult, Revoking
from adapters.operations.status import stand, standing
from bot.domain.credentials.model import Credential, CredentialStage
from tests.contract.credentials.test_batches import FILE, results, run
from tests.contract.engine.test_cli import Run, bare, folder, laurel  # noqa: F401 - fixtures
from tests.contract.nominations.test_nomination_life import text
from tests.fakes.company import set_rules
from tests.fakes.world import World, shown

PUBLIC = "https://badges.example"


@pytest.fixture
def public(database_url: str) -> Iterator[World]:
    """The small company behind a public address."""
    world = World.open(database_url, public_url=PUBLIC)
    yield world
    world.close()


def held(world: World, who: str) -> Credential:
    with world.application.database.read() as connection:
        return CredentialStore(connection).of_recipient(world.person(who).id)[0]


def states(world: World) -> list[str]:
    with world.application.database.read() as connection:
        return list(connection.execute(select(status_entries.c.state)).scalars())


async def given(world: World) -> list[RevokeRow]:
    outcomes = await run(world, FILE)
    world.passes(minutes=5)
    await world.settle()
    return [RevokeRow(outcome.row.line, outcome.credential) for outcome in outcomes if outcome.credential]


def revoked(world: World, rows: list[RevokeRow], *, dry: bool = False) -> list[RevokeResult]:
    batch = Revoking(world.application, world.organisation, "The list was wrong", lambda: world.moment)
    return [outcome.result for outcome in batch.run(rows, dry=dry)]


async def test_a_badge_revoked_from_the_command_line_is_revoked_everywhere(public: World) -> None:
    await public.types("maya", "/award @ana mentor Patient")
    await public.settle()
    public_id = held(public, "ana").public_id
    for _ in range(2):
        stand(
            public.application, public.organisation, public_id, "revoked", "It was a mistake", public.moment
        )
        await public.settle()
    assert held(public, "ana").stage is CredentialStage.REVOKED
    assert states(public) == ["revoked"]
    assert "It was a mistake" in text(public.letters("ana")[-1])
    assert len(public.letters("ana")) == 2
    assert "it was taken back on" in public.letters("ana")[0].summary
    assert "No badge yet" in text(shown(await public.types("ana", "/mybadges")))
    assert "revoked it (operator)" in text(shown(await public.types("ana", "/badges why mentor")))
    assert standing(public.application, public.organisation, public_id) == "revoked"


async def test_what_a_file_gave_is_taken_back_by_its_report_once(public: World) -> None:
    rows = await given(public)
    assert revoked(public, rows, dry=True) == [RevokeResult.WOULD] * 3
    assert states(public) == ["good"] * 3
    assert revoked(public, [*rows, rows[0]]) == [RevokeResult.REVOKED] * 3 + [RevokeResult.BEFORE]
    assert revoked(public, rows) == [RevokeResult.BEFORE] * 3
    public.passes(minutes=5)
    await public.settle()
    assert states(public) == ["revoked"] * 3
    for who in ("ana", "ben", "chidi"):
        assert held(public, who).stage is CredentialStage.REVOKED
        assert "The list was wrong" in text(public.letters(who)[-1])
    with public.application.database.read() as connection:
        done = list(connection.execute(select(audit.c.action)).scalars())
        told = list(connection.execute(select(letters.c.topic)).scalars())
    assert done.count("revoked") == told.count("revoked") == 3


async def test_a_run_that_dies_in_between_goes_on_where_it_was(
    public: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revoking, "AT_ONCE", 1)
    rows = await given(public)
    dying = Revoking(public.application, public.organisation, "why", lambda: public.moment).run(
        rows, dry=False
    )
    assert next(dying).result is RevokeResult.REVOKED
    dying.close()  # type: ignore[attr-defined] # a generator
    assert revoked(public, rows) == [RevokeResult.BEFORE, RevokeResult.REVOKED, RevokeResult.REVOKED]


async def test_a_row_that_cannot_be_revoked_costs_no_other(public: World) -> None:
    rows = await given(public)
    stranger = RevokeRow(9, public.application.ids.public_id())
    assert revoked(public, [stranger, *rows[:1]]) == [RevokeResult.REFUSED, RevokeResult.REVOKED]


def test_a_report_and_a_list_of_addresses_are_both_read() -> None:
    report = (
        b"line,email,achievement,result,credential,says\n"
        b"2,ana@example.org,mentor,awarded,01890000-0000-7000-8000-000000000001,\n"
        b"3,ben@example.org,mentor,refused,,no\n"
    )
    file = parse_revocations(report)
    assert [row.line for row in file.rows] == [2]
    assert (file.unreadable_rows, file.ignored_columns) == ((), ())
    file = parse_revocations(
        b"credential\nhttps://x.example/credentials/01890000-0000-7000-8000-000000000001\nnonsense\n"
    )
    assert len(file.rows) == len(file.unreadable_rows) == 1
    with pytest.raises(Unreadable):
        parse_revocations(b"email\nana@example.org\n")


def test_the_command_awards_and_revokes_by_its_own_report(laurel: Run, folder: Path) -> None:  # noqa: F811 - the fixture
    (folder / "people.csv").write_text("name,email\nAna,ana@x.example\nBen,ben@x.example\n", "utf-8")
    laurel("people", "import", "people.csv")
    laurel("owner", "add", "olga@x.example", "--yes")
    (folder / "a.csv").write_text("email,achievement\nana@x.example,mentor\nno@x.example,mentor\n", "utf-8")
    assert laurel("award", "--csv", "a.csv")[0] == 1
    assert laurel("revoke", "--csv", "a.csv.report.csv", "--reason", " ")[0] == 2
    code, out, _ = laurel("revoke", "--csv", "a.csv.report.csv", "--reason", "A test", "--dry-run")
    assert (code, out.splitlines()[0]) == (0, "would be revoked: 1")
    code, out, _ = laurel("revoke", "--csv", "a.csv.report.csv", "--reason", "A test")
    assert (code, out.splitlines()[0]) == (0, "revoked: 1")
    with (folder / "a.csv.report.csv.revoked.csv").open(encoding="utf-8") as report:
        assert [row["result"] for row in csv.DictReader(report)] == ["revoked"]


# Who may award, in a file too


async def test_a_file_awards_only_what_an_owner_could_award_in_chat(world: World) -> None:
    set_rules(world, "mentor", award=("manager",))
    outcomes = await run(world, FILE)
    # Maya owns the programme and manages Ana and Ben
    assert results(outcomes) == ["awarded"] * 3
    set_rules(world, "mentor", award=())
    outcomes = await run(world, FILE.replace(b"Patient", b"Patient again"))
    assert results(outcomes)[0] == "refused"
    assert "--as-operator" in outcomes[0].says
    set_rules(world, "mentor", reviewer_badge="ship-it")
    assert results(await run(world, FILE.replace(b"Patient", b"Patient again")))[0] == "refused"


async def test_an_operator_may_award_what_no_owner_could_and_that_is_recorded(world: World) -> None:
    set_rules(world, "mentor", award=())
    outcomes = await run(world, FILE, as_operator=True)
    assert results(outcomes) == ["awarded"] * 3
    with world.application.database.read() as connection:
        awards = select(audit.c.authority).where(audit.c.action == "awarded")
        found = list(connection.execute(awards).scalars())
    assert sorted(found) == ["operator", "operator_override", "operator_override"]


async def test_a_repeated_file_names_the_badges_that_it_gave_before(world: World) -> None:
    first, again = await run(world, FILE), await run(world, FILE)
    assert [outcome.credential for outcome in again] == [outcome.credential for outcome in first]
