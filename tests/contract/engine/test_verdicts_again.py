"""`laurel verify --save-answers` keeps what was fetched; `--offline --answers --at` judges by it again, alike."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest

from adapters.cli.commands import verify as command
from adapters.cli.main import main
from adapters.verifier_pool.answers import AnswersError, read_answers, write_answers
from issuer.proofs.did import did_document
from issuer.strict_json import compact_json
from issuer.verifying.inputs.documents import FetchedResponse
from tests.fakes.badges.badges import WEB_KEY, web_credential
from tests.fakes.badges.reported import allowed_verdicts, findings
from tests.fakes.worded import raises_worded

Run = Callable[..., tuple[int, str, str]]
DID = "https://badges.example/.well-known/did.json"
LINK = "https://elsewhere.example/badge"
PICTURE = FetchedResponse(b"\x89PNG\xff", LINK, ("https://elsewhere.example/badge.png",))
GONE = FetchedResponse(b"", "https://elsewhere.example/old", gone=True)


class Internet:
    """Some addresses that answer, in place of the network."""

    def __init__(self) -> None:
        document = compact_json(did_document(WEB_KEY.controller, [WEB_KEY.public_key])).encode()
        self.answers = {
            DID: FetchedResponse(document, DID),
            LINK: FetchedResponse(web_credential(), LINK, ("https://elsewhere.example/badge.json",)),
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def fetch(self, address: str) -> FetchedResponse | None:
        return self.answers.get(address)


@pytest.fixture
def laurel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "Fetcher", Internet)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.mark.parametrize("options", [(), ("--json",), ("--email", "ana@northwind.example")])
def test_what_was_fetched_for_a_link_judges_it_again(
    laurel: Run, tmp_path: Path, options: tuple[str, ...]
) -> None:
    first = laurel("verify", LINK, *options, "--save-answers", "answers.json")
    assert first[0] == 0
    moment = first[2].split()[-1]
    again = laurel("verify", LINK, *options, "--offline", "--answers", "answers.json", "--at", moment)
    assert again == (0, first[1], "")
    kept = json.loads((tmp_path / "answers.json").read_bytes())
    assert set(kept) == {DID, LINK}
    assert kept[LINK] == {"body": web_credential().decode(), "hops": ["https://elsewhere.example/badge.json"]}


def test_the_moment_decides_what_is_in_force(laurel: Run) -> None:
    laurel("verify", LINK, "--save-answers", "answers.json")
    code, out, _ = laurel(
        "verify", LINK, "--offline", "--answers", "answers.json", "--at", "2020-01-01T00:00:00Z"
    )
    assert (code, "in force only from" in out) == (1, True)


def test_answers_that_were_changed_change_the_verdict(laurel: Run, tmp_path: Path) -> None:
    laurel("verify", LINK, "--save-answers", "answers.json")
    kept = json.loads((tmp_path / "answers.json").read_bytes())
    kept[LINK]["body"] = kept[LINK]["body"].replace("Customer Hero", "Customer Zero")
    (tmp_path / "answers.json").write_text(json.dumps({"answers": kept}), "utf-8")
    assert laurel("verify", LINK, "--offline", "--answers", "answers.json")[0] == 1
    (tmp_path / "answers.json").write_text("{}", "utf-8")
    assert laurel("verify", LINK, "--offline", "--answers", "answers.json")[0] == 2


def test_files_are_kept_unless_forced(laurel: Run, tmp_path: Path) -> None:
    (tmp_path / "answers.json").write_text("mine", "utf-8")
    code, _, err = laurel("verify", LINK, "--save-answers", "answers.json")
    assert (code, "--force" in err) == (1, True)
    assert (tmp_path / "answers.json").read_text("utf-8") == "mine"
    assert laurel("verify", LINK, "--save-answers", "answers.json", "--force")[0] == 0
    assert laurel("verify", LINK, "--save-answers", "answers.json/x")[0] == 1


@pytest.mark.parametrize(
    "options",
    [
        ("--answers", "answers.json"),
        ("--at", "2026-03-01T09:30:00Z"),
        ("--offline", "--save-answers", "new.json"),
        ("--offline", "--at", "yesterday"),
        ("--offline", "--at", ""),
        ("--offline", "--answers", "nothing.json"),
        ("--offline", "--answers", "odd.json"),
    ],
)
def test_what_contradicts_itself_is_a_wrong_use(
    laurel: Run, tmp_path: Path, options: tuple[str, ...]
) -> None:
    (tmp_path / "answers.json").write_text("{}", "utf-8")
    (tmp_path / "odd.json").write_text('{"https://x.example": {}}', "utf-8")
    code, out, err = laurel("verify", LINK, *options)
    assert (code, out, bool(err)) == (2, "", True)
    assert not (tmp_path / "new.json").exists()


def test_bytes_redirects_and_gone_survive_the_file() -> None:
    answers = {
        LINK: PICTURE,
        GONE.requested_address: GONE,
        DID: FetchedResponse("Olá\x00".encode(), DID),
    }
    assert read_answers(write_answers(answers)) == answers


@pytest.mark.parametrize(
    "answer",
    [
        "{}",
        '"text"',
        '{"body": 1}',
        '{"body": {"base64": "?"}}',
        '{"body": {"base64": "", "more": 1}}',
        '{"body": "", "hops": "https://x.example"}',
        '{"body": "", "hops": [1]}',
        '{"body": "", "gone": "yes"}',
        '{"body": "", "status": 404}',
    ],
)
def test_an_answer_of_another_form_is_named(answer: str) -> None:
    with raises_worded(AnswersError, "https://x.example"):
        read_answers(b'{"https://x.example": %s}' % answer.encode())


def test_no_json_holds_no_answers() -> None:
    with raises_worded(AnswersError, "JSON"):
        read_answers(b"[]")


def test_reported_badges_are_judged_from_their_files(laurel: Run, tmp_path: Path) -> None:
    """Reports have this form themselves; those are taken that need an address, bytes, a redirect or a 410."""
    for path in sorted((findings() / "badges").glob("*.json")):
        case = json.loads(path.read_bytes())
        telling = case["email"] or any({"hops", "gone"} & set(answer) for answer in case["answers"].values())
        if not telling or not isinstance(case["source"], str):
            continue
        (tmp_path / "badge").write_bytes(case["source"].encode())
        email = ("--email", case["email"]) if case["email"] else ()
        _, out, err = laurel(
            "verify", "badge", "--offline", "--json", "--answers", str(path), "--at", case["now"], *email
        )
        assert json.loads(out)["verdict"] in allowed_verdicts(case["right"]), (path.stem, err)
