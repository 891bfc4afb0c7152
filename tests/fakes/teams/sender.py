"""Teams as a sender: activities as it makes them, with real tokens.

    request = sender.says("29:maya", "award <at>Ana</at> customer-hero Well done", people=["29:ana"])
    response = await http.post(PATH, data=request.body, headers=request.headers)

Shapes: learn.microsoft.com, "Activity schema", "Universal Actions for Adaptive Cards".
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jwt

from tests.fakes.teams.connector import APP, ISSUER, SIGNER, TENANT, Json, Signer

BOT = f"28:{APP}"
CHANNEL = "19:general@thread.tacv2"


@dataclass(frozen=True)
class Request:
    """A request, ready to be posted."""

    body: bytes
    headers: Mapping[str, str]

    @property
    def activity(self) -> Json:
        """What it says."""
        return dict(json.loads(self.body))

    def with_headers(self, **headers: str) -> "Request":
        """The same with other headers; underscores stand for hyphens."""
        return replace(
            self,
            headers={**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}},
        )


class TeamsSender:
    """Signs for one service address. Every activity has a fresh id."""

    def __init__(
        self,
        service_url: str,
        signer: Signer = SIGNER,
        tenant: str = TENANT,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.service_url = service_url
        self.signer = signer
        self.tenant = tenant
        self.clock = clock
        self._made = 0

    def says(
        self, user: str, text: str, people: Sequence[str] = (), where: str = "personal", **more: Any
    ) -> Request:
        """A message. `where` is personal or a conversation; there the bot is mentioned first."""
        entities = [_mention(name, name.removeprefix("29:").title()) for name in people]
        if where != "personal":
            text, entities = f"<at>Laurel</at> {text}", [_mention(BOT, "Laurel"), *entities]
        return self.request(self.message(user, text, where, entities=entities, **more))

    def edits(self, said: Request, text: str) -> Request:
        """A message of this sender, edited: the same id, another text."""
        activity = said.activity
        channel = {**activity["channelData"], "eventType": "editMessage"}
        return self.request({**activity, "type": "messageUpdate", "text": text, "channelData": channel})

    def presses(self, user: str, button: Mapping[str, Any], where: str = "personal", **more: Any) -> Request:
        """A button, from a client that knows Action.Execute."""
        value = {
            "action": {"type": "Action.Execute", "verb": button["verb"], "data": button["data"]},
            "trigger": "manual",
        }
        base = self.activity(user, where)
        return self.request({**base, "type": "invoke", "name": "adaptiveCard/action", "value": value, **more})

    def submits(self, user: str, button: Mapping[str, Any], where: str = "personal") -> Request:
        """The same button from a client that knows Action.Submit only."""
        return self.request(
            {**self.activity(user, where), "type": "message", "value": button["fallback"]["data"]}
        )

    def joins(self, where: str, user: str = "29:installer") -> Request:
        """The bot was added to a channel or chat by somebody."""
        added = [{"id": BOT, "name": "Laurel"}]
        return self.request(
            {**self.activity(user, where), "type": "conversationUpdate", "membersAdded": added}
        )

    def installs(self, user: str) -> Request:
        """Somebody added the bot for themselves."""
        return self.request({**self.activity(user), "type": "installationUpdate", "action": "add"})

    def leaves(self, user: str) -> Request:
        """The bot was removed from a private chat."""
        return self.request({**self.activity(user), "type": "installationUpdate", "action": "remove"})

    def message(self, user: str, text: str, where: str = "personal", **more: Any) -> Json:
        """The activity of a message."""
        return {**self.activity(user, where), "type": "message", "textFormat": "plain", "text": text, **more}

    def activity(self, user: str, where: str = "personal") -> Json:
        """What every activity has."""
        self._made += 1
        personal = where == "personal"
        conversation = {"id": f"a:{user}", "conversationType": "personal", "tenantId": self.tenant}
        if not personal:
            kind = "channel" if "tacv2" in where else "groupChat"
            thread = f"{where};messageid=17000" if kind == "channel" else where
            conversation = {"id": thread, "conversationType": kind, "isGroup": True, "tenantId": self.tenant}
        return {
            "id": f"1700000{self._made}",
            "timestamp": "2026-03-02T09:00:00.000Z",
            "serviceUrl": self.service_url,
            "channelId": "msteams",
            "from": {"id": user, "name": user.removeprefix("29:").title(), "aadObjectId": f"aad-{user}"},
            "recipient": {"id": BOT, "name": "Laurel"},
            "conversation": conversation,
            "channelData": {"tenant": {"id": self.tenant}},
        }

    def request(self, activity: Any, token: str | None = None) -> Request:
        """An activity with its token."""
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Authorization": f"Bearer {token or self.token()}",
        }
        return Request(json.dumps(activity).encode(), headers)

    def token(
        self, header: Mapping[str, Any] | None = None, signer: Signer | None = None, **claims: Any
    ) -> str:
        """A token as Microsoft makes it; a claim given as None is left out."""
        now = int(self.clock())
        said = {
            "iss": ISSUER,
            "aud": APP,
            "nbf": now - 60,
            "exp": now + 3600,
            "serviceurl": self.service_url,
            **claims,
        }
        said = {name: value for name, value in said.items() if value is not None}
        by = signer or self.signer
        return jwt.encode(said, by.private, algorithm="RS256", headers={"kid": by.kid, **(header or {})})


def _mention(user: str, name: str) -> Json:
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": user, "name": name}}
