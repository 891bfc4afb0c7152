"""An installation of the first release continues with this one: every open case is brought to its end.

The code of that release wrote the two databases (`first_release/make_fixture.py.txt`); each test opens a copy. People
press the buttons of messages that the first release posted, time passes, the outbox is delivered. Everything is asked
through the interfaces of platforms, browsers and operators; only `Reopened.__init__` names parts of the application.
"""

import asyncio
import json
import os
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from adapters.cli.main import main as laurel
from adapters.composition.application import build_application
from adapters.composition.slack import add_slack
from adapters.composition.teams import add_teams
from adapters.composition.web import build_web_application
from adapters.configuration.settings import Settings
from adapters.installation.set_up import prepare
from tests.fakes.slack.sender import FORM, SlackSender
from tests.fakes.slack.web_api import FakeSlack, Posted
from tests.fakes.teams.connector import FakeTeams, Message
from tests.fakes.teams.sender import CHANNEL, TeamsSender
from tests.fakes.world import with_own_name

KEPT = Path(__file__).parent / "first_release"
BEFORE: dict[str, Any] = json.loads((KEPT / "expectations.json").read_text("utf-8"))
KINDS = ("trial", "public")
SLACK, TEAMS = "/slack/events", "/api/messages"
Json = dict[str, Any]


