"""The contents of catalogue files, and the mistakes in them, as values.

`adapters/files/catalogue.py` reads them, `bot/domain/catalogue/checking.py` checks them, and
`bot/domain/catalogue/plan.py` compares them with what is stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from uuid import UUID

from bot.domain.catalogue.award_policy import Rules
from bot.domain.catalogue.measures import Measure, RelatedTo
from bot.domain.catalogue.model import Achievement, BadgeDesign, FrameworkAlignment
from issuer.messages import Fact, Message

Key = tuple[str | int, ...]
"""The path of a value in a file: ("look", "accent"), or ("aliases", 2) for the third alias."""

ORGANISATION = "organisation.toml"
"""The organisation's file in a catalogue."""

ACHIEVEMENTS = "achievements"
"""The folder of a catalogue that holds one file for each achievement."""

PICTURES = "pictures"
"""The folder of a catalogue with the organisation's own pictures and its logo."""


@dataclass(frozen=True, slots=True)
class OrganisationFile:
    """The contents of `organisation.toml`."""

    name: str
    url: str | None = None
    email: str | None = None
    celebration_channel: str | None = None
    timezone: str | None = None
    """The IANA time zone for the working hours of people without a known zone."""
    budget: int | None = None
    """Badges in a month, all achievements together; beyond it only an owner may award or approve."""
    phone: str | None = None
    description: str | None = None
    logo_url: str | None = None
    recipient_email: str = "hashed"
    language: str | None = None
    channel_languages: tuple[tuple[str, str], ...] = ()
    names: str = "file"
    holidays: str | None = None
    working_days: tuple[int, ...] = ()
    """Days of the week, 0 is Monday."""
    days_off: tuple[date, ...] = ()
    days_worked: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The file an achievement was read from, relative to the catalogue, and the line of its version."""

    file: str
    version_line: int | None = None


@dataclass(frozen=True, slots=True)
class AchievementFile:
    """The contents of one file in `achievements/`. Files with the same contents are equal, whatever their path."""

    slug: str
    version: int
    name: str
    description: str
    behaviour: str
    goal: str
    criteria: str
    look: BadgeDesign
    skills: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    awarders: tuple[str, ...] = ()
    """E-mail addresses in lower case, the form in which people are compared."""
    kind: str = "Badge"
    language: str | None = None
    expires_after_months: int | None = None
    status: str = "revocation"
    alignments: tuple[FrameworkAlignment, ...] = ()
    related: tuple[RelatedTo, ...] = ()
    results: tuple[Measure, ...] = ()
    rules: Rules = field(default_factory=Rules)
    source: Source | None = field(default=None, compare=False)

    @classmethod
    def of(cls, stored: Achievement) -> AchievementFile:
        """The file contents that correspond to a stored achievement."""
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
    """A whole catalogue without mistakes."""

    organisation: OrganisationFile
    achievements: tuple[AchievementFile, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The organisation's own pictures as stored, by their hash."""
    logo: str | None = None
    """The hash of the logo among them."""
    accent: str | None = None
    """The organisation's colour, as #rrggbb."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake at one place of a file. Found, expected and fix are parts of one sentence."""

    key: Key
    found: Fact
    expected: Fact
    fix: Fact

    @property
    def message(self) -> Message:
        """The sentence, without its place."""
        return Message("file.mistake", found=self.found, expected=self.expected, fix=self.fix)


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake with its file (relative to the catalogue) and line; line None if it is about the whole file."""

    file: str
    line: int | None
    found: Fact
    expected: Fact
    fix: Fact

    @property
    def message(self) -> Message:
        """The whole sentence."""
        facts: dict[str, Fact] = {"found": self.found, "expected": self.expected, "fix": self.fix}
        if self.line is None:
            return Message("file.finding", file=self.file, **facts)
        return Message("file.finding_in_line", file=self.file, line=str(self.line), **facts)


def content(file: AchievementFile) -> dict[str, object]:
    """The contents of an achievement by key, without its version number."""
    parts = asdict(file)
    del parts["version"], parts["source"]
    return parts


def content_hash(file: AchievementFile) -> str:
    """SHA-256 of the contents, in hex: equal contents have equal hashes, whatever the version number."""
    written = json.dumps(content(file), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


class BadCatalogue(Exception):
    """The catalogue's files cannot be used; `findings` names file, line and fix of each mistake."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} mistakes in the catalogue")
        self.findings = findings
