"""What an achievement measures, and its related achievements, as values.

Open Badges 3.0 calls them ResultDescription with RubricCriterionLevels, and Related.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MeasureLevel:
    """One level of a rubric, the lowest first."""

    name: str
    description: str | None = None
    points: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured result and its scale: bounds, a list of values, or levels of a rubric.

    `type` is a ResultType of Open Badges 3.0; `required` is a value, or the name of a level where there are levels.
    """

    name: str
    type: str
    values: tuple[str, ...] = ()
    least: str | None = None
    most: str | None = None
    required: str | None = None
    levels: tuple[MeasureLevel, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedTo:
    """A related achievement, by its URL: the same in another language, or an earlier version."""

    id: str
    language: str | None = None
    version: str | None = None


def stored_measures(rows: list[dict[str, Any]]) -> tuple[Measure, ...]:
    """Measures from their stored JSON."""
    return tuple(
        Measure(
            **{
                **row,
                "values": tuple(row["values"]),
                "levels": tuple(MeasureLevel(**one) for one in row["levels"]),
            }
        )
        for row in rows
    )
