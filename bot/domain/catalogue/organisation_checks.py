"""Checks the contents of `organisation.toml`. Pure.

understood, wrong = check_organisation(tomllib.loads(text))
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from bot.domain.catalogue.branding import BRAND_KEYS
from bot.domain.catalogue.fields import (
    Kind,
    ListKind,
    NumberKind,
    OwnKind,
    Table,
    TextKind,
    address_mistake,
    found_text,
    mistakes,
    visible,
)
from bot.domain.catalogue.files import Key, Mistake, OrganisationFile
from bot.domain.catalogue.values import choice_mistake, sound_text, text_of
from bot.domain.public_holidays import find_region, near_regions
from bot.domain.time_zones import is_zone
from bot.messages.email_addresses import parse_address
from bot.messages.languages import is_language
from issuer.messages import Message

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = Message("file.expected.days", example="[2026-12-24, 2026-12-31]")
MOST_DAYS = 400
WORKING_DAY_KEYS: Mapping[str, Kind] = {
    "holidays": TextKind(32, required=False),
    "working_days": ListKind(7, TextKind(12)),
    "days_off": OwnKind(DAYS),
    "days_worked": OwnKind(DAYS),
}
CHANNEL_LANGUAGES = Message("file.expected.channel_languages", example='{ "C0123ABCD" = "de" }')

ORGANISATION_KEYS: Mapping[str, Kind] = {
    "name": TextKind(60),
    "url": TextKind(200, required=False),
    "email": TextKind(254, required=False),
    "phone": TextKind(40, required=False),
    "description": TextKind(500, required=False),
    "logo_url": TextKind(300, required=False),
    "recipient_email": TextKind(10, required=False),
    "names": TextKind(10, required=False),
    "celebration_channel": TextKind(80, required=False),
    "language": TextKind(35, required=False),
    "channel_languages": OwnKind(CHANNEL_LANGUAGES),
    "brand": BRAND_KEYS,
    "timezone": TextKind(60, required=False),
    **WORKING_DAY_KEYS,
    "budget": NumberKind(1_000_000, required=False, fix=Message("file.fix.budget")),
}
RECIPIENT_EMAILS = ("hashed", "none")
NAME_SOURCES = ("file", "platform")
_ORGANISATION_TEXTS = (
    "url", "email", "celebration_channel", "timezone", "phone", "description", "logo_url", "recipient_email",
    "names", "language",
)  # fmt: skip

_URL = re.compile(r"https?://[^\s/?#<>\"{}|^`\\]+(?:[/?#][^\s<>\"{}|^`\\]*)?")


def check_organisation(table: Table) -> tuple[OrganisationFile | None, tuple[Mistake, ...]]:
    """The organisation that `organisation.toml` describes."""
    wrong = list(mistakes(table, ORGANISATION_KEYS))
    texts = {key: sound_text(table, key, wrong) for key in _ORGANISATION_TEXTS}
    wrong += _organisation_mistakes(texts)
    channels = table.get("channel_languages", {})
    wrong += _language_mistakes(texts["language"], channels)
    wrong += _working_day_mistakes(table, {mistake.key[0] for mistake in wrong})
    if wrong:
        return None, tuple(wrong)
    channel, budget = texts["celebration_channel"], table.get("budget")
    return OrganisationFile(
        text_of(table, "name"),
        texts["url"],
        texts["email"],
        channel.lstrip("#") or None if channel else None,
        texts["timezone"],
        budget if isinstance(budget, int) else None,
        texts["phone"],
        texts["description"],
        texts["logo_url"],
        texts["recipient_email"] or RECIPIENT_EMAILS[0],
        texts["language"],
        tuple(sorted(channels.items())) if isinstance(channels, Mapping) else (),
        texts["names"] or NAME_SOURCES[0],
        *_working_days_of(table),
    ), ()


def _language_mistakes(language: str | None, channels: object) -> Iterator[Mistake]:
    expected, fix = Message("file.expected.language"), Message("file.fix.language")
    key: Key = ("channel_languages",)
    if language and not is_language(language):
        yield Mistake(("language",), found_text(("language",), language), expected, fix)
    if not isinstance(channels, Mapping):
        found = found_text(key, str(channels))
        yield Mistake(key, found, CHANNEL_LANGUAGES, Message("file.fix.channel_languages"))
        return
    for channel, tag in channels.items():
        if not isinstance(tag, str) or not is_language(tag):
            found = Message(
                "file.found.channel_language", tag=visible(str(tag)), channel=visible(str(channel))
            )
            yield Mistake((*key, str(channel)), found, expected, fix)


def _organisation_mistakes(texts: Mapping[str, str | None]) -> Iterator[Mistake]:
    for key in ("url", "logo_url"):
        address = texts[key]
        if address and not _URL.fullmatch(address):
            expected, fix = Message("file.expected.web_address"), Message("file.fix.web_address")
            yield Mistake((key,), found_text((key,), address), expected, fix)
    email, zone, kept = texts["email"], texts["timezone"], texts["recipient_email"]
    if email and parse_address(email) != email.lower():
        yield address_mistake(("email",), "email", email)
    if zone and not is_zone(zone):
        expected, fix = Message("file.expected.timezone"), Message("file.fix.timezone")
        yield Mistake(("timezone",), found_text(("timezone",), zone), expected, fix)
    if kept and kept not in RECIPIENT_EMAILS:
        yield choice_mistake("recipient_email", kept, RECIPIENT_EMAILS, Message("file.fix.recipient_email"))
    names = texts["names"]
    if names and names not in NAME_SOURCES:
        yield choice_mistake("names", names, NAME_SOURCES, Message("file.fix.names"))


def _working_day_mistakes(table: Table, wrong: Collection[str | int]) -> Iterator[Mistake]:
    """What is wrong under these keys; `wrong`: keys that have mistakes already."""
    if "holidays" in table and "holidays" not in wrong:
        yield from _region_mistakes(text_of(table, "holidays"))
    if "working_days" not in wrong:
        for number, name in enumerate(_names(table)):
            if name.casefold() not in WEEKDAYS:
                expected = Message("file.expected.weekday", example=", ".join(WEEKDAYS[:2]))
                found = Message("file.found.text_in", text=visible(name), key="`working_days`")
                yield Mistake(("working_days", number), found, expected, Message("file.fix.weekday"))
    for key in ("days_off", "days_worked"):
        days = table.get(key, [])
        if not isinstance(days, list) or len(days) > MOST_DAYS or any(_day(day) is None for day in days):
            odd = next((day for day in days if _day(day) is None), days) if isinstance(days, list) else days
            yield Mistake((key,), found_text((key,), str(odd)), DAYS, Message("file.fix.days"))


def _working_days_of(
    table: Table,
) -> tuple[str | None, tuple[int, ...], tuple[date, ...], tuple[date, ...]]:
    """Region, days of the week, days off and days worked of a table without mistakes."""
    region = find_region(text_of(table, "holidays")) if "holidays" in table else None
    week = sorted({WEEKDAYS.index(name.casefold()) for name in _names(table)})
    return region.code if region else None, tuple(week), _days(table, "days_off"), _days(table, "days_worked")


def _region_mistakes(code: str) -> Iterator[Mistake]:
    if find_region(code) is None:
        near = ", ".join(near_regions(code)[:16]) or "DE, DE-BY, US-CA"
        expected = Message("file.expected.region", near=near)
        yield Mistake(("holidays",), found_text(("holidays",), code), expected, Message("file.fix.region"))


def _names(table: Table) -> Sequence[str]:
    listed = table.get("working_days", ())
    return (
        [text.strip() for text in listed if isinstance(text, str)] if isinstance(listed, list | tuple) else []
    )


def _days(table: Table, key: str) -> tuple[date, ...]:
    listed = table.get(key, ())
    days = [_day(day) for day in listed] if isinstance(listed, list | tuple) else []
    return tuple(sorted({day for day in days if day}))


def _day(value: object) -> date | None:
    """A day as TOML writes it, or as text."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None
