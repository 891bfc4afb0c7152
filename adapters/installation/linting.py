"""Lints a catalogue for signing: problems are found when files are checked, not at the first award."""

from collections.abc import Iterator
from uuid import UUID

from adapters.json_ld import load_canonicaliser
from adapters.keystores.issuers import issued_achievement
from bot.domain.catalogue.files import AchievementFile, CatalogueFiles, Finding
from issuer.issuing.issue import problems
from issuer.messages import Message
from issuer.openbadges.model import IssuerProfile

_SITE = "https://badges.invalid"
_NOBODY = UUID(int=0)
_PROFILE = IssuerProfile("did:web:badges.invalid", "Anybody")


def unsignable(files: CatalogueFiles) -> tuple[Finding, ...]:
    """A finding for each part that Open Badges 3.0 cannot express, or that no signature would cover."""
    return tuple(
        finding for achievement in files.achievements for finding in _achievement_findings(achievement)
    )


def _achievement_findings(file: AchievementFile) -> Iterator[Finding]:
    achievement = file.as_achievement(_NOBODY, _NOBODY)
    for problem in problems(_PROFILE, issued_achievement(achievement, _SITE, None), load_canonicaliser()):
        where = file.source.file if file.source else file.slug
        yield Finding(
            where,
            None,
            Message("shell.lint.found", problem=problem),
            Message("shell.lint.expected"),
            Message("shell.lint.fix"),
        )