class Reopened:
    """The company with the database it had, Slack and Teams as they stood then, and a clock."""

    def __init__(self, kind: str, file: Path, slack: FakeSlack, teams: FakeTeams) -> None:
        self.kind, self.before, self.file = kind, BEFORE[kind], file
        self.slack, self.teams = slack, teams
        self.from_slack = SlackSender(at=0)
        self.moment = datetime.fromisoformat(self.before["moment"])
        _as_they_stood(self.before, slack, teams)
        self.from_teams = TeamsSender(teams.service_url, clock=self.clock)
        settings = Settings(
            database_url=f"sqlite:///{file}",
            public_url=self.before["settings"]["public_url"],
            secret=self.before["settings"]["secret"],
            pace=0,
            rate_verify=0,
            slack_signing_secret=self.before["settings"]["slack_signing_secret"],
            slack_bot_token=slack.token,
            slack_api_url=slack.api_url,
            **teams.settings(),
        )
        application = build_application(settings, clock=lambda: self.moment)
        organisation = with_own_name(application, prepare(application, self.moment))
        app = build_web_application(application, organisation)
        add_slack(application, organisation, app)
        add_teams(application, organisation, app)
        self.http: TestClient[Any, Any] = TestClient(TestServer(app))
        self.settle = application.worker.drain
        self.close = application.database.close

    @property
    def moment(self) -> datetime:
        """The time of the company, of its platforms and of Laurel."""
        return self._moment

    @moment.setter
    def moment(self, moment: datetime) -> None:
        self._moment = moment
        self.from_slack.at = int(moment.timestamp())

    def clock(self) -> float:
        """That time, in seconds since 1970."""
        return self.moment.timestamp()

    # time

    async def until(self, month: int, day: int, hour: int = 11) -> None:
        """On to another moment of that year, and what is due by then is done."""
        self.moment = datetime(self.moment.year, month, day, hour, tzinfo=UTC)
        await self.settle()

    async def later(self, **span: float) -> None:
        self.moment += timedelta(**span)
        await self.settle()

    async def up_to_now(self) -> None:
        """The web looks at the real time; so does the background from here on, and signs anew what ran out."""
        self.moment = max(self.moment, datetime.now(UTC))
        await self.settle()

    # people

    async def types(self, who: str, command: str, text: str = "") -> Json:
        """A slash command on Slack, and its answer."""
        answer = await self._to_slack(self.from_slack.command(command, text, f"U0{who.upper()}"))
        assert isinstance(answer, dict), answer
        return answer

    async def presses(self, who: str, action: str, value: str) -> list[Json]:
        """A button on Slack; what came back to the person who pressed it."""
        before = len(self.slack.called("response_url"))
        url = self.slack.response_url()
        assert await self._to_slack(self.from_slack.action(action, value, url, f"U0{who.upper()}")) == ""
        await self.settle()
        return self.slack.called("response_url")[before:]

    async def decides(self, label: str, action: str = "approve") -> str:
        """The button that some approver has had since before the upgrade; the words of the answer."""
        [button] = [one for one in self.before["cases"][label]["buttons"] if one["action"] == action]
        if button["on"] == "slack":
            return " ".join(one["text"] for one in await self.presses(button["who"], action, button["value"]))
        request = self.from_teams.presses(f"29:{button['who']}", button["button"])
        async with self.http.post(TEAMS, data=request.body, headers=request.headers) as response:
            answer = await response.json()
        await self.settle()
        assert answer["statusCode"] == 200, answer
        return json.dumps(answer, ensure_ascii=False)

    async def deliver_again(self, body: str) -> Json | str:
        """A request of before, as Slack delivers it once more: the same body, signed now."""
        return await self._to_slack(self.from_slack.signed(body.encode(), FORM))

    async def fills(self, who: str, view: Json, **words: str) -> None:
        """A form that was shown before, sent now."""
        values = {name: {"type": "plain_text_input", "value": value} for name, value in words.items()}
        await self._to_slack(self.from_slack.view(view, values, f"U0{who.upper()}"))
        await self.settle()

    async def badges(self, who: str) -> str:
        """What somebody on Slack holds, as they are told."""
        return json.dumps(await self.types(who, "/mybadges"), ensure_ascii=False)

    def new_for(self, who: str) -> list[str]:
        """What somebody was told on both platforms since the upgrade, oldest first."""
        account = self.before["people"][who]["slack"] or f"U0{who.upper()}"
        on_slack = [one["text"] for one in self.slack.said_to(account)[self._old_on_slack(account) :]]
        old = sum(1 for one in self.before["teams"]["messages"] if one["conversation"] == f"a:29:{who}")
        return on_slack + [one.words for one in self.teams.cards_for(f"29:{who}")[old:]]

    def message(self, ts: str) -> Json:
        """A message on Slack as it stands now."""
        return next(one.message for one in self.slack.posts if one.ts == ts)

    # web

    async def page(self, path: str, accept: str = "text/html") -> tuple[int, str]:
        async with self.http.get(path, headers={"Accept": accept}) as response:
            return response.status, await response.text()

    async def verdict(self, badge: str | bytes) -> str:
        """What `/verify` says about a badge that somebody brings."""
        body = badge.encode() if isinstance(badge, str) else badge
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        async with self.http.post("/verify", data=body, headers=headers) as response:
            assert response.status == 200, await response.text()
            return str((await response.json())["verdict"])

    async def _to_slack(self, request: Any) -> Json | str:
        async with self.http.post(SLACK, data=request.body, headers=request.headers) as response:
            text = await response.text()
            assert response.status == 200, (response.status, text)
            answer: Json | str = json.loads(text) if text.startswith("{") else text
            return answer

    def _old_on_slack(self, user: str) -> int:
        posts = self.before["slack"]["posts"]
        return sum(1 for one in posts if one["only_for"] == user or one["channel"] == f"D{user[1:]}")


def _as_they_stood(before: Json, slack: FakeSlack, teams: FakeTeams) -> None:
    """People, channels and every message of before, on both platforms."""
    for who, known in before["people"].items():
        if known["slack"]:
            joins_slack(slack, who)
            slack.channels[f"D0{who.upper()}"] = None
        if known["teams"]:
            teams.add_member(CHANNEL, known["teams"])
    slack.channels.update({"C0GENERAL": None, "C0CELEBRATE": None})
    for one in before["slack"]["posts"]:
        slack.posts.append(Posted(one["channel"], dict(one["message"]), one["ts"], one["only_for"]))
    for one in before["teams"]["messages"]:
        teams.messages.append(Message(one["conversation"], one["id"], one["activity"], one["edits"]))


