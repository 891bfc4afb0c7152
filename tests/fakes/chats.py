"""One way to play the same story on Slack's wire and on Teams': people say, press and fill in, and see what they see.

async with open_chat("teams", folder) as chat:
    told = await chat.says("maya", "award", "@ana customer-hero Stayed until it worked")
    chat.inbox("ana")[-1].actions
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from sqlalchemy import func, select

from adapters import system
from adapters.composition.application import Application
from adapters.database.people.people import PeopleStore
from tests.fakes.slack import web_api as slack
from tests.fakes.slack import world as slack_world
from tests.fakes.slack.world import PUBLIC_URL, SlackWorld
from tests.fakes.teams import connector as teams
from tests.fakes.teams.office import Office, open_office
from tests.fakes.teams.sender import CHANNEL

Json = dict[str, Any]
CELEBRATIONS = "19:celebrations@thread.tacv2"


@dataclass(frozen=True)
class View:
    """A card or form as somebody sees it now."""

    raw: Json
    words: str
    """Everything that can be read on it."""
    actions: tuple[str, ...]
    quoted: str = ""
    """What is set apart as somebody's own words."""
    place: str = ""
    """The id of the message that shows it, where the platform's buttons tell that."""

    def link(self, path: str) -> str:
        """The path of the button that opens a page below `path`."""
        found = [url for url in _urls(self.raw) if url.startswith(f"{PUBLIC_URL}{path}")]
        assert found, f"no link to {path!r} on {self.words!r}"
        return found[0].removeprefix(PUBLIC_URL)


class Chat(ABC):
    """A company of Maya, who manages Ana and Ben and owns the programme, on one platform."""

    application: Application
    http: TestClient[web.Request, web.Application]

    @abstractmethod
    async def says(self, who: str, command: str, text: str = "") -> View:
        """A command where everybody is, `@ana` a mention; what its author alone is answered."""

    @abstractmethod
    async def presses(self, who: str, view: View, action: str) -> View:
        """A button; what comes back to whoever pressed, a form among it."""

    @abstractmethod
    async def presses_again(self, who: str, view: View, action: str) -> None:
        """The same button once more, whatever comes back."""

    @abstractmethod
    async def fills(self, who: str, form: View, **text: str) -> View:
        """The texts of a form, sent; what comes back."""

    @abstractmethod
    def inbox(self, who: str) -> Sequence[View]:
        """What stands in somebody's conversation with the bot."""

    @abstractmethod
    def channel(self, name: str) -> Sequence[View]:
        """Cards in the channel general or celebrations."""

    @abstractmethod
    def closes(self, *channels: str) -> None:
        """The bot may not post there any more."""

    @abstractmethod
    def loses_an_answer(self) -> None:
        """The next post is made, and its answer lost."""

    @abstractmethod
    def passes(self, span: timedelta) -> None:
        """Time goes by for the background."""

    async def settle(self) -> None:
        """Lets the background do everything that is due."""
        await self.application.worker.drain()

    async def get(self, path: str, accept: str = "text/html") -> ClientResponse:
        """A public page or file, read to its end."""
        response = await self.http.get(path, headers={"Accept": accept})
        await response.read()
        return response

    def rows(self, table: Any, *where: Any) -> int:
        """How many rows a table has."""
        with self.application.database.read() as connection:
            return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()

    def values(self, column: Any) -> Sequence[Any]:
        """A column."""
        with self.application.database.read() as connection:
            return connection.execute(select(column)).scalars().all()


class SlackChat(Chat):
    """On Slack."""

    def __init__(self, world: SlackWorld) -> None:
        self.world, self.application, self.http = world, world.application, world.http
        self.channels = {"general": slack_world.GENERAL, "celebrations": slack_world.CELEBRATIONS}

    async def says(self, who: str, command: str, text: str = "") -> View:
        for name in ("ana", "ben", "maya"):
            text = text.replace(f"@{name}", f"<@U0{name.upper()}|{name}>")
        answer = await self.world.command(_slack_id(who), f"/{command}", text)
        await self.settle()
        return _on_slack(answer.message)

    async def presses(self, who: str, view: View, action: str) -> View:
        before = len(self.world.slack.views)
        back = await self.world.press(_slack_id(who), view.raw, action)
        if len(self.world.slack.views) > before:
            form = self.world.slack.views[-1]
            return View(form, " ".join(_texts(form)), (form["callback_id"],))
        return _on_slack(back[-1])

    async def presses_again(self, who: str, view: View, action: str) -> None:
        await self.world.press(_slack_id(who), view.raw, action)

    async def fills(self, who: str, form: View, **text: str) -> View:
        values = {name: _slack_value(form.raw, name, value) for name, value in text.items()}
        shown = [post.message for post in self.world.slack.posts]
        await self.world.send(self.world.sender.view(form.raw, values, _slack_id(who)))
        await self.settle()
        changed = [post for post in self.world.slack.posts if not any(post.message is old for old in shown)]
        theirs = [post.message for post in changed if _on_slack(post.message) in self.inbox(who)]
        return _on_slack(theirs[-1]) if theirs else self.inbox(who)[-1]

    def inbox(self, who: str) -> Sequence[View]:
        return [_on_slack(json) for json in self.world.slack.said_to(_slack_id(who))]

    def channel(self, name: str) -> Sequence[View]:
        return [_on_slack(json) for json in self.world.in_channel(self.channels[name])]

    def closes(self, *channels: str) -> None:
        self.world.slack.channels.update({self.channels[name]: "not_in_channel" for name in channels})

    def loses_an_answer(self) -> None:
        self.world.slack.fail("chat.postMessage", slack.Fault.CUT_AFTER)

    def passes(self, span: timedelta) -> None:
        self.world.moment += span


