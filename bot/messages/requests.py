"""Inbound requests: a typed command, a message, a button or a form, and what text means once parsed.

Adapters build the first four; `bot/messages/parsing.py` turns typed text into the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.messages.platforms import Conversation, Platform


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


@dataclass(frozen=True, slots=True)
class TypedCommand:
    """A command, without its slash, and the text behind it."""

    command: str
    text: Text


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


TYPED_SUFFIX = "_typed"
"""Suffix of a people field's name: addresses as typed, for `bot.messages.parsing.typed_addresses`."""
Inbound = TypedCommand | MessageToBot | ButtonPress | FormSubmission


@dataclass(frozen=True, slots=True)
class ParsedProposal:
    """`/award` and `/nominate` as parsed: people, the words that should name a badge, and the citation."""

    people: tuple[Mention, ...]
    slug: str | None
    """The achievement that the words named; None if they named none."""
    words: str
    """The words found where a badge's name was expected, if they name none."""
    citation: str
    unknown_name: str = ""
    """A name typed where a mention was expected (`@Ana`): it does not identify a person."""
