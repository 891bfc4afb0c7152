"""Slack as a sender: signed requests as it makes them, duplicates and retries included.

    request = sender.command("/award", "<@U0ANA|ana> customer-hero Well done")
    response = await http.post(PATH, data=request.body, headers=request.headers)

Shapes: docs.slack.dev, "Slash commands", "Events API", "block_actions payload".
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from tests.fakes.slack.web_api import APP, TEAM

SECRET = "a-signing-secret-for-tests"
NOON = 1_790_000_000
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Request:
    """A request, ready to be posted."""

    body: bytes
    headers: Mapping[str, str]

    def with_headers(self, **headers: str) -> "Request":
        """The same with other headers; underscores stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})

    def retried(self, number: int) -> "Request":
        """The same, delivered again."""
        return self.with_headers(X_Slack_Retry_Num=str(number), X_Slack_Retry_Reason="http_timeout")


class SlackSender:
    """Signs with the app's secret, at a fixed time. Every request has fresh ids."""

    def __init__(self, secret: str = SECRET, at: int = NOON, team: str = TEAM, app: str = APP) -> None:
        self.secret = secret
        self.at = at
        self.team = team
        self.app = app
        self._made = 0

    def command(
        self, command: str, text: str, user: str = "U0MAYA", channel: str = "C0GENERAL", **more: str
    ) -> Request:
        """A slash command."""
        fields = {
            "token": "deprecated",
            "team_id": self.team,
            "team_domain": "laurelworks",
            "channel_id": channel,
            "channel_name": "general",
            "user_id": user,
            "user_name": user.lower(),
            "command": command,
            "text": text,
            "api_app_id": self.app,
            "is_enterprise_install": "false",
            "response_url": "https://hooks.slack.com/commands/T0/1/abc",
            "trigger_id": self._fresh("trigger"),
            **more,
        }
        return self.signed(urlencode(fields).encode(), FORM)

    def event(self, event: Mapping[str, Any]) -> Request:
        """An event, as the Events API delivers it."""
        return self.json(self.event_payload(event))

    def event_payload(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """The payload around an event."""
        return {
            "token": "deprecated",
            "team_id": self.team,
            "api_app_id": self.app,
            "event": dict(event),
            "type": "event_callback",
            "event_id": self._fresh("Ev"),
            "event_time": self.at,
            "authorizations": [{"team_id": self.team, "user_id": "U0LAUREL", "is_bot": True}],
        }

    def mention(self, text: str, user: str = "U0MAYA", channel: str = "C0GENERAL", **more: Any) -> Request:
        """The bot mentioned in a channel."""
        return self.event(
            {
                "type": "app_mention",
                "user": user,
                "text": text,
                "channel": channel,
                "ts": self._fresh_ts(),
                **more,
            }
        )

    def direct(self, text: str, user: str = "U0MAYA", **more: Any) -> Request:
        """A sentence in the bot's direct conversation."""
        event = {
            "type": "message",
            "channel_type": "im",
            "user": user,
            "text": text,
            "channel": f"D{user[1:]}",
        }
        return self.event({**event, "ts": self._fresh_ts(), **more})

    def drops(self, url: str, size: int, user: str = "U0ANA", **more: Any) -> Request:
        """A file without words in the bot's direct conversation."""
        file = {"id": "F1", "name": "badge.png", "url_private_download": url, "size": size}
        return self.direct("", user, subtype="file_share", files=[file], **more)

    def edits(self, said: Request, text: str, at: str = "1.5") -> Request:
        """A message of this sender, edited: in a channel it is a mention once more, directly it is a change."""
        before = json.loads(said.body)["event"]
        edited = {"user": before["user"], "ts": at}
        if before["type"] == "app_mention":
            return self.event({**before, "text": text, "edited": edited})
        written = {key: value for key, value in before.items() if key not in ("channel", "channel_type")}
        return self.event(
            {
                "type": "message",
                "subtype": "message_changed",
                "hidden": True,
                "channel": before["channel"],
                "channel_type": "im",
                "ts": f"{self.at}.9",
                "message": {**written, "text": text, "edited": edited},
                "previous_message": written,
            }
        )

    def action(
        self, action: str, token: str, response_url: str, user: str = "U0MAYA", **more: Any
    ) -> Request:
        """A pressed button."""
        pressed = {
            "type": "button",
            "action_id": action,
            "block_id": "b1",
            "value": token,
            "action_ts": f"{self.at}.5",
        }
        payload = {
            "type": "block_actions",
            "team": {"id": self.team, "domain": "laurelworks"},
            "user": {"id": user, "team_id": more.pop("user_team", self.team)},
            "api_app_id": self.app,
            "container": {"type": "message", "message_ts": f"{self.at}.1", "channel_id": "C0GENERAL"},
            "trigger_id": self._fresh("trigger"),
            "channel": {"id": "C0GENERAL", "name": "general"},
            "response_url": response_url,
            "actions": [pressed],
            **more,
        }
        return self.signed(urlencode({"payload": json.dumps(payload)}).encode(), FORM)

    def home_opened(self, user: str = "U0MAYA", tab: str = "home") -> Request:
        """A tab of the app, opened."""
        opened = {"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": tab}
        return self.event({**opened, "event_ts": self._fresh_ts()})

    def at_home(self, action: str, token: str, user: str = "U0MAYA") -> Request:
        """A button pressed in the Home tab: there is no channel, no message and no response_url."""
        view = {"type": "home", "id": f"V{user}", "callback_id": "home", "blocks": []}
        request = json.loads(parse_qs(self.action(action, token, "", user).body.decode())["payload"][0])
        left_out = ("channel", "response_url", "container")
        payload = {name: value for name, value in request.items() if name not in left_out}
        payload |= {"container": {"type": "view", "view_id": view["id"]}, "view": view}
        return self.signed(urlencode({"payload": json.dumps(payload)}).encode(), FORM)

    def suggestion(self, typed: str, action: str = "badge", user: str = "U0BEN", **more: Any) -> Request:
        """Letters typed into a picker of a modal."""
        view = {"type": "modal", "id": "V1", "callback_id": "nominate"}
        payload = {"type": "block_suggestion", "action_id": action, "block_id": action, "value": typed}
        return self._interaction({**payload, "view": view, **more}, user)

    def shortcut(self, callback: str = "recognise", user: str = "U0BEN", **more: Any) -> Request:
        """The shortcut for everywhere."""
        return self._interaction({"type": "shortcut", "callback_id": callback, **more}, user)

    def message_shortcut(self, text: str, author: str = "U0ANA", user: str = "U0BEN", **more: Any) -> Request:
        """The shortcut of a message that somebody wrote in #general, or elsewhere by `more`."""
        message = {"type": "message", "user": author, "ts": self._fresh_ts(), "text": text, "team": self.team}
        payload = {
            "type": "message_action",
            "callback_id": "nominate_for_message",
            "channel": {"id": "C0GENERAL", "name": "general"},
            "message": {**message, **more.pop("message", {})},
            "message_ts": message["ts"],
            "response_url": "https://hooks.slack.com/app/T0/1/abc",
            **more,
        }
        return self._interaction(payload, user)

    def _interaction(self, payload: Mapping[str, Any], user: str) -> Request:
        common = {
            "team": {"id": self.team, "domain": "laurelworks"},
            "user": {"id": user, "team_id": self.team, "username": user.lower()},
            "api_app_id": self.app,
            "trigger_id": self._fresh("trigger"),
            "action_ts": f"{self.at}.5",
        }
        body = urlencode({"payload": json.dumps({**common, **payload})})
        return self.signed(body.encode(), FORM)

    def presses(self, button: Mapping[str, Any], response_url: str, user: str, **more: Any) -> Request:
        """A button as a message shows it, or an option of a menu (`menu`)."""
        if "menu" not in button:
            return self.action(button["action_id"], button.get("value", ""), response_url, user, **more)
        chosen = {
            "type": "overflow",
            "action_id": "more",
            "block_id": "b1",
            "selected_option": button["menu"],
            "action_ts": f"{self.at}.5",
        }
        return self.action("more", "", response_url, user, actions=[chosen], **more)

    def view(self, opened: Mapping[str, Any], values: Mapping[str, Any], user: str = "U0MAYA") -> Request:
        """A modal that was opened, filled in: `values` holds each element by the name of its block."""
        state = {"values": {name: {name: value} for name, value in values.items()}}
        payload = {
            "type": "view_submission",
            "team": {"id": self.team, "domain": "laurelworks"},
            "user": {"id": user, "team_id": self.team},
            "api_app_id": self.app,
            "trigger_id": self._fresh("trigger"),
            "view": {**opened, "id": self._fresh("V"), "hash": "1.abc", "state": state},
            "response_urls": [],
        }
        return self.signed(urlencode({"payload": json.dumps(payload)}).encode(), FORM)

    def json(self, payload: Any) -> Request:
        """Any JSON, signed."""
        return self.signed(json.dumps(payload).encode(), JSON)

    def signed(self, body: bytes, content_type: str) -> Request:
        """Any body, signed."""
        base = f"v0:{self.at}:".encode() + body
        signature = "v0=" + hmac.new(self.secret.encode(), base, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": str(self.at),
            "X-Slack-Signature": signature,
        }
        return Request(body, headers)

    def _fresh_ts(self) -> str:
        self._made += 1
        return f"{self.at}.{self._made:06}"

    def _fresh(self, kind: str) -> str:
        self._made += 1
        return f"{kind}.{self._made}"