def joins_slack(slack: FakeSlack, who: str) -> None:
    profile = {"email": f"{who}@example.org", "real_name": who.title(), "display_name": who.title()}
    slack.add_user(f"U0{who.upper()}", profile=profile)


def copy_of(kind: str, folder: Path) -> Path:
    """A copy to work on. Never the file itself: it cannot be made again."""
    return Path(shutil.copy(KEPT / f"{kind}.db", folder / "laurel.db"))


def change(file: Path, statement: str, *values: object) -> None:
    """Something about the file before it is opened; in the words of its own schema, which never changes."""
    with sqlite3.connect(file) as db:
        assert db.execute(statement, values).rowcount, statement
    db.close()


@asynccontextmanager
async def opened(kind: str, file: Path) -> AsyncIterator[Reopened]:
    """Migrated, served, and closed again."""
    async with FakeTeams() as teams, FakeSlack() as slack:
        # the same Teams as before, which for these tests listens at another port
        change(file, "UPDATE conversations SET service_url = ?", teams.service_url)
        one = Reopened(kind, file, slack, teams)
        async with one.http:
            yield one
        await asyncio.to_thread(one.close)


@pytest.fixture
async def company(tmp_path: Path) -> AsyncIterator[Reopened]:
    """The one without a public address, opened with this release: for whatever is the same in both."""
    async with opened("trial", copy_of("trial", tmp_path)) as one:
        yield one


@pytest.fixture(params=KINDS)
async def each(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Reopened]:
    """Each of the two: for whatever is signed, shown in public, or verified."""
    async with opened(request.param, copy_of(request.param, tmp_path)) as one:
        yield one


