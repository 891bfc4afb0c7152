"""A whole site in memory: one organisation, one achievement, Ana's badge, and the real verifier and baker."""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.drawing.celebrations import CelebrationPicture
from adapters.drawing.typefaces import reading_font
from adapters.files.wording import load_languages
from adapters.keystores.issuers import issued_achievement
from adapters.verifier_pool.checker import BadgeChecker, Verify
from adapters.verifier_pool.protocol import VerifierQuestion
from adapters.web.hosted.hosted_documents import HostedDocuments
from adapters.web.hosted.local_documents import LocalDocuments
from adapters.web.identity import CurrentIdentity, SiteIdentity
from adapters.web.ports import ShownAchievement, ShownCredential, ShownRecord
from adapters.web.routes import add_routes
from adapters.web.site import Site
from bot.domain.catalogue.model import Achievement, BadgeDesign
from bot.domain.credentials.downloads import LINK_LIFETIME, DownloadLink, hash_token
from bot.domain.credentials.model import Credential, CredentialStage
from bot.domain.organisations import Organisation
from bot.domain.people.model import Person
from bot.messages.languages import Languages
from issuer.artwork.text.web_font import web_font
from issuer.baking.png import bake
from issuer.celebration import NamedPicture
from issuer.openbadges.document import achievement_document
from issuer.proofs import did
from issuer.strict_json import Document
from issuer.verifying import VerificationReport, verify
from issuer.verifying.statements import signed_statements
from tests.fakes.badges.badges import AWARDED, NOW, WEB_KEY, WEB_PROFILE, web_credential
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.shelf import ShelfInMemory

PAGES = Path(__file__).parents[2] / "templates" / "pages"
PUBLIC_URL = "https://badges.example"
ORGANISATION = Organisation(UUID(int=1), "Northwind Traders")
ACHIEVEMENT = Achievement(
    id=UUID(int=2),
    organisation_id=ORGANISATION.id,
    slug="customer-hero",
    version=1,
    name="Customer Hero",
    description="Went out of their way to put a customer’s problem right.",
    behaviour="Puts the customer first",
    goal="More customers stay",
    criteria="Resolved a customer’s problem beyond what the role asks for.",
    look=BadgeDesign("hexagon", "handshake", "#4f46e5", "gold"),
    skills=("customer care", "initiative"),
)
ANA = Person(UUID(int=3), ORGANISATION.id, "Ana Ruiz", "ana@northwind.example")
PUBLIC_ID = UUID("0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01")
UNKNOWN_ID = UUID("a3c1f0de-90aa-4f6b-8d3e-4b7f5c1e2d90")
SECRET = "s3cret-of-a-download"
PAGE = f"/credentials/{PUBLIC_ID}"
ACHIEVEMENT_PAGE = ACHIEVEMENT.path


def private() -> ShownCredential:
    """Ana's badge, signed, as it is when nobody has decided anything."""
    credential = Credential(
        id=UUID(int=4),
        public_id=PUBLIC_ID,
        organisation_id=ORGANISATION.id,
        workspace_id=UUID(int=5),
        achievement_id=ACHIEVEMENT.id,
        recipient_id=ANA.id,
        awarder_id=UUID(int=6),
        nomination_id=None,
        citation="Stayed until midnight with the Contoso outage",
        conversation=None,
        awarded_at=AWARDED,
        stage=CredentialStage.ISSUED,
    )
    return ShownCredential(credential, ACHIEVEMENT, ANA, ORGANISATION, web_credential())


def changed(shown: ShownCredential, **members: Any) -> ShownCredential:
    """The same with members of its credential changed."""
    return replace(shown, credential=replace(shown.credential, **members))


def shared() -> ShownCredential:
    """Ana's badge after she shared it."""
    return changed(private(), shared_at=NOW, was_shared=True)


def taken_back() -> ShownCredential:
    """Ana's badge after she shared it and took that back."""
    return changed(private(), was_shared=True)


