"""What the pages need from outside: public data, pictures, and the pure parts of the issuer as callables.

The database adapter implements `Shelf`; tests have a small one in memory (`tests/fakes/badges/shelf.py`).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.domain.organisations import Organisation
from bot.domain.people.model import Person
from issuer.artwork.text.web_font import CodePoints
from issuer.celebration import NOTHING_GIVEN, Giving, NamedPicture
from issuer.strict_json import Document


@dataclass(frozen=True, slots=True)
class ShownAchievement:
    """One version of an achievement, and its organisation."""

    achievement: Achievement
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class ShownCredential:
    """A credential with all that its page may need. `public_visibility` decides whether it may be shown.

    `document`: the signed bytes, or None while they are being signed.
    """

    credential: Credential
    achievement: Achievement
    recipient: Person
    organisation: Organisation
    document: bytes | None
    token: bytes | None = None
    """The same credential as a JWT; None if there is none."""
    giving: Giving = NOTHING_GIVEN
    """Who gave it, with which words; `issuer.celebration` says what of it may be shown."""


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A person's signed credentials in force, newest first; `more`: whether some did not fit into one record."""

    recipient: Person
    organisation: Organisation
    documents: tuple[bytes, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A public key of ours: as a bare JWK, and in Open Badges 2.0 form if it can sign there."""

    jwk: Document
    ob2: Document | None = None


class PublicReads(Protocol):
    """Reads for the public pages. It returns what exists, shared or not."""

    async def achievement(self, slug: str, version: int) -> ShownAchievement | None:
        """That version, retired or not."""

    async def achievement_by_id(self, achievement_id: UUID) -> ShownAchievement | None:
        """The version of that id, retired or not."""

    async def achievements(self) -> Sequence[ShownAchievement]:
        """What can be earned now, by everyone; not what a pilot group tries."""

    async def public_credential(self, public_id: UUID) -> ShownCredential | None:
        """The credential of this public id if it is or was shared by link."""

    async def credential(self, public_id: UUID) -> ShownCredential | None:
        """The credential of this public id."""

    async def peek_download(self, token_hash: str, now: datetime) -> ShownCredential | None:
        """The credential that a download link opens. Changes nothing; None once it is used or has expired."""

    async def take_download(
        self, token_hash: str, now: datetime, further_hash: str
    ) -> ShownCredential | None:
        """As `peek_download`, and uses the link up: of concurrent callers only one gets an answer.

        A further link takes its place until it would have expired.
        """

    async def peek_record(self, token_hash: str, now: datetime) -> ShownRecord | None:
        """The record that a link opens. Changes nothing; None for any other link."""

    async def take_record(self, token_hash: str, now: datetime) -> ShownRecord | None:
        """As `peek_record`, and uses the link up."""

    async def did_document(self) -> Document | None:
        """The document that lists the issuer's keys; None if the issuer is a `did:key`, which needs none."""

    async def key(self, kid: str) -> ShownKey | None:
        """The public key of that name; None for a withdrawn one too."""

    async def ob2_keys(self) -> Sequence[str]:
        """The names of the keys that sign Open Badges 2.0, or did, and are trusted."""

    async def signing_key_ids(self) -> Sequence[str]:
        """The names of every key that signs or signed badges, without those that were compromised."""

    async def is_withdrawn(self, kid: str) -> bool:
        """Whether a key of that name was compromised, so that it is not trusted any more."""

    async def status_list(self, name: str) -> bytes | None:
        """The signed status list of that name."""

    async def revocation_reasons(self) -> Mapping[UUID, str | None]:
        """The reason of each revocation, by public id, if it may be published."""


class Pictures(Protocol):
    """Badge pictures, drawn or cached."""

    async def public(self, achievement: Achievement) -> bytes:
        """The picture at its public address, as a square PNG: the same bytes for ever."""

    async def tile(self, achievement: Achievement) -> bytes:
        """The badge on a 16:9 ground."""

    async def collage(self, achievements: Sequence[Achievement]) -> bytes:
        """Several badges side by side."""

    async def celebration(
        self, named: NamedPicture, achievement: Achievement, organisation: Organisation, awarded_at: datetime
    ) -> bytes:
        """The picture that names its earner, 1200 × 630."""

    async def celebration_in_chat(
        self, named: NamedPicture, achievement: Achievement, organisation: Organisation, awarded_at: datetime
    ) -> bytes:
        """The same, 960 × 504."""


class ExportFiles(Protocol):
    """Files that are signed when their earner exports them."""

    async def ob2_assertion(self, shown: ShownCredential) -> bytes | None:
        """The badge as a signed Open Badges 2.0 assertion; None where there can be none."""

    async def record(self, shown: ShownRecord) -> bytes:
        """All badges as one Comprehensive Learner Record 2.0."""


class ShownCelebration(Protocol):
    """The picture of a celebration as a PNG; None once it was taken back."""

    @property
    def picture(self) -> bytes | None: ...
    @property
    def slug(self) -> str: ...


FindCelebration = Callable[[str], Awaitable[ShownCelebration | None]]
"""The picture of the celebration with a token; None if there is none."""

Bake = Callable[[bytes, bytes], bytes]
"""`issuer.baking.png.bake`: the picture and the signed file in, the picture that contains the file out."""

MakeFont = Callable[[CodePoints], bytes]
"""The pages' typeface with some characters, as WOFF."""

Missing = Callable[[], Awaitable[Mapping[str, str]]]
"""The parts that are not working, with the problem of each; empty if there are none."""
