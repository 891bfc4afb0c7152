"""Reply routes to the sender of a request, as they are stored in the outbox.

A route is either a response_url, or `ephemeral:CHANNEL[:THREAD]` (seen by one person in a channel), or
`message:CHANNEL[:THREAD]` (a message in the bot's direct conversation, which is private anyway; ephemeral messages
are gone there when the app is reopened), or `direct`, which is that conversation without its channel's id: a modal
does not say where it was opened; or `home`, the person's Home tab. Two lead to the pressed card itself: `replace:`
before a response_url, for a card that one person sees, and `update:CHANNEL:TIME` for a message in the direct
conversation.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_WAY = re.compile(r"(ephemeral|message):([A-Z0-9]{2,40})(?::([0-9]+\.[0-9]+))?")
_IN_PLACE = re.compile(r"update:([A-Z0-9]{2,40}):([0-9]+\.[0-9]+)")
DIRECT_ROUTE = "direct"
HOME_ROUTE = "home"
_SLACK_HOSTS = ("slack.com", "slack-gov.com")


@dataclass(frozen=True, slots=True)
class InChannel:
    """A reply in a channel, perhaps in a thread, visible to one person or to all."""

    channel: str
    thread: str | None
    ephemeral: bool


@dataclass(frozen=True, slots=True)
class InDirect:
    """A reply in the bot's direct conversation with the caller."""


@dataclass(frozen=True, slots=True)
class InHome:
    """A reply that is the caller's Home tab."""


@dataclass(frozen=True, slots=True)
class ToResponseUrl:
    """A reply to Slack's own address for this one request. It works for half an hour and five answers."""

    url: str
    replace: bool = False
    """Whether the answer replaces the card of the request."""


@dataclass(frozen=True, slots=True)
class InPlace:
    """A reply that replaces a message in the bot's direct conversation."""

    channel: str
    message: str


REPLACE = "replace:"


def replace_route(response_url: str) -> str:
    """The route to a card that one person sees, in its place."""
    return f"{REPLACE}{response_url}"


def update_route(channel: str, message: str) -> str:
    """The route to a message in a direct conversation, in its place."""
    return f"update:{channel}:{message}"


def ephemeral_route(channel: str, thread: object) -> str:
    """The route to one person in a channel."""
    return _route("ephemeral", channel, thread)


def message_route(channel: str, thread: object) -> str:
    """The route into a direct conversation."""
    return _route("message", channel, thread)


Way = InChannel | InDirect | InHome | ToResponseUrl | InPlace


def parse_route(route: str, api_url: str) -> Way | None:
    """The parsed route; None if it is not usable.

    Answers may be private to one person, so an address counts only if it is Slack's, or on the host configured as
    Slack's API: never any other address in a payload.
    """
    if route == DIRECT_ROUTE:
        return InDirect()
    if route == HOME_ROUTE:
        return InHome()
    if match := _WAY.fullmatch(route):
        kind, channel, thread = match.groups()
        return InChannel(channel, thread, kind == "ephemeral")
    if found := _IN_PLACE.fullmatch(route):
        return InPlace(*found.groups())
    url = route.removeprefix(REPLACE)
    return ToResponseUrl(url, route.startswith(REPLACE)) if is_slacks(url, api_url) else None


def _route(kind: str, channel: str, thread: object) -> str:
    return f"{kind}:{channel}:{thread}" if thread else f"{kind}:{channel}"


def is_slacks(url: str, api_url: str) -> bool:
    """Whether an address is Slack's, or on the host configured as Slack's API."""
    try:
        parts, api = urlsplit(url), urlsplit(api_url)
        port, api_port = parts.port, api.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None or "\\" in url:
        return False
    host = parts.hostname or ""
    if (parts.scheme, host, port) == (api.scheme, api.hostname, api_port):
        return True
    known = any(host == slack or host.endswith(f".{slack}") for slack in _SLACK_HOSTS)
    return parts.scheme == "https" and port in (None, 443) and known
