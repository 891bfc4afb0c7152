"""Neutral input: a form asks for what a command left out, with what it already said filled in.

A platform that cannot show forms yet shows `hint` instead.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.cards import Button, Card
from bot.people.places import Conversation


@dataclass(frozen=True, slots=True)
class TextField:
    """Free text."""

    name: str
    label: str
    value: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of some options, each (value, label)."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str = ""


@dataclass(frozen=True, slots=True)
class PeopleField:
    """One or several people of the workspace; the value is their platform ids."""

    name: str
    label: str
    value: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """The same people by name, for platforms that show no names of their own."""
    typed: str = ""
    """People by e-mail address who have no account here."""


Field = TextField | ChoiceField | PeopleField


@dataclass(frozen=True, slots=True)
class Form:
    """Asks for `fields`; what is filled in comes back under `action`."""

    action: str
    title: str
    intro: str
    submit: str
    fields: tuple[Field, ...]
    hint: Card
    subject: str = ""
    """What the form is about, as a button's token names it. Stays with us: see `Draft`."""
    back: Button | None = None
    """What shows again what the form took the place of, where a form takes the place of a card."""
    draft: str = ""
    """Carried by the platform, and sent back with what was filled in. The front desk gives it."""
    missing: str = ""
    """What is said at a field that has to be filled in. The front desk gives it, like the next."""
    by_address: str = ""
    """The label of a field for people who are named by e-mail address, where the platform can pick nobody."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that was shown to somebody. The platform carries the token alone, so nothing else can be exchanged."""

    token: str
    workspace_id: UUID
    person_id: UUID
    action: str
    subject: str
    conversation: Conversation
    expires_at: datetime


Reply = Card | Form


def as_card(reply: Reply) -> Card:
    """The answer as a card: where a form would be, its hint."""
    return reply.hint if isinstance(reply, Form) else reply
