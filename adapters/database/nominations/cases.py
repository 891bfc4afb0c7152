"""Cases: the proposals for one person and one achievement, their approval requests, approvals and outcome."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    select,
    text,
    update,
)

from adapters.database.catalogue.catalogue import achievements
from adapters.database.engine.columns import Utc, insert_if_absent, metadata
from adapters.database.people.tables import people
from bot.context.store import Stale
from bot.domain.authority import read_authority
from bot.domain.nominations.model import (
    Approval,
    ApprovalRequest,
    ApproverReason,
    Case,
    Decision,
    NominationOutcome,
    SkippedApprover,
)

_OPEN = text(f"outcome = '{NominationOutcome.OPEN}'")

cases = Table(
    "cases",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False),
    Column("workspace_id", Uuid, ForeignKey("workspaces.id"), nullable=False),
    Column("token", String(32), nullable=False, unique=True),
    Column("achievement_id", Uuid, ForeignKey("achievements.id"), nullable=False),
    Column("slug", String(64)),  # empty in rows of an older release
    Column("nominee_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("decided_by", Uuid, ForeignKey("people.id")),
    Column("decided_at", Utc),
    Column("reason", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Index(
        "ix_cases_open",
        "nominee_id",
        "achievement_id",
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    Index(
        "ix_cases_open_slug",
        "nominee_id",
        "slug",
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    Index("ix_cases_waiting", "organisation_id", "opened_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
)
approval_requests = Table(
    "askings",
    metadata,
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("stage", Integer, nullable=False),
    Column("person_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("why", String(16), nullable=False),
    Column("at", Utc, nullable=False),
    Column("deputy_of", Uuid, ForeignKey("people.id")),
    Column("skipped", Text, nullable=False),
    PrimaryKeyConstraint("case_id", "stage", "person_id"),
    Index("ix_askings_person_id", "person_id"),
)
approvals = Table(
    "approvals",
    metadata,
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("stage", Integer, nullable=False),
    Column("person_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("shown", String(32), nullable=False),
    Column("at", Utc, nullable=False),
    Column("authority", String(64), nullable=False),
    PrimaryKeyConstraint("case_id", "stage", "person_id", "shown"),
)

_IS_OPEN = cases.c.outcome == NominationOutcome.OPEN.value
_CASE = select(cases).where(cases.c.id == bindparam("case_id"))
_BY_TOKEN = select(cases).where(
    cases.c.organisation_id == bindparam("organisation_id"), cases.c.token == bindparam("token")
)
_OF_IT = select(achievements.c.id).where(
    achievements.c.organisation_id == bindparam("organisation_id"), achievements.c.slug == bindparam("slug")
)
_THE_OPEN = (
    select(cases)
    .where(
        cases.c.nominee_id == bindparam("nominee_id"),
        cases.c.achievement_id.in_(_OF_IT),
        _IS_OPEN,
    )
    .order_by(cases.c.id)
    .limit(1)
)
_CHANGE = (
    update(cases)
    .where(cases.c.id == bindparam("case_id"), cases.c.revision == bindparam("seen"), _IS_OPEN)
    .values(
        revision=bindparam("seen") + 1,
        **{name: bindparam(f"new_{name}") for name in ("outcome", "decided_by", "decided_at", "reason")},
    )
)
_ASKINGS = (
    select(approval_requests)
    .where(approval_requests.c.case_id == bindparam("case_id"))
    .order_by(approval_requests.c.at, approval_requests.c.stage, approval_requests.c.person_id)
)
_ASK_ANEW = (
    update(approval_requests)
    .where(
        approval_requests.c.case_id == bindparam("case"),
        approval_requests.c.stage == bindparam("at_stage"),
        approval_requests.c.person_id == bindparam("person"),
    )
    .values(at=bindparam("asked_at"))
)
_APPROVALS = select(approvals).where(approvals.c.case_id == bindparam("case_id")).order_by(approvals.c.at)
_ASKED = select(approval_requests.c.case_id).where(approval_requests.c.person_id == bindparam("person_id"))
_ASKED_OF = select(cases).where(cases.c.id.in_(_ASKED), _IS_OPEN).order_by(cases.c.opened_at)
_ABOUT = (
    select(cases).where(cases.c.nominee_id == bindparam("person_id"), _IS_OPEN).order_by(cases.c.opened_at)
)
_ABOUT_REPORTS = (
    select(cases.c.id)
    .join(people, people.c.id == cases.c.nominee_id)
    .where(people.c.manager_id == bindparam("person_id"), _IS_OPEN)
)
_ALL_WAITING = (
    select(cases)
    .where(cases.c.organisation_id == bindparam("organisation_id"), _IS_OPEN)
    .order_by(cases.c.opened_at, cases.c.id)
    .limit(bindparam("most"))
)
# A union, because with OR a database scans every open case.
_MINE_WAITING = _ALL_WAITING.where(cases.c.id.in_(_ASKED.union(_ABOUT_REPORTS)))
MOST_WAITING = 500
"""Cases shown in one view of the queue, oldest first."""


class CaseStore:
    """The part of `bot.context.store.NominationRepository` that is about cases."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add_case(self, case: Case, slug: str) -> bool:
        """False if a case of this nominee and achievement is open, in any version."""
        row = {
            "id": case.id,
            "organisation_id": case.organisation_id,
            "workspace_id": case.workspace_id,
            "token": case.token,
            "achievement_id": case.achievement_id,
            "slug": slug,
            "nominee_id": case.nominee_id,
            "opened_at": case.opened_at,
            "outcome": NominationOutcome.OPEN,
            "reason": "",
            "revision": 0,
        }
        return insert_if_absent(self.connection, cases, row)

    def case(self, case_id: UUID) -> Case:
        """The case; raises NoResultFound if there is none."""
        return _case(self.connection.execute(_CASE, {"case_id": case_id}).one())

    def case_by_token(self, organisation_id: UUID, token: str) -> Case | None:
        """The case named by an approver's button."""
        row = self.connection.execute(_BY_TOKEN, {"organisation_id": organisation_id, "token": token}).first()
        return _case(row) if row else None

    def open_case(self, organisation_id: UUID, nominee_id: UUID, slug: str) -> Case | None:
        """The open case for this nominee and achievement, in any version."""
        asked = {"organisation_id": organisation_id, "nominee_id": nominee_id, "slug": slug}
        row = self.connection.execute(_THE_OPEN, asked).first()
        return _case(row) if row else None

    def change_case(self, case: Case) -> Case:
        """Saves a change or the end of a case; raises `Stale` if it was changed or ended since it was read."""
        decision = case.decision
        values = {
            "new_outcome": case.outcome,
            "new_decided_by": decision.by if decision else None,
            "new_decided_at": decision.at if decision else None,
            "new_reason": decision.reason if decision else "",
        }
        asked = {"case_id": case.id, "seen": case.revision, **values}
        if self.connection.execute(_CHANGE, asked).rowcount != 1:
            raise Stale(f"case {case.id} changed meanwhile")
        return replace(case, revision=case.revision + 1)

    def add_approval_request(self, case_id: UUID, asking: ApprovalRequest) -> bool:
        """False if this person was already asked at this stage."""
        row = {
            "case_id": case_id,
            "stage": asking.stage,
            "person_id": asking.person_id,
            "why": asking.why,
            "at": asking.at,
            "deputy_of": asking.deputy_of,
            "skipped": json.dumps([asdict(approver) for approver in asking.skipped], default=str),
        }
        return insert_if_absent(self.connection, approval_requests, row, "case_id", "stage", "person_id")

    def renew_approval_request(self, case_id: UUID, asking: ApprovalRequest) -> None:
        """Sets when they were last asked; how the request reached them stays as it was."""
        values = {
            "case": case_id,
            "at_stage": asking.stage,
            "person": asking.person_id,
            "asked_at": asking.at,
        }
        self.connection.execute(_ASK_ANEW, values)

    def approval_requests(self, case_id: UUID) -> Sequence[ApprovalRequest]:
        """The approval requests, oldest first."""
        return [_asking(row) for row in self.connection.execute(_ASKINGS, {"case_id": case_id})]

    def cases_asked_of(self, person_id: UUID) -> Sequence[Case]:
        """Open cases with an approval request to this person."""
        return [_case(row) for row in self.connection.execute(_ASKED_OF, {"person_id": person_id})]

    def cases_about(self, person_id: UUID) -> Sequence[Case]:
        """Open cases with this person as nominee."""
        return [_case(row) for row in self.connection.execute(_ABOUT, {"person_id": person_id})]

    def approve(self, case_id: UUID, approval: Approval) -> bool:
        """False if they approved the same at this stage before."""
        row = {"case_id": case_id, **asdict(approval), "authority": str(approval.authority)}
        once = ("case_id", "stage", "person_id", "shown")
        return insert_if_absent(self.connection, approvals, row, *once)

    def approvals(self, case_id: UUID) -> Sequence[Approval]:
        """Every approval, also of superseded content, oldest first."""
        rows = self.connection.execute(_APPROVALS, {"case_id": case_id})
        return [
            Approval(row.person_id, row.stage, row.at, read_authority(row.authority), row.shown)
            for row in rows
        ]

    def waiting_cases(self, organisation_id: UUID, person_id: UUID, everything: bool) -> Sequence[Case]:
        """Open cases, oldest first: all, or those with a request to this person or about people they manage."""
        asked = {"organisation_id": organisation_id, "most": MOST_WAITING}
        if everything:
            return [_case(row) for row in self.connection.execute(_ALL_WAITING, asked)]
        rows = self.connection.execute(_MINE_WAITING, {**asked, "person_id": person_id})
        return [_case(row) for row in rows]


def _case(row: Row[tuple[object, ...]]) -> Case:
    outcome = NominationOutcome(row.outcome)
    decision = Decision(outcome, row.decided_by, row.decided_at, row.reason)
    return Case(
        row.id,
        row.organisation_id,
        row.workspace_id,
        row.token,
        row.achievement_id,
        row.nominee_id,
        row.opened_at,
        None if outcome is NominationOutcome.OPEN else decision,
        row.revision,
    )


def _asking(row: Row[tuple[object, ...]]) -> ApprovalRequest:
    skipped = tuple(
        SkippedApprover(load["code"], UUID(load["person_id"]) if load["person_id"] else None)
        for load in json.loads(row.skipped)
    )
    return ApprovalRequest(row.person_id, row.stage, ApproverReason(row.why), row.at, row.deputy_of, skipped)
