"""Shortcuts: for everywhere, and of a message. Pure.

Payloads: docs.slack.dev, "shortcut payload", "message_action payload".
"""

import hashlib

from adapters.slack.accounts import account_id, slack_user
from adapters.slack.inbound.requests import (
    MalformedSlackPayload,
    Payload,
    SlackRequest,
    conversation_of,
    moment_of,
    name_of,
    origin_of,
    presser_of,
    text_at,
    trigger_of,
)
from adapters.slack.installation import Installation
from adapters.slack.manifest import FOR_MESSAGE, RECOGNISE
from adapters.slack.routes import DIRECT_ROUTE
from bot.messages.platforms import Conversation
from bot.messages.requests import ButtonPress, MessageShortcut, SourceMessage


def from_shortcut(payload: Payload, own: Installation) -> SlackRequest | None:
    """A chosen shortcut; None for one of another release."""
    callback, user = payload.get("callback_id"), presser_of(payload, own)
    key, forms = text_at(payload, "trigger_id"), trigger_of(payload) is not None
    if (payload.get("type"), callback) == ("shortcut", RECOGNISE):
        conversation = Conversation(slack_user(user), direct=True)
        origin = origin_of(own, user, conversation, key, DIRECT_ROUTE, forms=forms)
        return SlackRequest(ButtonPress("recognise", ""), origin)
    if (payload.get("type"), callback) == ("message_action", FOR_MESSAGE):
        channel = payload.get("channel") or {}
        if not isinstance(channel, dict):
            raise MalformedSlackPayload("the channel of a message's shortcut is no object")
        conversation = conversation_of(text_at(channel, "id"), name_of(channel))
        route = str(payload.get("response_url") or DIRECT_ROUTE)
        origin = origin_of(own, user, conversation, key, route, forms=forms)
        return SlackRequest(MessageShortcut(_source(payload, conversation, own)), origin)
    return None


def _source(payload: Payload, conversation: Conversation, own: Installation) -> SourceMessage:
    """As much of the message as may be kept: of one in a private conversation only that there was one."""
    message = payload.get("message") or {}
    written = text_at(message, "ts")
    at = moment_of(written)
    if at is None:
        raise MalformedSlackPayload("the message of a shortcut has no time")
    author = _author(message, payload, own)
    if not _is_public(conversation):
        return SourceMessage(author, "", at)
    digest = digest_of(str(message.get("text") or ""))
    place = f"{conversation.external_id}:{written}"
    address = f"archives/{conversation.external_id}/p{written.replace('.', '')}"
    thread = str(message.get("thread_ts") or "")
    if thread != written and moment_of(thread):  # Slack finds a reply by its thread alone
        address += f"?thread_ts={thread}&cid={conversation.external_id}"
    return SourceMessage(author, digest, at, place, f"{own.url}{address}" if own.url else "")


def digest_of(text: str) -> str:
    """The SHA-256 of a message's text, as Slack sends it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _author(message: Payload, payload: Payload, own: Installation) -> str:
    user = message.get("user")
    if message.get("bot_id") or not isinstance(user, str) or not user or user == own.bot_user_id:
        return ""
    return account_id(user, message.get("team") or message.get("user_team"), payload, own)


def _is_public(conversation: Conversation) -> bool:
    """Slack names private channels and group conversations by what they are."""
    return bool(conversation.name) and conversation.external_id.startswith("C")
