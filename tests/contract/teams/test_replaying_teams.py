"""`laurel replay` with a recorded activity of Teams: the way of a real one, and what came of it is printed."""

import asyncio
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import structlog

from adapters import system
from adapters.cli.main import main
from adapters.composition.application import build_application
from adapters.configuration.settings import Settings
from adapters.installation.set_up import prepare
from tests.fakes.databases import fresh_sqlite
from tests.fakes.teams.connector import TENANT, FakeTeams
from tests.fakes.teams.office import introduce
from tests.fakes.teams.sender import CHANNEL

SAMPLES = Path(__file__).parents[2] / "samples" / "teams"
RECORDED_AT = "https://smba.trafficmanager.net/emea/"
Replay = Callable[..., tuple[int, str, str]]


@pytest.fixture
def teams() -> Iterator[FakeTeams]:
    """The strict Teams, on a loop of its own, because a command has one of its own too."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    opened = FakeTeams()
    asyncio.run_coroutine_threadsafe(opened.__aenter__(), loop).result()
    for who in ("maya", "ana", "ben"):
        opened.add_member(CHANNEL, f"29:{who}")
    yield opened
    asyncio.run_coroutine_threadsafe(opened.__aexit__(None, None, None), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def replay(
    teams: FakeTeams, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Replay]:
    """Replays a sample, sent from the Teams of this test: exit code, output, complaints."""
    told = {**teams.settings(), "secret": "a secret of this test alone"}
    url = fresh_sqlite(tmp_path)
    application = build_application(Settings(database_url=url, **told))
    introduce(application, prepare(application, system.now()))
    application.database.close()
    for name in [name for name in os.environ if name.startswith(("LAUREL_", "SLACK_", "MICROSOFT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAUREL_DATABASE_URL", url)
    for name, value in told.items():
        known = name.upper() if name.startswith("microsoft") else f"LAUREL_{name.upper()}"
        monkeypatch.setenv(known, value)

    def run(sample: str, *options: str, **changed: str) -> tuple[int, str, str]:
        recorded = (SAMPLES / sample).read_text().replace(RECORDED_AT, teams.service_url)
        for old, new in changed.items():
            recorded = recorded.replace({"tenant": TENANT}[old], new)
        (tmp_path / sample).write_text(recorded)
        code = main(("replay", *options, str(tmp_path / sample)))
        said = capsys.readouterr()
        return code, said.out, said.err

    yield run
    structlog.reset_defaults()  # the command set up logs on a stream that ends with this test


def test_a_recorded_message_is_heard_and_its_cards_posted(replay: Replay, teams: FakeTeams) -> None:
    code, said, complaint = replay("award.json")
    assert (code, complaint) == (0, "")
    assert said.startswith("answer: 200 nothing")
    assert "send to a:29:maya: You awarded Customer Hero to Ana" in said
    assert "You earned Customer Hero" in teams.cards_for("29:ana")[-1].words


def test_replayed_twice_it_is_a_second_delivery_unless_it_is_made_fresh(
    replay: Replay, teams: FakeTeams
) -> None:
    replay("award.json")  # by which Laurel has met Maya
    for options in ((), (), ("--fresh",)):
        assert replay("nominate.json", *options)[0] == 0
    assert len([message for message in teams.cards_for("29:maya") if "approve" in message.verbs]) == 1
    assert len(teams.cards_for("29:ben")) == 2, "its answer, and the answer that this is open already"


def test_a_recorded_button_is_answered_in_the_reply(replay: Replay) -> None:
    code, said, _ = replay("press.json", "--json")
    whole = json.loads(said)
    assert (code, whole["status"], whole["posted"]) == (0, 200, [])
    assert "What it takes" in str(whole["answer"]["value"])


def test_a_recording_of_another_tenant_is_refused_as_its_request_would_be(
    replay: Replay, teams: FakeTeams
) -> None:
    code, said, _ = replay("award.json", tenant="cccccccc-0000-4000-8000-00000000000c")
    assert code == 1
    assert said.startswith("answer: 403")
    assert teams.calls == []


def test_without_teams_there_is_nothing_to_replay_to(replay: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ID", "PASSWORD", "TENANT_ID"):
        monkeypatch.delenv(f"MICROSOFT_APP_{name}")
    code, _, complaint = replay("award.json")
    assert code == 2
    assert "MICROSOFT_APP_ID" in complaint


def test_the_samples_are_sent_from_where_teams_would_send_them() -> None:
    for sample in SAMPLES.glob("*.json"):
        assert urlsplit(json.loads(sample.read_text())["payload"]["serviceUrl"]).hostname
