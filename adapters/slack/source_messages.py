"""What became of the message behind a nomination (docs.slack.dev, "chat.getPermalink", "conversations.history")."""

from adapters.slack.api import SlackError, SlackWebApi
from adapters.slack.inbound.shortcuts import digest_of
from bot.domain.nominations.model import MessageState

HISTORY_SCOPE = "channels:history"
"""The manifest does not ask for it: with it Slack also tells that a message was changed."""
GONE = "message_not_found"


async def state_of(api: SlackWebApi, place: str, digest: str) -> MessageState | None:
    """Whether the message stands, and stands as it was; None where Slack does not tell."""
    channel, _, ts = place.partition(":")
    try:
        await api.read("chat.getPermalink", channel=channel, message_ts=ts)
    except SlackError as no:
        if no.error == GONE:
            return MessageState.GONE
        raise
    if HISTORY_SCOPE not in (api.granted or ()):
        return None
    asked = {"channel": channel, "latest": ts, "oldest": ts, "inclusive": "true", "limit": "1"}
    answer = await api.read("conversations.history", **asked)
    found = [message for message in answer.get("messages") or () if message.get("ts") == ts]
    if not found:
        return None  # in a thread, whose replies the history leaves out
    return MessageState.KEPT if digest_of(str(found[0].get("text") or "")) == digest else MessageState.CHANGED
