"""What the rules need of stored credentials."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.domain.credentials.celebrations import CelebrationConsent
from bot.domain.credentials.downloads import DownloadLink, RecordLink
from bot.domain.credentials.model import AwardCountFilter, Credential, HeldSummary, SignedDocument


class CredentialRepository(Protocol):
    """Credentials, from the award to the signature and the sharing."""

    def add(self, credential: Credential) -> None: ...
    def add_all(self, new: Sequence[tuple[Credential, SignedDocument]]) -> None:
        """Adds many new credentials with their signed documents, in a few statements."""

    def claim_keys(self, organisation_id: UUID, claims: Mapping[str, UUID], now: datetime) -> frozenset[str]:
        """Claims the keys of awards for new credentials, by their inner ids; returns the keys that were free."""

    def awarded_by_keys(self, organisation_id: UUID, keys: Sequence[str]) -> Mapping[str, UUID | None]:
        """The credentials, by their public ids, that were awarded under these keys before."""

    def document(self, credential_id: UUID) -> SignedDocument | None: ...
    def add_document(self, document: SignedDocument) -> None:
        """Stores the signed credential, in place of an earlier one of the same id."""

    def get(self, credential_id: UUID) -> Credential: ...
    def by_public_id(self, public_id: UUID) -> Credential | None: ...
    def of_case(self, case_id: UUID) -> Credential | None:
        """The credential of an approved case."""

    def of_recipient(self, person_id: UUID) -> Sequence[Credential]: ...
    def summary_of(self, person_id: UUID) -> HeldSummary:
        """How many active badges a person has; one query, whatever their number."""

    def newest_of(self, person_id: UUID, first: int, most: int) -> Sequence[Credential]:
        """Some of a person's active badges, newest first; `first`: how many newer ones are left out."""

    def forget_document(self, credential_id: UUID) -> None: ...
    def holders(self, organisation_id: UUID, slug: str, wanted: Sequence[UUID]) -> frozenset[UUID]:
        """Those of the people that hold the achievement, in any version."""

    def awarded_since(
        self, organisation_id: UUID, slug: str, wanted: Sequence[UUID], since: datetime
    ) -> Sequence[Credential]:
        """The credentials of the achievement, in any version, awarded to these people since then.

        Those that are active or were turned down, which is private to their earner.
        """

    def last_awards(self, awarder_id: UUID, recipients: Sequence[UUID]) -> Mapping[UUID, datetime]:
        """When this person last gave each of these people a badge that still stands, by award or by approval.

        One that was turned down is told like one that stands, since that is private to its earner.
        """

    def award_count(self, organisation_id: UUID, since: datetime, within: AwardCountFilter) -> int:
        """The number of active credentials awarded since then."""

    def of_achievement(self, organisation_id: UUID, person_id: UUID, slug: str) -> Sequence[Credential]:
        """A person's credentials of one achievement, in any version, newest first."""

    def naming(self, person_id: UUID) -> Sequence[Credential]:
        """Active credentials that this person gave, and whose earners show who gave them: in a file or a channel."""

    def change(self, credential: Credential) -> Credential:
        """Saves state and sharing; raises `Stale` if it was changed since it was read."""

    def add_celebration(self, celebration: CelebrationConsent) -> None: ...
    def celebration(self, credential_id: UUID) -> CelebrationConsent | None:
        """The last celebration of a credential, whether it lasts or was taken back."""

    def add_link(self, link: DownloadLink) -> None: ...
    def add_record_link(self, link: RecordLink) -> None: ...
