"""The organisation's settings as they are typed in a shell and printed there."""

from datetime import date

from bot.domain.catalogue.organisation_checks import WEEKDAYS
from bot.domain.organisations import Organisation

WORKING_DAYS = ("holidays", "working_days", "days_off", "days_worked")
"""The settings that `laurel catalogue apply` takes over, where `organisation.toml` names them."""
LISTS = ("working_days", "days_off", "days_worked")


def file_value(name: str, value: object) -> object:
    """The value with its type in `organisation.toml`: a number, a list or a table where it was typed as text."""
    if name == "channel_languages":
        pairs = (value if isinstance(value, str) else shown_value(value)).split(",")
        return {channel.strip(): tag.strip() for channel, _, tag in (pair.partition("=") for pair in pairs)}
    if name in LISTS:
        typed = value if isinstance(value, str) else shown_value(value)
        return [part.strip() for part in typed.split(",") if part.strip()]
    text = str(value)
    return int(text) if name == "budget" and text.isascii() and text.isdecimal() else value


def shown_value(value: object) -> str:
    """The value as it is printed."""
    if isinstance(value, tuple):
        value = ", ".join(map(_part, value))
    return str(value or "–")


def changed_settings(before: Organisation, after: Organisation) -> dict[str, str]:
    """What differs about the working days, by setting, as it is printed."""
    return {
        name: f"{shown_value(getattr(before, name))} → {shown_value(getattr(after, name))}"
        for name in WORKING_DAYS
        if getattr(before, name) != getattr(after, name)
    }


def _part(value: object) -> str:
    match value:
        case (channel, tag):
            return f"{channel}={tag}"
        case int():
            return WEEKDAYS[value]
        case date():
            return value.isoformat()
        case _:
            return str(value)
