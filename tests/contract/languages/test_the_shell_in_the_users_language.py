"""What commands print follows LC_ALL, LC_MESSAGES and LANG; verdict words and codes for programs do not."""

import json
from pathlib import Path

import pytest

from adapters.cli.main import main
from adapters.files import wording
from adapters.shell_wording import shell_language
from tests.fakes.badges.badges import credential, web_credential

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def badge(tmp_path: Path) -> Path:
    """A genuine badge of an issuer that needs no document."""
    file = tmp_path / "badge.json"
    file.write_bytes(credential())
    return file


@pytest.fixture(autouse=True)
def no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, None),
        ({"LANG": "C"}, None),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "POSIX"}, None),
        ({"LANG": "de_AT.UTF-8"}, "de_AT.UTF-8"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en_GB.UTF-8"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, None),
        ({"LC_ALL": "", "LANG": "de"}, "de"),
    ],
)
def test_the_first_variable_that_is_set_counts(environment: dict[str, str], language: str | None) -> None:
    assert shell_language(environment) == language


@pytest.mark.parametrize(
    ("language", "verdict", "says"),
    [
        (None, "verdict: valid", "The signature fits: nothing was changed since it was signed."),
        ("de_AT.UTF-8", "Ergebnis: gültig", "Die Signatur passt: seit dem Signieren wurde nichts verändert."),
        ("tlh", "verdict: valid", "The signature fits: nothing was changed since it was signed."),
    ],
)
def test_a_verdict_is_told_in_the_language_of_the_shell(
    badge: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    language: str | None, verdict: str, says: str,
) -> None:  # fmt: skip
    if language:
        monkeypatch.setenv("LANG", language)
    assert main(["verify", str(badge), "--offline"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == verdict
    assert says in out


def test_programs_read_the_same_words_and_codes_whatever_the_language(
    badge: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert main(["verify", str(badge), "--offline", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"] == "valid"
    assert [check["name"] for check in said["checks"]][:3] == ["shape", "contexts", "schema"]
    assert {check["code"] for check in said["checks"]} >= {"ok", "not-asked"}


def test_help_and_refusals_are_told_in_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    picture = tmp_path / "x.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert main(["extract", str(picture)]) == 1
    assert capsys.readouterr().err == f"{picture}: ein abgeschnittenes Bild gefunden\n"
    missing = tmp_path / "missing.png"
    assert main(["extract", str(missing)]) == 2
    assert "lässt sich nicht öffnen" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "ist dieses Badge echt?" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (["award"], "laurel award: Fehler: es fehlt: --csv"),
        (["verify", "--at"], "laurel verify: Fehler: --at: erwartet: eine Angabe"),
        (["verify", "x", "--nothing"], "laurel: Fehler: unbekannt: --nothing"),
        (["manifest", "fax"], "platform: gefunden: 'fax'; erwartet: eines von"),
        (["award", "--help"], "Optionen:\n  -h, --help           diese Hilfe zeigen"),
        (["award", "--help"], "wessen, mit Name oder Kennung"),
    ],
)
def test_a_wrong_call_is_told_in_it_too(
    call: list[str], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as ended:
        main(call)
    assert ended.value.code == (0 if "--help" in call else 2)
    said = "".join(capsys.readouterr())
    assert says in said
    assert "usage" not in said


def test_wording_that_cannot_be_read_ends_a_command_with_its_reason(
    badge: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise wording.UnreadableWording("templates/wording/de: check.proof.ok is missing; translate it")

    monkeypatch.setattr("adapters.shell_wording.load_languages", broken)
    assert main(["verify", str(badge)]) == 1
    assert capsys.readouterr().err == "templates/wording/de: check.proof.ok is missing; translate it\n"


def test_the_web_credential_of_the_tests_needs_a_document_and_the_shell_says_how_to_give_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "de")
    file = tmp_path / "badge.json"
    file.write_bytes(web_credential())
    assert main(["verify", str(file), "--offline"]) == 2
    out = capsys.readouterr().out
    assert (
        "gebraucht: https://badges.example/.well-known/did.json; speichere es und ergänze --did FILE" in out
    )
    assert out.splitlines()[-1] == "Ergebnis: nicht festzustellen"


def test_mistakes_in_files_and_settings_are_told_in_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    (tmp_path / "achievements").mkdir()
    (tmp_path / "organisation.toml").write_text('name = "Larkspur"\nbudget = "9"\n', "utf-8")
    assert main(["catalogue", "check", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "organisation.toml, Zeile 2: gefunden: `budget` als Text; erwartet: eine ganze Zahl von 1 bis 1000000; "
        "schreib es ohne Anführungszeichen und ohne Punkt: budget = 1",
        "achievements: gefunden: 0 Dateien von Badges; erwartet: 1 bis 500; kopiere eine aus dem Startkatalog",
    ]
    people = tmp_path / "people.csv"
    people.write_text("name,email\nAna,ana\n", "utf-8")
    assert main(["people", "import", str(people)]) == 1
    assert capsys.readouterr().err == (
        "people.csv, Zeile 2: gefunden: „ana“ in email; erwartet: eine E-Mail-Adresse; "
        "schreib sie wie name@example.com\n"
    )
    monkeypatch.setenv("LAUREL_SECRET", "a-secret-of-the-tests-alone")
    monkeypatch.setenv("LAUREL_PORT", "zero")
    assert main(["keys", "list"]) == 2
    assert "LAUREL_PORT: gefunden: 'zero'; erwartet: eine Zahl von 1 bis 65535" in capsys.readouterr().err
