"""The app's manifest: an administrator pastes it into Slack to create the app.

Source: docs.slack.dev, "App manifest reference", schema version 1.
"""

from typing import Any

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
EVENTS = ("app_mention", "message.im")
_COMMANDS = (
    ("/award", "Award a badge", "@person badge [why]"),
    ("/nominate", "Nominate a colleague for a badge", "@person for badge because why"),
    ("/mybadges", "Your badges; only you see them", None),
    (
        "/badges",
        "Look through the badges that can be earned",
        "[badge | decide | nominations | away | why | help]",
    ),
)


def manifest(public_url: str) -> dict[str, Any]:
    """The manifest for a Laurel at `public_url` (https)."""
    url = f"{public_url.rstrip('/')}/slack/events"
    return {
        "_metadata": {"major_version": 1},
        "display_information": {
            "name": "Laurel",
            "description": "Award, nominate and keep Open Badges without leaving Slack",
            "background_color": "#1f4d3a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Laurel", "always_online": True},
            "slash_commands": [_command(url, *command) for command in _COMMANDS],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"request_url": url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, "request_url": url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def _command(url: str, command: str, description: str, hint: str | None) -> dict[str, Any]:
    """A slash command. With `should_escape` Slack sends ids for people, without it only names that may be anyone's."""
    described = {"command": command, "url": url, "description": description, "should_escape": True}
    return {**described, "usage_hint": hint} if hint else described
