"""The demo: an application with the sandbox mounted, demo users, and a history to look at."""

import asyncio
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy import Connection, delete

from adapters import system
from adapters.composition.application import Application, build_application, build_worker
from adapters.composition.serve import draw_pictures
from adapters.composition.web import build_web_application
from adapters.configuration.settings import Settings
from adapters.database.catalogue.catalogue import CatalogueStore
from adapters.database.engine.columns import metadata
from adapters.database.people.people import PeopleStore
from adapters.database.people.registration import ensure_workspace
from adapters.demo.handbook import Handbook
from adapters.demo.visitors_language import VisitorsLanguage
from adapters.demo.workshop import Workshop
from adapters.drawing.ahead import Progress, tell_nobody
from adapters.drawing.gallery import STYLESHEET, Gallery
from adapters.files.wording import load_languages
from adapters.installation.catalogue_files import STARTER, read_valid_catalogue
from adapters.installation.set_up import prepare
from adapters.read_models.message_log import DatabaseMessageLog
from adapters.sandbox.answering import Sandbox, SandboxRequest
from adapters.sandbox.cast import DemoBadge, DemoChannel, DemoUser, Scenario
from adapters.sandbox.client import SandboxClient
from adapters.sandbox.conversations import Conversations
from adapters.sandbox.live import Hub
from adapters.sandbox.routes import add_routes
from adapters.web.pages.gallery import GalleryPages
from adapters.web.routes import PAGES
from adapters.worker.audit_sealing import start_sealing
from bot.domain.addresses import PNG
from bot.domain.catalogue.files import CatalogueFiles
from bot.domain.organisations import Organisation
from bot.domain.people.model import Person, PlatformFacts
from bot.messages.platforms import Platform
from bot.messages.requests import FormSubmission
from bot.messages.wording import Wording

SCENARIO_FILE = Path(__file__).parents[2] / "templates" / "sandbox" / "cast.toml"
DOMAIN = "larkspur.example"
KEPT_TABLES = frozenset(
    {
        "organisations",
        "workspaces",
        "people",
        "identities",
        "achievements",
        "signing_keys",
        "pictures",
        "public_pictures",
        "brands",
    }
)
"""Tables that a reset keeps, beside Alembic's own."""


@dataclass
class Demo:
    """The application of the demo, its scenario and its chat."""

    application: Application
    organisation: Organisation
    scenario: Scenario
    script: Mapping[str, Any]
    chat: Conversations
    app: web.Application
    drawing: asyncio.Task[None]
    """Draws the pictures of the catalogue."""
    drawn: asyncio.Event
    """Set as soon as every badge can be shown."""


def settings(folder: Path, port: int) -> Settings:
    """The demo's own settings: a database and a secret of its own below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "secret"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(system.random_bytes(32).hex(), "utf-8")
    return Settings(
        database_url=f"sqlite:///{folder / 'demo.db'}",
        public_url=f"http://127.0.0.1:{port}",
        port=port,
        secret=secret.read_text("utf-8").strip(),
    )


async def open_demo(chosen: Settings, progress: Progress = tell_nobody) -> Demo:
    """Sets everything up; the first time with its history. Pictures are drawn beside that."""
    application = build_application(chosen)
    stage = tomllib.loads(SCENARIO_FILE.read_text("utf-8"))
    cast = _scenario(stage)
    chat = Conversations(
        cast,
        DatabaseMessageLog(application.database),
        Hub(application.ids.token()),
        application.database.writing,
        application.now,
        application.ids,
    )
    application.clients[Platform.SANDBOX] = SandboxClient(chat)
    organisation = prepare(application, application.now())
    app = build_web_application(application, organisation)
    demo = Demo(application, organisation, cast, stage, chat, app, *_begin_to_draw(application, progress))
    if await application.database.in_write(lambda connection: ensure_users(connection, demo)):
        await play_history(demo)
    badges = await application.database.in_read(lambda connection: _badges(connection, organisation))
    for part in (Handbook, Workshop):
        part(app[PAGES]).add(app.router)
    add_gallery(app, await asyncio.to_thread(read_valid_catalogue, STARTER), application)
    add_routes(
        app,
        Sandbox(
            chat,
            application.ask,
            lambda: begin_again(demo),
            badges,
            application.ask.spoken.of_origin,
            VisitorsLanguage(application.database, organisation.id).follow,
        ),
    )
    return demo


def _begin_to_draw(application: Application, progress: Progress) -> tuple[asyncio.Task[None], asyncio.Event]:
    drawn = asyncio.Event()

    def watch(done: int, count: int) -> None:
        progress(done, count)
        if done == count:
            drawn.set()

    drawing = asyncio.create_task(draw_pictures(application, watch))
    drawing.add_done_callback(lambda _: drawn.set())  # also if it failed
    return drawing, drawn


def ensure_users(connection: Connection, demo: Demo) -> bool:
    """Adds the workspace and its people; False if they are there already."""
    people = PeopleStore(connection)
    known = people.workspace(Platform.SANDBOX, demo.scenario.workspace) is not None
    workspace = ensure_workspace(connection, demo.organisation, Platform.SANDBOX, demo.scenario.workspace)
    if known:
        return False
    now, made = demo.application.now(), dict[str, Person]()
    for user in demo.script["people"]:
        person_id = demo.application.ids.new_id()
        player = _demo_user(user)
        made[player.handle] = Person(
            person_id, demo.organisation.id, player.name, player.email, owner=user.get("owner", False)
        )
        people.add(made[player.handle])
        people.identify(
            workspace.id, PlatformFacts(player.external_id, player.name, player.email), person_id, now
        )
    for user in demo.script["people"]:
        if "manager" in user:
            people.change(replace(made[user["handle"]], manager_id=made[user["manager"]].id))
    return True


def add_gallery(app: web.Application, files: CatalogueFiles, application: Application) -> None:
    """Mounts `/gallery`, a page with every badge."""
    logo = files.pictures[files.logo] if files.logo else None
    gallery = Gallery(files.organisation, files.achievements, files.pictures, logo, application.say)
    pictures = {picture.name: picture.draw for picture in gallery.pictures()}

    def page(say: Wording) -> str:
        return replace(gallery, say=say).page(lambda name: f"/gallery/{name}", f"/static/{STYLESHEET}")

    GalleryPages(page, load_languages(), pictures).add(app.router)


async def play_history(demo: Demo) -> None:
    """Replays every step of the scenario's history, each at its own time."""
    async with demo.application.worker.pause():
        for step in demo.script["history"]:
            await _play(demo, step, demo.application.now() - timedelta(days=step["days_ago"]))


