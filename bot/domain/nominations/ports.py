"""What the rules need of stored nominations and cases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.domain.nominations.model import Approval, Asking, Case, Nomination, Outcome
from bot.domain.nominations.signals import Busy, Saying, Tie


class Nominations(Protocol):
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

    def end(self, case_id: UUID, outcome: Outcome) -> None:
        """Sets the case's outcome on its open nominations."""

    def ask(self, case_id: UUID, asking: Asking) -> bool:
        """False if this person was already asked at this stage."""

    def ask_anew(self, case_id: UUID, asking: Asking) -> None:
        """Records that a person who was asked at this stage before is asked again."""

    def askings(self, case_id: UUID) -> Sequence[Asking]:
        """Oldest first."""

    def asked_of(self, person_id: UUID) -> Sequence[Case]:
        """Open cases with an approval request to this person."""

    def about(self, person_id: UUID) -> Sequence[Case]:
        """Open cases of which this person is the nominee."""

    def approve(self, case_id: UUID, approval: Approval) -> bool:
        """False if this person already approved the same content at this stage."""

    def approvals(self, case_id: UUID) -> Sequence[Approval]: ...
    def waiting(self, organisation_id: UUID, person_id: UUID, everything: bool) -> Sequence[Case]:
        """Open cases, oldest first: all, or those this person was asked about or whose nominee they manage."""

    def ties(self, people: Sequence[UUID], since: datetime) -> Sequence[Tie]:
        """The people these nominated or directly awarded, each pair once."""

    def busy(self, giver_id: UUID, recipient_id: UUID, since: datetime, until: datetime) -> Busy:
        """In that time: nominations and direct awards by the giver, and those for the recipient."""

    def made(self, person_id: UUID, slug: str, since: datetime) -> int:
        """This person's nominations for an achievement since then, without withdrawn and declined ones."""

    def sayings(self, organisation_id: UUID, slug: str, since: datetime, but: UUID) -> Sequence[Saying]:
        """Citations for an achievement in other cases than `but`, newest first, two hundred at most. Withdrawn
        nominations are left out."""
