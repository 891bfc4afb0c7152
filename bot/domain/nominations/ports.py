"""What the rules need of stored nominations and cases.

A person has one open case of an achievement, whatever its version: decided under the rules of the version that opened
it, issued in the newest that can be earned.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.domain.nominations.model import Approval, ApprovalRequest, Case, Nomination, NominationOutcome
from bot.domain.nominations.rings import GivingEdge
from bot.domain.nominations.signals import AuthoredCitation, GivingActivity, GivingTotal


class NominationRepository(Protocol):
    """Nominations, the cases that collect them, approval requests, approvals and decisions."""

    def add_case(self, case: Case, slug: str) -> bool:
        """False if there is an open case of this nominee and achievement, in any version."""

    def add(self, nomination: Nomination, slug: str) -> bool:
        """False if the same person already has the same nomination open."""

    def case(self, case_id: UUID) -> Case: ...
    def case_by_token(self, organisation_id: UUID, token: str) -> Case | None: ...
    def open_case(self, organisation_id: UUID, nominee_id: UUID, slug: str) -> Case | None: ...
    def change_case(self, case: Case) -> Case:
        """Saves the decision, if any, and the case's new revision; raises `Stale` if it was changed meanwhile."""

    def get(self, nomination_id: UUID) -> Nomination: ...
    def by_token(self, organisation_id: UUID, token: str) -> Nomination | None: ...
    def of_case(self, case_id: UUID) -> Sequence[Nomination]: ...
    def of_nominator(self, person_id: UUID, most: int) -> Sequence[Nomination]:
        """Newest first."""

    def change(self, nomination: Nomination) -> None:
        """Saves the citation, the outcome and the times of the last edit and nudge."""

    def end_nominations(self, case_id: UUID, outcome: NominationOutcome) -> None:
        """Sets the case's outcome on its open nominations."""

    def add_approval_request(self, case_id: UUID, asking: ApprovalRequest) -> bool:
        """False if this person was already asked at this stage."""

    def renew_approval_request(self, case_id: UUID, asking: ApprovalRequest) -> None:
        """Records that a person who was asked at this stage before is asked again."""

    def approval_requests(self, case_id: UUID) -> Sequence[ApprovalRequest]:
        """Oldest first."""

    def cases_asked_of(self, person_id: UUID) -> Sequence[Case]:
        """Open cases with an approval request to this person."""

    def cases_about(self, person_id: UUID) -> Sequence[Case]:
        """Open cases of which this person is the nominee."""

    def approve(self, case_id: UUID, approval: Approval) -> bool:
        """False if this person already approved the same content at this stage."""

    def approvals(self, case_id: UUID) -> Sequence[Approval]: ...
    def waiting_cases(self, organisation_id: UUID, person_id: UUID, everything: bool) -> Sequence[Case]:
        """Open cases, oldest first: all, or those this person was asked about or whose nominee they manage."""

    def giving_edges(self, people: Sequence[UUID], since: datetime) -> Sequence[GivingEdge]:
        """The people these nominated or directly awarded, and how often."""

    def all_giving_edges(self, organisation_id: UUID, since: datetime) -> Sequence[GivingEdge]:
        """The same of all people of an organisation."""

    def giving_total(self, organisation_id: UUID, since: datetime, until: datetime) -> GivingTotal:
        """In that time: all nominations and direct awards of an organisation, and the people who took part."""

    def giving_activity(
        self, giver_id: UUID, recipient_id: UUID, since: datetime, until: datetime
    ) -> GivingActivity:
        """In that time: nominations and direct awards by the giver, and those for the recipient."""

    def nomination_count(self, person_id: UUID, slug: str, since: datetime) -> int:
        """This person's nominations for an achievement since then, without withdrawn and declined ones."""

    def citations_elsewhere(
        self, organisation_id: UUID, slug: str, since: datetime, but: UUID
    ) -> Sequence[AuthoredCitation]:
        """Citations for an achievement in other cases than `but`, newest first, two hundred at most. Withdrawn
        nominations are left out."""
