"""The command line as the shell sees it: what it prints, what it leaves behind, and its exit codes."""

import io
import json
import os
import resource
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, make_url, select, text, update

from adapters.cli.commands import letters as letters_cli
from adapters.cli.main import main
from adapters.database.audit.chain import AuditChainStore
from adapters.database.audit.trail import audit
from adapters.database.credentials.credentials import credentials
from adapters.database.engine.engine import Database
from adapters.database.people.tables import identities, people
from adapters.database.people.workspaces import workspaces
from adapters.database.queue.letter_rows import letters
from adapters.database.queue.outbox import OutboxStore, jobs
from adapters.installation.catalogue_files import STARTER
from adapters.operations.bulk_award import Batch
from bot.domain.outbox.model import Job
from bot.domain.outbox.tasks import SignCredential
from issuer.baking.png import bake, extract
from tests.fakes.badges.badges import AWARDED, KEY, WEB_KEY, credential, web_credential

Run = Callable[..., tuple[int, str, str]]
SETTINGS = ("LAUREL_", "SLACK_", "MICROSOFT_")


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder to work in, without any setting."""
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def bare(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `laurel` there: exit code, output, complaints."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def laurel(bare: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """As above, with a secret and a database of its own."""
    monkeypatch.setenv("LAUREL_SECRET", "a secret of this test alone")
    monkeypatch.setenv("LAUREL_DATABASE_URL", f"sqlite:///{tmp_path}/laurel.db")
    return bare


def rows(folder: Path, table: object) -> list[dict[str, object]]:
    database = Database(f"sqlite:///{folder}/laurel.db")
    with database.read() as connection:
        found = [dict(row) for row in connection.execute(select(table)).mappings()]  # type: ignore[call-overload]  # any table
    database.close()
    return found


def people_csv(folder: Path, content: str) -> str:
    (folder / "people.csv").write_text(content, "utf-8")
    return str(folder / "people.csv")


# people, owner, organisation


def test_people_are_imported_and_audited_and_a_bad_row_costs_only_itself(laurel: Run, tmp_path: Path) -> None:
    file = people_csv(
        tmp_path,
        "name,email,manager_email\nAna,ana@x.example,maya@x.example\nBen,ben@x.example,,x\nMaya,maya@x.example,\n",
    )
    code, out, err = laurel("people", "import", file)
    assert code == 1
    assert "new: Ana (ana@x.example), manager Maya" in out
    assert "people.csv, line 3: found 4 values, expected 3" in err
    assert [(row["action"], row["actor_id"], row["authority"]) for row in rows(tmp_path, audit)] == [
        ("person_joined", None, "operator")
    ] * 2


def test_importing_the_same_file_again_changes_nothing(laurel: Run, tmp_path: Path) -> None:
    file = people_csv(tmp_path, "name,email\nAna,ana@x.example\n")
    assert laurel("people", "import", file)[0] == 0
    code, out, _ = laurel("people", "import", file)
    assert (code, out) == (0, "1 row read, no changes, nothing to mend\n")


def test_a_complete_file_lets_people_leave(laurel: Run, tmp_path: Path) -> None:
    laurel("people", "import", people_csv(tmp_path, "name,email\nAna,ana@x.example\nBen,ben@x.example\n"))
    shorter = people_csv(tmp_path, "name,email\nAna,ana@x.example\n")
    assert "not in the file, and left as they are: Ben" in laurel("people", "import", shorter)[1]
    assert "left: Ben" in laurel("people", "import", shorter, "--complete")[1]
    assert {row["name"]: row["standing"] for row in rows(tmp_path, people)} == {
        "Ana": "member",
        "Ben": "left",
    }


def test_a_file_that_is_not_there_is_reported(laurel: Run) -> None:
    code, _, err = laurel("people", "import", "nobody.csv")
    assert code == 1
    assert "nobody.csv: found what cannot be opened (No such file or directory)" in err


def test_an_account_from_a_file_is_looked_up_before_a_decision_counts(laurel: Run, tmp_path: Path) -> None:
    laurel("owner", "add", "maya@x.example")
    database = Database(f"sqlite:///{tmp_path}/laurel.db")
    with database.write() as connection:
        organisation_id = connection.execute(select(people.c.organisation_id)).scalar_one()
        place = {
            "id": organisation_id,
            "organisation_id": organisation_id,
            "platform": "slack",
            "external_id": "T1",
        }
        connection.execute(workspaces.insert(), place)
    database.close()
    laurel("people", "import", people_csv(tmp_path, "name,email,slack_id\nMaya,maya@x.example,U1\n"))
    (identity,) = rows(tmp_path, identities)
    assert (identity["external_id"], str(identity["seen_at"])) == ("U1", "1970-01-01 00:00:00+00:00")


def test_an_owner_need_not_be_known_before(laurel: Run, tmp_path: Path) -> None:
    code, out, _ = laurel("owner", "add", "Maya.Okoye@X.example")
    assert code == 0
    assert "added as “maya.okoye” until a better name is known" in out
    assert laurel("owner", "add", "maya.okoye@x.example")[1].endswith("is an owner already\n")
    assert [row["action"] for row in rows(tmp_path, audit)] == ["person_joined", "owner_added"]


def test_only_members_can_be_owners(laurel: Run, tmp_path: Path) -> None:
    laurel("people", "import", people_csv(tmp_path, "name,email\nAna,ana@x.example\nBen,ben@x.example\n"))
    laurel("people", "import", people_csv(tmp_path, "name,email\nAna,ana@x.example\n"), "--complete")
    code, _, err = laurel("owner", "add", "ben@x.example")
    assert code == 1
    assert "found: left" in err


def test_what_is_no_address_is_a_wrong_use(laurel: Run) -> None:
    assert laurel("owner", "add", "maya")[0] == 2


def test_an_organisation_is_shown_and_changed(laurel: Run, tmp_path: Path) -> None:
    code, out, _ = laurel("organisation", "set", "--name", "Northwind", "--celebration-channel", "")
    assert (code, out.splitlines()[:2]) == (
        0,
        ["name: Larkspur Labs → Northwind", "celebration channel: celebrations → –"],
    )
    assert "name:                Northwind" in laurel("organisation", "show")[1]
    assert [row["action"] for row in rows(tmp_path, audit)] == ["organisation_changed"]


def test_an_organisation_with_a_mistake_stays_as_it_was(laurel: Run) -> None:
    code, _, err = laurel("organisation", "set", "--name", "Northwind", "--url", "northwind")
    assert code == 1
    assert "found `url` “northwind”, expected a web address" in err
    assert "Larkspur Labs" in laurel("organisation", "show")[1]
    assert laurel("organisation", "set")[0] == 2


# issue → verify


def test_a_badge_from_the_shell_verifies_offline_without_any_setting(
    laurel: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LAUREL_PUBLIC_URL", "https://badges.example")
    own = ("--name", "Northwind", "--url", "https://northwind.test", "--email", "badges@northwind.test")
    laurel("organisation", "set", *own)
    laurel("owner", "add", "maya@x.example")
    asked = (
        "issue",
        "--achievement",
        "customer-hero",
        "--email",
        "ana@x.example",
        "--name",
        "Ana",
        "--out",
        "out",
    )
    code, out, _ = laurel(*asked, "--citation", "Stayed on the line")
    assert code == 0
    assert "issued customer-hero to Ana (ana@x.example)" in out
    (row,) = rows(tmp_path, credentials)
    assert (row["stage"], row["citation"]) == ("issued", "Stayed on the line")
    assert rows(tmp_path, letters) == []
    assert [row["action"] for row in rows(tmp_path, audit)][-3:] == ["person_joined", "awarded", "issued"]
    assert laurel(*asked)[0] == 1, "nothing is overwritten unasked"
    assert len(rows(tmp_path, credentials)) == 1

    for name in ("LAUREL_SECRET", "LAUREL_DATABASE_URL", "LAUREL_PUBLIC_URL"):
        monkeypatch.delenv(name)
    handed = ("--offline", "--did", "out/did.json")
    code, out, _ = laurel("verify", "out/badge.png", *handed, "--status", "out/status.json")
    assert (code, out.splitlines()[-1]) == (0, "verdict: valid")
    assert "as of: " in out
    code, whole, _ = laurel("verify", "out/credential.jwt", *handed)
    assert (code, whole.splitlines()[-1]) == (2, "verdict: cannot tell")
    assert "needed: https://badges.example/" in whole
    assert out.startswith("✓ shape ")
    code, offline, _ = laurel("verify", "out/credential.json", "--offline")
    assert (code, offline.splitlines()[-1]) == (2, "verdict: cannot tell")
    assert "needed: https://badges.example/.well-known/did.json" in offline


def test_working_days_are_set_shown_and_named_by_the_doctor(laurel: Run) -> None:
    code, out, _ = laurel("organisation", "set", "--holidays", "de-by", "--days-off", "2026-12-31,2026-12-24")
    assert code == 0
    assert "public holidays: – → DE-BY" in out
    assert "days off: – → 2026-12-24, 2026-12-31" in out
    assert laurel("organisation", "set", "--working-days", "sunday,monday")[0] == 0
    assert "working days:        monday, sunday" in laurel("organisation", "show")[1]
    assert "public holidays: those of DE-BY" in laurel("doctor")[1]
    assert laurel("organisation", "set", "--days-off", "")[1].startswith(
        "days off: 2026-12-24, 2026-12-31 → –"
    )


def test_a_country_without_known_holidays_is_refused_with_those_that_are_near(laurel: Run) -> None:
    code, _, err = laurel("organisation", "set", "--holidays", "DE-Bavaria")
    assert code == 1
    assert "`holidays` “DE-Bavaria”" in err
    assert "DE-BY" in err


def test_the_catalogue_brings_the_working_days_of_its_organisation(laurel: Run, tmp_path: Path) -> None:
    shutil.copytree(STARTER, tmp_path / "catalogue")
    file = tmp_path / "catalogue" / "organisation.toml"
    starter = file.read_text("utf-8")
    file.write_text(f'holidays = "FR"\ndays_worked = [2026-07-14]\n{starter}', "utf-8")
    assert "public holidays: – → FR" in laurel("catalogue", "plan", "catalogue")[1]
    assert "public holidays: – → FR" in laurel("catalogue", "apply", "catalogue")[1]
    assert "public holidays:     FR" in laurel("organisation", "show")[1]
    file.write_text(f'holidays = "Frankreich"\n{starter}', "utf-8")
    code, out, _ = laurel("catalogue", "check", "catalogue")
    assert code == 1
    assert "organisation.toml, line 1" in out or "organisation.toml:1" in out
    assert "Frankreich" in out


def test_a_badge_in_trial_mode_needs_no_document(laurel: Run) -> None:
    laurel("owner", "add", "maya@x.example")
    asked = ("issue", "--achievement", "mentor", "--email", "ana@x.example", "--out", "out")
    code, out, _ = laurel(*asked)
    assert (code, "trial mode" in out) == (0, True)
    assert laurel("verify", "out/badge.png")[0] == 0
    assert laurel(*asked, "--force")[0] == 0


def test_without_an_owner_nothing_is_issued(laurel: Run, tmp_path: Path) -> None:
    code, _, err = laurel("issue", "--achievement", "mentor", "--email", "ana@x.example", "--out", "out")
    assert code == 1
    assert "laurel owner add EMAIL" in err
    assert (rows(tmp_path, people), (tmp_path / "out").exists()) == ([], False)


def test_nobody_awards_themselves_from_the_shell_either(laurel: Run) -> None:
    laurel("owner", "add", "maya@x.example")
    code, _, err = laurel("issue", "--achievement", "mentor", "--email", "maya@x.example", "--out", "out")
    assert code == 1
    assert "nobody awards themselves" in err


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("  Ana\u00a0 Ruiz\u202e ", "Ana Ruiz"),
        ("A" * 120, "A" * 120),
        (" ", "ana"),
    ],
)
def test_a_name_is_kept_as_it_is_spelled(laurel: Run, tmp_path: Path, typed: str, stored: str) -> None:
    laurel("owner", "add", "maya@x.example")
    asked = ("issue", "--achievement", "mentor", "--email", "ana@x.example", "--out", "out")
    assert laurel(*asked, "--name", typed)[0] == 0
    assert stored in [row["name"] for row in rows(tmp_path, people)]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("A" * 121, "121"),
        ("Ana\x00", "cannot be seen"),
        ("Ana\x1b[2J", "cannot be seen"),
        ("A\udcff", "not UTF-8"),
    ],
)
def test_a_name_that_no_people_file_could_hold_is_a_wrong_use(laurel: Run, typed: str, says: str) -> None:
    asked = ("issue", "--achievement", "mentor", "--email", "ana@x.example", "--out", "out")
    code, _, err = laurel(*asked, "--name", typed)
    assert (code, says in err, "\x1b" in err) == (2, True, False)


def test_an_unknown_achievement_is_answered_with_those_that_are_near(laurel: Run) -> None:
    code, _, err = laurel(
        "issue", "--achievement", "custmer-hero", "--email", "ana@x.example", "--out", "out"
    )
    assert code == 1
    assert "expected a slug such as customer-hero" in err


# verify, bake, extract


def test_a_tampered_badge_is_invalid_and_the_check_that_failed_is_marked(bare: Run, tmp_path: Path) -> None:
    (tmp_path / "badge.json").write_bytes(credential().replace(b"Customer Hero", b"Company Owner"))
    code, out, _ = bare("verify", "badge.json")
    assert (code, out.splitlines()[-1]) == (1, "verdict: invalid")
    assert "✗ proof" in out


def test_verify_reads_standard_input_and_prints_json(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(credential())))
    code, out, _ = bare("verify", "-", "--json")
    said = json.loads(out)
    assert (code, said["verdict"], said["checks"][0]["name"]) == (0, "valid", "shape")


def test_verify_cannot_tell_without_the_issuers_document(bare: Run, tmp_path: Path) -> None:
    (tmp_path / "badge.json").write_bytes(web_credential())
    assert bare("verify", "badge.json")[0] == 2
    (tmp_path / "did.json").write_text(json.dumps({"id": WEB_KEY.controller}), "utf-8")
    assert bare("verify", "badge.json", "--did", "did.json")[0] == 1, "a document that lists no such key"


@pytest.mark.parametrize("did", [b"{", b"{}", b'{"id": "https://badges.example"}'])
def test_what_is_no_did_document_is_a_wrong_use(bare: Run, tmp_path: Path, did: bytes) -> None:
    (tmp_path / "badge.json").write_bytes(web_credential())
    (tmp_path / "did.json").write_bytes(did)
    assert bare("verify", "badge.json", "--did", "did.json")[0] == 2


def test_verify_of_a_file_that_is_not_there_or_is_far_too_large_is_a_wrong_use(
    bare: Run, tmp_path: Path
) -> None:
    (tmp_path / "large.png").write_bytes(bytes(3 * 1024 * 1024 + 1))
    assert bare("verify", "nothing.png")[0] == 2
    assert bare("verify", "large.png")[0] == 2
    assert bare("verify")[0] == 2


def test_an_address_that_is_not_utf_8_is_a_wrong_use(bare: Run, tmp_path: Path) -> None:
    (tmp_path / "badge.json").write_bytes(credential())
    code, _, err = bare("verify", "badge.json", "--email", "a\udcff@x.example")
    assert code == 2
    assert "not UTF-8" in err


def test_a_file_of_known_issuers_tells_them_from_those_that_look_like_them(bare: Run, tmp_path: Path) -> None:
    (tmp_path / "badge.json").write_bytes(credential())
    (tmp_path / "known.csv").write_text(f"id,name\n{KEY.controller},Northwind Traders\n", "utf-8")
    code, out, _ = bare("verify", "badge.json", "--known", "known.csv")
    assert (code, "✓ issuer known" in out) == (0, True)
    (tmp_path / "known.csv").write_text("name,id\nN0rthwind Traders,did:web:northwind.example\n", "utf-8")
    code, out, _ = bare("verify", "badge.json", "--known", "known.csv")
    assert (code, "✗ issuer known" in out, "Beware" in out) == (2, True, True)
    (tmp_path / "known.csv").write_text("id,name\nnorthwind,Northwind\n", "utf-8")
    code, _, err = bare("verify", "badge.json", "--known", "known.csv")
    assert code == 2
    assert "line 2" in err


def test_nothing_in_a_badge_can_steer_the_terminal(bare: Run, tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text('{"@context": [], "\\u001b[2J": 1}', "utf-8")
    code, out, _ = bare("verify", "odd.json")
    assert (code, "\x1b" in out) == (1, False)


def test_what_was_baked_is_extracted_byte_for_byte(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    picture = next(iter(sorted((Path(__file__).parents[2] / "golden" / "badges").glob("*.png"))))
    (folder / "plain.png").write_bytes(picture.read_bytes())
    (folder / "credential.json").write_bytes(credential())
    assert main(["bake", "plain.png", "credential.json", "badge.png"]) == 0
    assert extract((folder / "badge.png").read_bytes()) == credential()
    assert main(["bake", "plain.png", "credential.json", "badge.png"]) == 1, "nothing is overwritten unasked"
    capsysbinary.readouterr()
    assert main(["extract", "badge.png"]) == 0
    assert capsysbinary.readouterr().out == credential()
    assert main(["extract", "plain.png"]) == 1
    assert main(["bake", "plain.png", "badge.png", "twice.png"]) == 1, "a picture is no credential"
    assert bake(picture.read_bytes(), credential()) == (folder / "badge.png").read_bytes()


# db, doctor, settings


def test_an_upgrade_says_from_where_to_where(laurel: Run) -> None:
    assert laurel("db", "upgrade")[1].startswith("from nothing to ")
    assert laurel("db", "upgrade")[1].endswith(" already\n")


def test_the_doctor_names_what_is_missing_until_nothing_is(laurel: Run, tmp_path: Path) -> None:
    code, out, _ = laurel("doctor")
    assert code == 1
    assert "missing: database: no file" in out
    assert not (tmp_path / "laurel.db").exists(), "looking changes nothing"
    laurel("db", "upgrade")
    assert "missing: organisation: none yet" in laurel("doctor")[1]
    laurel("organisation", "show")
    assert "missing: owners: none — run: laurel owner add EMAIL" in laurel("doctor")[1]
    laurel("owner", "add", "maya@x.example")
    code, out, _ = laurel("doctor")
    assert (code, "missing" in out) == (0, False)
    assert "trial mode" in out


def test_the_doctor_tells_of_work_given_up_without_repeating_addresses(laurel: Run, tmp_path: Path) -> None:
    laurel("owner", "add", "maya@x.example")
    database = Database(f"sqlite:///{tmp_path}/laurel.db")
    with database.write() as connection:
        store = OutboxStore(connection)
        organisation_id = connection.execute(select(people.c.organisation_id)).scalar_one()
        store.queue(Job(UUID(int=1), organisation_id, SignCredential(UUID(int=1)), "sign:1", AWARDED))
        connection.execute(update(jobs), {"dead": True, "error": "no account for ana@x.example"})
    database.close()
    code, out, _ = laurel("doctor")
    assert code == 0, "nothing is missing"
    assert "warning: jobs: 1 given up after several tries" in out
    assert "(sign): no account for [redacted]" in out


def test_all_that_was_given_up_is_tried_again_however_much_it_is(
    laurel: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters_cli, "MOST", 2)
    laurel("owner", "add", "maya@x.example")
    database = Database(f"sqlite:///{tmp_path}/laurel.db")
    with database.write() as connection:
        organisation_id = connection.execute(select(people.c.organisation_id)).scalar_one()
        for number in range(1, 6):
            job = Job(
                UUID(int=number), organisation_id, SignCredential(UUID(int=1)), f"sign:{number}", AWARDED
            )
            OutboxStore(connection).queue(job)
        connection.execute(update(jobs), {"dead": True})
    database.close()
    assert "5 given up, of which these are the first 2" in laurel("letters", "dead")[1]
    assert laurel("letters", "retry", "--all")[:2] == (0, "5 will be tried again\n")
    assert laurel("letters", "retry", "--all")[:2] == (0, "0 will be tried again\n")


def test_the_doctor_asks_slack_where_it_is_set_up(laurel: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-of-this-test")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "0123456789abcdef0123456789abcdef")
    monkeypatch.setenv("LAUREL_SLACK_API_URL", "http://127.0.0.1:9/api/")
    laurel("owner", "add", "maya@x.example")
    code, out, _ = laurel("doctor")
    assert code == 1
    assert "missing: Slack: Slack does not answer" in out


def test_the_doctor_sees_a_secret_that_does_not_open_the_key(
    laurel: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    laurel("owner", "add", "maya@x.example")
    monkeypatch.setenv("LAUREL_SECRET", "another secret altogether")
    code, out, _ = laurel("doctor")
    assert code == 1
    assert "missing: signing key: the encrypted key does not open" in out
    code, _, err = laurel("organisation", "show")
    assert code == 1
    assert "LAUREL_SECRET" in err


def test_the_doctor_names_every_mistake_in_the_settings(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUREL_LOG", "loud")
    code, out, _ = bare("doctor")
    assert code == 1
    assert "missing: setting LAUREL_SECRET" in out
    assert "missing: setting LAUREL_LOG" in out


def test_settings_that_cannot_be_used_are_a_wrong_use(bare: Run) -> None:
    code, _, err = bare("owner", "add", "maya@x.example")
    assert code == 2
    assert "LAUREL_SECRET" in err


def test_a_database_out_of_reach_is_said_in_a_sentence(laurel: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUREL_DATABASE_URL", "sqlite:////nowhere/at/all/laurel.db")
    code, _, err = laurel("organisation", "show")
    assert code == 1
    assert err.startswith("The database does not answer: unable to open database file")


# what an operator does is on the record


def test_a_changed_catalogue_and_a_restored_database_are_in_the_audit_trail(
    laurel: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = folder / "catalogue"
    shutil.copytree(STARTER, catalogue)
    for file in (catalogue / "achievements").glob("*.toml"):
        if file.stem != "mentor":
            file.unlink()
    laurel("catalogue", "apply", str(catalogue))
    mentor = catalogue / "achievements" / "mentor.toml"
    changed = mentor.read_text("utf-8").replace("version = 1", "version = 2")
    mentor.write_text(f"{changed}\n[rules]\nevidence = true\n", "utf-8")
    code, out, _ = laurel("catalogue", "apply", str(catalogue))
    assert code == 0, out
    done = [(row["action"], row["rule"]) for row in rows(folder, audit)]
    assert done[-1] == ("achievement_changed", "mentor@2")
    assert rows(folder, audit)[-1]["subject_id"] is not None
    laurel("db", "backup", "copy.backup")
    monkeypatch.setenv("LAUREL_DATABASE_URL", f"sqlite:///{folder}/other.db")
    assert laurel("db", "restore", "copy.backup")[0] == 0
    (folder / "laurel.db").unlink()
    (folder / "other.db").rename(folder / "laurel.db")
    assert rows(folder, audit)[-1]["action"] == "database_restored"


# whatever is wrong is said in a sentence


def awarded(laurel: Run, folder: Path) -> Path:
    """A file with one award that was made, and its report beside it."""
    (folder / "people.csv").write_text("name,email\nAna,ana@x.example\nMaya,maya@x.example\n", "utf-8")
    awards = folder / "awards.csv"
    awards.write_text("email,achievement\nana@x.example,mentor\n", "utf-8")
    for arguments in (("people", "import", "people.csv"), ("owner", "add", "maya@x.example")):
        assert laurel(*arguments)[0] == 0
    assert laurel("award", "--csv", "awards.csv")[0] == 0
    return awards


@pytest.mark.parametrize(("verb", "more"), [("award", ()), ("revoke", ("--reason", "a mistake"))])
def test_a_report_never_goes_over_the_file_it_is_about(
    laurel: Run, folder: Path, verb: str, more: tuple[str, ...]
) -> None:
    report = awarded(laurel, folder).with_name("awards.csv.report.csv")
    file = report if verb == "revoke" else report.with_name("awards.csv")
    before = file.read_text("utf-8")
    code, _, err = laurel(verb, "--csv", str(file), "--report", f"./{file.name}", *more)
    assert (code, file.read_text("utf-8")) == (2, before)
    assert "name another with --report" in err
    assert [row["stage"] for row in rows(folder, credentials)] == ["issued"]


def test_a_run_that_never_begins_leaves_the_earlier_report_as_it_is(
    laurel: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = awarded(laurel, folder).with_name("awards.csv.report.csv")
    before = report.read_text("utf-8")
    laurel("issuing", "stop")
    assert laurel("award", "--csv", "awards.csv")[0] == 2
    monkeypatch.setenv("LAUREL_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    assert laurel("award", "--csv", "awards.csv")[0] == 1
    assert report.read_text("utf-8") == before


def test_a_run_that_somebody_stops_is_not_done_and_says_so(
    laurel: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "awards.csv").write_text("email,achievement\nana@x.example,mentor\n", "utf-8")

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Batch, "run", stopped)
    code, _, err = laurel("award", "--csv", "awards.csv")
    assert (code, err.startswith("stopped; what was done until now stays")) == (130, True)
    assert not (folder / "awards.csv.report.csv").exists(), "a report of nothing is none"


def test_a_database_without_room_is_said_to_be_without_room(laurel: Run, folder: Path) -> None:
    laurel("owner", "add", "maya@x.example")
    sizes = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, sizes[1]))
    try:
        code, _, err = laurel("owner", "add", "noor@x.example")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, sizes)
    assert (code, "look for room on its disk" in err) == (1, True), err
    assert [row["email"] for row in rows(folder, people)] == ["maya@x.example"]


def test_an_export_that_cannot_be_written_is_said_and_half_of_one_is_never_left(
    laurel: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "folder.csv").mkdir()
    for name in ("nowhere/trail.csv", "folder.csv"):
        code, _, err = laurel("audit", "export", name)
        assert (code, err.endswith("choose another place\n")) == (1, True), err
    assert laurel("audit", "export", "trail.csv")[0] == 0
    before = (folder / "trail.csv").read_text("utf-8")

    def full(*_: object) -> list[object]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(AuditChainStore, "rows", full)
    code, _, err = laurel("audit", "export", "trail.csv")
    assert (code, err) == (
        1,
        "trail.csv: cannot be written (No space left on device); choose another place\n",
    )
    assert (folder / "trail.csv").read_text("utf-8") == before
    assert not list(folder.glob("*.partial"))


def test_the_head_of_the_trail_is_printed_alone_so_that_it_can_be_kept(laurel: Run, folder: Path) -> None:
    awarded(laurel, folder)
    code, out, _ = laurel("audit", "head")
    assert (code, json.loads(out)["number"]) == (0, len(rows(folder, audit)))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:///:memory:", "no file in it"),
        ("sqlite:///", "no file in it"),
        ("sqlite:////tmp", "the folder /tmp"),
        ("postgresql+psycopg://laurel:hidden@host:port/one", "as %40 %3A %2F and %25"),
        ("mysql://one", "expected sqlite:///FILE or postgresql+psycopg"),
    ],
)
def test_an_address_of_no_database_is_said_before_anything_is_tried(
    laurel: Run, monkeypatch: pytest.MonkeyPatch, url: str, says: str
) -> None:
    monkeypatch.setenv("LAUREL_DATABASE_URL", url)
    code, _, err = laurel("db", "upgrade")
    assert (code, says in err, "hidden" in err) == (2, True, False), err


def test_words_that_are_not_utf_8_are_a_wrong_use(laurel: Run) -> None:
    code, _, err = laurel("issuing", "stop", "--reason", "\udcff")
    assert (code, "not UTF-8; type it again" in err) == (2, True)


def on_postgresql(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUREL_SECRET", "a secret of this test alone")
    monkeypatch.setenv("LAUREL_DATABASE_URL", url)


def test_a_role_that_may_not_make_tables_hears_what_it_lacks(
    bare: Run, postgresql_url: str, fresh_postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = make_url(fresh_postgresql).database
    asked = create_engine(make_url(postgresql_url).set(database=name), isolation_level="AUTOCOMMIT")
    with asked.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        connection.execute(text("GRANT USAGE ON SCHEMA public TO PUBLIC"))
    asked.dispose()
    on_postgresql(fresh_postgresql, monkeypatch)
    code, _, err = bare("audit", "verify")
    assert (code, "Laurel needs a role that owns" in err) == (1, True), err


def test_a_database_that_takes_no_emoji_is_refused_before_somebody_writes_one(
    bare: Run, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_url(postgresql_url)
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        how = "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        connection.execute(text(f"CREATE DATABASE narrow OWNER laurel {how}"))
    on_postgresql(
        url.set(database="narrow", username="laurel").render_as_string(hide_password=False), monkeypatch
    )
    code, _, err = bare("db", "upgrade")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE narrow WITH (FORCE)"))
    admin.dispose()
    assert (code, "LATIN1, expected UTF8" in err) == (1, True), err


def test_on_the_schema_of_a_newer_release_this_one_goes_on_working_and_says_so(
    laurel: Run, folder: Path
) -> None:
    laurel("db", "upgrade")
    database = Database(f"sqlite:///{folder}/laurel.db")
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    assert laurel("audit", "verify")[:2] == (0, "0 rows, each as it was sealed\n")
    code, out, _ = laurel("doctor")
    assert "schema of a newer release" in out
    assert "migrations are missing" not in out
    code, _, err = laurel("db", "upgrade")
    assert (code, "use the newest Laurel" in err) == (1, True)


def test_the_doctor_sees_a_role_that_row_level_security_does_not_bind(
    bare: Run, postgresql_url: str, fresh_postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    superuser = make_url(postgresql_url).set(database=make_url(fresh_postgresql).database)
    for url, bound in ((fresh_postgresql, True), (superuser.render_as_string(hide_password=False), False)):
        on_postgresql(url, monkeypatch)
        _, out, _ = bare("doctor")
        assert ("bound by no row-level security" in out) is not bound
