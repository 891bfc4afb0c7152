"""Microsoft's side of Teams on loopback: OpenID metadata, keys, our token, and the connector, strict about each.

    async with FakeTeams() as teams:
        teams.add_member("19:general@thread.tacv2", "29:ana")
        teams.fail("send", Fault.PATIENCE)
        ...
        assert teams.cards_for("29:ana")

Shapes and statuses: learn.microsoft.com, "Bot Connector API reference", "Authentication", "Rate limiting".
"""

import asyncio
import json
from collections import defaultdict, deque
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

Json = dict[str, Any]
TENANT = "aaaaaaaa-0000-4000-8000-00000000000a"
APP = "bbbbbbbb-0000-4000-8000-00000000000b"
PASSWORD = "a-client-secret-of-this-test-alone"
ISSUER = "https://api.botframework.com"
OUR_TOKEN = "our-own-token"
CARD = "application/vnd.microsoft.card.adaptive"
MOST_BYTES = 100 * 1024


class Fault(Enum):
    """How a call can go wrong."""

    PATIENCE = "429 with Retry-After"
    PRECONDITION = "412"
    BROKEN = "500"
    BAD_GATEWAY = "502 with a page"
    GATEWAY_TIMEOUT = "504"
    FORBIDDEN = "403"
    GONE = "404"
    TOO_LARGE = "413 with a page"
    BAD = "400"
    UNAUTHORISED = "401"
    HANG = "no answer"
    CUT = "connection reset"
    CUT_AFTER = "done, and the connection reset before the answer"


_ANSWERS: dict[Fault, tuple[int, str]] = {
    Fault.PRECONDITION: (412, "PreconditionFailed"),
    Fault.BROKEN: (500, "ServiceError"),
    Fault.GATEWAY_TIMEOUT: (504, "GatewayTimeout"),
    Fault.FORBIDDEN: (403, "BotNotInConversationRoster"),
    Fault.GONE: (404, "ConversationNotFound"),
    Fault.BAD: (400, "BadArgument"),
    Fault.UNAUTHORISED: (401, "Unauthorized"),
}
_PAGES = {Fault.BAD_GATEWAY: 502, Fault.TOO_LARGE: 413}