@pytest.fixture
def shell(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> Any:
    """Runs `laurel` on a copy: exit code and everything it said."""
    kind = request.param
    file = copy_of(kind, tmp_path)
    for name in [name for name in os.environ if name.startswith(("LAUREL_", "SLACK_", "MICROSOFT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAUREL_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("LAUREL_SECRET", BEFORE[kind]["settings"]["secret"])
    monkeypatch.setenv("LAUREL_PUBLIC_URL", BEFORE[kind]["settings"]["public_url"])

    def run(*arguments: str) -> tuple[int, str]:
        try:
            code = laurel(arguments)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return code, said.out + said.err

    run.kind, run.file = kind, file  # type: ignore[attr-defined]
    return run


both = pytest.mark.parametrize("shell", KINDS, indirect=True)


# the file


@both
def test_the_schema_is_brought_to_this_release_and_no_row_is_lost(shell: Any) -> None:
    code, said = shell("db", "upgrade")
    assert code == 0, said
    with sqlite3.connect(shell.file) as db:
        there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        found = {
            name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - names of our own tables
            for name in BEFORE[shell.kind]["counts"]
            if name in there
        }
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.close()
    assert found == {name: count for name, count in BEFORE[shell.kind]["counts"].items() if name in there}
    assert shell("db", "upgrade")[0] == 0, "a second time does no harm"


@both
def test_the_sealed_trail_goes_on_where_it_was(shell: Any) -> None:
    code, said = shell("audit", "verify")
    assert code == 0, said
    assert said.startswith(f"{BEFORE[shell.kind]['audit']['rows']} rows")
    assert shell("audit", "export", "trail.jsonl")[0] == 0
    rows = [json.loads(line) for line in Path("trail.jsonl").read_text("utf-8").splitlines()]
    last = BEFORE[shell.kind]["audit"]["last_sealed"]
    assert last["hash"] in [row["hash"] for row in rows if row["number"] == last["number"]]


@both
def test_keys_and_what_was_given_up_are_known_to_the_operator(shell: Any) -> None:
    _, keys = shell("keys", "list")
    assert [key["kid"] for key in BEFORE[shell.kind]["keys"] if key["kid"] not in keys] == []
    _, dead = shell("letters", "dead")
    [given_up] = [job for job in BEFORE[shell.kind]["jobs"] if job["dead"]]
    assert given_up["id"] in dead
    code, said = shell("letters", "retry", "--all")
    assert (code, said) == (0, "1 will be tried again\n")


@both
def test_a_file_that_was_worked_through_before_awards_nobody_twice(shell: Any) -> None:
    named = ("--name", "Northwind", "--url", "https://northwind.test", "--email", "badges@northwind.test")
    assert shell("organisation", "set", *named)[0] == 0, "nothing is signed for the starter's any more"
    Path("awards.csv").write_text(BEFORE[shell.kind]["told"]["award_file"]["content"], "utf-8")
    code, said = shell("award", "--csv", "awards.csv")
    assert code == 0, said
    report = Path("awards.csv.report.csv").read_text("utf-8")
    assert ",awarded," not in report, report
    assert BEFORE[shell.kind]["credentials"]["from_a_file"]["public_id"] in report


@pytest.mark.parametrize("shell", ["public"], indirect=True)
def test_how_a_badge_stands_is_known_to_the_operator(shell: Any) -> None:
    for label, standing in (("private", "good"), ("revoked", "revoked"), ("undone", "revoked")):
        public_id = BEFORE["public"]["credentials"][label]["public_id"]
        assert shell("status", "show", public_id) == (0, f"{public_id}: {standing}\n")


# cases


async def test_a_case_that_waited_for_its_approver_is_approved(company: Reopened) -> None:
    assert "Good Map" in await company.decides("waiting_for_manager")
    assert [one for one in company.new_for("ana") if "Good Map" in one]
    assert [one for one in company.new_for("ben") if "approved" in one and "Good Map" in one]
    assert "Good Map" in await company.badges("ana")
    [button] = [
        one for one in company.before["cases"]["waiting_for_manager"]["buttons"] if one["action"] == "approve"
    ]
    assert button["value"] not in json.dumps(company.message(button["ts"])), "the old card says how it ended"
    assert "before" in await company.decides("waiting_for_manager") or "already" in await company.decides(
        "waiting_for_manager"
    )


async def test_a_case_that_was_approved_by_half_needs_the_other_half_alone(company: Reopened) -> None:
    await company.decides("half_approved")
    assert [one for one in company.new_for("chidi") if "Master Builder" in one]
    assert [one for one in company.new_for("lea") if "approved" in one]


async def test_a_case_of_two_nominators_gives_one_badge_and_tells_both(company: Reopened) -> None:
    await company.decides("two_nominators")
    await company.later(seconds=10)  # a letter to Sam that Slack did not take keeps what follows waiting
    for who in ("ben", "sam"):
        assert [one for one in company.new_for(who) if "approved" in one and "Open Door" in one], who
    assert len([one for one in company.new_for("ana") if "Open Door" in one]) == 1


async def test_whoever_stands_in_for_somebody_away_decides(company: Reopened) -> None:
    await company.decides("with_deputy")
    assert [one for one in company.new_for("eli") if "Long Road" in one]
    assert [one for one in company.new_for("ben") if "approved" in one and "Long Road" in one]


async def test_whoever_comes_back_is_asked_as_well(company: Reopened) -> None:
    await company.types("dana", "/badges", "back")
    await company.settle()
    [asked] = company.new_for("dana")
    assert "nominate" in asked


async def test_an_absence_ends_on_its_day(company: Reopened) -> None:
    await company.until(3, 20)
    assert [one for one in company.new_for("dana") if "nominate" in one]


async def test_a_form_that_stood_open_is_sent_and_declines(company: Reopened) -> None:
    await company.fills("maya", company.before["told"]["open_form"]["view"], reason="Not in this quarter")
    await company.later(seconds=10)  # see above
    assert [one for one in company.new_for("sam") if "Open Door" in one]
    listed = json.dumps(await company.types("sam", "/badges", "nominations"))
    assert "Not in this quarter" in listed
    assert "Not in this quarter" not in json.dumps(company.slack.said_to("U0BEN"))
    assert [one for one in company.new_for("ben") if "Open Door" in one] == []


async def test_time_goes_on_for_a_case_that_nobody_decides(company: Reopened) -> None:
    assert company.new_for("noor") == []
    await company.until(3, 9)
    assert [one for one in company.new_for("noor") if "reminder" in one and "Lea" in one]
    await company.until(3, 12)
    assert len([one for one in company.new_for("noor") if "reminder" in one and "Lea" in one]) == 2
    await company.until(3, 19)
    beside = [one for who in ("maya", "olga") for one in company.new_for(who) if "Fresh Air" in one]
    assert beside, "an owner is asked as well"
    await company.until(4, 7)  # the thirtieth day is a Saturday
    assert [one for one in company.new_for("chidi") if "without a decision" in one]
    assert [one for one in company.new_for("lea") if "Fresh Air" in one] == [], "silence approves nothing"
    assert "is over" in await company.decides("left_to_time")


# the outbox


async def test_what_lay_in_the_outbox_goes_out_once_and_in_its_order(each: Reopened) -> None:
    await each.settle()
    [card] = [one for one in each.slack.posts if "covered for me" in json.dumps(one.message)]
    told = each.new_for("maya")
    assert len([one for one in told if "revoked" in one.lower()]) == 1, told
    assert [one for one in each.new_for("ben") if "Night Shift" in one], "whose badge was revoked is told"
    assert each.new_for("sam") == [], "its next try is some seconds away"
    await each.later(seconds=10)
    assert len([one for one in each.new_for("sam") if "First Steps" in one]) == 1
    await each.presses("maya", "approve", value_of(card.message, "approve"))
    assert [one for one in each.new_for("ben") if "Spare Key" in one]
    assert [one for one in each.new_for("eli") if "approved" in one and "Spare Key" in one]


async def test_an_award_that_waited_to_be_signed_is_signed_told_and_shared(each: Reopened) -> None:
    await each.settle()
    waited = each.before["credentials"]["awaits_signing"]
    assert len([one for one in each.new_for("eli") if "Good Map" in one]) == 1
    letter = next(one for one in reversed(each.slack.said_to("U0ELI")) if "Good Map" in one["text"])
    path = f"/credentials/{waited['public_id']}"
    assert (await each.page(path))[0] == 404
    await each.presses("eli", "share", value_of(letter, "share"))
    status, badge = await each.page(f"{path}.json")
    assert status == 200
    await each.up_to_now()
    assert await each.verdict(badge) == "valid"


async def test_an_award_of_before_can_still_be_undone(company: Reopened) -> None:
    said = company.before["told"]["awaits_signing"]
    [answer] = await company.presses("maya", "undo", value_of(said["answer"], "undo"))
    assert "Good Map" in answer["text"]
    await company.later(minutes=1)
    assert "Good Map" not in await company.badges("eli")


async def test_a_letter_that_was_given_up_is_sent_by_the_button_on_the_notice(company: Reopened) -> None:
    [notice] = [
        one
        for one in company.before["slack"]["posts"]
        if one["channel"] == "D0OLGA" and '"retry' in json.dumps(one["message"])
    ]
    await company.presses("olga", "retry", value_of(notice["message"], "retry"))
    assert len([one for one in company.new_for("dana") if "First Steps" in one]) == 1


async def test_whom_no_platform_knew_gets_the_letter_on_coming(company: Reopened) -> None:
    joins_slack(company.slack, "zoe")
    assert "First Steps" in await company.badges("zoe")
    await company.settle()
    assert len([one for one in company.new_for("zoe") if "First Steps" in one]) == 1


def without_fallback_dates(answer: object) -> str:
    """An answer without the words that only a client shows that knows no dates: the first release stored none."""
    return re.sub(r"(<!date[^|>]*)\|[^>]*>", r"\1>", json.dumps(answer, sort_keys=True))


async def test_a_delivery_of_before_that_comes_again_gets_the_same_answer_and_does_nothing(
    company: Reopened,
) -> None:
    replayed = company.before["told"]["replayed"]
    answer = await company.deliver_again(replayed["body"])
    assert without_fallback_dates(answer) == without_fallback_dates(replayed["answer"])
    await company.settle()
    assert [one for one in company.new_for("ana") if "Night Shift" in one] == []


# badges


async def test_pages_stand_as_their_earners_left_them(each: Reopened) -> None:
    for label, one in each.before["credentials"].items():
        status, _ = await each.page(f"/credentials/{one['public_id']}")
        assert status == one["page"], label
    shared = each.before["credentials"]["shared"]
    status, same = await each.page(f"/credentials/{shared['public_id']}.json")
    assert (status, same) == (200, shared["document"]), "not a byte of it has changed"


async def test_badges_of_before_verify_by_keys_that_sign_no_more(each: Reopened) -> None:
    await each.up_to_now()
    gone = {"revoked", "undone", "revoked_at_the_last_moment"}
    kids = set()
    for label, one in each.before["credentials"].items():
        if one["document"] is None:
            continue
        kids.add(one["kid"])
        expected = "revoked" if label in gone and each.kind == "public" else "valid"
        assert await each.verdict(one["document"]) == expected, label
        if one["token"]:
            assert await each.verdict(one["token"]) == expected, f"{label}, as a token"
    assert len(kids) == 2


async def test_a_shared_badge_can_be_taken_back_by_the_old_button(company: Reopened) -> None:
    shared = company.before["credentials"]["shared"]
    [card] = [
        one["message"]
        for one in company.before["slack"]["posts"]
        if one["channel"] == "D0ANA"
        and "take_back" in _actions(one["message"])
        and "Night Shift" in one["message"]["text"]
    ]
    await company.presses("ana", "take_back", value_of(card, "take_back"))
    assert (await company.page(f"/credentials/{shared['public_id']}"))[0] == 410


@pytest.mark.parametrize("kind", KINDS)
async def test_links_of_before_open_once(kind: str, tmp_path: Path) -> None:
    file, links = copy_of(kind, tmp_path), BEFORE[kind]["told"]["links"]
    # as if the upgrade took less than the quarter of an hour for which a link is good
    change(file, "UPDATE download_links SET expires_at = '2199-01-01 00:00:00.000000'")
    change(file, "UPDATE record_links SET expires_at = '2199-01-01 00:00:00.000000'")
    async with opened(kind, file) as company:
        same = {"Origin": BEFORE[kind]["settings"]["public_url"]}
        for name, chosen in (("badge", "json"), ("everything", "record")):
            path = links[name]["path"]
            assert (await company.page(path))[0] == 200
            async with company.http.post(path, data={"file": chosen}, headers=same) as response:
                assert response.status == 200, name
                taken = await response.read()
            company.http.session.cookie_jar.clear()  # for another visitor it is used up
            assert (await company.page(path))[0] == 410
            if name == "badge":
                assert taken.decode() in [one["document"] for one in company.before["credentials"].values()]
            else:
                assert len(json.loads(taken)["credentialSubject"]["verifiableCredential"]) == 3


def _actions(message: Json) -> dict[str, str]:
    """What its buttons do, and what each carries."""
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    buttons = [one for row in rows for one in row if "value" in one]
    return {one["action_id"].partition("#")[0]: one["value"] for one in buttons}


def value_of(message: Json, action: str) -> str:
    """What the button of that action carries."""
    return _actions(message)[action]
