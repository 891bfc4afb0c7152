"""The tables of an achievement's file for measures and related achievements. Pure.

    [[results]]
    name = "Quality of the talk"
    type = "RubricCriterionLevel"
    required = "Met"

    [[results.levels]]
    name = "Met"
    description = "Everybody could follow."

    [[related]]
    id = "https://badges.example/achievements/speaker/1"

Open Badges 3.0 calls the first a ResultDescription with RubricCriterionLevels, the second Related.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.catalogue.fields import Kind, ListKind, Table, TablesKind, TextKind, tidy, visible
from bot.domain.catalogue.files import Key, Mistake
from bot.domain.catalogue.measures import Measure, MeasureLevel, RelatedTo
from issuer.messages import Message

_OPTIONAL = TextKind(120, required=False)
RESULT_KEYS = TablesKind(
    12,
    {
        "name": TextKind(120),
        "type": TextKind(60),
        "values": ListKind(20, TextKind(60)),
        "least": _OPTIONAL,
        "most": _OPTIONAL,
        "required": _OPTIONAL,
        "levels": TablesKind(
            12,
            {
                "name": TextKind(120),
                "description": TextKind(500, lines=True, required=False),
                "points": TextKind(20, required=False),
            },
        ),
    },
)
RELATED_KEYS = TablesKind(
    12,
    {"id": TextKind(300), "language": TextKind(20, required=False), "version": TextKind(30, required=False)},
)
MEASURING_KEYS: Mapping[str, Kind] = {"related": RELATED_KEYS, "results": RESULT_KEYS}


def measuring_mistakes(table: Table) -> Iterator[Mistake]:
    """The mistakes in measures with valid keys: an unknown required level, two levels of one name."""
    for number, one in enumerate(_tables(table, "results")):
        names = [tidy(level["name"]) for level in one.get("levels", ())]
        key: Key = ("results", number)
        required = one.get("required")
        if names and required is not None and tidy(required) not in names:
            found = Message("file.found.required_level", level=visible(tidy(required)))
            expected = Message("file.expected.one_of", names=", ".join(names))
            yield Mistake((*key, "required"), found, expected, Message("file.fix.required_level"))
        if len(set(names)) < len(names):
            found, expected = Message("file.found.equal_levels"), Message("file.expected.each_name_once")
            yield Mistake((*key, "levels"), found, expected, Message("file.fix.rename_one"))


def measures_of(table: Table) -> tuple[Measure, ...]:
    """The measures of a table without mistakes."""
    return tuple(
        Measure(
            tidy(one["name"]),
            tidy(one["type"]),
            tuple(map(tidy, one.get("values", ()))),
            _text(one, "least"),
            _text(one, "most"),
            _text(one, "required"),
            tuple(
                MeasureLevel(tidy(level["name"]), _text(level, "description"), _text(level, "points"))
                for level in one.get("levels", ())
            ),
        )
        for one in _tables(table, "results")
    )


def related_of(table: Table) -> tuple[RelatedTo, ...]:
    """The related achievements of a table without mistakes."""
    return tuple(
        RelatedTo(tidy(one["id"]), _text(one, "language"), _text(one, "version"))
        for one in _tables(table, "related")
    )


def _tables(table: Table, key: str) -> list[dict[str, Any]]:
    found = table.get(key, [])
    return list(found) if isinstance(found, list) else []


def _text(table: Mapping[str, Any], key: str) -> str | None:
    return tidy(table[key]) if key in table else None
