"""Everything that the public pages need. The wiring builds it and passes it to `routes.add_routes`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from urllib.parse import urlsplit

from adapters.verifier_pool.checker import BadgeChecker
from adapters.web.hosted.hosted_documents import HostedDocuments
from adapters.web.identity import CurrentIdentity
from adapters.web.ports import (
    Bake,
    ExportFiles,
    FindCelebration,
    MakeFont,
    Missing,
    Pictures,
    PublicReads,
    ShownAchievement,
)
from bot.messages.languages import Languages
from issuer.openbadges.model import IssuerProfile
from issuer.strict_json import Document
from issuer.verifying import VerificationReport
from issuer.verifying.statements import SignedStatements


@dataclass(frozen=True)
class Site:
    """The site's address, its issuer, and the parts that do its work."""

    public_url: str
    """The public address, without a slash at its end: `https://badges.example`."""
    identity: CurrentIdentity
    """Who runs the site."""
    pages: Path
    """The folder of the page templates; `static/` below it is served as it is."""
    reads: PublicReads
    pictures: Pictures
    checker: BadgeChecker
    """Checks submitted badges, and our own."""
    bake: Bake
    exports: ExportFiles
    achievement_document: Callable[[ShownAchievement], Document]
    """The achievement as Open Badges 3.0 writes it."""
    celebration: FindCelebration
    missing: Missing
    languages: Languages
    """The wordings of the pages."""
    now: Callable[[], datetime]
    reference: Callable[[], str]
    """Creates a short random text that a person can quote, to search the log for."""
    token: Callable[[], str]
    """Creates a secret of 128 random bits or more."""
    make_font: MakeFont
    """Makes the files of the pages' typeface."""
    statements: Callable[[bytes], SignedStatements]
    """The signed statements of one of our own badges, for the visitor's browser to check again."""
    rate_verify: int = 0
    """Checks a minute for each address; 0 for no limit."""
    names_revoked: bool = False
    """Whether revoked credentials are named in an open list, as the operator may choose."""

    @property
    def hosted_documents(self) -> HostedDocuments:
        """The unsigned documents of the site."""
        return HostedDocuments(
            self.public_url, self.identity, self.reads, self.achievement_document, self.names_revoked
        )

    def is_own_issuer(self, issuer_id: str) -> bool:
        """Whether that is our issuer, by its name in Open Badges 3.0 or in 2.0."""
        return issuer_id in (self.issuer.id, self.hosted_documents.ob2_issuer_id)

    def zone_for(self, report: VerificationReport) -> tzinfo | None:
        """The time zone to tell the days of a badge in: ours for our own; None, as they were written, for others."""
        return self.identity.value.zone if report.issuer and self.is_own_issuer(report.issuer.id) else None

    @property
    def issuer(self) -> IssuerProfile:
        """The current issuer."""
        return self.identity.value.issuer

    @property
    def origin(self) -> str:
        """The origin (RFC 6454) of the public address."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def secure(self) -> bool:
        """Whether the public address is https."""
        return self.public_url.startswith("https://")
