"""A storm over one installation: requests from many people, a platform that fails a tenth of the time, `kill -9`.

    weather = Weather(requests=90, kills=3)
    report = await storm(folder, "sqlite:///…", weather)
    report.assert_nothing_lost()

One process on SQLite (`laurel serve`); on PostgreSQL two `laurel serve --no-worker` and a `laurel worker`, which share
nothing but the database. Every request has a citation with its number, by which its effects are counted.
What Laurel asks first is gone on with.
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import func, or_, select, update

from adapters import system
from adapters.composition.application import build_application
from adapters.configuration.environment import Settings
from adapters.database.credentials.credentials import credentials, documents
from adapters.database.engine.engine import Database
from adapters.database.nominations.nominations import nominations
from adapters.database.people.registration import ensure_workspace
from adapters.database.queue.jobs import LEASE
from adapters.database.queue.letter_rows import letters
from adapters.database.queue.outbox import jobs, partitions
from adapters.files.people import parse_people
from adapters.installation.set_up import prepare
from adapters.operations.people import add_owner, import_people
from adapters.slack.app import PATH
from bot.domain.outbox.tasks import JobKind
from bot.messages.platforms import Platform
from tests.fakes.slack.sender import SlackSender
from tests.fakes.slack.web_api import FakeSlack, Fault
from tests.fakes.slack.world import CELEBRATIONS, GENERAL, slack_settings
from tests.fakes.world import with_own_name
from tests.journeys.running_serve import RunningServe, free_port

SLUGS = (
    *("bright-idea", "bug-hunter", "clear-writer", "customer-hero", "first-steps", "green-steward", "mentor"),
    *("incident-commander", "onboarding-buddy", "safety-first", "ship-it", "team-player"),
)
TROUBLES = (Fault.BROKEN, Fault.NOT_JSON, Fault.PATIENCE, Fault.CUT_BEFORE, Fault.CUT_AFTER)
AWAITED = (JobKind.SIGN, JobKind.DELIVER, JobKind.REFRESH)
"""What somebody waits for; the rest is brought by time: reminders, status lists to be signed again, seals."""
TEAM = 8
PACE = 100.0
"""Posts a second in one conversation: Slack's own one would take an hour for ten thousand requests."""
CHANCE = random.Random(20260302)  # noqa: S311 - weather, not a secret


@dataclass(frozen=True)
class Weather:
    """How bad it gets."""

    requests: int
    kills: int
    people: int = 30
    clients: int = 6
    calm: float = 1.0
    """Seconds between kills, at most."""
    failing: float = 0.1
    """The share of the platform's calls that fail."""


@dataclass
class RoughSlack(FakeSlack):
    """Fails some of its calls, each in one of the ways that Slack can."""

    failing: float = 0.0
    retry_after: int = 1

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["method"] != "auth.test" and CHANCE.random() < self.failing:
            self.fail(request.match_info["method"], CHANCE.choice(TROUBLES))
        return await super()._serve(request)


@dataclass
class Sent:
    """A request, and what became of it as far as its sender knows."""

    number: int
    done: bool = False
    """Laurel said that it did it. Without that, nobody knows."""


