"""What the public pages look things up in, in memory."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from adapters.web.ports import ShownAchievement, ShownCredential, ShownKey, ShownRecord
from bot.domain.credentials.downloads import DownloadLink
from bot.domain.sharing.rules import consent
from issuer.strict_json import Document


class ShelfInMemory:
    """Keeps everything in dictionaries; behaves as the database's shelf does."""

    def __init__(self, document: Document | None = None) -> None:
        self.versions: dict[tuple[str, int], ShownAchievement] = {}
        self.credentials: dict[UUID, ShownCredential] = {}
        self.links: dict[str, DownloadLink] = {}
        self.document = document
        self.keys: dict[str, ShownKey] = {}
        self.records: dict[str, ShownRecord] = {}
        self.withdrawn: set[str] = set()
        self.lists: dict[str, bytes] = {}
        self.lost: dict[UUID, str | None] = {}

    def put(self, shown: ShownCredential) -> None:
        """Adds a credential and its achievement, or replaces what was there."""
        achievement = shown.achievement
        self.credentials[shown.credential.public_id] = shown
        self.versions[achievement.slug, achievement.version] = ShownAchievement(
            achievement, shown.organisation
        )

    async def achievement(self, slug: str, version: int) -> ShownAchievement | None:
        return self.versions.get((slug, version))

    async def achievement_by_id(self, achievement_id: UUID) -> ShownAchievement | None:
        found = (shown for shown in self.versions.values() if shown.achievement.id == achievement_id)
        return next(found, None)

    async def achievements(self) -> Sequence[ShownAchievement]:
        newest = {slug: self.versions[slug, version] for slug, version in sorted(self.versions)}
        return list(newest.values())

    async def credential(self, public_id: UUID) -> ShownCredential | None:
        return self.credentials.get(public_id)

    async def public_credential(self, public_id: UUID) -> ShownCredential | None:
        found = self.credentials.get(public_id)
        is_public = found is not None and (consent(found.credential).by_link or found.credential.was_shared)
        return found if is_public else None

    async def peek_download(self, token_hash: str, now: datetime) -> ShownCredential | None:
        await asyncio.sleep(0)  # let others in between, as a database does
        return self._opened(self.links.get(token_hash), now)

    async def take_download(
        self, token_hash: str, now: datetime, further_hash: str
    ) -> ShownCredential | None:
        await asyncio.sleep(0)
        link = self.links.pop(token_hash, None)
        opened = self._opened(link, now)
        if link and opened:
            self.links[further_hash] = replace(link, token_hash=further_hash)
        return opened

    async def peek_record(self, token_hash: str, now: datetime) -> ShownRecord | None:
        return self.records.get(token_hash)

    async def take_record(self, token_hash: str, now: datetime) -> ShownRecord | None:
        return self.records.pop(token_hash, None)

    async def key(self, kid: str) -> ShownKey | None:
        return None if kid in self.withdrawn else self.keys.get(kid)

    async def ob2_keys(self) -> Sequence[str]:
        return [kid for kid, key in self.keys.items() if key.ob2 and kid not in self.withdrawn]

    async def signing_key_ids(self) -> Sequence[str]:
        return [kid for kid, key in self.keys.items() if not key.ob2 and kid not in self.withdrawn]

    async def is_withdrawn(self, kid: str) -> bool:
        return kid in self.withdrawn

    async def status_list(self, name: str) -> bytes | None:
        return self.lists.get(name)

    async def revocation_reasons(self) -> Mapping[UUID, str | None]:
        return self.lost

    async def did_document(self) -> Document | None:
        return self.document

    def _opened(self, link: DownloadLink | None, now: datetime) -> ShownCredential | None:
        if link is None or link.expires_at <= now:
            return None
        return next(
            credential
            for credential in self.credentials.values()
            if credential.credential.id == link.credential_id
        )
