"""Slack's payloads as requests to the bot. Pure: a payload in, the request and its origin out.

    heard = from_command(payload, own)     # or from_event, from_action, from_view; others in this folder
    if heard is None: ...                  # not for the bot: its own message, a join, a link button

Payloads: docs.slack.dev, "Slash commands", "Events API", "block_actions payload".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from adapters.slack.accounts import account_id, slack_user
from adapters.slack.inbound.mentions import parse_text, without_mention
from adapters.slack.installation import Installation
from adapters.slack.modal import submitted_fields
from adapters.slack.render import LINK_ACTION
from adapters.slack.routes import (
    DIRECT_ROUTE,
    HOME_ROUTE,
    ephemeral_route,
    message_route,
    replace_route,
    update_route,
)
from bot.messages.platforms import Conversation, Platform, PressedCard
from bot.messages.requests import ButtonPress, FormSubmission, Inbound, MessageToBot, Origin, TypedCommand

Payload = Mapping[str, Any]
_ID = re.compile(r"[A-Z0-9]{2,40}")
_NUMBER = re.compile(r"#[0-9]+$")
_UNNAMED = frozenset({"directmessage", "privategroup", "mpdm"})
_OF_MEMBERS = "mpdm-"
"""What Slack says in place of the name of a conversation that is not public: for a group, who is in it."""
LONGEST_NAME = 80
_TS = re.compile(r"[0-9]{1,10}\.[0-9]{1,6}")
_EDIT = "message_changed"
_OF_PEOPLE = (None, "", "file_share", "thread_broadcast", "me_message")
"""Kinds of messages that people write: with a file, also sent to the channel, with /me (docs.slack.dev, "message")."""


class MalformedSlackPayload(ValueError):
    """A payload without a field that Slack always sends."""


class SlackRequest(NamedTuple):
    """One request to the bot, and its origin."""

    inbound: Inbound
    origin: Origin


def is_ours(payload: Payload, own: Installation) -> bool:
    """Whether a payload is for this app in this workspace.

    A conversation shared with another company delivers its events under that company's team; `authorizations` then
    names the workspace that receives the delivery. An app in all of an Enterprise Grid organisation gets payloads of
    each workspace, and some that name only the organisation.
    """
    app = payload.get("api_app_id")
    if own.app_id and app and app != own.app_id:
        return False
    given = payload.get("authorizations") or ()
    teams = _named(payload, "team", given)
    if own.team_id in teams:
        return True
    if teams and not own.org_wide:
        return False
    organisations = _named(payload, "enterprise", given)
    return own.enterprise_id in organisations if organisations else not teams


def _named(payload: Payload, what: str, given: Sequence[Payload]) -> set[str]:
    """The ids of teams or enterprises that a payload names, empty ones left out."""
    ids = (_id_of(payload.get(what)), payload.get(f"{what}_id"), *(one.get(f"{what}_id") for one in given))
    return {one for one in ids if isinstance(one, str) and one}


def from_command(payload: Payload, own: Installation) -> SlackRequest | None:
    """A slash command. Its answer goes into the reply to the request itself, so there is no route."""
    command = text_at(payload, "command").lstrip("/")
    conversation = conversation_of(text_at(payload, "channel_id"), payload.get("channel_name"))
    key = text_at(payload, "trigger_id")
    user = account_id(text_at(payload, "user_id"), payload.get("user_team_id"), payload, own)
    origin = origin_of(own, user, conversation, key, None, forms=True)
    return SlackRequest(TypedCommand(command, parse_text(str(payload.get("text") or ""))), origin)


def from_event(payload: Payload, own: Installation) -> SlackRequest | None:
    """A sentence to the bot: a mention in a channel, or a message in its direct conversation, also once it is edited.

    Its own messages, other bots' messages, system messages (joins, topics) and files without words are ignored.
    """
    event = payload.get("event") or {}
    said = _said(event, own)
    if said is None:
        return None
    channel, team = (
        text_at(event, "channel"),
        said.get("user_team") or event.get("user_team") or event.get("team"),
    )
    user = account_id(text_at(said, "user"), team, payload, own)
    conversation = conversation_of(channel)
    thread = said.get("thread_ts")
    route = message_route(channel, thread) if conversation.direct else ephemeral_route(channel, thread)
    text = without_mention(parse_text(str(said.get("text") or "")), own.bot_user_id)
    origin = origin_of(own, user, conversation, text_at(payload, "event_id"), route)
    written = str(said.get("ts") or "")
    if said.get("edited") and not written:
        return None  # without its name, what it did before cannot be found
    origin = replace(
        origin,
        message=f"{channel}:{written}" if written else None,
        edited=bool(said.get("edited")),
        written_at=moment_of(written),
    )
    return SlackRequest(MessageToBot(text), origin)


def home_origin(own: Installation, user: str, key: str, *, forms: bool = False) -> Origin:
    """The person's Home tab, which shows the answer."""
    conversation = Conversation(slack_user(user), direct=True)
    origin = origin_of(own, user, conversation, key, HOME_ROUTE, forms=forms)
    shown = PressedCard(HOME_ROUTE, slack_user(user), HOME_ROUTE, home=True)
    return replace(origin, pressed=shown, replaces=True)


