"""Files in the private conversation, which may be badges to check. Pure.

Payload: docs.slack.dev, "file_share message event", "File object".
"""

from dataclasses import dataclass

from adapters.slack.accounts import account_id
from adapters.slack.inbound.requests import Payload, SlackRequest, conversation_of, origin_of, text_at
from adapters.slack.installation import Installation
from adapters.slack.routes import message_route
from bot.messages.requests import FileToBot, Origin


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file that a person put into the private conversation, without words."""

    url: str
    """Where the app may read it; empty if Slack does not say."""
    size: int
    origin: Origin

    def request(self, content: bytes | None) -> SlackRequest:
        """Whether it is a genuine badge, is asked."""
        return SlackRequest(FileToBot(content), self.origin)


def from_file(payload: Payload, own: Installation) -> SharedFile | None:
    """The first file of a message without words; None for every other event."""
    event = payload.get("event") or {}
    files = event.get("files")
    is_private = event.get("type") == "message" and event.get("channel_type") == "im"
    if not is_private or event.get("subtype") != "file_share" or not isinstance(files, list):
        return None
    if event.get("bot_id") or not event.get("user") or str(event.get("text") or "").strip():
        return None
    first = next((each for each in files if isinstance(each, dict)), None)
    if first is None:
        return None
    user = account_id(text_at(event, "user"), event.get("user_team") or event.get("team"), payload, own)
    channel = text_at(event, "channel")
    route = message_route(channel, event.get("thread_ts"))
    origin = origin_of(own, user, conversation_of(channel), text_at(payload, "event_id"), route)
    url, size = first.get("url_private_download"), first.get("size")
    readable = isinstance(url, str) and isinstance(size, int)
    return SharedFile(str(url) if readable else "", size if isinstance(size, int) else 0, origin)
