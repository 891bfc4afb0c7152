"""The rules for catalogue files, as functions of what the files say. Pure.

    understood, wrong = check_achievement(tomllib.loads(text), "achievements/mentor.toml", look_problems)

Everything that is wrong comes at once, so that people mend it in one go. What only shows when all files are
compared, names that lead to two achievements, is in `bot/catalogue/names.py`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from bot.catalogue.criteria import weakness
from bot.catalogue.fields import (
    Kind,
    ListKind,
    NumberKind,
    Table,
    TableKind,
    TablesKind,
    TextKind,
    mistakes,
    named,
    shown,
    tidy,
)
from bot.catalogue.files import AchievementFile, Key, Mistake, OrganisationFile
from bot.catalogue.model import Alignment, Look
from bot.catalogue.names import name_mistakes, slug_mistakes


class LookProblem(Protocol):
    """One thing wrong with a picture, as the artwork tells it. The field `title` is the achievement's name."""

    @property
    def field(self) -> str: ...
    @property
    def found(self) -> str: ...
    @property
    def expected(self) -> str: ...
    @property
    def mend(self) -> str: ...


LookProblems = Callable[[str, Look], Sequence[LookProblem]]
"""Looks for problems with the picture of an achievement of that name."""

ORGANISATION_KEYS: Mapping[str, Kind] = {
    "name": TextKind(60),
    "url": TextKind(200, required=False),
    "email": TextKind(254, required=False),
    "celebration_channel": TextKind(80, required=False),
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
        },
    ),
    "look": TableKind(
        {
            "shape": TextKind(30),
            "icon": TextKind(30),
            "accent": TextKind(30),
            "level": TextKind(30),
            "finish": TextKind(30, required=False),
        }
    ),
}

STATUSES = ("revocation", "suspension")

_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
_URL = re.compile(r"https?://[^\s/?#<>\"{}|^`\\]+(?:[/?#][^\s<>\"{}|^`\\]*)?")


def check_organisation(table: Table) -> tuple[OrganisationFile | None, tuple[Mistake, ...]]:
    """The organisation that `organisation.toml` describes."""
    wrong = list(mistakes(table, ORGANISATION_KEYS))
    url, email, channel = (_sound_text(table, key, wrong) for key in ("url", "email", "celebration_channel"))
    if url and not _URL.fullmatch(url):
        wrong.append(
            Mistake(("url",), f"`url` {shown(url)}", "a web address", "write it as https://www.example.com")
        )
    if email and not _EMAIL.fullmatch(email):
        wrong.append(_not_an_address("email", ("email",), email))
    if wrong:
        return None, tuple(wrong)
    return OrganisationFile(
        _text(table, "name"), url, email, channel.lstrip("#") or None if channel else None
    ), ()


def check_achievement(
    table: Table, file: str, look_problems: LookProblems
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
        mend = "write revocation for what is taken back for good, suspension for what may come back"
        yield Mistake(("status",), f"`status` {shown(status)}", " or ".join(STATUSES), mend)


def _awarder_mistakes(table: Table, wrong: Sequence[Mistake]) -> Iterator[Mistake]:
    for number, awarder in enumerate(_sound_texts(table, "awarders", wrong)):
        if not _EMAIL.fullmatch(awarder):
            yield _not_an_address("awarders", ("awarders", number), awarder)


def _not_an_address(name: str, key: Key, found: str) -> Mistake:
    return Mistake(key, f"{shown(found)} in `{name}`", "an e-mail address", "write it as name@example.com")


def _look_mistakes(table: Table, wrong: Sequence[Mistake], look_problems: LookProblems) -> Iterator[Mistake]:
    """What the artwork objects to, once there is a look to show it; a name with mistakes is left out of it."""
    if "look" not in table or any(mistake.key[:1] == ("look",) for mistake in wrong):
        return
    name = _sound_text(table, "name", wrong)
    for problem in look_problems(name or "?", _look(table)):
        if problem.field != "title":
            key: tuple[str, ...] = ("look", problem.field)
            yield Mistake(key, f"{named(key)} {problem.found}", problem.expected, problem.mend)
        elif name:
            yield Mistake(("name",), f"`name` {problem.found}", problem.expected, problem.mend)


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
        awarders=tuple(awarder.lower() for awarder in _sound_texts(table, "awarders", ())),
        kind=_optional(table, "type") or "Badge",
        language=_optional(table, "language"),
        expires_after_months=_months(table),
        status=_optional(table, "status") or STATUSES[0],
        alignments=tuple(_alignments(table)),
    )


def _months(table: Table) -> int | None:
    months = table.get("expires_after_months")
    return months if isinstance(months, int) else None


def _alignments(table: Table) -> Iterator[Alignment]:
    listed = table.get("alignments", ())
    assert isinstance(listed, list | tuple)  # noqa: S101 - `mistakes` has looked; this tells mypy
    for one in listed:
        optional = (_optional(one, key) for key in ("code", "framework"))
        yield Alignment(_text(one, "name"), _text(one, "url"), *optional)


def _optional(table: Table, key: str) -> str | None:
    return _text(table, key) if key in table else None


def _look(table: Table) -> Look:
    look = table["look"]
    assert isinstance(look, dict)  # noqa: S101 - `mistakes` has looked; this tells mypy
    finish = _text(look, "finish") if "finish" in look else "flat"
    return Look(
        _text(look, "shape"), _text(look, "icon"), _text(look, "accent"), _text(look, "level"), finish
    )


def _text(table: Table, key: str) -> str:
    return tidy(str(table[key]))


def _sound_text(table: Table, key: str, wrong: Sequence[Mistake]) -> str | None:
    """The text under a key; None if there is none, or if it has a mistake already."""
    return None if key not in table or any(m.key[:1] == (key,) for m in wrong) else _text(table, key)


def _sound_texts(table: Table, key: str, wrong: Sequence[Mistake]) -> list[str]:
    values = table.get(key)
    sound = isinstance(values, list) and not any(mistake.key[:1] == (key,) for mistake in wrong)
    return [tidy(value) for value in values] if sound and isinstance(values, list) else []