async def begin_again(demo: Demo) -> None:
    """Deletes what happened, keeps the people and the catalogue, and replays the history."""
    async with demo.application.worker.pause():
        await demo.application.database.in_write(_forget)
        await demo.application.database.in_write(
            lambda connection: start_sealing(connection, demo.application.ids, demo.application.now())
        )
    await play_history(demo)


async def _play(demo: Demo, step: Mapping[str, Any], moment: datetime) -> None:
    application = demo.application
    chat = replace(demo.chat, now=lambda: moment)
    clients = {Platform.SANDBOX: SandboxClient(chat)}
    ask = replace(application.ask, now=lambda: moment)
    sandbox = Sandbox(chat, ask, _nothing, (), application.ask.spoken.of_origin)
    player = next(demo_user for demo_user in demo.scenario.users if demo_user.handle == step["who"])
    key = f"history:{application.ids.token()}"
    if "presses" in step:
        await _press(sandbox, player, step, key)
    else:
        where = demo.scenario.conversation(player, step["where"])
        if where is None:
            raise ValueError(f"the stage has no room {step['where']!r}")
        await sandbox.handle_text(SandboxRequest(player, where, key), step["does"])
    signing = replace(application.signing, now=lambda: moment)
    await build_worker(application.database, clients, signing, ask, 0).drain()


async def _press(sandbox: Sandbox, player: DemoUser, step: Mapping[str, Any], key: str) -> None:
    """Presses a button of the newest letter that has it; a form that it asks for is filled in as the step says."""
    direct = sandbox.chat.scenario.direct_conversation(player)
    button = await _newest_button(sandbox, player, step["presses"])
    request = SandboxRequest(player, direct, key)
    for message in await sandbox.handle_press(request, button["action"], button["token"]):
        if message.form:
            form = json.loads(message.form)
            fields = {"channel": "", **step.get("fills", {})}
            submitted = FormSubmission(form["action"], fields, form["draft"])
            await sandbox.handle_submission(replace(request, key=f"{key}:form"), submitted, message.id)


async def _newest_button(sandbox: Sandbox, player: DemoUser, action: str) -> Mapping[str, str]:
    """The button of that action on the newest private card from Laurel to this user."""
    direct = sandbox.chat.scenario.direct_conversation(player).external_id
    messages = await sandbox.chat.run(sandbox.chat.log.visible_to, player.external_id, direct)
    cards = [json.loads(message.card) for message in messages if message.card]
    blocks = [part for card in cards for block in card["blocks"] for part in block.get("blocks", (block,))]
    buttons = [button for block in blocks for button in block.get("buttons", ())]
    return next(button for button in reversed(buttons) if button.get("action") == action)


async def _nothing() -> None:
    """The history cannot be reset while it is replayed."""


def _forget(connection: Connection) -> None:
    for table in reversed(metadata.sorted_tables):
        if table.name not in KEPT_TABLES:
            connection.execute(delete(table))


def _badges(connection: Connection, organisation: Organisation) -> list[DemoBadge]:
    return [
        DemoBadge(achievement.slug, achievement.name, achievement.description, achievement.path + PNG)
        for achievement in CatalogueStore(connection).current(organisation.id)
    ]


def _scenario(stage: Mapping[str, Any]) -> Scenario:
    players = tuple(_demo_user(entry) for entry in stage["people"])
    rooms = tuple(DemoChannel(entry["id"], entry["id"], entry["about"]) for entry in stage["rooms"])
    return Scenario(stage["workspace"], stage["name"], players, rooms)


def _demo_user(entry: Mapping[str, Any]) -> DemoUser:
    handle = entry["handle"]
    return DemoUser(handle, f"U-{handle.upper()}", entry["name"], entry["title"], f"{handle}@{DOMAIN}")
