"""The contents of an approver's card: the case, the people it names, the request, and the signals."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from bot.context.store import Store
from bot.domain.credentials.model import Credential
from bot.domain.nominations.model import ApprovalRequest, Case, NominationOutcome
from bot.domain.nominations.signals import Signal
from bot.domain.people.model import Person
from bot.use_cases.nominations.case_loading import CaseSnapshot, load_case
from bot.use_cases.nominations.case_signals import collect_signals


@dataclass(frozen=True)
class CaseView:
    """A case with all people its card names, for one viewer or for none in particular."""

    snapshot: CaseSnapshot
    people: Mapping[UUID, Person]
    signals: tuple[Signal, ...] = ()
    viewer_id: UUID | None = None
    credential: Credential | None = None
    """The awarded credential, if the case was approved."""

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.snapshot.case

    @property
    def request(self) -> ApprovalRequest | None:
        """The latest request to the viewer."""
        mine = [
            approval_request
            for approval_request in self.snapshot.approval_requests
            if approval_request.person_id == self.viewer_id
        ]
        return mine[-1] if mine else None


def load_case_view(store: Store, case: Case, viewer_id: UUID | None = None) -> CaseView:
    """Loads what the card of a case shows. Signals are for open cases only."""
    snapshot = load_case(store, case)
    signals = () if case.decision else collect_signals(store, snapshot)
    named = {nomination.nominator_id for nomination in snapshot.shown_nominations} | {snapshot.nominee.id}
    named |= {person for signal in signals for person in signal.people}
    for asking in snapshot.approval_requests:
        named |= {skipped.person_id for skipped in asking.skipped if skipped.person_id}
        named |= {asking.deputy_of} if asking.deputy_of else set()
    named |= snapshot.progress.approved
    if case.decision and case.decision.by:
        named.add(case.decision.by)
    named |= {
        nomination.evidence.author_id
        for nomination in snapshot.shown_nominations
        if nomination.evidence and nomination.evidence.author_id
    }
    people = {person_id: store.people.get(person_id) for person_id in named}
    is_approved = case.outcome is NominationOutcome.APPROVED
    credential = store.credentials.of_case(case.id) if is_approved else None
    return CaseView(snapshot, people, signals, viewer_id, credential)