class Signer:
    """One signing key, and whether the metadata lists it."""

    def __init__(self, kid: str, endorsements: tuple[str, ...] | None = ("msteams",)) -> None:
        self.kid = kid
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.endorsements = endorsements

    def jwk(self) -> Json:
        """The public half, as the metadata lists it."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key()))
        listed = {"kty": "RSA", "use": "sig", "kid": self.kid, "n": public["n"], "e": public["e"]}
        return listed if self.endorsements is None else {**listed, "endorsements": list(self.endorsements)}


@dataclass
class Message:
    """A message as it stands."""

    conversation: str
    id: str
    activity: Json
    edits: int = 0

    @property
    def card(self) -> Json:
        """Its Adaptive Card."""
        return dict(self.activity["attachments"][0]["content"])

    @property
    def words(self) -> str:
        """All that can be read on it, in order."""
        return "\n".join(_words(self.card["body"]))

    def button(self, verb: str) -> Json:
        """The Action.Execute of that verb; fails the test if there is none."""
        found = [action for action in actions_of(self.card["body"]) if action.get("verb") == verb]
        assert found, f"no button {verb!r} on {self.words!r}"
        return found[0]

    @property
    def verbs(self) -> list[str]:
        """What its buttons ask of the bot."""
        return [str(action["verb"]) for action in actions_of(self.card["body"]) if "verb" in action]


@dataclass
class FakeTeams:
    """One tenant, its conversations and members, and whoever signs for Microsoft."""

    members: dict[str, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))
    """Members by conversation; the private chat with a user has the id `a:USER`."""
    messages: list[Message] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    removed_from: set[str] = field(default_factory=set)
    """Conversations that the bot was removed from; users who blocked it."""
    retry_after: int | str = 3
    token_refusal: Json | None = None
    """What Microsoft answers instead of a token."""
    signers: list[Signer] = field(default_factory=list)
    metadata: str = "up"
    """up, down, hanging, or nonsense."""
    metadata_asked: int = 0
    tokens_given: int = 0
    connections: set[Any] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._hanging = asyncio.Event()
        self._made = 0
        if not self.signers:
            self.signers.append(SIGNER)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=10 * MOST_BYTES)
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/token", self._token)
        app.router.add_route("*", "/teams/v3/{rest:.*}", self._connector)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.url = f"http://{self.host}"
        self.service_url = f"{self.url}/teams/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hanging.set()
        await self._runner.cleanup()

    def settings(self) -> Json:
        """What Laurel is told about this Microsoft."""
        return {
            "microsoft_app_id": APP,
            "microsoft_app_password": PASSWORD,
            "microsoft_app_tenant_id": TENANT,
            "teams_openid_url": f"{self.url}/openid",
            "teams_token_url": f"{self.url}/token",
            "teams_service_hosts": self.host,
        }

    def add_member(self, conversation: str, user: str, **more: Any) -> None:
        """A member of a conversation, and of the private chat with the bot."""
        name = more.pop("name", user.removeprefix("29:").title())
        email = f"{user.removeprefix('29:')}@example.org"
        known = {"id": user, "name": name, "email": email, "userRole": "user", "tenantId": TENANT, **more}
        self.members[conversation][user] = known
        self.members[f"a:{user}"][user] = known

    def fail(self, what: str, *how: Fault) -> None:
        """The next calls of send, update, create, member or token go wrong."""
        self._faults[what].extend(how)

    def cards_for(self, user: str) -> list[Message]:
        """What stands in the private chat with a user."""
        return self.in_conversation(f"a:{user}")

    def in_conversation(self, conversation: str) -> list[Message]:
        """What stands in a conversation, threads included."""
        return [
            message for message in self.messages if message.conversation.partition(";")[0] == conversation
        ]

    def called(self, what: str) -> int:
        """How often send, update, create or member was called."""
        return sum(1 for kind, _ in self.calls if kind == what)

    async def _openid(self, _: web.Request) -> web.StreamResponse:
        self.metadata_asked += 1
        if self.metadata == "down":
            return web.Response(status=503, text="<html>down</html>", content_type="text/html")
        if self.metadata == "hanging":
            await self._hanging.wait()
        if self.metadata == "nonsense":
            return web.Response(text="[1,", content_type="application/json")
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"keys": [signer.jwk() for signer in self.signers]})

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        if self._faults["token"]:
            return await self._go_wrong(self._faults["token"].popleft(), request)
        if self.token_refusal is not None:
            return web.json_response(self.token_refusal, status=401)
        good = (form.get("client_id"), form.get("client_secret"), form.get("grant_type"), form.get("scope"))
        if good != (APP, PASSWORD, "client_credentials", f"{ISSUER}/.default"):
            return web.json_response({"error": "invalid_client"}, status=401)
        self.tokens_given += 1
        return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": OUR_TOKEN})

    async def _connector(self, request: web.Request) -> web.StreamResponse:
        self.connections.add(request.transport)
        path = [unquote(part) for part in request.raw_path.removeprefix("/teams/v3/").split("/")]
        what = _kind(request.method, path)
        self.calls.append((what, "/".join(path)))
        if request.headers.get("Authorization") != f"Bearer {OUR_TOKEN}":
            return _no(401, "Unauthorized")
        fault = self._faults[what].popleft() if self._faults[what] else None
        if fault and fault is not Fault.CUT_AFTER:
            return await self._go_wrong(fault, request)
        body = await request.read()
        if len(body) > MOST_BYTES:
            return web.Response(
                status=413, text="<html>Request Entity Too Large</html>", content_type="text/html"
            )
        done = self._do(what, path, json.loads(body) if body else {})
        return await self._go_wrong(fault, request) if fault else done

    def _do(self, what: str, path: list[str], body: Json) -> web.Response:
        conversation = path[1] if len(path) > 1 else ""
        base = conversation.partition(";")[0]
        if base in self.removed_from:
            return _no(403, "BotNotInConversationRoster")
        match what:
            case "create":
                return self._create(body)
            case "send":
                return self._send(conversation, base, body)
            case "update" | "delete":
                return self._change(what, path[3], body)
            case "member":
                return self._member(base, path[3])
            case _:
                return _no(404, "NotFound")

    def _create(self, body: Json) -> web.Response:
        user = body["members"][0]["id"]
        if user in self.removed_from:
            return _no(403, "ForbiddenOperationException")
        if (
            f"a:{user}" not in self.members
            or (body.get("channelData") or {}).get("tenant", {}).get("id") != TENANT
        ):
            return _no(400, "BadSyntax")
        return web.json_response({"id": f"a:{user}"}, status=201)

    def _send(self, conversation: str, base: str, activity: Json) -> web.Response:
        if base not in self.members:
            return _no(404, "ConversationNotFound")
        card = activity["attachments"][0]
        assert activity["type"] == "message", activity
        assert card["contentType"] == CARD, card
        mentioned = (card["content"].get("msteams") or {}).get("entities", [])
        if any(entity["mentioned"]["id"] not in self.members[base] for entity in mentioned):
            return _no(400, "BadArgument")
        self._made += 1
        self.messages.append(Message(conversation, f"m{self._made}", activity))
        return web.json_response({"id": f"m{self._made}"}, status=201)

    def _change(self, what: str, message: str, body: Json) -> web.Response:
        found = [sent for sent in self.messages if sent.id == message]
        if not found:
            return _no(404, "MessageNotFound")
        if what == "delete":
            self.messages.remove(found[0])
            return web.Response()
        found[0].activity, found[0].edits = body, found[0].edits + 1
        return web.json_response({"id": message})

    def _member(self, conversation: str, name: str) -> web.Response:
        """By Teams id, by object id of the directory, or by sign-in name."""
        if conversation not in self.members:
            return _no(404, "ConversationNotFound")
        for member in self.members[conversation].values():
            if name in (member["id"], member["email"], member.get("aadObjectId")):
                return web.json_response(member)
        return _no(404, "MemberNotFoundInConversation")

    async def _go_wrong(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        if fault is Fault.PATIENCE:
            wait = {"Retry-After": str(self.retry_after)}
            return web.json_response({"error": {"code": "Throttled"}}, status=429, headers=wait)
        if fault in _PAGES:
            return web.Response(status=_PAGES[fault], text="<html>a page</html>", content_type="text/html")
        if fault in _ANSWERS:
            return _no(*_ANSWERS[fault])
        if fault is Fault.HANG:
            await self._hanging.wait()
        if request.transport:
            request.transport.abort()
        return web.Response()


def filled(card: Json, verb: str, **given: str) -> Json:
    """The button of that verb with what a client sends along: every input under its id, `given` by their names.

    Fails the test where the client would not send: a required input left empty.
    """
    [button] = [action for action in actions_of(card["body"]) if action.get("verb") == verb]
    inputs = [element for element in card["body"] if element["type"].startswith("Input.")]
    values = {element["id"]: str(element.get("value", "")) for element in inputs}
    if button.get("associatedInputs") == "none":
        return button
    for name, value in given.items():
        [found] = [key for key in values if key.replace(".", "_") == name or key.partition(".")[2] == name]
        values[found] = value
    empty = [
        element["id"] for element in inputs if element.get("isRequired") and not values[element["id"]].strip()
    ]
    assert not empty, f"the client asks for {empty} first"
    submit = {**button["fallback"], "data": {**button["fallback"]["data"], **values}}
    return {**button, "data": {**button["data"], **values}, "fallback": submit}


SIGNER = Signer("key-of-the-day")
"""Made once: an RSA key takes a tenth of a second."""


def _kind(method: str, path: list[str]) -> str:
    match method, path:
        case "POST", ["conversations"]:
            return "create"
        case "POST", ["conversations", _, "activities", *_]:
            return "send"
        case "PUT", ["conversations", _, "activities", _]:
            return "update"
        case "DELETE", ["conversations", _, "activities", _]:
            return "delete"
        case "GET", ["conversations", _, "members", _]:
            return "member"
        case _:
            return "unknown"


def _no(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": "No."}}, status=status)


def _words(elements: list[Json]) -> list[str]:
    found: list[str] = []
    for element in elements:
        if "text" in element:
            found.append(element["text"])
        if "inlines" in element:
            found.append("".join(run["text"] for run in element["inlines"]))
        found += [f"{fact['title']}: {fact['value']}" for fact in element.get("facts", ())]
        for inner in ("items", "columns"):
            found += _words(element.get(inner, []))
    return found


def actions_of(elements: list[Json]) -> list[Json]:
    found: list[Json] = []
    for element in elements:
        found += element.get("actions", [])
        for folded in (action["card"]["body"] for action in element.get("actions", ()) if "card" in action):
            found += actions_of(folded)
        for inner in ("items", "columns"):
            found += actions_of(element.get(inner, []))
    return found