class TeamsChat(Chat):
    """On Teams."""

    def __init__(self, office: Office) -> None:
        self.office, self.application, self.http = office, office.application, office.http
        self.channels = {"general": CHANNEL, "celebrations": CELEBRATIONS}
        self.later = timedelta()

    async def says(self, who: str, command: str, text: str = "") -> View:
        people = [name for name in ("ana", "ben", "maya") if f"@{name}" in text]
        for name in people:
            text = text.replace(f"@{name}", f"<at>{name.title()}</at>")
        assert await self.office.says(who, f"{command} {text}", people, CHANNEL) == 200
        before = len(self.inbox(who))
        await self.settle()
        return self.inbox(who)[before]

    async def presses(self, who: str, view: View, action: str) -> View:
        [button] = [json for json in teams.actions_of(view.raw["body"]) if json.get("verb") == action][:1]
        return await self._answered(who, await self._sent(who, view, button), view.place)

    async def presses_again(self, who: str, view: View, action: str) -> None:
        [button] = [json for json in teams.actions_of(view.raw["body"]) if json.get("verb") == action][:1]
        assert (await self._sent(who, view, button))[0] == 200
        await self.settle()

    async def fills(self, who: str, form: View, **text: str) -> View:
        button = teams.filled(form.raw, form.actions[0], **text)
        return await self._answered(who, await self._sent(who, form, button), form.place)

    async def _sent(self, who: str, view: View, button: Json) -> tuple[int, Any]:
        more = {"replyToId": view.place} if view.place else {}
        return await self.office.send(self.office.from_teams.presses(f"29:{who}", button, **more))

    async def _answered(self, who: str, answer: tuple[int, Any], place: str) -> View:
        status, body = answer
        assert (status, body["statusCode"]) == (200, 200), body
        before = len(self.inbox(who))
        await self.settle()
        if isinstance(body["value"], dict):
            return _on_teams(body["value"], place)
        if body["value"] == "The answer is in our chat.":
            return self.inbox(who)[before]
        return View({"body": []}, body["value"], ())

    def inbox(self, who: str) -> Sequence[View]:
        return [_on_teams(message.card, message.id) for message in self.office.inbox(who)]

    def channel(self, name: str) -> Sequence[View]:
        shown = self.office.teams.in_conversation(self.channels[name])
        return [
            _on_teams(message.card, message.id)
            for message in shown
            if "I have answered you" not in message.words
        ]

    def closes(self, *channels: str) -> None:
        self.office.teams.removed_from |= {self.channels[name] for name in channels}

    def loses_an_answer(self) -> None:
        self.office.teams.fail("send", teams.Fault.CUT_AFTER)

    def passes(self, span: timedelta) -> None:
        self.later += span
        self.application.worker.now = lambda: system.now() + self.later


@asynccontextmanager
async def open_chat(platform: str, folder: Path) -> AsyncIterator[Chat]:
    """The company on slack or teams, at a public address; celebrations is the organisation's own channel."""
    if platform == "slack":
        async with SlackWorld.open(folder) as world:
            yield SlackChat(world)
        return
    async with open_office(folder, public_url=PUBLIC_URL) as office:
        for who in ("maya", "ana", "ben"):
            office.teams.add_member(CELEBRATIONS, f"29:{who}")
        await office.send(office.from_teams.joins(CELEBRATIONS))
        for who in ("maya", "ana", "ben"):
            await office.send(office.from_teams.installs(f"29:{who}"))
        with office.application.database.write() as connection:
            organisation = replace(office.organisation, celebration_channel=CELEBRATIONS)
            PeopleStore(connection).change_organisation(organisation)
        yield TeamsChat(office)


def _slack_id(who: str) -> str:
    return f"U0{who.upper()}"


def _on_slack(message: Json) -> View:
    words = " ".join(" ".join([message["text"], *_texts(message["blocks"])]).split())
    return View(message, words, tuple(slack_world.actions(message)), slack_world.quoted(message))


def _slack_value(form: Json, name: str, value: str) -> Json:
    """What a client sends of an input: the text, or the option of that value."""
    [element] = [block["element"] for block in form["blocks"] if block.get("block_id") == name]
    options = [option for option in element.get("options", []) if option["value"] == value]
    match element["type"]:
        case "checkboxes":
            return {"type": "checkboxes", "selected_options": options}
        case "static_select":
            return {"type": "static_select", "selected_option": options[0]}
        case kind:
            return {"type": kind, "value": value}


def _on_teams(card: Json, place: str = "") -> View:
    verbs = tuple(str(json["verb"]) for json in teams.actions_of(card["body"]) if "verb" in json)
    quotes = [
        element
        for element in card["body"]
        if element["type"] == "Container" and element.get("style") == "emphasis"
    ]
    quoted = "".join(run["text"] for quote in quotes for run in quote["items"][0]["inlines"])
    words = " ".join(" ".join(_texts(card["body"])).replace("**", "").split())
    return View(card, words, verbs, quoted, place)


def _texts(part: Any) -> list[str]:
    """Every text in it, in order."""
    if isinstance(part, list):
        return [text for element in part for text in _texts(element)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return own + [text for value in part.values() for text in _texts(value)]


def _urls(part: Any) -> list[str]:
    if isinstance(part, list):
        return [url for element in part for url in _urls(element)]
    if not isinstance(part, dict):
        return []
    own = [part["url"]] if isinstance(part.get("url"), str) and "alt_text" not in part else []
    return own + [url for value in part.values() for url in _urls(value)]
