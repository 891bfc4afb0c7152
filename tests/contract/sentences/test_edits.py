"""Messages that are edited: what was done stays done, what was not understood is read anew, on both platforms."""

from datetime import timedelta

import pytest

from adapters.slack.gate import SignedBody
from adapters.slack.inbound.payload import payload_of
from adapters.slack.inbound.requests import from_event
from adapters.teams.inbound import parse_activity, parse_request
from bot.messages.cards import Quote
from bot.messages.forms import Reply, as_card
from bot.messages.requests import Inbound, Origin
from tests.fakes.sentences.company import CorpusCompany
from tests.fakes.sentences.wires import OWN
from tests.fakes.slack.sender import Request as SlackRequest
from tests.fakes.slack.sender import SlackSender
from tests.fakes.slack.web_api import BOT_USER
from tests.fakes.teams.sender import CHANNEL, TeamsSender
from tests.fakes.teams.sender import Request as TeamsRequest


class Writer:
    """A person who writes to the bot and edits what they wrote."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.company = CorpusCompany()
        at = int(self.company.world.moment.timestamp())
        self.slack, self.teams = SlackSender(at=at), TeamsSender("https://smba.example/emea/")

    async def writes(self, text: str) -> Reply | None:
        """A message in a fresh company."""
        self.company.world.database.tables = self.company.before.copied()
        return await self.sends(self.said(text))

    def said(self, text: str) -> SlackRequest | TeamsRequest:
        """A message, not sent yet."""
        self.message = self._message(text)
        return self.message

    async def edits(self, text: str) -> Reply | None:
        """The message, edited."""
        return await self.sends(self.edited(text))

    def edited(self, text: str) -> SlackRequest | TeamsRequest:
        """An edit of the message, not sent yet."""
        if isinstance(self.message, TeamsRequest):
            return self.teams.edits(
                self.message, f"<at>Laurel</at> {text}" if self.place == "teams channel" else text
            )
        mention = f"<@{BOT_USER}> {text}"
        return self.slack.edits(self.message, mention if self.place == "slack channel" else text)

    async def sends(self, request: SlackRequest | TeamsRequest) -> Reply | None:
        """What comes back for a request."""
        return await self.company.again(*self.heard(request))

    def heard(self, request: SlackRequest | TeamsRequest) -> tuple[Inbound, Origin]:
        """The request as the bot hears it."""
        if isinstance(request, TeamsRequest):
            heard = parse_request(parse_activity(request.activity))
        else:
            body = SignedBody(request.body, request.headers["Content-Type"])
            heard = from_event(payload_of(body), OWN)
        assert heard is not None
        return heard.inbound, heard.origin

    def _message(self, text: str) -> SlackRequest | TeamsRequest:
        match self.place:
            case "slack channel":
                return self.slack.mention(f"<@{BOT_USER}> {text}", "U0LEE")
            case "slack direct":
                return self.slack.direct(text, "U0LEE")
            case "teams channel":
                return self.teams.says("29:lee", text, [], CHANNEL)
            case _:
                return self.teams.says("29:lee", text)

    @property
    def awarded(self) -> list[tuple[str, str]]:
        """Who was awarded what, and nothing else."""
        company = self.company
        return [(company.name(row.recipient_id), row.citation) for row in company.new_credentials()]


@pytest.fixture(params=["slack channel", "slack direct", "teams channel", "teams direct"])
def writer(request: pytest.FixtureRequest) -> Writer:
    """Lee, an owner."""
    return Writer(request.param)


async def test_an_edit_of_a_message_that_awarded_awards_nothing_more_and_says_so(writer: Writer) -> None:
    await writer.writes("award ana@example.org mentor because she explains")
    answer = await writer.edits("award ana@example.org mentor because she explains everything")
    assert answer is not None
    assert as_card(answer).summary.startswith("Your message was taken up before you edited it")
    quoted = [block.text for block in as_card(answer).blocks if isinstance(block, Quote)]
    assert "she explains everything" in quoted[0]
    assert writer.awarded == [("ana", "she explains")]


async def test_an_edit_of_a_message_that_was_not_understood_is_read_anew_and_done_once(
    writer: Writer,
) -> None:
    await writer.writes("aword anna mentor")
    edit = writer.edited("award ana@example.org mentor because she explains")
    for _ in range(3):
        answer = await writer.sends(edit)
    assert answer is not None
    assert "Mentor" in as_card(answer).summary
    assert writer.awarded == [("ana", "she explains")]


async def test_an_edit_of_a_message_that_was_asked_about_is_read_anew(writer: Writer) -> None:
    await writer.writes("award ana@example.org rockstar because she explains")
    assert writer.awarded == []
    await writer.edits("award ana@example.org mentor because she explains")
    assert writer.awarded == [("ana", "she explains")]


async def test_after_an_edit_was_done_another_edit_does_nothing_more(writer: Writer) -> None:
    await writer.writes("award ana@example.org rockstar because she explains")
    await writer.edits("award ana@example.org mentor because she explains")
    answer = await writer.edits("award bob@example.org mentor because he explains")
    assert answer is not None
    assert as_card(answer).summary.startswith("Your message was taken up")
    assert writer.awarded == [("ana", "she explains")]


async def test_an_edit_of_a_question_is_a_question(writer: Writer) -> None:
    await writer.writes("my badges")
    answer = await writer.edits("which badges are there?")
    assert answer is not None
    assert as_card(answer).summary == "Badges to earn: 7"


async def test_an_edit_after_a_week_does_nothing(writer: Writer) -> None:
    if "slack" not in writer.place:
        pytest.skip("the ids of these messages do not say when they were written")
    await writer.writes("award ana@example.org rockstar because she explains")
    before = writer.company.world.moment
    writer.company.world.moment += timedelta(days=6)
    answer = await writer.edits("award ana@example.org mentor because she explains")
    writer.company.world.moment = before
    assert answer is not None
    assert as_card(answer).summary.startswith("This message is too old")
    assert writer.awarded == []
