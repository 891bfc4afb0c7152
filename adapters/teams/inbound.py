"""Teams' activities as requests to the bot. Pure: an activity in, the request and its origin out.

    place = place_of(activity)
    heard = parse_request(activity)     # None: not for the bot

A button arrives as an invoke (Action.Execute), or from a client too old for that as a message without words
(Action.Submit). Source: learn.microsoft.com, "Activity schema", "Universal Actions for Adaptive Cards".
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from adapters.teams.auth.tokens import tenant_of
from adapters.teams.forms import parse_submission
from adapters.teams.mentions import parse_text, without_mention
from adapters.teams.ports import TeamsConversation
from adapters.teams.render import ACTION, TOKEN
from adapters.teams.routes import PERSONAL, here, without_thread
from bot.domain.time_zones import is_zone
from bot.messages.languages import is_language
from bot.messages.platforms import Conversation, Platform, PressedCard
from bot.messages.requests import ButtonPress, Inbound, Mention, MessageToBot, Origin

Activity = Mapping[str, Any]
CARD_ACTION = "adaptiveCard/action"
EDIT = "editMessage"
_MILLISECONDS = 13
"""Digits of an id that is a time, from 2001 to 2286."""
LONGEST_ID = 255
LONGEST_NAME = 80
_OBJECTS = ("conversation", "from", "recipient", "channelData", "value")
_TEXTS = ("type", "id", "name", "serviceUrl", "channelId", "text", "action")


class MalformedActivity(ValueError):
    """An activity without a field that Teams always sends."""


class TeamsRequest(NamedTuple):
    """One request to the bot, and its origin."""

    inbound: Inbound
    origin: Origin


def parse_activity(parsed: object) -> dict[str, Any]:
    """A parsed body as an activity; raises `MalformedActivity` if it is not shaped like one."""
    if not isinstance(parsed, dict) or not isinstance(parsed.get("type"), str):
        raise MalformedActivity("no activity")
    if not all(isinstance(parsed.get(name), dict | None) for name in _OBJECTS if name != "value"):
        raise MalformedActivity("a part that should be an object")
    if not all(isinstance(parsed.get(name), str | None) for name in _TEXTS):
        raise MalformedActivity("a part that should be a text")
    entities = parsed.get("entities") or []
    if not isinstance(entities, list) or not all(isinstance(entity, dict) for entity in entities):
        raise MalformedActivity("entities that are no list of objects")
    if not isinstance((parsed.get("channelData") or {}).get("tenant") or {}, dict):
        raise MalformedActivity("a tenant that is no object")
    _id(parsed.get("conversation") or {}, "conversation")
    _id(parsed.get("from") or {}, "sender")
    return parsed


def is_personal(activity: Activity) -> bool:
    """Whether it is in the private chat with the bot."""
    kind: object = activity["conversation"].get("conversationType")
    return kind == "personal"


def place_of(activity: Activity) -> TeamsConversation:
    """The conversation of an activity, stored so that the bot can write there later."""
    conversation = without_thread(activity["conversation"]["id"])
    return TeamsConversation(
        activity["serviceUrl"], conversation, activity["from"]["id"] if is_personal(activity) else None
    )


def is_bot_added(activity: Activity) -> bool:
    """Whether a user added the bot to a private chat."""
    added = activity["type"] == "installationUpdate" and str(activity.get("action") or "").startswith("add")
    return is_personal(activity) and (added or bool(activity.get("membersAdded")))


def is_bot_removed(activity: Activity) -> bool:
    """Whether the bot was removed from the conversation."""
    return activity["type"] == "installationUpdate" and str(activity.get("action") or "").startswith("remove")


def people_seen(activity: Activity) -> tuple[str, ...]:
    """All people in an activity: its sender and its mentions."""
    mentioned = (
        entity.get("mentioned") or {}
        for entity in activity.get("entities") or ()
        if entity.get("type") == "mention"
    )
    ids = [mention.get("id") for mention in mentioned if isinstance(mention, Mapping)]
    return tuple(
        dict.fromkeys(
            [activity["from"]["id"], *(identifier for identifier in ids if isinstance(identifier, str))]
        )
    )


def sender_of(activity: Activity) -> str:
    """The id of the person that an activity comes from."""
    return str(activity["from"]["id"])


def locale_of(activity: Activity) -> str | None:
    """The language of the sender's client (Bot Framework, "locale"); None if it is missing or no language."""
    tag = activity.get("locale")
    return tag if isinstance(tag, str) and is_language(tag) else None


def channel_name(activity: Activity) -> str:
    """What people call the channel of an activity, where Teams says it; "" elsewhere.

    The name of a group chat, or of a channel that not all of the team see, is not for those who are not in it.
    """
    channel = (activity.get("channelData") or {}).get("channel")
    kind = channel.get("type") if isinstance(channel, Mapping) else None
    if activity["conversation"].get("conversationType") != "channel" or kind in ("private", "shared"):
        return ""
    names = (
        channel.get("name") if isinstance(channel, Mapping) else None,
        activity["conversation"].get("name"),
    )
    found = next((name for name in names if isinstance(name, str) and name.strip()), "")
    return " ".join(found.split())[:LONGEST_NAME] if found.isprintable() else ""


