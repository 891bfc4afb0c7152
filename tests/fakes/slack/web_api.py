"""Slack's Web API on loopback, strict: tokens, methods, arguments, conversations, users and Block Kit are checked.

    async with FakeSlack() as slack:
        client = SlackClient(SlackWebApi(slack.token, slack.api_url), "https://badges.example", no_picture)
        slack.fail("chat.postMessage", Fault.PATIENCE)
        ...
        assert slack.said_to("U0ANA")

Error words and statuses: docs.slack.dev, "Web API methods", "Rate limits".
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from adapters.slack.manifest import FILES_SCOPE, SCOPES
from tests.fakes.slack.block_kit import faults
from tests.fakes.slack.files import SlackFiles
from tests.fakes.slack.modal_kit import home_faults, view_faults
from tests.fakes.slack.sockets import APP_TOKEN, FakeSockets

Json = dict[str, Any]
TEAM = "T0LAUREL"
APP = "A0LAUREL"
BOT_USER = "U0LAUREL"
BOT = "B0LAUREL"
WORKSPACE_URL = "https://laurelworks.slack.com/"
TOKEN = "xoxb-fake-token-that-opens-nothing"


SCOPE_OF = {
    "bots.info": "users:read",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.open": "im:write",
    "files.completeUploadExternal": FILES_SCOPE,
    "files.delete": FILES_SCOPE,
    "files.getUploadURLExternal": FILES_SCOPE,
    "users.info": "users:read",
    "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
}
"""The permission that each method needs (docs.slack.dev, page of each method)."""


class Fault(Enum):
    """How a call can go wrong."""

    PATIENCE = "429 with Retry-After"
    BROKEN = "500"
    NOT_JSON = "a proxy's page"
    HANG = "no answer"
    CUT_BEFORE = "connection reset, nothing done"
    CUT_AFTER = "done, then connection reset"


@dataclass(frozen=True)
class Call:
    """One call as it came in."""

    method: str
    arguments: Json


@dataclass
class Posted:
    """A message as it stands."""

    channel: str
    message: Json
    ts: str
    only_for: str | None = None
    before: list[Json] = field(default_factory=list)
    """What it showed before it was replaced; a person may still have that on the screen."""

    def replace(self, message: Json) -> None:
        """Shows something else from now on. Slack keeps metadata that an update does not mention."""
        self.before.append(self.message)
        kept = {name: self.message[name] for name in ("metadata",) if name in self.message}
        self.message = {**kept, **message}

    def is_of(self, message: Json) -> bool:
        """Whether that message is this one, now or once."""
        return any(known is message for known in (self.message, *self.before))


@dataclass
class FakeSlack:
    """One workspace with one app in it."""

    token: str = TOKEN
    users: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, str | None] = field(default_factory=dict)
    """Channel ids; the value is the error word for a post there, or None where the bot is a member."""
    calls: list[Call] = field(default_factory=list)
    posts: list[Posted] = field(default_factory=list)
    files: SlackFiles = field(default_factory=SlackFiles)
    written: dict[tuple[str, str], str] = field(default_factory=dict)
    """What people wrote in channels, by channel and time."""
    views: list[Json] = field(default_factory=list)
    """Modals, as they were opened."""
    sockets: FakeSockets = field(default_factory=FakeSockets)
    shared_files: dict[str, bytes] = field(default_factory=dict)
    """Files that people put into conversations, by their names."""
    homes: dict[str, Json] = field(default_factory=dict)
    """What each person's Home tab shows."""
    used_triggers: set[str] = field(default_factory=set)
    retry_after: int | str = 7
    answer_after: float = 0
    """Seconds between having posted a message and saying so."""
    team: str = TEAM
    scopes: set[str] = field(default_factory=lambda: {*SCOPES, FILES_SCOPE})
    """The permissions of the token; every answer names them."""
    enterprise: Json = field(default_factory=dict)
    """What auth.test says of an Enterprise Grid."""
    refusal: str = ""
    """The word with which every call is refused, such as token_revoked."""
    unreachable: dict[str, str] = field(default_factory=dict)
    """Users with whom no conversation can be opened, and Slack's word for it."""
    delays: dict[str, float] = field(default_factory=dict)
    """Seconds that a method takes, by its name."""

    def __post_init__(self) -> None:
        self._faults: dict[str, deque[Fault | str]] = defaultdict(deque)
        self._uses: dict[str, int] = {}
        self._replaceable: dict[str, Posted] = {}
        self._direct: dict[str, str] = {}
        self._clock = 1_700_000_000
        self._hanging = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._serve)
        app.router.add_post("/actions/{key}", self._respond)
        app.router.add_get("/files-pri/{key}", self._file_content)
        app.router.add_get("/link", self.sockets.connect)
        app.router.add_post("/upload/{key}", self._take_file)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.api_url = f"{self.url}/api/"
        self.files.url = f"{self.url}/upload/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hanging.set()
        await self._runner.cleanup()

    def add_user(self, user: str, **more: Any) -> None:
        """A member, unless `more` says otherwise."""
        profile = {"real_name": user.title(), "display_name": "", "email": f"{user.lower()}@example.org"}
        profile.update(more.pop("profile", {}))
        known = {"id": user, "team_id": self.team, "deleted": False, "is_bot": False, "name": user.lower()}
        self.users[user] = {**known, "profile": profile, **more}

    def fail(self, method: str, *how: Fault | str) -> None:
        """The next calls of a method go wrong: by a fault, or with an error word of Slack's."""
        self._faults[method].extend(how)

    def response_url(self, on: Posted | None = None) -> str:
        """A fresh one, good for five answers. `on`: the message that an answer may replace."""
        url = f"{self.url}/actions/K{len(self._uses)}"
        key = url.rpartition("/")[2]
        self._uses[key] = 0
        if on:
            self._replaceable[key] = on
        return url

    def post_of(self, message: Json) -> Posted | None:
        """Where a message is posted; None for the direct reply to a command."""
        return next((post for post in self.posts if post.is_of(message)), None)

    def called(self, method: str) -> list[Json]:
        """The arguments of every call of a method."""
        return [call.arguments for call in self.calls if call.method == method]

    def said_to(self, user: str) -> list[Json]:
        """Messages that only this user sees: directly, or ephemerally."""
        direct = self._direct.get(user)
        return [
            post.message
            for post in self.posts
            if post.only_for == user or (direct and post.channel == direct)
        ]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        self.calls.append(Call(method, arguments))
        await asyncio.sleep(self.delays.get(method, 0))
        fault = self._faults[method].popleft() if self._faults[method] else None
        if word := fault if isinstance(fault, str) else self.refusal:
            return self._answer({"ok": False, "error": word})
        if fault and fault is not Fault.CUT_AFTER:
            return await self._go_wrong(fault, request)
        answer = await self._do(method, request, arguments)
        if method == "chat.postMessage":
            await asyncio.sleep(self.answer_after)
        return await self._go_wrong(fault, request) if fault else self._answer(answer)

    def _answer(self, answer: Json) -> web.Response:
        return web.json_response(answer, headers={"X-OAuth-Scopes": ",".join(sorted(self.scopes))})

    async def _go_wrong(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        match fault:
            case Fault.PATIENCE:
                wait = {"Retry-After": str(self.retry_after)}
                return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=wait)
            case Fault.BROKEN:
                return web.Response(status=500, text="<html>oops</html>", content_type="text/html")
            case Fault.NOT_JSON:
                return web.Response(text="please log in to the proxy")
            case Fault.HANG:
                await self._hanging.wait()
            case _:
                pass
        if request.transport:
            request.transport.abort()
        return web.Response()

    async def _do(self, method: str, request: web.Request, arguments: Json) -> Json:
        methods: dict[str, tuple[set[str], Callable[[Json], Json]]] = {
            "auth.test": (set(), self._auth_test),
            "bots.info": ({"bot"}, self._bots_info),
            "conversations.open": ({"users"}, self._open),
            "conversations.history": (
                {"channel", "include_all_metadata", "limit", "latest", "oldest", "inclusive"},
                self._history,
            ),
            "apps.connections.open": (set(), self._open_connection),
            "chat.getPermalink": ({"channel", "message_ts"}, self._permalink),
            "views.open": ({"trigger_id", "view"}, self._open_view),
            "views.publish": ({"user_id", "view"}, self._publish_home),
            "chat.postMessage": (
                {"channel", "text", "blocks", "unfurl_links", "unfurl_media", "metadata", "thread_ts"},
                self._post_message,
            ),
            "chat.postEphemeral": ({"channel", "user", "text", "blocks", "thread_ts"}, self._post_ephemeral),
            "chat.update": ({"channel", "ts", "text", "blocks"}, self._update),
            "chat.delete": ({"channel", "ts"}, self._delete),
            "files.getUploadURLExternal": ({"filename", "length", "alt_txt"}, self.files.start),
            "files.completeUploadExternal": ({"files"}, self.files.complete),
            "files.delete": ({"file"}, self.files.delete),
            "users.info": ({"user", "include_locale"}, self._users_info),
            "users.list": ({"limit", "cursor", "include_locale"}, self._users_list),
            "users.lookupByEmail": ({"email"}, self._lookup_by_email),
        }
        if method not in methods:
            return _no("unknown_method")
        token = APP_TOKEN if method == "apps.connections.open" else self.token
        if request.headers.get("Authorization") != f"Bearer {token}":
            return _no("invalid_auth")
        known, do = methods[method]
        if unknown := arguments.keys() - known:
            return _no("invalid_arguments", *sorted(unknown))
        if (needed := SCOPE_OF.get(method)) and needed not in self.scopes:
            return {**_no("missing_scope"), "needed": needed, "provided": ",".join(sorted(self.scopes))}
        return do(arguments)

    def _auth_test(self, _: Json) -> Json:
        own = {
            "url": WORKSPACE_URL,
            "team_id": self.team,
            "team": "Laurel Works",
            "user_id": BOT_USER,
            "bot_id": BOT,
        }
        return {"ok": True, **own, **self.enterprise}

    def _bots_info(self, arguments: Json) -> Json:
        return (
            {"ok": True, "bot": {"id": BOT, "app_id": APP}}
            if arguments.get("bot") == BOT
            else _no("bot_not_found")
        )

    def add_direct(self, user: str) -> str:
        """The conversation of the bot with this user, which the user opened."""
        channel = self._direct.setdefault(user, f"D{user[1:]}")
        self.channels.setdefault(channel, None)
        return channel

    def _open(self, arguments: Json) -> Json:
        user = arguments.get("users", "")
        if user not in self.users:
            return _no("user_not_found")
        if word := self.unreachable.get(user):
            return _no(word)
        channel = self.add_direct(user)
        self.channels[channel] = None
        return {"ok": True, "channel": {"id": channel}}

    async def _file_content(self, request: web.Request) -> web.Response:
        """A file that somebody shared: to the token with `files:read` alone; others see the page to sign in."""
        self.calls.append(Call("file", {"key": request.match_info["key"]}))
        is_read = request.headers.get("Authorization") == f"Bearer {self.token}"
        if not is_read or "files:read" not in self.scopes:
            return web.Response(text="<html>sign in</html>", content_type="text/html")
        return web.Response(body=self.shared_files[request.match_info["key"]])

    def _open_connection(self, _: Json) -> Json:
        return {"ok": True, "url": self.sockets.ticket(self.url)}

    def _permalink(self, arguments: Json) -> Json:
        channel, ts = arguments.get("channel", ""), arguments.get("message_ts", "")
        if channel not in self.channels:
            return _no("channel_not_found")
        if (channel, ts) not in self.written:
            return _no("message_not_found")
        address = f"{WORKSPACE_URL}archives/{channel}/p{ts.replace('.', '')}"
        return {"ok": True, "channel": channel, "permalink": address}

    def _history(self, arguments: Json) -> Json:
        """The latest first: of direct conversations, and of channels only with the permission for those."""
        channel = arguments.get("channel")
        if channel not in self._direct.values():
            if "channels:history" not in self.scopes:
                return _no("missing_scope")
            found = [
                {"ts": ts, "text": text}
                for (place, ts), text in self.written.items()
                if place == channel and arguments["oldest"] <= ts <= arguments["latest"]
            ]
            return {"ok": True, "messages": found[: int(arguments.get("limit", "100"))]}
        shown = (
            "text",
            "blocks",
            *(("metadata",) if arguments.get("include_all_metadata") == "true" else ()),
        )
        said = [
            {"ts": post.ts, **{name: post.message[name] for name in shown if name in post.message}}
            for post in reversed(self.posts)
            if post.channel == channel and not post.only_for
        ]
        return {"ok": True, "messages": said[: int(arguments.get("limit", "100"))]}

    def _open_view(self, arguments: Json) -> Json:
        trigger, view = arguments.get("trigger_id", ""), arguments.get("view")
        if trigger in self.used_triggers:
            return _no("exchanged_trigger_id")
        if not trigger:
            return _no("invalid_trigger_id")
        if found := view_faults(view):
            return _no("invalid_arguments", *found)
        self.used_triggers.add(trigger)
        self.views.append(view)
        return {"ok": True, "view": {**view, "id": f"V{len(self.views)}", "hash": "1.abc"}}

    def _publish_home(self, arguments: Json) -> Json:
        user, view = arguments.get("user_id", ""), arguments.get("view")
        if user not in self.users:
            return _no("user_not_found")
        if found := home_faults(view):
            return _no("invalid_arguments", *found)
        self.homes[user] = view
        return {"ok": True, "view": {**view, "id": f"V{user}", "hash": "1.abc"}}

    def _post_message(self, arguments: Json) -> Json:
        if refusal := self._refusal(arguments):
            return refusal
        return {"ok": True, "channel": arguments["channel"], "ts": self._keep(arguments).ts}

    def _post_ephemeral(self, arguments: Json) -> Json:
        if refusal := self._refusal(arguments):
            return refusal
        if arguments.get("user") not in self.users:
            return _no("user_not_in_channel")
        return {"ok": True, "message_ts": self._keep(arguments, arguments["user"]).ts}

    def _update(self, arguments: Json) -> Json:
        if refusal := self._refusal(arguments):
            return refusal
        for post in self.posts:
            if (post.channel, post.ts, post.only_for) == (arguments["channel"], arguments.get("ts"), None):
                post.replace(arguments)
                return {"ok": True, "channel": post.channel, "ts": post.ts}
        return _no("message_not_found")

    def _delete(self, arguments: Json) -> Json:
        """A bot deletes its own messages alone; one that a person alone sees has no handle."""
        place = (arguments.get("channel"), arguments.get("ts"), None)
        if arguments.get("channel") not in self.channels:
            return _no("channel_not_found")
        kept = [post for post in self.posts if (post.channel, post.ts, post.only_for) != place]
        if len(kept) == len(self.posts):
            return _no("message_not_found")
        self.posts[:] = kept
        return {"ok": True, "channel": arguments["channel"], "ts": arguments["ts"]}

    def _users_info(self, arguments: Json) -> Json:
        user = self.users.get(arguments.get("user", ""))
        if user is None:
            return _no("user_not_found")
        asked_for = arguments.get("include_locale") == "true"
        return {
            "ok": True,
            "user": self._shown({name: user[name] for name in user if name != "locale" or asked_for}),
        }

    def _shown(self, user: Json) -> Json:
        """A user as the app may see them: without the permission there is no address, and no error either."""
        if "users:read.email" in self.scopes:
            return user
        profile = {name: value for name, value in user["profile"].items() if name != "email"}
        return {**user, "profile": profile}

    def _users_list(self, arguments: Json) -> Json:
        """Strangers of shared channels are not listed."""
        ids = [user for user, known in self.users.items() if not known.get("is_stranger")]
        start, size = int(arguments.get("cursor") or 0), int(arguments.get("limit", "100"))
        more = str(start + size) if start + size < len(ids) else ""
        listed = [self._shown(self.users[user]) for user in ids[start : start + size]]
        return {"ok": True, "members": listed, "response_metadata": {"next_cursor": more}}

    def _lookup_by_email(self, arguments: Json) -> Json:
        users = (
            user for user in self.users.values() if user["profile"].get("email") == arguments.get("email")
        )
        user = next(users, None)
        return {"ok": True, "user": user} if user else _no("users_not_found")

    def _refusal(self, arguments: Json) -> Json | None:
        channel = arguments.get("channel")
        if channel not in self.channels:
            return _no("channel_not_found")
        if word := self.channels[channel]:
            return _no(word)
        found = [*faults(arguments), *self.files.faults(arguments)]
        return _no("invalid_blocks", *found) if found else None

    def _keep(self, arguments: Json, only_for: str | None = None) -> Posted:
        self._clock += 1
        self.posts.append(Posted(arguments["channel"], arguments, f"{self._clock}.000100", only_for))
        return self.posts[-1]

    async def _take_file(self, request: web.Request) -> web.StreamResponse:
        """The address is the permission: no token is sent there."""
        taken = self.files.take(request.match_info["key"], await request.read())
        refused = "Authorization" in request.headers or not taken
        return web.Response(status=400 if refused else 200, text="" if refused else "OK - 1")

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        message = await request.json()
        self.calls.append(Call("response_url", message))
        if self._faults["response_url"]:
            fault = self._faults["response_url"].popleft()
            if isinstance(fault, Fault):
                return await self._go_wrong(fault, request)
            return web.Response(status=404, text=fault)
        if key not in self._uses or self._uses[key] >= 5:
            return web.Response(status=404, text="used_url" if key in self._uses else "expired_url")
        self._uses[key] += 1
        if faults(message) or message.get("response_type") != "ephemeral":
            return web.Response(status=400, text="invalid_payload")
        post = self._replaceable.get(key)
        if message.get("replace_original") and post:
            post.replace(message)
        return web.Response(text="ok")


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        given = await request.json()
        return given if isinstance(given, dict) else {}
    form = await request.post() if request.method == "POST" else {}
    return {**request.query, **{key: str(value) for key, value in form.items()}}


def _no(word: str, *messages: str) -> Json:
    return {"ok": False, "error": word, "response_metadata": {"messages": list(messages)}}