@dataclass
class Report:
    """What is there after the storm."""

    sent: list[Sent]
    effects: Counter[int]
    signed: tuple[int, int]
    """Credentials, and documents of credentials."""
    endings: Counter[str | None]
    posted: Counter[str]
    """How often each letter's key was posted."""
    uncertain: dict[str, bool]
    """The key of every letter, and whether it may stand there twice."""
    answers: int
    """Answers to a command's own address, which takes no key: late answers go there."""

    @property
    def doubled(self) -> list[str]:
        """Letters that were posted more than once."""
        return [key for key, times in self.posted.items() if times > 1]

    def assert_nothing_lost(self) -> None:
        """Each acknowledged request has one effect, any other one or none; every letter arrived."""
        for sent in self.sent:
            effects = self.effects[sent.number]
            assert effects == 1 or (effects == 0 and not sent.done), (sent, effects)
        assert self.signed[0] == self.signed[1], "every credential is signed"
        assert set(self.endings) <= {"sent"}, self.endings
        missing, unknown = (
            self.uncertain.keys() - self.posted.keys(),
            self.posted.keys() - self.uncertain.keys(),
        )
        late = {key for key in missing if key.startswith("reply:")}
        assert not missing - late, f"never posted: {sorted(missing - late)}"
        assert len(late) <= self.answers, f"{len(late)} late answers, {self.answers} arrived"
        assert not unknown, f"posted and not stored: {sorted(unknown)}"
        for key in self.doubled:
            assert self.uncertain[key], f"{key} was posted twice and nobody counted it"
        # One may be under way, unseen, while Laurel looks for it: at most one in a thousand.
        assert len(self.doubled) <= max(1, len(self.uncertain) // 1000), self.doubled

    def __str__(self) -> str:
        done, doubled = sum(sent.done for sent in self.sent), len(self.doubled)
        return (
            f"{len(self.sent)} requests, {done} acknowledged, {sum(self.effects.values())} effects; "
            f"{len(self.uncertain)} letters, {doubled} posted twice ({doubled / max(1, len(self.uncertain)):.2%}), "
            f"all {doubled} counted as such"
        )


@dataclass
class Installation:
    """The processes of one installation, and Slack."""

    slack: RoughSlack
    database: Database
    web: list[RunningServe]
    workers: list[RunningServe] = field(default_factory=list)

    @property
    def processes(self) -> list[RunningServe]:
        """All of them."""
        return [*self.web, *self.workers]

    async def start(self) -> None:
        """Starts what does not run; one of them first, for it may have migrations to run."""
        await self.processes[0].start()
        await asyncio.gather(*(serve.start() for serve in self.processes[1:]))

    def rows(self, *columns: Any) -> list[Any]:
        """A look into the database."""
        with self.database.read() as connection:
            return list(connection.execute(select(*columns)).all())

    def hurry(self, held_too: bool = False) -> None:
        """Makes what waits for its next try due now; what is held as well, when nobody runs who could hold it."""
        now = system.now()
        waiting = or_(jobs.c.attempts == jobs.c.failures, jobs.c.attempts == 0)
        with self.database.write() as connection:
            query = update(jobs).where(~jobs.c.dead, jobs.c.due > now, jobs.c.work.in_(AWAITED))
            connection.execute((query if held_too else query.where(waiting)).values(due=now))
            kept = select(jobs.c.lane).where(waiting, jobs.c.lane.is_not(None))
            opened = update(partitions) if held_too else update(partitions).where(partitions.c.name.in_(kept))
            connection.execute(opened.values(free_at=now - LEASE))

    async def settled(self) -> None:
        """Waits until nothing is left to do; five jobs a second is slow, even on a busy machine."""
        left = self._left()
        async with asyncio.timeout(600 + left / 5):
            while left:
                self.hurry()
                await asyncio.sleep(0.3 + left / 1000)  # to hurry thousands costs what should do them
                left = self._left()

    def _left(self) -> int:
        return self.rows(select(func.count()).where(jobs.c.work.in_(AWAITED)).scalar_subquery())[0][0]


@asynccontextmanager
async def installed(folder: Path, url: str, weather: Weather) -> AsyncIterator[Installation]:
    """Set up, with its people, and not started yet."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(RoughSlack(failing=weather.failing))
        slack.channels.update({GENERAL: None, CELEBRATIONS: None})
        settings = replace(slack_settings(slack, url), pace=PACE)
        _populate(settings, slack, weather.people)
        commands = (
            [("serve",)] if url.startswith("sqlite") else [("serve", "--no-worker")] * 2 + [("worker",)]
        )
        made = [RunningServe(replace(settings, port=free_port()), folder, *command) for command in commands]
        database = Database(url)
        stack.callback(database.close)
        for serve in made:
            stack.push_async_callback(serve.kill)
        yield Installation(
            slack,
            database,
            [serve for serve in made if serve.command[0] == "serve"],
            [serve for serve in made if serve.command[0] == "worker"],
        )


def _populate(settings: Settings, slack: FakeSlack, count: int) -> None:
    """Teams of eight; their managers work for U0P0, who owns the programme."""
    rows = ["name,email,manager_email,slack_id"]
    for number in range(count):
        user = f"U0P{number}"
        slack.add_user(user)
        boss = f"u0p{number - number % TEAM if number % TEAM else 0}@example.org" if number else ""
        rows.append(f"P{number},{user.lower()}@example.org,{boss},{user}")
    application, now = build_application(settings), system.now()
    organisation = with_own_name(application, prepare(application, now))
    with application.database.write() as connection:
        ensure_workspace(connection, organisation, Platform.SLACK, slack.team)
        import_people(
            connection, organisation, parse_people("\n".join(rows).encode(), "p.csv"), now, complete=False
        )
        add_owner(connection, organisation, "u0p0@example.org", now)
    application.database.close()


def _wording(number: int, people: int) -> tuple[str, str, str]:
    """The command, who types it, and its text: awards and nominations, no two nominations alike."""
    nominator, nominee = 1 + number % (people - 1), 1 + (number // (people - 1) + number + 1) % (people - 1)
    if number % 3 == 0 or nominator == nominee:
        return "/award", "U0P0", f"<@U0P{nominator}|x> {SLUGS[number % 12]} because of request-{number}"
    slug = SLUGS[(number // (people - 1)) % 12]
    return "/nominate", f"U0P{nominator}", f"<@U0P{nominee}|x> {slug} because of request-{number}"


async def _client(sent: list[Sent], installation: Installation, weather: Weather) -> None:
    """Sends one request after another, the same one again until there is an answer."""
    sender = SlackSender()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as http:
        for queued in sent:
            sender.at, sender._made = int(system.now().timestamp()), queued.number
            command, user, text = _wording(queued.number, weather.people)
            request = sender.command(command, text, user)
            for attempt in range(200):
                url = installation.web[(queued.number + attempt) % len(installation.web)].url + PATH
                try:
                    async with http.post(url, data=request.body, headers=request.headers) as response:
                        answer = await response.text()
                except (aiohttp.ClientError, TimeoutError):
                    await asyncio.sleep(0.1)
                    continue
                if question := _asks_first(answer):
                    request = sender.action("go_on", question, installation.slack.response_url(), user)
                    continue
                queued.done = response.status == 200 and _was_done(answer)
                break


def _asks_first(answer: str) -> str | None:
    """The token of the button that goes on, if Laurel asks whether to award the same badge once more."""
    buttons = [
        element
        for block in (json.loads(answer).get("blocks", []) if answer.startswith("{") else [])
        for element in block.get("elements", [])
    ]
    return next((button["value"] for button in buttons if button.get("action_id", "")[:5] == "go_on"), None)


def _was_done(answer: str) -> bool:
    """Whether the card says so: it quotes the reason. A refusal or an apology does not."""
    return "request-" in json.dumps(json.loads(answer).get("blocks", [])) if answer.startswith("{") else False


async def storm(folder: Path, url: str, weather: Weather) -> Report:
    """Lets it pass over an installation, waits until everything has settled, and counts."""
    async with installed(folder, url, weather) as installation:
        await installation.start()
        sent = [Sent(number) for number in range(weather.requests)]
        clients = [
            asyncio.create_task(_client(sent[start :: weather.clients], installation, weather))
            for start in range(weather.clients)
        ]
        for _ in range(weather.kills):
            await asyncio.sleep(CHANCE.uniform(0.2, weather.calm))
            struck = CHANCE.choice(installation.processes)
            await struck.kill()
            await struck.start()
        await asyncio.gather(*clients)
        for serve in installation.processes:
            await serve.kill()
        installation.hurry(held_too=True)
        await installation.start()
        await installation.settled()
        return _report(installation, sent)


def _report(installation: Installation, sent: list[Sent]) -> Report:
    made = [*installation.rows(credentials.c.citation), *installation.rows(nominations.c.citation)]
    queued = installation.rows(letters.c.key, letters.c.ending, letters.c.uncertain)
    keys = [
        post.message["metadata"]["event_payload"]["key"]
        for post in installation.slack.posts
        if "metadata" in post.message
    ]
    return Report(
        sent,
        Counter(int(citation.rpartition("-")[2]) for (citation,) in made),
        (
            installation.rows(func.count(credentials.c.id))[0][0],
            installation.rows(func.count(documents.c.credential_id))[0][0],
        ),
        Counter(ending for _, ending, _ in queued),
        Counter(keys),
        {key: uncertain for key, _, uncertain in queued},
        len(installation.slack.called("response_url")),
    )