def tiny_png() -> bytes:
    """One transparent pixel (PNG, third edition, section 5)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)
    pixels = zlib.compress(bytes(5))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


class TinyPictures:
    """One pixel for every badge. `asked` remembers for which and how large; `broken` makes drawing fail."""

    def __init__(self) -> None:
        self.broken = False
        self.asked: list[str] = []
        self.named: list[NamedPicture] = []

    async def public(self, achievement: Achievement) -> bytes:
        if self.broken:
            raise OSError("no typefaces")
        self.asked.append(achievement.slug)
        return tiny_png()

    async def tile(self, achievement: Achievement) -> bytes:
        return await self.public(achievement)

    async def collage(self, achievements: Sequence[Achievement]) -> bytes:
        return await self.public(achievements[0])

    async def celebration(
        self, named: NamedPicture, achievement: Achievement, organisation: Organisation, awarded_at: datetime
    ) -> bytes:
        self.named.append(named)
        return await self.public(achievement)

    async def celebration_in_chat(
        self, named: NamedPicture, achievement: Achievement, organisation: Organisation, awarded_at: datetime
    ) -> bytes:
        return await self.celebration(named, achievement, organisation, awarded_at)


class SmallExports:
    """Hands out what can be told apart; a badge without a token has no older form."""

    async def ob2_assertion(self, shown: ShownCredential) -> bytes | None:
        return b"an.older.token" if shown.token else None

    async def record(self, shown: ShownRecord) -> bytes:
        return b"[" + b",".join(shown.documents) + b"]"


@dataclass
class Clock:
    """A time that tests move."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class FakeSite:
    """The parts of a site that tests reach for."""

    shelf: ShelfInMemory = field(default_factory=lambda: ShelfInMemory(did_document()))
    pictures: TinyPictures = field(default_factory=TinyPictures)
    clock: Clock = field(default_factory=Clock)
    celebrations: dict[str, CelebrationPicture] = field(default_factory=dict)
    """By the tokens of their pictures."""
    missing: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[str, bytes] = field(default_factory=dict)
    """What other sites answer."""
    fetched: list[str] = field(default_factory=list)
    rate_verify: int = 0
    names_revoked: bool = False
    language: str | None = None
    brand: Mapping[str, Any] = field(default_factory=dict)
    """The accent and the logo, if the organisation has its own."""
    zone: tzinfo | None = None
    languages: Languages = field(default_factory=load_languages)
    tokens: Iterator[int] = field(default_factory=count)
    verify: Verify = field(default_factory=lambda: here)
    """By what badges are checked: in this process, unless a test wants the crew."""

    def __post_init__(self) -> None:
        async def read() -> SiteIdentity:
            return SiteIdentity(WEB_PROFILE, self.language, self.zone, **self.brand)

        self.identity = CurrentIdentity(
            SiteIdentity(WEB_PROFILE, self.language, self.zone, **self.brand), read
        )

    def link(self) -> str:
        """A fresh download link to Ana's badge, as a path."""
        self.shelf.put(private())
        self.shelf.links[hash_token(SECRET)] = DownloadLink(
            hash_token(SECRET), UUID(int=4), self.clock.at + LINK_LIFETIME
        )
        return f"/downloads/{SECRET}"

    def site(self) -> Site:
        """What the routes get."""
        return Site(
            public_url=PUBLIC_URL,
            identity=self.identity,
            pages=PAGES,
            reads=self.shelf,
            pictures=self.pictures,
            checker=self.checker(),
            bake=bake,
            exports=SmallExports(),
            achievement_document=_document,
            celebration=self._celebration,
            missing=self._missing,
            languages=self.languages,
            now=self.clock,
            reference=lambda: "R-4711",
            token=lambda: f"another-{next(self.tokens)}",
            make_font=lambda wanted: web_font(reading_font(), wanted),
            statements=partial(signed_statements, form=canonicaliser()),
            rate_verify=self.rate_verify,
            names_revoked=self.names_revoked,
        )

    def checker(self) -> BadgeChecker:
        """The real verifier, in this process; what is fetched comes out of `web`."""
        papers = HostedDocuments(PUBLIC_URL, self.identity, self.shelf, _document, self.names_revoked)
        own = LocalDocuments(papers, self.pictures)
        return BadgeChecker(self.verify, self._fetch, self.clock, own)

    async def _celebration(self, token: str) -> CelebrationPicture | None:
        return self.celebrations.get(token)

    async def _fetch(self, address: str) -> bytes | None:
        self.fetched.append(address)
        return self.elsewhere.get(address)

    def app(self) -> web.Application:
        """The application, as the wiring would make it."""
        app = web.Application()
        add_routes(app, self.site())
        return app

    def client(self, app: web.Application | None = None) -> TestClient[web.Request, web.Application]:
        """A client of it, to be used with `async with`."""
        return TestClient(TestServer(app or self.app()))

    async def _missing(self) -> Mapping[str, str]:
        return self.missing


async def here(question: VerifierQuestion) -> VerificationReport:
    """Verify as the crew does, without its processes."""
    return verify(
        question.source,
        canonicaliser=canonicaliser(),
        now=question.now,
        documents=question.documents,
        known_issuers=question.known_issuers,
        recipient=question.recipient,
    )


def did_document() -> Document:
    """The keys of the did:web issuer."""
    return did.did_document(WEB_KEY.controller, [WEB_KEY.public_key])


def _document(shown: ShownAchievement) -> Document:
    return achievement_document(issued_achievement(shown.achievement, PUBLIC_URL, None))
