"""Cases, approval requests and approvals in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bot.context.store import Stale
from bot.domain.nominations.model import Approval, ApprovalRequest, Case
from tests.fakes.memory.tables import StoredCase, Tables, UniqueViolation, found, insert

MOST_WAITING = 500


class CasesInMemory:
    """The part of `bot.domain.nominations.ports.NominationRepository` about cases."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def add_case(self, case: Case, slug: str) -> bool:
        if self.open_case(case.organisation_id, case.nominee_id, slug):
            return False
        if any(stored.case.token == case.token for stored in self.tables.cases.values()):
            raise UniqueViolation("found another case of that token")
        insert(self.tables.cases, case.id, StoredCase(case, slug))
        return True

    def case(self, case_id: UUID) -> Case:
        case: Case = found(self.tables.cases, case_id).case
        return case

    def case_by_token(self, organisation_id: UUID, token: str) -> Case | None:
        wanted = (organisation_id, token)
        cases = (stored.case for stored in self.tables.cases.values())
        return next((case for case in cases if (case.organisation_id, case.token) == wanted), None)

    def open_case(self, organisation_id: UUID, nominee_id: UUID, slug: str) -> Case | None:
        wanted = (organisation_id, nominee_id, slug)
        for stored in self.tables.cases.values():
            case = stored.case
            if case.decision is None and (case.organisation_id, case.nominee_id, stored.slug) == wanted:
                return case
        return None

    def change_case(self, case: Case) -> Case:
        stored = found(self.tables.cases, case.id)
        if stored.case.revision != case.revision or stored.case.decision is not None:
            raise Stale(f"case {case.id} changed meanwhile")
        after = replace(stored.case, decision=case.decision, revision=case.revision + 1)
        self.tables.cases[case.id] = replace(stored, case=after)
        return replace(case, revision=case.revision + 1)

    def add_approval_request(self, case_id: UUID, asking: ApprovalRequest) -> bool:
        key = (case_id, asking.stage, asking.person_id)
        if key in self.tables.askings:
            return False
        self.tables.askings[key] = asking
        return True

    def renew_approval_request(self, case_id: UUID, asking: ApprovalRequest) -> None:
        key = (case_id, asking.stage, asking.person_id)
        if key in self.tables.askings:
            self.tables.askings[key] = replace(self.tables.askings[key], at=asking.at)

    def approval_requests(self, case_id: UUID) -> Sequence[ApprovalRequest]:
        rows = [row for (of_case, _, _), row in self.tables.askings.items() if of_case == case_id]
        return sorted(rows, key=lambda row: (row.at, row.stage, row.person_id))

    def cases_asked_of(self, person_id: UUID) -> Sequence[Case]:
        asked = self._asked(person_id)
        return [case for case in self._open() if case.id in asked]

    def cases_about(self, person_id: UUID) -> Sequence[Case]:
        return [case for case in self._open() if case.nominee_id == person_id]

    def approve(self, case_id: UUID, approval: Approval) -> bool:
        key = (case_id, approval.stage, approval.person_id, approval.shown)
        if key in self.tables.approvals:
            return False
        self.tables.approvals[key] = approval
        return True

    def approvals(self, case_id: UUID) -> Sequence[Approval]:
        rows = [row for (of_case, *_), row in self.tables.approvals.items() if of_case == case_id]
        return sorted(rows, key=lambda row: row.at)

    def waiting_cases(self, organisation_id: UUID, person_id: UUID, everything: bool) -> Sequence[Case]:
        cases = [case for case in self._open() if case.organisation_id == organisation_id]
        if not everything:
            asked, people = self._asked(person_id), self.tables.people
            cases = [
                case for case in cases if case.id in asked or people[case.nominee_id].manager_id == person_id
            ]
        return cases[:MOST_WAITING]

    def _open(self) -> Sequence[Case]:
        cases = [stored.case for stored in self.tables.cases.values() if stored.case.decision is None]
        return sorted(cases, key=_age)

    def _asked(self, person_id: UUID) -> frozenset[UUID]:
        return frozenset(case_id for case_id, _, asked in self.tables.askings if asked == person_id)


def _age(case: Case) -> tuple[datetime, UUID]:
    return case.opened_at, case.id
