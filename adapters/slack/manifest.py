"""The app's manifest: an administrator pastes it into Slack to create the app.

Source: docs.slack.dev, "App manifest reference", schema version 1.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from bot.messages.wording import Wording

SCOPES = (
    "app_mentions:read",  # receive `@Laurel nominate …`
    "chat:write",  # post where the bot is a member, and privately
    "commands",
    # Receive sentences in the direct conversation, where Slack sends no app_mention but message.im only; and search it
    # for a letter if the answer to its posting was lost.
    "im:history",
    "im:write",  # open that conversation
    "users:read",  # who is a member, a guest, a bot, gone
    "users:read.email",  # the same person on two platforms, and the salted hash in a badge
)
FILES_SCOPE = "files:write"
"""Wished for, not needed: with it the picture of a celebration is a file of the workspace, not a public address."""
READ_SCOPE = "files:read"
"""Wished for, not needed: with it a badge that is dropped into the private conversation is checked there."""
LETTER_SCOPES = frozenset({"chat:write", "im:write"})
"""Without these no letter gets through."""
EVENTS = ("app_home_opened", "app_mention", "message.im")
RECOGNISE, FOR_MESSAGE = "recognise", "nominate_for_message"
SHORTCUTS = {RECOGNISE: "global", FOR_MESSAGE: "message"}
COMMANDS = ("award", "nominate", "mybadges", "badges", "badge-admin")


def manifest(public_url: str, say: Wording, *, socket_mode: bool = False) -> dict[str, Any]:
    """The manifest, described in the workspace's language.

    By HTTP Slack delivers to the Laurel at `public_url` (https); in Socket Mode the manifest names no address.
    """
    address = {} if socket_mode else {"request_url": f"{public_url.rstrip('/')}/slack/events"}
    return {
        "_metadata": {"major_version": 1},
        "display_information": {
            "name": "Laurel",
            "description": say.text("manifest.about"),
            "background_color": "#1f4d3a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Laurel", "always_online": True},
            "shortcuts": [_shortcut(shortcut, kind, say) for shortcut, kind in SHORTCUTS.items()],
            "slash_commands": [_command(address.get("request_url"), name, say) for name in COMMANDS],
        },
        "oauth_config": {"scopes": {"bot": [*SCOPES, FILES_SCOPE, READ_SCOPE]}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def creation_link(made: Mapping[str, Any]) -> str:
    """The page of Slack that creates an app of this manifest (docs.slack.dev, "Sharing manifests")."""
    written = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return f"https://api.slack.com/apps?{urlencode({'new_app': '1', 'manifest_json': written})}"


def _shortcut(shortcut: str, kind: str, say: Wording) -> dict[str, Any]:
    return {
        "name": say.text(f"manifest.{shortcut}"),
        "type": kind,
        "callback_id": shortcut,
        "description": say.text(f"manifest.{shortcut}_about"),
    }


def _command(url: str | None, slash_command: str, say: Wording) -> dict[str, Any]:
    """A slash command. With `should_escape` Slack sends ids for people, without it only names that may be anyone's."""
    return {
        "command": f"/{slash_command}",
        **({"url": url} if url else {}),
        "description": say.text(f"manifest.{slash_command}"),
        "usage_hint": say.text(f"manifest.{slash_command}_usage"),
        "should_escape": True,
    }
