"""Credentials and the links that open one download, in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from bot.context.store import Stale
from bot.domain.credentials.celebrations import CelebrationConsent
from bot.domain.credentials.downloads import DownloadLink, RecordLink
from bot.domain.credentials.model import (
    AwardCountFilter,
    Credential,
    CredentialStage,
    HeldSummary,
    SignedDocument,
)
from tests.fakes.memory.tables import Tables, UniqueViolation, found, insert

_KEPT = timedelta(days=1)


class CredentialsInMemory:
    """Implements `bot.domain.credentials.ports.CredentialRepository`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def add(self, credential: Credential) -> None:
        for other in self.tables.credentials.values():
            if other.public_id == credential.public_id:
                raise UniqueViolation(f"found another credential {credential.public_id}")
            if credential.nomination_id and other.nomination_id == credential.nomination_id:
                raise UniqueViolation(f"found another credential of the case {credential.nomination_id}")
        insert(self.tables.credentials, credential.id, credential)

    def add_all(self, new: Sequence[tuple[Credential, SignedDocument]]) -> None:
        for credential, document in new:
            self.add(credential)
            insert(self.tables.documents, credential.id, document)

    def claim_keys(self, organisation_id: UUID, claims: Mapping[str, UUID], now: datetime) -> frozenset[str]:
        free = frozenset(key for key in claims if (organisation_id, key) not in self.tables.award_rows)
        self.tables.award_rows |= {(organisation_id, key): claims[key] for key in free}
        return free

    def awarded_by_keys(self, organisation_id: UUID, keys: Sequence[str]) -> Mapping[str, UUID | None]:
        rows = self.tables.award_rows
        known = {key: rows[organisation_id, key] for key in keys if (organisation_id, key) in rows}
        return {key: self.get(credential_id).public_id for key, credential_id in known.items()}

    def document(self, credential_id: UUID) -> SignedDocument | None:
        return self.tables.documents.get(credential_id)

    def add_document(self, document: SignedDocument) -> None:
        self.tables.documents[document.credential_id] = document

    def get(self, credential_id: UUID) -> Credential:
        credential: Credential = found(self.tables.credentials, credential_id)
        return credential

    def by_public_id(self, public_id: UUID) -> Credential | None:
        return next((row for row in self.tables.credentials.values() if row.public_id == public_id), None)

    def of_case(self, case_id: UUID) -> Credential | None:
        return next((row for row in self.tables.credentials.values() if row.nomination_id == case_id), None)

    def of_recipient(self, person_id: UUID) -> Sequence[Credential]:
        return _newest_first(row for row in self.tables.credentials.values() if row.recipient_id == person_id)

    def summary_of(self, person_id: UUID) -> HeldSummary:
        held = [row for row in self.of_recipient(person_id) if row.stage.is_active]
        return HeldSummary(
            total=len(held),
            shared=sum(row.shared_at is not None for row in held),
            celebrated=sum(row.celebrated_at is not None for row in held),
            private=sum(row.shared_at is row.celebrated_at is None for row in held),
            signed=sum(row.stage is CredentialStage.ISSUED for row in held),
        )

    def newest_of(self, person_id: UUID, first: int, most: int) -> Sequence[Credential]:
        return [row for row in self.of_recipient(person_id) if row.stage.is_active][first : first + most]

    def naming(self, person_id: UUID) -> Sequence[Credential]:
        rows, approvals = self.tables.nominations.values(), self.tables.approvals.items()
        cases = {row.nomination.case_id for row in rows if row.nomination.nominator_id == person_id}
        cases |= {key[0] for key, approval in approvals if approval.person_id == person_id}
        return [
            row
            for row in self.tables.credentials.values()
            if row.stage.is_active
            and (row.givers_included_at or row.celebrated_at)
            and (person_id in (row.awarder_id, row.citation_by_id) or row.nomination_id in cases)
        ]

    def forget_document(self, credential_id: UUID) -> None:
        self.tables.documents.pop(credential_id, None)

    def holders(self, organisation_id: UUID, slug: str, wanted: Sequence[UUID]) -> frozenset[UUID]:
        return frozenset(
            row.recipient_id
            for row in self._active(organisation_id)
            if row.recipient_id in wanted and self._slug(row) == slug
        )

    def awarded_since(
        self, organisation_id: UUID, slug: str, wanted: Sequence[UUID], since: datetime
    ) -> Sequence[Credential]:
        return [
            row
            for row in self._standing_for_givers()
            if row.organisation_id == organisation_id
            and row.recipient_id in wanted
            and row.awarded_at >= since
            and self._slug(row) == slug
        ]

    def last_awards(self, awarder_id: UUID, recipients: Sequence[UUID]) -> Mapping[UUID, datetime]:
        given = [
            row
            for row in self._standing_for_givers()
            if row.awarder_id == awarder_id and row.recipient_id in recipients
        ]
        return {
            row.recipient_id: max(each.awarded_at for each in given if each.recipient_id == row.recipient_id)
            for row in given
        }

    def award_count(self, organisation_id: UUID, since: datetime, within: AwardCountFilter) -> int:
        return sum(
            row.awarded_at >= since
            and within.slug in (None, self._slug(row))
            and within.recipient_id in (None, row.recipient_id)
            and (
                within.awarder_id is None or (within.awarder_id, None) == (row.awarder_id, row.nomination_id)
            )
            for row in self._active(organisation_id)
        )

    def of_achievement(self, organisation_id: UUID, person_id: UUID, slug: str) -> Sequence[Credential]:
        return [
            row
            for row in self.of_recipient(person_id)
            if self._slug(row) == slug and self._achievement_organisation(row) == organisation_id
        ]

    def change(self, credential: Credential) -> Credential:
        before = self.get(credential.id)
        if before.revision != credential.revision:
            raise Stale(f"credential {credential.id} changed after revision {credential.revision}")
        after = replace(credential, revision=credential.revision + 1)
        self.tables.credentials[credential.id] = after
        return after

    def add_celebration(self, celebration: CelebrationConsent) -> None:
        insert(self.tables.celebrations, celebration.token, celebration)

    def celebration(self, credential_id: UUID) -> CelebrationConsent | None:
        of_it = [row for row in self.tables.celebrations.values() if row.credential_id == credential_id]
        return max(of_it, key=lambda row: row.at, default=None)

    def add_link(self, link: DownloadLink) -> None:
        _forget_expired(self.tables.download_links, link.expires_at)
        insert(self.tables.download_links, link.token_hash, link)

    def add_record_link(self, link: RecordLink) -> None:
        _forget_expired(self.tables.record_links, link.expires_at)
        insert(self.tables.record_links, link.token_hash, link)

    def _standing_for_givers(self) -> Iterable[Credential]:
        """That a badge was turned down is private to its earner."""
        stages = [
            stage for stage in CredentialStage if stage.is_active or stage is CredentialStage.TURNED_DOWN
        ]
        return [row for row in self.tables.credentials.values() if row.stage in stages]

    def _active(self, organisation_id: UUID) -> Iterable[Credential]:
        return [
            row
            for row in self.tables.credentials.values()
            if row.organisation_id == organisation_id and row.stage.is_active
        ]

    def _slug(self, credential: Credential) -> str:
        return self.tables.achievements[credential.achievement_id].slug

    def _achievement_organisation(self, credential: Credential) -> UUID:
        return self.tables.achievements[credential.achievement_id].organisation_id


def _newest_first(rows: Iterable[Credential]) -> Sequence[Credential]:
    return sorted(rows, key=lambda row: (row.awarded_at, row.id), reverse=True)


def _forget_expired(links: dict[str, DownloadLink] | dict[str, RecordLink], expires_at: datetime) -> None:
    for token_hash in [key for key, link in links.items() if link.expires_at < expires_at - _KEPT]:
        del links[token_hash]
