"""What the files of a catalogue say, and what may be wrong with them, as values.

`adapters/files/catalogue.py` reads them, `bot/catalogue/checking.py` checks them, and
`bot/catalogue/planning.py` compares them with what is stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from uuid import UUID

from bot.catalogue.measures import Measure, RelatedTo
from bot.catalogue.model import Achievement, Alignment, Look
from bot.catalogue.rules import Rules

Key = tuple[str | int, ...]
"""Where a value stands in a file: ("look", "accent"), or ("aliases", 2) for the third alias."""

ORGANISATION = "organisation.toml"
"""The organisation's file in a catalogue."""

ACHIEVEMENTS = "achievements"
"""The folder of a catalogue that holds one file for each achievement."""

PICTURES = "pictures"
"""The folder of a catalogue that holds the organisation's own pictures and its logo."""


@dataclass(frozen=True, slots=True)
class OrganisationFile:
    """What `organisation.toml` says."""

    name: str
    url: str | None = None
    email: str | None = None
    celebration_channel: str | None = None
    timezone: str | None = None
    """The IANA name of the zone in which working hours count for people whose own zone nobody knows."""
    budget: int | None = None
    """Badges in a month, all achievements together; beyond it only an owner's decision gives one."""
    phone: str | None = None
    description: str | None = None
    logo_url: str | None = None
    recipient_email: str = "hashed"


@dataclass(frozen=True, slots=True)
class Source:
    """The file that an achievement was read from, below the catalogue, and the line of its version."""

    file: str
    version_line: int | None = None


@dataclass(frozen=True, slots=True)
class AchievementFile:
    """What one file in `achievements/` says. Two files that say the same are equal, wherever they lie."""

    slug: str
    version: int
    name: str
    description: str
    behaviour: str
    goal: str
    criteria: str
    look: Look
    skills: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    awarders: tuple[str, ...] = ()
    """E-mail addresses in small letters, as people are compared by them."""
    kind: str = "Badge"
    language: str | None = None
    expires_after_months: int | None = None
    status: str = "revocation"
    alignments: tuple[Alignment, ...] = ()
    related: tuple[RelatedTo, ...] = ()
    results: tuple[Measure, ...] = ()
    rules: Rules = field(default_factory=Rules)
    source: Source | None = field(default=None, compare=False)

    @classmethod
    def of(cls, stored: Achievement) -> AchievementFile:
        """The file that a stored achievement could have come from."""
        return cls(
            slug=stored.slug,
            version=stored.version,
            name=stored.name,
            description=stored.description,
            behaviour=stored.behaviour,
            goal=stored.goal,
            criteria=stored.criteria,
            look=stored.look,
            skills=stored.skills,
            aliases=stored.aliases,
            awarders=stored.awarders,
            kind=stored.kind,
            language=stored.language,
            expires_after_months=stored.expires_after_months,
            status=stored.status,
            alignments=stored.alignments,
            related=stored.related,
            results=stored.results,
            rules=stored.rules,
        )

    def as_achievement(self, achievement_id: UUID, organisation_id: UUID) -> Achievement:
        """The achievement to store."""
        return Achievement(
            id=achievement_id,
            organisation_id=organisation_id,
            slug=self.slug,
            version=self.version,
            name=self.name,
            description=self.description,
            behaviour=self.behaviour,
            goal=self.goal,
            criteria=self.criteria,
            look=self.look,
            skills=self.skills,
            aliases=self.aliases,
            awarders=self.awarders,
            kind=self.kind,
            language=self.language,
            expires_after_months=self.expires_after_months,
            status=self.status,
            alignments=self.alignments,
            related=self.related,
            results=self.results,
            rules=self.rules,
        )


@dataclass(frozen=True, slots=True)
class CatalogueFiles:
    """A whole catalogue, free of mistakes."""

    organisation: OrganisationFile
    achievements: tuple[AchievementFile, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The organisation's own pictures as they are kept, by their hash."""
    logo: str | None = None
    """The hash of the logo among them."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong at one place of a file. `found`, `expected` and `mend` are parts of one sentence."""

    key: Key
    found: str
    expected: str
    mend: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake with its file (below the catalogue) and its line; None if it is about the file as a whole."""

    file: str
    line: int | None
    found: str
    expected: str
    mend: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{where}: found {self.found}, expected {self.expected}; {self.mend}"


def content(one: AchievementFile) -> dict[str, object]:
    """Everything of an achievement that a version stands for, by key: all but the version itself."""
    parts = asdict(one)
    del parts["version"], parts["source"]
    return parts


def content_hash(one: AchievementFile) -> str:
    """SHA-256 of the content, in hex: what has the same hash says the same, whatever its version is called."""
    written = json.dumps(content(one), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
