"""Checks the contents of `organisation.toml`. Pure.

understood, wrong = check_organisation(tomllib.loads(text))
"""

import re
from collections.abc import Iterator, Mapping

from bot.domain.catalogue.branding import BRAND_KEYS
from bot.domain.catalogue.fields import (
    Kind,
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
from bot.domain.catalogue.values import EMAIL, choice_mistake, sound_text, text_of
from bot.domain.catalogue.working_day_checks import WORKING_DAY_KEYS, working_day_mistakes, working_days_of
from bot.domain.time_zones import is_zone
from bot.messages.languages import is_language
from issuer.messages import Message

CHANNEL_LANGUAGES = Message("file.expected.channel_languages", example='{ "C0123ABCD" = "de" }')

ORGANISATION_KEYS: Mapping[str, Kind] = {
    "name": TextKind(60),
    "url": TextKind(200, required=False),
    "email": TextKind(254, required=False),
    "phone": TextKind(40, required=False),
    "description": TextKind(500, required=False),
    "logo_url": TextKind(300, required=False),
    "recipient_email": TextKind(10, required=False),
    "celebration_channel": TextKind(80, required=False),
    "language": TextKind(35, required=False),
    "channel_languages": OwnKind(CHANNEL_LANGUAGES),
    "brand": BRAND_KEYS,
    "timezone": TextKind(60, required=False),
    **WORKING_DAY_KEYS,
    "budget": NumberKind(1_000_000, required=False, fix=Message("file.fix.budget")),
}
RECIPIENT_EMAILS = ("hashed", "none")
_ORGANISATION_TEXTS = (
    "url", "email", "celebration_channel", "timezone", "phone", "description", "logo_url", "recipient_email",
    "language",
)  # fmt: skip

_URL = re.compile(r"https?://[^\s/?#<>\"{}|^`\\]+(?:[/?#][^\s<>\"{}|^`\\]*)?")


def check_organisation(table: Table) -> tuple[OrganisationFile | None, tuple[Mistake, ...]]:
    """The organisation that `organisation.toml` describes."""
    wrong = list(mistakes(table, ORGANISATION_KEYS))
    texts = {key: sound_text(table, key, wrong) for key in _ORGANISATION_TEXTS}
    wrong += _organisation_mistakes(texts)
    channels = table.get("channel_languages", {})
    wrong += _language_mistakes(texts["language"], channels)
    wrong += working_day_mistakes(table, {mistake.key[0] for mistake in wrong})
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
        *working_days_of(table),
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
    if email and not EMAIL.fullmatch(email):
        yield address_mistake(("email",), "email", email)
    if zone and not is_zone(zone):
        expected, fix = Message("file.expected.timezone"), Message("file.fix.timezone")
        yield Mistake(("timezone",), found_text(("timezone",), zone), expected, fix)
    if kept and kept not in RECIPIENT_EMAILS:
        yield choice_mistake("recipient_email", kept, RECIPIENT_EMAILS, Message("file.fix.recipient_email"))
