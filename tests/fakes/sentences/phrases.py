"""The corpus of sentences: what people type, and what they mean by it.

Each phrase says how it is sent (`via`: slash command, mention in a channel, direct message), what it asks for, which
people and which badge, and the words that must survive. `blind.json` was written by a person who had not seen the
grammar, `own.json` by its author.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "samples" / "sentences"


@dataclass(frozen=True)
class Phrase:
    """One sentence and its meaning; `@ana` stands for a mention, `@Laurel` for the bot's."""

    id: str
    language: str
    via: str
    text: str
    intention: str
    """award, nominate, mybadges, badges_list, badge_show, decide, nominations, away, back, why, verify, help; or none:
    nothing is to be done."""
    people: frozenset[str] = frozenset()
    badge: str | None = None
    reason: str | None = None
    must_keep: tuple[str, ...] = ()
    person_to_ask: str | None = None

    @property
    def words_to_keep(self) -> tuple[str, ...]:
        """What has to stand in the citation, word for word."""
        return ((self.reason,) if self.reason else ()) + self.must_keep


@cache
def phrases(file: str) -> tuple[Phrase, ...]:
    """The phrases of one file of the corpus."""
    return tuple(_phrases(json.loads((FOLDER / file).read_text("utf-8"))))


def _phrases(rows: list[Mapping[str, Any]]) -> Iterator[Phrase]:
    for row in rows:
        yield Phrase(
            row["id"],
            row["language"],
            row["via"],
            row["text"],
            row["intention"],
            frozenset(row.get("people") or ()),
            row.get("badge"),
            row.get("reason"),
            tuple(row.get("must_keep") or ()),
            row.get("person_to_ask"),
        )
