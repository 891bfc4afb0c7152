"""Inbound requests: a typed command, a message, a button or a form. Adapters build them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.messages.plain_text import storable
from bot.messages.platforms import Conversation, Platform, PressedCard


@dataclass(frozen=True, slots=True)
class Mention:
    """A neutral mention in a text. `kind` is person, address (`external_id` is the e-mail address as typed),
    group (a user group) or everyone."""

    external_id: str
    label: str
    kind: str = "person"


Text = tuple[str | Mention, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """The caller, the place, and the key by which a second delivery of the same request is recognised."""

    platform: Platform
    workspace: str
    user: str
    conversation: Conversation
    key: str
    route: str | None = None
    """The platform's address for answering the caller, where the answer cannot go into the request's own reply."""
    forms: bool = False
    """Whether the platform can show a form here."""
    forms_wait: bool = False
    """Whether a form can be sent later, like a card; elsewhere it fits only into the request's own reply."""
    brief: bool = False
    """Whether plain sentences fit into the request's own reply, although there is a route for everything else."""
    refusals_fit: bool = False
    """Whether a refusal fits into the request's own reply, although there is a route for every other answer."""
    aside: str | None = None
    """The address of all readers of the question, where the answer is for the caller alone: they learn that it was
    given, never what it says."""
    locale: str | None = None
    """The caller's language, where the request itself says it."""
    timezone: str | None = None
    """The IANA name of the caller's time zone, where the request itself says it."""
    message: str | None = None
    """The message that says it, under a name that stays when it is edited."""
    edited: bool = False
    """Whether the message was edited: `key` is that of the edit."""
    written_at: datetime | None = None
    """When the message was first written, where the platform says it."""
    pressed: PressedCard | None = None
    """The card of the button, where only the caller sees it, so that an answer may take its place."""
    replaces: bool = False
    """Whether an answer that takes the place of the pressed card fits into the request's own reply."""


@dataclass(frozen=True, slots=True)
class TypedCommand:
    """A command, without its slash, and the text behind it."""

    command: str
    text: Text
    spoken: bool = False
    """Whether a sentence says it, which acts only where it leaves no doubt."""


@dataclass(frozen=True, slots=True)
class MessageToBot:
    """A message to the bot, without the bot's own mention."""

    text: Text


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A button."""

    action: str
    token: str


@dataclass(frozen=True, slots=True)
class FormSubmission:
    """A form, filled in. People fields hold platform ids; a platform without a people picker also sends the text
    typed beside it, under the field's name with the suffix below."""

    action: str
    fields: Mapping[str, str | tuple[str, ...]]
    draft: str = ""
    """The token that the form carried."""
    subject: str = ""
    """What the form was about. The dispatcher fills it from stored drafts; a value set by an adapter is dropped."""


@dataclass(frozen=True, slots=True)
class SourceMessage:
    """A message in chat that may be the reason of a nomination: as much of it as may be kept, never its text."""

    author: str
    """The platform's id of its author; empty for a bot, and where the platform does not name a person by it."""
    digest: str
    """The SHA-256 of its text, in hexadecimal digits; empty in a private conversation, like the last two."""
    written_at: datetime
    found_at: str = ""
    """The name by which the platform finds it again."""
    link: str = ""


@dataclass(frozen=True, slots=True)
class MessageShortcut:
    """The shortcut of a message: asks for the form of a nomination for it."""

    message: SourceMessage


@dataclass(frozen=True, slots=True)
class FileToBot:
    """A file in the private conversation: is it a genuine badge?"""

    content: bytes | None
    """None if it could not be read: it is too large, or the app may not read files."""


TYPED_SUFFIX = "_typed"
"""Suffix of a people field's name: addresses as typed, for `bot.messages.reading.parsing.typed_addresses`."""
Inbound = TypedCommand | MessageToBot | MessageShortcut | FileToBot | ButtonPress | FormSubmission


def storable_request(inbound: Inbound) -> Inbound:
    """The request with texts that every database stores: programs can send any characters, also as a button's token."""
    match inbound:
        case ButtonPress(action, token):
            return ButtonPress(action, storable(token))
        case FormSubmission(fields=fields, draft=draft):
            kept = {name: _storable_field(value) for name, value in fields.items()}
            return replace(inbound, fields=kept, draft=storable(draft))
        case TypedCommand(text=text) | MessageToBot(text):
            return replace(inbound, text=tuple(_storable_part(part) for part in text))
        case MessageShortcut(message):
            return MessageShortcut(replace(message, author=storable(message.author)))
        case FileToBot():
            return inbound


def _storable_field(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return storable(value) if isinstance(value, str) else tuple(storable(item) for item in value)


def _storable_part(part: str | Mention) -> str | Mention:
    if isinstance(part, str):
        return storable(part)
    return replace(part, external_id=storable(part.external_id), label=storable(part.label))
