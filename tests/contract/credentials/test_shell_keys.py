"""Keys, the switch and a badge's status from the shell."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.cli.main import main
from adapters.installation.set_up import STARTER

NAMED = ("--name", "Northwind", "--url", "https://northwind.test", "--email", "badges@northwind.test")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command of an installation at a public address."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAUREL_DATABASE_URL", f"sqlite:///{tmp_path}/laurel.db")
    monkeypatch.setenv("LAUREL_PUBLIC_URL", "https://badges.example")
    monkeypatch.setenv("LAUREL_SECRET", "a secret of this test alone")

    def command(*words: str) -> tuple[int, str, str]:
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    assert command("organisation", "set", *NAMED)[0] == 0
    return command


def issued(run: Run, folder: Path, email: str = "ana@example.org") -> str:
    run("owner", "add", "maya@example.org")
    code, out, err = run("issue", "--achievement", "mentor", "--email", email, "--out", str(folder))
    assert code == 0, err
    return out.splitlines()[0].rpartition(" ")[2]


def verdict(run: Run, folder: Path, name: str) -> str:
    _, out, _ = run("verify", str(folder / name), "--did", str(folder / "did.json"))
    return out.rstrip().rpartition(": ")[2]


def test_every_kind_of_file_is_written_and_pictures_can_be_verified(run: Run, tmp_path: Path) -> None:
    issued(run, tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"credential.json", "credential.jwt", "badge.png", "badge.svg", "did.json", "status.json"}
    for name in ("credential.json", "badge.png", "badge.svg"):
        assert verdict(run, tmp_path / "out", name) == "cannot tell", "its status list was not given"
    code, out, _ = run("extract", str(tmp_path / "out" / "badge.svg"))
    assert (code, out.encode()) == (0, (tmp_path / "out" / "credential.json").read_bytes())


def test_a_badge_is_revoked_once_and_not_brought_back(run: Run, tmp_path: Path) -> None:
    public_id = issued(run, tmp_path / "out")
    assert run("status", "show", public_id)[1] == f"{public_id}: good\n"
    assert run("status", "suspend", public_id)[0] == 1
    assert run("status", "revoke", public_id, "--reason", "left")[1] == f"{public_id}: revoked\n"
    code, _, err = run("status", "restore", public_id)
    assert code == 1
    assert "for ever" in err
    assert run("status", "show", "nonsense")[0] == 2


def test_the_switch_stops_the_shell_too_and_says_who_to_ask(run: Run, tmp_path: Path) -> None:
    issued(run, tmp_path / "one")
    assert run("issuing", "stop", "--reason", "a wrong catalogue")[0] == 0
    assert run("issuing", "show")[0] == 1
    code, _, err = run(
        "issue", "--achievement", "mentor", "--email", "ben@example.org", "--out", str(tmp_path / "two")
    )
    assert code == 1
    assert "issuing is stopped (a wrong catalogue); start it with: laurel issuing start" in err
    assert run("issuing", "start")[0] == 0
    issued(run, tmp_path / "two", "ben@example.org")


def test_keys_are_listed_changed_retired_and_withdrawn(run: Run, tmp_path: Path) -> None:
    issued(run, tmp_path / "out")
    first = run("keys", "list")[1].splitlines()
    assert [line.split()[1] for line in first] in (["Ed25519", "RS256"], ["RS256", "Ed25519"])
    ed25519 = next(line.split()[0] for line in first if "Ed25519" in line)
    assert run("keys", "rotate")[0] == 0
    assert "listed, signs no more" in run("keys", "list")[1]
    assert run("keys", "retire", ed25519[:12])[0] == 0
    code, out, _ = run("keys", "compromised", ed25519, "--since", "2026-01-01T00:00:00Z")
    assert code == 0
    assert "1 badge it signed is being signed anew" in out
    assert "compromised since 1 January 2026, 00:00 UTC" in run("keys", "list")[1]
    assert run("keys", "retire", "nobody")[0] == 2
    assert run("keys", "compromised", ed25519, "--since", "yesterday")[0] == 2
    assert run("keys", "rotate", "--external", "badges")[0] == 1


def test_keys_are_sealed_anew_under_another_secret(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued(run, tmp_path / "one")
    assert run("keys", "rewrap")[0] == 2
    monkeypatch.setenv("LAUREL_NEW_SECRET", "quite another secret")
    assert run("keys", "rewrap")[1].startswith("2 keys encrypted anew")
    code, _, err = run(
        "issue", "--achievement", "mentor", "--email", "b@example.org", "--out", str(tmp_path / "two")
    )
    assert code == 1
    assert "Set LAUREL_SECRET" in err
    monkeypatch.setenv("LAUREL_SECRET", "quite another secret")
    issued(run, tmp_path / "three", "ben@example.org")


def test_a_catalogue_that_cannot_be_signed_is_refused_with_the_term_named(run: Run, tmp_path: Path) -> None:
    starter = Path(__file__).parents[3] / "templates" / "catalogue"
    folder = tmp_path / "catalogue"
    (folder / "achievements").mkdir(parents=True)
    (folder / "organisation.toml").write_bytes((starter / "organisation.toml").read_bytes())
    mentor = (starter / "achievements" / "mentor.toml").read_text("utf-8")
    wrong = 'type = "Medal"\n' + mentor + '\n[[alignments]]\nname = "Teaching"\nurl = "skills/1"\n'
    (folder / "achievements" / "mentor.toml").write_text(wrong, "utf-8")
    code, out, _ = run("catalogue", "check", str(folder))
    assert code == 1
    assert "achievement type: found “Medal”" in out
    assert "alignment 1 url: found “skills/1”" in out
    right = wrong.replace("Medal", "Certification").replace("skills/1", "https://skills.example/1")
    (folder / "achievements" / "mentor.toml").write_text(right, "utf-8")
    assert run("catalogue", "check", str(folder))[0] == 0


def test_the_starter_catalogue_can_be_signed(run: Run) -> None:
    assert run("catalogue", "check", str(Path(__file__).parents[3] / "templates" / "catalogue"))[0] == 0


def test_the_shell_keeps_a_badges_rules_and_says_who_may_pass_over_them(run: Run, tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue"
    mentor = catalogue / "achievements" / "mentor.toml"
    mentor.parent.mkdir(parents=True)
    for name in ("organisation.toml", "achievements/mentor.toml"):
        (catalogue / name).write_bytes((STARTER / name).read_bytes())
    versioned = mentor.read_text("utf-8").replace("version = 1", "version = 2")
    rules = 'award = ["manager"]\nevidence = true\npilot = ["ben@example.org"]\nmost_to_recipient = 1\n'
    mentor.write_text(f"{versioned}\n[rules]\n{rules}", "utf-8")
    assert run("catalogue", "apply", str(catalogue))[0] == 0
    run("owner", "add", "maya@example.org")
    asked = ("issue", "--achievement", "mentor", "--out", str(tmp_path / "out"), "--email")
    code, _, err = run(*asked, "ben@example.org")
    assert (code, "laurel owner add" in err, "--as-operator" in err) == (1, True, True)
    code, _, err = run(*asked, "ana@example.org")
    assert (code, "tried out" in err) == (1, True)
    assert not (tmp_path / "out").exists()
    for name in ("ana@example.org", "ana@example.org"):
        code, out, err = run(*asked, name, "--as-operator", "--force")
        assert (code, err) == (0, "")
        assert "issued mentor" in out
    run("audit", "export", str(tmp_path / "trail.csv"))
    with (tmp_path / "trail.csv").open(encoding="utf-8") as trail:
        awards = [row for row in csv.DictReader(trail) if row["action"] == "awarded"]
    assert {(row["authority"], row["rule"]) for row in awards} == {("operator_override", "mentor@2")}


def test_a_badge_from_the_shell_whose_earner_cannot_be_told_says_so(run: Run, tmp_path: Path) -> None:
    run("owner", "add", "maya@example.org")
    asked = ("issue", "--achievement", "mentor", "--email", "ana@example.org", "--tell")
    code, out, _ = run(*asked, "--out", str(tmp_path / "out"))
    assert code == 0
    assert "no platform knows them yet; told as soon as one does" in out


def test_a_later_word_about_a_lost_key_does_not_move_the_moment_of_the_loss(run: Run) -> None:
    assert run("keys", "list")[0] == 0
    kid = run("keys", "list")[1].split()[0]
    assert run("keys", "compromised", kid, "--since", "2026-01-01T00:00:00Z")[0] == 0
    assert run("keys", "compromised", kid)[0] == 0
    assert "compromised since 1 January 2026, 00:00 UTC" in run("keys", "list")[1]


def test_nothing_is_issued_where_its_files_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("in the way", "utf-8")
    code, out, err = run(
        "issue",
        "--achievement",
        "customer-hero",
        "--email",
        "a@example.org",
        "--out",
        str(tmp_path / "a-file"),
    )
    assert (code, out) == (1, "")
    assert "a-file" in err
