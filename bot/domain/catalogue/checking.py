"""Checks the contents of achievements' files. Pure.

    understood, wrong = check_achievement(tomllib.loads(text), "achievements/mentor.toml", look_problems)

All mistakes are reported at once, so that they can be fixed together. The check that needs all files, for names that
lead to two achievements, is in `bot/domain/catalogue/names.py`.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.catalogue.badge_design import FindDesignProblems
from bot.domain.catalogue.criteria import weakness
from bot.domain.catalogue.fields import (
    Kind,
    ListKind,
    NumberKind,
    Table,
    TableKind,
    TablesKind,
    TextKind,
    address_mistake,
    mistakes,
    quote_key,
)
from bot.domain.catalogue.files import AchievementFile, Key, Mistake
from bot.domain.catalogue.measure_checks import MEASURING_KEYS, measures_of, measuring_mistakes, related_of
from bot.domain.catalogue.model import BadgeDesign, FrameworkAlignment
from bot.domain.catalogue.names import name_mistakes, slug_mistakes
from bot.domain.catalogue.policy_checks import RULE_KEYS, rule_mistakes, rules_of
from bot.domain.catalogue.values import choice_mistake, optional_text, sound_text, sound_texts, text_of
from bot.messages.email_addresses import parse_address
from issuer.messages import Message

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


def check_achievement(
    table: Table, file: str, look_problems: FindDesignProblems
) -> tuple[AchievementFile | None, tuple[Mistake, ...]]:
    """The achievement that one file describes; `file` is its path, whose last part must match its slug."""
    wrong = list(mistakes(table, ACHIEVEMENT_KEYS))
    slug = sound_text(table, "slug", wrong)
    rules = (
        slug_mistakes(slug, file.rpartition("/")[2]) if slug else (),
        name_mistakes(_sound_names(table, wrong)),
        _criteria_mistakes(sound_text(table, "criteria", wrong)),
        _awarder_mistakes(table, wrong),
        _status_mistakes(sound_text(table, "status", wrong)),
        _look_mistakes(table, wrong, look_problems),
        measuring_mistakes(table) if not any(mistake.key[:1] == ("results",) for mistake in wrong) else (),
        rule_mistakes(table) if not any(mistake.key[:1] == ("rules",) for mistake in wrong) else (),
    )
    wrong += [mistake for found in rules for mistake in found]
    return (None if wrong else _achievement(table)), tuple(wrong)


def _sound_names(table: Table, wrong: Sequence[Mistake]) -> Iterator[tuple[Key, str]]:
    name = sound_text(table, "name", wrong)
    if name is not None:
        yield ("name",), name
    for number, alias in enumerate(sound_texts(table, "aliases", wrong)):
        yield ("aliases", number), alias


def _criteria_mistakes(criteria: str | None) -> Iterator[Mistake]:
    found = weakness(criteria) if criteria else None
    if found:
        yield Mistake(("criteria",), *found)


def _status_mistakes(status: str | None) -> Iterator[Mistake]:
    if status is not None and status not in STATUSES:
        yield choice_mistake("status", status, STATUSES, Message("file.fix.status"))


def _awarder_mistakes(table: Table, wrong: Sequence[Mistake]) -> Iterator[Mistake]:
    for number, awarder in enumerate(sound_texts(table, "awarders", wrong)):
        if not parse_address(awarder):
            yield address_mistake(("awarders", number), "awarders", awarder)


def _look_mistakes(
    table: Table, wrong: Sequence[Mistake], look_problems: FindDesignProblems
) -> Iterator[Mistake]:
    """The problems that the artwork finds, if the look has no other mistakes; a name with mistakes is not drawn."""
    if "look" not in table or any(mistake.key[:1] == ("look",) for mistake in wrong):
        return
    name = sound_text(table, "name", wrong)
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
        slug=text_of(table, "slug"),
        version=version,
        name=text_of(table, "name"),
        description=text_of(table, "description"),
        behaviour=text_of(table, "behaviour"),
        goal=text_of(table, "goal"),
        criteria=text_of(table, "criteria"),
        look=_look(table),
        skills=tuple(sound_texts(table, "skills", ())),
        aliases=tuple(sound_texts(table, "aliases", ())),
        awarders=tuple(parse_address(awarder) or awarder for awarder in sound_texts(table, "awarders", ())),
        kind=optional_text(table, "type") or "Badge",
        language=optional_text(table, "language"),
        expires_after_months=_months(table),
        status=optional_text(table, "status") or STATUSES[0],
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
        optional = (optional_text(one, key) for key in ("code", "framework", "type", "description"))
        yield FrameworkAlignment(text_of(one, "name"), text_of(one, "url"), *optional)


def _look(table: Table) -> BadgeDesign:
    look = table["look"]
    assert isinstance(look, dict)  # noqa: S101 - `mistakes` has looked; this tells mypy
    asked = {key: text_of(look, key) for key in ("shape", "icon", "accent", "level")}
    more = {key: text_of(look, key) for key in ("finish", "ribbon", "picture") if key in look}
    return BadgeDesign(**asked, **more)
