"""A Microsoft that refuses: others are asked, letters wait, and owners hear of it by another platform."""

from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import func, select

from adapters import system
from adapters.cli.doctor.platforms import platforms
from adapters.cli.doctor.report import Severity
from adapters.database.queue.outbox import jobs, letters
from adapters.teams.botframework import BotFramework
from adapters.teams.client import TeamsClient
from bot.dispatch import people_of_request
from bot.messages.platforms import Platform
from tests.fakes.teams.office import Office, from_slack, open_office

EXPIRED = {
    "error": "invalid_client",
    "error_description": "AADSTS7000222: The client secret keys are expired.",
}
EVERYBODY = ("maya", "ana", "ben", "noor", "chidi")


def rows(office: Office, *where: object) -> int:
    with office.application.database.read() as connection:
        return connection.execute(select(func.count()).select_from(jobs).where(*where)).scalar_one()  # type: ignore[arg-type]


def passes(office: Office, span: timedelta) -> None:
    office.application.worker.now = lambda: system.now() + span


def refuse(office: Office) -> None:
    """The app's secret expires; so does the token that it was exchanged for."""
    office.teams.token_refusal = EXPIRED
    client = office.application.clients[Platform.TEAMS]
    assert isinstance(client, TeamsClient)
    assert isinstance(client.connector, BotFramework)
    assert client.connector.outgoing.token
    client.connector.outgoing.token.mark_refused()


@pytest.mark.parametrize("blocked", [True, False])
async def test_the_next_approver_is_asked_in_the_same_moment(tmp_path: Path, blocked: bool) -> None:
    async with open_office(tmp_path) as office:
        for who in EVERYBODY:
            if who != "noor" or blocked:
                await office.send(office.from_teams.installs(f"29:{who}"))
        if blocked:
            office.teams.removed_from |= {"a:29:noor", "29:noor"}
        else:
            office.teams.members.pop("a:29:noor")  # never had the app: Teams makes no chat with her
        await office.says("ben", "nominate chidi@example.org mentor because he taught us all")
        await office.settle()

        assert "approve" in office.inbox("maya")[-1].verbs
        assert office.inbox("ben")[-1].words.startswith("I may not write to")
        assert "it is with" in office.inbox("ben")[-1].words
        assert "Maya" in office.inbox("ben")[-1].words


async def test_letters_wait_while_microsoft_refuses_the_secret_and_owners_hear_of_it_on_slack(
    tmp_path: Path,
) -> None:
    async with open_office(tmp_path, slack=True, on_slack=("maya",)) as office:
        for who in EVERYBODY:
            await office.send(office.from_teams.installs(f"29:{who}"))
        await office.on_slack(from_slack().command("/mybadges", "", "U0MAYA"))
        refuse(office)
        with structlog.testing.capture_logs() as logged:
            await office.says("maya", "award ana@example.org customer-hero Stayed until it worked")
            for hour in range(72):
                passes(office, timedelta(hours=hour))
                await office.settle()
        refused = [line for line in logged if line["event"] == "platform refuses the app"]
        assert [(line["platform"], line["refusal"]) for line in refused] == [
            ("teams", "AADSTS7000222 invalid_client")
        ]
        assert not [line for line in logged if line["event"] == "job failed" and line["log_level"] != "debug"]
        assert office.inbox("ana") == []
        assert rows(office, jobs.c.dead) == 0
        [told] = [text for text in office.slack.said_to("U0MAYA") if "refuses" in text["text"]]
        assert told["text"] == (
            "Teams refuses Laurel's app: AADSTS7000222 invalid_client. "
            "Letters there wait until it is mended; none is lost."
        )

        office.teams.token_refusal = None
        passes(office, timedelta(hours=73))
        await office.settle()
        assert "Customer Hero" in office.inbox("ana")[-1].words


async def test_a_letter_reaches_people_by_their_other_platform_while_slack_refuses_the_app(
    tmp_path: Path,
) -> None:
    async with open_office(tmp_path, slack=True, on_slack=("maya", "ana")) as office:
        for who in ("maya", "ana"):
            await office.send(office.from_teams.installs(f"29:{who}"))
            await office.on_slack(from_slack().command("/mybadges", "", f"U0{who.upper()}"))
        office.slack.refusal = "token_revoked"
        await office.on_slack(from_slack().command("/award", "<@U0ANA|ana> customer-hero Stayed", "U0MAYA"))
        await office.settle()

        assert "Customer Hero" in office.inbox("ana")[-1].words
        assert any(
            "Slack refuses Laurel's app: token_revoked" in message.words for message in office.inbox("maya")
        )


async def test_people_on_teams_are_told_whom_to_ask_when_microsoft_refuses_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_office(tmp_path) as office:
        for who in ("maya", "ana"):
            await office.send(office.from_teams.installs(f"29:{who}"))
        await office.says("maya", "award ana@example.org customer-hero Stayed until it worked")
        await office.settle()
        monkeypatch.setattr(people_of_request, "FACTS_MAX_AGE", timedelta(0))
        refuse(office)

        answer = await office.presses("maya", office.inbox("maya")[-1], "undo")

        assert answer["value"].startswith(
            "Teams does not let me look people up (AADSTS7000222 invalid_client)"
        )
        assert "Please tell Maya" in answer["value"]


async def test_the_doctor_names_microsofts_refusal(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        office.teams.token_refusal = EXPIRED
        found = [line for line in await platforms(office.application) if line.level is Severity.MISSING]
        assert [line.what for line in found] == [
            "Teams: Microsoft refuses MICROSOFT_APP_PASSWORD: AADSTS7000222 invalid_client; "
            "make a new client secret for the app registration"
        ]


async def test_an_answer_that_nobody_can_be_given_in_private_is_announced_where_it_was_asked_for(
    tmp_path: Path,
) -> None:
    async with open_office(tmp_path) as office:
        office.teams.removed_from |= {"a:29:ben", "29:ben"}
        await office.says("ben", "mybadges", (), "19:general@thread.tacv2")
        await office.settle()
        assert [message.words for message in office.in_channel()] == [
            "<at>Ben</at>, I may not write to you in private yet. Open a chat with me, then ask again there."
        ]
        with office.application.database.read() as connection:
            ended = connection.execute(select(letters.c.ending).order_by(letters.c.queued_at)).scalars().all()
        assert ended == ["closed", "sent"]