def from_action(payload: Payload, own: Installation) -> SlackRequest | None:
    """A pressed button. Buttons that open a page report their press too, and need no answer."""
    action = next(iter(payload.get("actions") or ()), None)
    press = _press(action) if payload.get("type") == "block_actions" and action else None
    if press is None or action is None:
        return None
    user = presser_of(payload, own)
    key = str(payload.get("trigger_id") or f"{text_at(action, 'action_ts')}:{user}")
    if (payload.get("view") or {}).get("type") == "home":
        return SlackRequest(press, home_origin(own, user, key, forms=trigger_of(payload) is not None))
    channel = _id_of(payload.get("channel")) or text_at(payload.get("container") or {}, "channel_id")
    conversation = conversation_of(channel, name_of(payload.get("channel")))
    route = str(payload.get("response_url") or ephemeral_route(channel, None))
    origin = origin_of(own, user, conversation, key, route, forms=trigger_of(payload) is not None)
    return SlackRequest(press, replace(origin, pressed=_pressed_card(payload, conversation)))


def _press(action: Payload) -> ButtonPress | None:
    """The button, or the option of a menu; None for what only opens a page."""
    if action.get("type") == "overflow":
        chosen = action.get("selected_option")
        name, _, token = str(chosen.get("value") if isinstance(chosen, Mapping) else "").partition(" ")
    elif action.get("type") == "button":
        name, token = _NUMBER.sub("", text_at(action, "action_id")), str(action.get("value") or "")
    else:
        return None
    return None if name in ("", LINK_ACTION) else ButtonPress(name, token)


def _pressed_card(payload: Payload, conversation: Conversation) -> PressedCard | None:
    """The card of the button, if one person alone sees it; a card in a channel stays as all others see it."""
    container = payload.get("container")
    place = container if isinstance(container, Mapping) else {}
    message, url = place.get("message_ts"), payload.get("response_url")
    if not isinstance(message, str) or not message:
        return None
    if place.get("is_ephemeral"):
        route = replace_route(url) if isinstance(url, str) and url else None
        return PressedCard(conversation.external_id, message, route)
    if not conversation.direct:
        return None
    return PressedCard(conversation.external_id, message, update_route(conversation.external_id, message))


def from_view(payload: Payload, own: Installation) -> SlackRequest | None:
    """A submitted modal. It does not say where it was opened: its draft does, and the answer goes to the person."""
    view = payload.get("view") or {}
    if payload.get("type") != "view_submission" or not isinstance(view.get("state"), Mapping):
        return None
    user = presser_of(payload, own)
    submitted = FormSubmission(
        text_at(view, "callback_id"), submitted_fields(view), str(view.get("private_metadata") or "")
    )
    key = f"view:{text_at(view, 'id')}:{view.get('hash') or ''}"
    conversation = Conversation(slack_user(user), direct=True)
    origin = origin_of(own, user, conversation, key, DIRECT_ROUTE, forms=True)
    return SlackRequest(submitted, replace(origin, refusals_fit=True))


def trigger_of(payload: Payload) -> str | None:
    """The trigger that opens a modal in answer to this payload, if there is one."""
    trigger = payload.get("trigger_id")
    return trigger if isinstance(trigger, str) and trigger else None


def _said(event: Payload, own: Installation) -> Payload | None:
    """The message that a person wrote or edited, if it is for the bot.

    An edit in the direct conversation brings the message before and after; what Slack itself changes, such as the
    preview of a link, leaves the text as it was. In a channel an edited mention is a mention once more.
    """
    kind, message = event.get("type"), event
    if kind != "app_mention" and not (kind == "message" and event.get("channel_type") == "im"):
        return None
    if event.get("subtype") == _EDIT:
        before, message = event.get("previous_message") or {}, event.get("message") or {}
        if not message.get("edited") or before.get("text") == message.get("text"):
            return None
    elif event.get("hidden"):
        return None
    from_a_bot = bool(message.get("bot_id")) or message.get("user") in (own.bot_user_id, "USLACKBOT")
    if from_a_bot or not message.get("user") or message.get("subtype") not in _OF_PEOPLE:
        return None
    has_words = bool(str(message.get("text") or "").strip())
    return message if has_words or not message.get("files") else None


def moment_of(written: str) -> datetime | None:
    """The moment in a message's `ts`."""
    return datetime.fromtimestamp(float(written), UTC) if _TS.fullmatch(written) else None


def presser_of(payload: Payload, own: Installation) -> str:
    user = payload.get("user")
    team = user.get("team_id") if isinstance(user, Mapping) else None
    return account_id(_id_of(user) or "", team, payload, own)


def origin_of(
    own: Installation,
    user: str,
    conversation: Conversation,
    key: str,
    route: str | None,
    *,
    forms: bool = False,
) -> Origin:
    if not _ID.fullmatch(slack_user(user)):
        raise MalformedSlackPayload("the user's id has not the form of one")
    return Origin(Platform.SLACK, own.team_id, user, conversation, key, route, forms=forms)


def conversation_of(channel: str, name: object = None) -> Conversation:
    if not _ID.fullmatch(channel):
        raise MalformedSlackPayload("the conversation's id has not the form of one")
    return Conversation(channel, channel.startswith("D"), public_name(name)[:LONGEST_NAME])


def public_name(name: object) -> str:
    """The name of a conversation, if it is one that may be told to those who are not in it; else an empty text."""
    is_public = isinstance(name, str) and name not in _UNNAMED and not name.startswith(_OF_MEMBERS)
    return str(name) if is_public else ""


def text_at(payload: Payload, name: str) -> str:
    value = payload.get(name)
    if not isinstance(value, str) or not value:
        raise MalformedSlackPayload(f"Slack's payload has no text at {name!r}")
    return value


def name_of(value: object) -> object:
    return value.get("name") if isinstance(value, Mapping) else None


def _id_of(value: object) -> str | None:
    """An id that is a plain value in some payloads and inside an object in others."""
    found = value.get("id") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else None
