"""The Home tab, opened, and to be shown anew. Pure. Payload: docs.slack.dev, "app_home_opened event"."""

from adapters.slack.accounts import account_id
from adapters.slack.inbound.requests import Payload, SlackRequest, home_origin, text_at
from adapters.slack.installation import Installation
from bot.messages.requests import ButtonPress


def from_home(payload: Payload, own: Installation) -> SlackRequest | None:
    """The Home tab, opened; None for the tab of messages."""
    event = payload.get("event") or {}
    if event.get("tab") != "home":
        return None
    user = account_id(text_at(event, "user"), event.get("user_team") or event.get("team"), payload, own)
    return home_request(own, user, text_at(payload, "event_id"))


def home_request(own: Installation, user: str, key: str) -> SlackRequest:
    """Asks for a person's home."""
    return SlackRequest(ButtonPress("home", ""), home_origin(own, user, key))
