"""What comes in: what somebody typed, said, pressed or filled in, and what it means once parsed.

Adapters build the first four; `bot/grammar.py` turns typed text into the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.people.places import Conversation, Platform


@dataclass(frozen=True, slots=True)
class Mention:
    """A neutral mention in a text. `kind` is person, address (`external_id` is the e-mail address that somebody typed),
    group (a user group) or everyone."""

    external_id: str
    label: str
    kind: str = "person"


Text = tuple[str | Mention, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asked, where, and the key that makes a second delivery of the same request recognisable."""

    platform: Platform
    workspace: str
    user: str
    conversation: Conversation
    key: str
    route: str | None = None
    """The platform's way back to the caller, where the answer cannot go into the request's own reply."""
    forms: bool = False
    """Whether the platform can show a form here."""
    forms_wait: bool = False
    """Whether a form can be sent later, as any card can; elsewhere it fits into the request's own reply alone."""
    brief: bool = False
    """Whether plain sentences fit into the request's own reply, although there is a route for everything else."""
    aside: str | None = None
    """The way to everybody who saw the question, where the answer is for the caller alone: they are told that it was
    given, never what it was."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A command, without its slash, and the text behind it."""

    command: str
    text: Text


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence to the bot, its own mention taken off."""

    text: Text


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button."""

    action: str
    token: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form, filled in. People fields hold platform ids; a platform without a picker of people sends what was typed
    beside it, as text under the field's name with `TYPED` behind it."""

    action: str
    fields: Mapping[str, str | tuple[str, ...]]
    draft: str = ""
    """The token that the form carried."""
    subject: str = ""
    """What the form was about. The front desk says so from its own records; what an adapter puts here is dropped."""


TYPED = "_typed"
"""Behind the name of a people field: addresses as they were typed, for `bot.grammar.typed_addresses`."""
Inbound = Typed | Said | Pressed | Submitted


@dataclass(frozen=True, slots=True)
class Grant:
    """`/award` and `/nominate` as understood: people, the words that should name a badge, and why."""

    people: tuple[Mention, ...]
    slug: str | None
    """The achievement that the words named; None if they named none."""
    words: str
    """What stood where a badge's name was expected, when none was found."""
    citation: str
    unknown: str = ""
    """A name that was typed where a mention was expected (`@Ana`): it names nobody for certain."""
