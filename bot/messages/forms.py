"""Neutral input: a form asks for what a command left out, pre-filled with the rest.

A platform that cannot show forms shows `hint` instead.

A form is a value: each platform shows it as it can (dialog, modal, card), or shows its hint.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.messages.cards import Button, Card, Style
from bot.messages.platforms import Conversation, PressedCard


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
    about: tuple[str, ...] = ()
    """A line about each option, where the platform shows one."""


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
    required: bool = True


CHECKED = "yes"
"""The value of a `CheckField` that was ticked."""


@dataclass(frozen=True, slots=True)
class CheckField:
    """Something to agree to; the value is `CHECKED`, or empty."""

    name: str
    label: str
    checked: bool = False

    @property
    def value(self) -> str:
        """What the form gives if the field is left as it is."""
        return CHECKED if self.checked else ""


Field = TextField | ChoiceField | PeopleField | CheckField


@dataclass(frozen=True, slots=True)
class Form:
    """Asks for `fields`; the platform returns the values under `action`."""

    action: str
    title: str
    intro: str
    submit: str
    fields: tuple[Field, ...]
    hint: Card
    subject: str = ""
    """What the form is about, as a button's token names it. Stored here, never sent: see `Draft`."""
    back: Button | None = None
    """The button that shows the replaced card again, where a form replaces a card."""
    draft: str = ""
    """The draft's token, returned by the platform with the values. Set by the dispatcher."""
    missing: str = ""
    """The message at a required field left empty. Set by the dispatcher, like the next."""
    by_address: str = ""
    """The label of a field for e-mail addresses, where the platform has no people picker."""
    yes: str = ""
    """What is ticked, where a tick box stands below its label. Set by the dispatcher."""
    style: Style = Style.PRIMARY
    """How its submit button is emphasised, where the platform can do that."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form shown to one person. The platform carries only the token, so nothing else can be tampered with."""

    token: str
    workspace_id: UUID
    person_id: UUID
    action: str
    subject: str
    conversation: Conversation
    expires_at: datetime
    form: Form | None = None
    """The form as it was shown, to be shown again; None in drafts of an older release."""
    pressed: PressedCard | None = None
    """The card whose button opened the form, if one did."""


Reply = Card | Form


def as_card(reply: Reply) -> Card:
    """The answer as a card; for a form, its hint."""
    return reply.hint if isinstance(reply, Form) else reply
