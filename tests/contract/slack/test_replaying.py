"""`laurel replay`: a recorded request goes the way of a real one, and what came of it is printed."""

import asyncio
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from adapters import system
from adapters.cli.main import main
from adapters.composition.application import build_application
from tests.fakes.databases import fresh_sqlite
from tests.fakes.slack.web_api import FakeSlack
from tests.fakes.slack.world import fake_company, prepare_company, slack_settings

SAMPLES = Path(__file__).parents[2] / "samples" / "slack"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """The strict Slack, on a loop of its own, because a command has one of its own too."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    company = fake_company()
    yield asyncio.run_coroutine_threadsafe(company.__aenter__(), loop).result()
    asyncio.run_coroutine_threadsafe(company.__aexit__(None, None, None), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def laurel(
    slack: FakeSlack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    """Runs `laurel` in a company that Slack knows: exit code, output, complaints."""
    settings = slack_settings(slack, fresh_sqlite(tmp_path))
    application = build_application(settings)
    prepare_company(application, system.now())
    application.database.close()
    for name in [name for name in os.environ if name.startswith(("LAUREL_", "SLACK_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAUREL_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("LAUREL_PUBLIC_URL", settings.public_url)
    monkeypatch.setenv("LAUREL_SECRET", settings.secret)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", settings.slack_signing_secret)
    monkeypatch.setenv("SLACK_BOT_TOKEN", settings.slack_bot_token)
    monkeypatch.setenv("LAUREL_SLACK_API_URL", settings.slack_api_url)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    yield run
    structlog.reset_defaults()  # the command set up logs on a stream that ends with this test


def test_a_recorded_command_is_answered_and_its_letter_posted(laurel: Run, slack: FakeSlack) -> None:
    code, said, _ = laurel("replay", str(SAMPLES / "award.json"))
    assert code == 0
    answer, letter = said.splitlines()
    assert answer.startswith("answer: 200 You awarded Customer Hero to Ana")
    assert letter.startswith("chat.postMessage to D0ANA: Maya")
    assert len(slack.said_to("U0ANA")) == 1


def test_a_recording_replayed_twice_is_a_second_delivery_unless_it_is_made_fresh(
    laurel: Run, slack: FakeSlack
) -> None:
    first = laurel("replay", str(SAMPLES / "award.json"))[1].splitlines()
    again = laurel("replay", str(SAMPLES / "award.json"))[1].splitlines()
    assert again == first[:1], "the same answer, and no second letter"
    fresh = laurel("replay", "--fresh", str(SAMPLES / "award.json"))[1]
    assert "since today: award it once more?" in fresh
    assert len(slack.said_to("U0ANA")) == 1


def test_a_recorded_sentence_is_heard_and_its_card_posted(laurel: Run, slack: FakeSlack) -> None:
    code, said, _ = laurel("replay", str(SAMPLES / "mention.json"))
    assert code == 0
    assert said.startswith("answer: 200 nothing")
    assert "chat.postEphemeral to U0BEN: You nominated Ana" in said
    assert "chat.postMessage to D0MAYA" in said
    assert len(slack.said_to("U0MAYA")) == 1


def test_a_recorded_press_is_answered_without_its_used_up_address(laurel: Run, slack: FakeSlack) -> None:
    code, said, _ = laurel("replay", "--json", str(SAMPLES / "press.json"))
    whole = json.loads(said)
    assert (code, whole["status"], whole["answer"]) == (0, 200, "")
    [posted] = whole["posted"]
    assert (posted["method"], posted["arguments"]["user"], posted["outcome"]) == (
        "chat.postEphemeral",
        "U0BEN",
        "ok",
    )
    assert "Customer Hero" in posted["arguments"]["text"]


def test_a_recording_of_another_workspace_says_nothing_and_the_output_says_why(
    laurel: Run, slack: FakeSlack, tmp_path: Path
) -> None:
    recorded = (SAMPLES / "award.json").read_text().replace("T0LAUREL", "T0OTHER")
    (tmp_path / "other.json").write_text(recorded)
    code, said, _ = laurel("replay", str(tmp_path / "other.json"))
    assert code == 0
    assert "team_id" in said
    assert slack.posts == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "not JSON"),
        ("[]", "found the kind []"),
        ('{"kind": "letter", "payload": {}}', "'letter'"),
        ('{"kind": "command"}', "no payload"),
    ],
)
def test_what_is_no_recording_is_refused_with_what_was_expected(
    laurel: Run, tmp_path: Path, content: str, says: str
) -> None:
    (tmp_path / "bad.json").write_text(content)
    code, _, complaint = laurel("replay", str(tmp_path / "bad.json"))
    assert code == 2
    assert says in complaint
    assert '{"kind": "command|event|action|activity", "payload": {…}}' in complaint


def test_a_payload_that_slack_would_never_send_ends_with_one(laurel: Run, tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text('{"kind": "event", "payload": {"event": "a text"}}')
    code, said, _ = laurel("replay", str(tmp_path / "odd.json"))
    assert code == 1
    assert said.startswith("answer: 400")


def test_without_slack_there_is_nothing_to_replay_to(laurel: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    monkeypatch.delenv("SLACK_SIGNING_SECRET")
    code, _, complaint = laurel("replay", str(SAMPLES / "award.json"))
    assert code == 2
    assert "SLACK_BOT_TOKEN" in complaint
