"""Checks the contents of catalogue files. Pure.

    understood, wrong = check_achievement(tomllib.loads(text), "achievements/mentor.toml", look_problems)

All mistakes are reported at once, so that they can be fixed together. The check that needs all files, for names that
lead to two achievements, is in `bot/domain/catalogue/names.py`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.domain.catalogue.badge_design import FindDesignProblems
from bot.domain.catalogue.branding import BRAND_KEYS
from bot.domain.catalogue.criteria import weakness
from bot.domain.catalogue.fields import (
    Kind,
    ListKind,
    NumberKind,
    OwnKind,
    Table,
    TableKind,
    TablesKind,
    TextKind,
    address_mistake,
    found_text,
    mistakes,
    quote_key,
    tidy,
    visible,
)
from bot.domain.catalogue.files import AchievementFile, Key, Mistake, OrganisationFile
from bot.domain.catalogue.measure_checks import MEASURING_KEYS, measures_of, measuring_mistakes, related_of
from bot.domain.catalogue.model import BadgeDesign, FrameworkAlignment
from bot.domain.catalogue.names import name_mistakes, slug_mistakes
from bot.domain.catalogue.policy_checks import RULE_KEYS, rule_mistakes, rules_of
from bot.domain.time_zones import is_zone
from bot.messages.email_addresses import parse_address
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
    "budget": NumberKind(1_000_000, required=False, fix=Message("file.fix.budget")),
}
ACHIEVEMENT_KEYS: Mapping[str, Kind] = {
    "name": TextKind(60),
    "slug": TextKind(60),
    "version": NumberKind(9999),
    "description": TextKind(240),
    "behaviour": TextKind(300),
    "goal": TextKind(300),
    "criteria": TextKind(2000, lines=True),
    "skills": ListKind(12, TextKind(60)),
    "aliases": ListKind(12, TextKind(60)),
    "awarders": ListKind(100, TextKind(254)),
    "type": TextKind(60, required=False),
    "language": TextKind(20, required=False),
    "expires_after_months": NumberKind(600, required=False),
    "status": TextKind(20, required=False),
    "alignments": TablesKind(
        20,
        {
            "name": TextKind(120),
            "url": TextKind(300),
            "code": TextKind(60, required=False),
            "framework": TextKind(120, required=False),
            "type": TextKind(60, required=False),
            "description": TextKind(500, lines=True, required=False),
        },
    ),
    **MEASURING_KEYS,
    "look": TableKind(
        {
            "shape": TextKind(30),
            "icon": TextKind(30),
            "accent": TextKind(30),
            "level": TextKind(30),
            "finish": TextKind(30, required=False),
            "ribbon": TextKind(30, required=False),
            "picture": TextKind(80, required=False),
        }
    ),
    "rules": TableKind(RULE_KEYS, required=False),
}

STATUSES = ("revocation", "suspension")
RECIPIENT_EMAILS = ("hashed", "none")
_ORGANISATION_TEXTS = (
    "url", "email", "celebration_channel", "timezone", "phone", "description", "logo_url", "recipient_email",
    "language",
)  # fmt: skip

_URL = re.compile(r"https?://[^\s/?#<>\"{}|^`\\]+(?:[/?#][^\s<>\"{}|^`\\]*)?")


def check_organisation(table: Table) -> tuple[OrganisationFile | None, tuple[Mistake, ...]]:
    """The organisation that `organisation.toml` describes."""
    wrong = list(mistakes(table, ORGANISATION_KEYS))
    texts = {key: _sound_text(table, key, wrong) for key in _ORGANISATION_TEXTS}
    wrong += _organisation_mistakes(texts)
    channels = table.get("channel_languages", {})
    wrong += _language_mistakes(texts["language"], channels)
    if wrong:
        return None, tuple(wrong)
    channel, budget = texts["celebration_channel"], table.get("budget")
    return OrganisationFile(
        _text(table, "name"),
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
        yield _choice_mistake("recipient_email", kept, RECIPIENT_EMAILS, Message("file.fix.recipient_email"))


def _choice_mistake(key: str, found: str, choices: tuple[str, str], fix: Message) -> Mistake:
    expected = Message("file.expected.either", first=choices[0], second=choices[1])
    return Mistake((key,), found_text((key,), found), expected, fix)


def check_achievement(
    table: Table, file: str, look_problems: FindDesignProblems
) -> tuple[AchievementFile | None, tuple[Mistake, ...]]:
    """The achievement that one file describes; `file` is its path, whose last part must match its slug."""
    wrong = list(mistakes(table, ACHIEVEMENT_KEYS))
    slug = _sound_text(table, "slug", wrong)
    rules = (
        slug_mistakes(slug, file.rpartition("/")[2]) if slug else (),
        name_mistakes(_sound_names(table, wrong)),
        _criteria_mistakes(_sound_text(table, "criteria", wrong)),
        _awarder_mistakes(table, wrong),
        _status_mistakes(_sound_text(table, "status", wrong)),
        _look_mistakes(table, wrong, look_problems),
        measuring_mistakes(table) if not any(mistake.key[:1] == ("results",) for mistake in wrong) else (),
        rule_mistakes(table) if not any(mistake.key[:1] == ("rules",) for mistake in wrong) else (),
    )
    wrong += [mistake for found in rules for mistake in found]
    return (None if wrong else _achievement(table)), tuple(wrong)


def _sound_names(table: Table, wrong: Sequence[Mistake]) -> Iterator[tuple[Key, str]]:
    name = _sound_text(table, "name", wrong)
    if name is not None:
        yield ("name",), name
    for number, alias in enumerate(_sound_texts(table, "aliases", wrong)):
        yield ("aliases", number), alias


def _criteria_mistakes(criteria: str | None) -> Iterator[Mistake]:
    found = weakness(criteria) if criteria else None
    if found:
        yield Mistake(("criteria",), *found)


def _status_mistakes(status: str | None) -> Iterator[Mistake]:
    if status is not None and status not in STATUSES:
        yield _choice_mistake("status", status, STATUSES, Message("file.fix.status"))


def _awarder_mistakes(table: Table, wrong: Sequence[Mistake]) -> Iterator[Mistake]:
    for number, awarder in enumerate(_sound_texts(table, "awarders", wrong)):
        if not parse_address(awarder):
            yield address_mistake(("awarders", number), "awarders", awarder)


def _look_mistakes(
    table: Table, wrong: Sequence[Mistake], look_problems: FindDesignProblems
) -> Iterator[Mistake]:
    """The problems that the artwork finds, if the look has no other mistakes; a name with mistakes is not drawn."""
    if "look" not in table or any(mistake.key[:1] == ("look",) for mistake in wrong):
        return
    name = _sound_text(table, "name", wrong)
    for problem in look_problems(name or "?", _look(table)):
        if problem.field != "title":
            key: tuple[str, ...] = ("look", problem.field)
        elif name:
            key = ("name",)
        else:
            continue
        found = Message("file.found.value", key=quote_key(key), value=problem.found)
        yield Mistake(key, found, problem.expected, problem.fix)


def _achievement(table: Table) -> AchievementFile:
    version = table["version"]
    assert isinstance(version, int)  # noqa: S101 - `mistakes` has looked; this tells mypy
    return AchievementFile(
        slug=_text(table, "slug"),
        version=version,
        name=_text(table, "name"),
        description=_text(table, "description"),
        behaviour=_text(table, "behaviour"),
        goal=_text(table, "goal"),
        criteria=_text(table, "criteria"),
        look=_look(table),
        skills=tuple(_sound_texts(table, "skills", ())),
        aliases=tuple(_sound_texts(table, "aliases", ())),
        awarders=tuple(parse_address(awarder) or awarder for awarder in _sound_texts(table, "awarders", ())),
        kind=_optional(table, "type") or "Badge",
        language=_optional(table, "language"),
        expires_after_months=_months(table),
        status=_optional(table, "status") or STATUSES[0],
        alignments=tuple(_alignments(table)),
        related=related_of(table),
        results=measures_of(table),
        rules=rules_of(table),
    )


def _months(table: Table) -> int | None:
    months = table.get("expires_after_months")
    return months if isinstance(months, int) else None


def _alignments(table: Table) -> Iterator[FrameworkAlignment]:
    listed = table.get("alignments", ())
    assert isinstance(listed, list | tuple)  # noqa: S101 - `mistakes` has looked; this tells mypy
    for one in listed:
        optional = (_optional(one, key) for key in ("code", "framework", "type", "description"))
        yield FrameworkAlignment(_text(one, "name"), _text(one, "url"), *optional)


def _optional(table: Table, key: str) -> str | None:
    return _text(table, key) if key in table else None


def _look(table: Table) -> BadgeDesign:
    look = table["look"]
    assert isinstance(look, dict)  # noqa: S101 - `mistakes` has looked; this tells mypy
    asked = {key: _text(look, key) for key in ("shape", "icon", "accent", "level")}
    more = {key: _text(look, key) for key in ("finish", "ribbon", "picture") if key in look}
    return BadgeDesign(**asked, **more)


def _text(table: Table, key: str) -> str:
    return tidy(str(table[key]))


def _sound_text(table: Table, key: str, wrong: Sequence[Mistake]) -> str | None:
    """The text under a key; None if it is missing or already has a mistake."""
    return None if key not in table or any(m.key[:1] == (key,) for m in wrong) else _text(table, key)


def _sound_texts(table: Table, key: str, wrong: Sequence[Mistake]) -> list[str]:
    values = table.get(key)
    sound = isinstance(values, list) and not any(mistake.key[:1] == (key,) for mistake in wrong)
    return [tidy(value) for value in values] if sound and isinstance(values, list) else []