def timezone_of(activity: Activity) -> str | None:
    """The time zone of the sender's client; None if it is missing or no zone.

    The activity names it, or its entity about the client (Bot Framework, "localTimezone"; Teams, "clientInfo").
    """
    told = [activity.get("localTimezone")]
    told += [
        entity.get("timezone")
        for entity in activity.get("entities") or ()
        if entity.get("type") == "clientInfo"
    ]
    return next((name for name in told if isinstance(name, str) and is_zone(name)), None)


def parse_request(activity: Activity) -> TeamsRequest | None:
    """The request in an activity; None for all other activities of Teams."""
    match activity["type"]:
        case "messageUpdate" if (activity.get("channelData") or {}).get("eventType") == EDIT:
            return _parse_message(activity, edited=True)
        case "message":
            value = activity.get("value")
            if isinstance(value, Mapping) and isinstance(value.get(ACTION), str):
                return _parse_press(activity, value, None)
            return _parse_message(activity)
        case "invoke" if activity.get("name") == CARD_ACTION:
            action = (
                (activity.get("value") or {}).get("action")
                if isinstance(activity.get("value"), Mapping)
                else None
            )
            if not isinstance(action, Mapping) or not isinstance(action.get("verb"), str):
                raise MalformedActivity("a card's action without a verb")
            data = action.get("data")
            return _parse_press(activity, data if isinstance(data, Mapping) else {}, action["verb"])
        case _:
            return None


def _parse_message(activity: Activity, *, edited: bool = False) -> TeamsRequest | None:
    """A sentence. In channels and group chats it is for the bot only if it mentions the bot."""
    bot = str((activity.get("recipient") or {}).get("id") or "")
    text = parse_text(activity.get("text") or "", activity.get("entities") or [])
    addressed = any(isinstance(part, Mention) and part.external_id == bot for part in text)
    if not is_personal(activity) and not addressed:
        return None
    text = without_mention(text, bot)
    if not text and not addressed:
        return None  # a file, a sticker, a reaction
    return TeamsRequest(MessageToBot(text), _origin_of_message(activity, edited=edited))


def _origin_of_message(activity: Activity, *, edited: bool) -> Origin:
    """The origin of a message. An edit keeps the message's id, so the words make it a request of its own."""
    origin, message = _origin(activity), _id(activity, "activity")
    name = hashlib.sha256(
        f"{activity['conversation']['id']}\n{message}".encode("utf-8", "surrogatepass")
    ).hexdigest()
    origin = replace(origin, message=name, edited=edited, written_at=_moment(message))
    if not edited:
        return origin
    words = f"{origin.key}\n{activity.get('text') or ''}"
    return replace(origin, key=hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest())


def _moment(message: str) -> datetime | None:
    """The moment in a message's id, which is its time in milliseconds; None for an id of another kind."""
    is_time = message.isdecimal() and len(message) == _MILLISECONDS
    return datetime.fromtimestamp(int(message) / 1000, UTC) if is_time else None


def _parse_press(activity: Activity, data: Mapping[str, Any], verb: str | None) -> TeamsRequest:
    action = verb if verb is not None else str(data[ACTION])
    if form := parse_submission(action, data):
        return TeamsRequest(
            form, _origin(activity, reply_fits=verb is not None, is_form=True, draft=form.draft)
        )
    token = data.get(TOKEN)
    press = ButtonPress(action, token if isinstance(token, str) else "")
    return TeamsRequest(press, _origin(activity, reply_fits=verb is not None))


def _origin(
    activity: Activity, *, reply_fits: bool = False, is_form: bool = False, draft: str | None = None
) -> Origin:
    """In the private chat the answer goes there; elsewhere to the private chat, with a note in the conversation.

    A form stays on its card and could be submitted twice; both count as one request, by the key of its `draft`.
    """
    thread, message = activity["conversation"]["id"], _id(activity, "activity")
    request = f"{thread}\n{activity['from']['id']}\n{message}"
    if draft is not None:
        request = f"form\n{activity['from']['id']}\n{draft}"
    personal = is_personal(activity)
    route = here(thread) if personal else PERSONAL
    aside = None if personal or activity["type"] == "invoke" else here(thread)
    return Origin(
        platform=Platform.TEAMS,
        workspace=tenant_of(activity),
        user=activity["from"]["id"],
        conversation=Conversation(
            without_thread(thread), personal, "" if personal else channel_name(activity)
        ),
        key=hashlib.sha256(request.encode("utf-8", "surrogatepass")).hexdigest(),
        route=None if personal and reply_fits and is_form else route,
        forms=True,
        forms_wait=not (personal and reply_fits),
        brief=reply_fits,
        aside=aside,
        locale=locale_of(activity),
        timezone=timezone_of(activity),
        pressed=_pressed_card(activity) if personal and reply_fits else None,
        replaces=personal and reply_fits,
    )


def _pressed_card(activity: Activity) -> PressedCard | None:
    """The message with the card whose button was pressed."""
    message = activity.get("replyToId")
    if not isinstance(message, str) or not 0 < len(message) <= LONGEST_ID or not message.isprintable():
        return None
    return PressedCard(without_thread(activity["conversation"]["id"]), message)


def _id(holder: Mapping[str, Any], what: str) -> str:
    value = holder.get("id")
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID or not value.isprintable():
        raise MalformedActivity(f"no id of the {what}")
    return value
