"""The picture of a celebration, with its earner's name: drawn for whoever has its address, while the celebration lasts.

pictures = CelebrationPictures(database, badge_pictures, organisation.id)
found = await pictures.at(token)          # None: no such address; found.picture is None: taken back
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from adapters.database.credentials.credentials import CredentialStore
from adapters.database.engine.engine import Database
from adapters.database.unit_of_work import store_of
from adapters.drawing.pictures import BadgePictures
from bot.domain.addresses import CELEBRATION
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import Credential
from bot.domain.organisations import Organisation
from bot.domain.sharing.rules import consent
from bot.use_cases.credentials.giving import load_giving
from issuer.celebration import NamedPicture, WithoutConsent, celebrating_picture


@dataclass(frozen=True, slots=True)
class CelebrationPicture:
    """The PNG, 960 × 504; None once the celebration was taken back."""

    picture: bytes | None
    slug: str


@dataclass(frozen=True, slots=True)
class _Named:
    picture: NamedPicture | None
    credential: Credential
    achievement: Achievement
    organisation: Organisation


@dataclass(frozen=True)
class CelebrationPictures:
    """Draws them; nothing is stored."""

    database: Database
    pictures: BadgePictures
    organisation_id: UUID
    """Whose celebrations."""

    async def at(self, token: str) -> CelebrationPicture | None:
        """The picture of the celebration with that token."""
        found = await self.database.in_read(
            lambda connection: _look_up(connection, token), self.organisation_id
        )
        if found is None or found.organisation.id != self.organisation_id:
            return None
        if found.picture is None:
            return CelebrationPicture(None, found.achievement.slug)
        drawn = await self.pictures.celebration_in_chat(
            found.picture, found.achievement, found.organisation, found.credential.awarded_at
        )
        return CelebrationPicture(drawn, found.achievement.slug)

    async def draw(self, path: str) -> bytes | None:
        """The picture at that path; None for any other path, and once the celebration was taken back."""
        parts = CELEBRATION.match(path)
        found = await self.at(parts["token"]) if parts else None
        return found.picture if found else None


def _look_up(connection: Connection, token: str) -> _Named | None:
    """Consent is read here: to this celebration, at this moment."""
    celebrated = CredentialStore(connection).celebration_by_token(token)
    if celebrated is None:
        return None
    store = store_of(connection)
    credential = store.credentials.get(celebrated.credential_id)
    about = (
        store.catalogue.get(credential.achievement_id),
        store.people.organisation(credential.organisation_id),
    )
    if celebrated.at != credential.celebrated_at:
        return _Named(None, credential, *about)
    recipient = store.people.get(credential.recipient_id)
    allowed, giving = consent(credential, celebrated), load_giving(store, credential)
    try:
        named = celebrating_picture(recipient.name, about[0].name, allowed, giving)
    except WithoutConsent:
        named = None
    return _Named(named, credential, *about)
