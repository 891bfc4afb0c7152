"""Neutral input: a form asks for what a command left out, with what it already said filled in.

A platform that cannot show forms yet shows `hint` instead.
"""

from dataclasses import dataclass

from bot.cards import Card


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


Reply = Card | Form
