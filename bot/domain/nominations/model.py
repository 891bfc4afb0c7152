"""Nominations, the case that collects those of one nominee for one achievement, and its decision.

Decision: docs/decisions/0160.

Decision: docs/decisions/0161.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bot.domain.authority import Authority


class NominationOutcome(StrEnum):
    """The status of a case or a nomination: open first, then one of the others for good."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ApproverReason(StrEnum):
    """Why a case came to this approver."""

    OVERRIDE = "override"
    """The owners named them for this nominee."""
    MANAGER = "manager"
    UPLINE = "upline"
    """A manager further up; the managers in between cannot decide."""
    GROUP = "group"
    LISTED = "listed"
    """May award this badge, and so may decide, but is not asked for that reason alone."""
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class SkippedApprover:
    """An earlier candidate who was not asked, and why.

    Codes: nominee, nominator, left, unreviewed, approved, silent, unreachable, away; missing and loop, which name no
    person; and only_you, which names the person asked: they are absent, and no one else can decide.
    """

    code: str
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """A request to one person at one stage of a case, and why it came to them."""

    person_id: UUID
    stage: int
    why: ApproverReason
    at: datetime
    deputy_of: UUID | None = None
    """The absent approver whose deputy was asked."""
    skipped: tuple[SkippedApprover, ...] = ()


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval at one stage. `shown` is the digest of the content they saw; it counts for that content only."""

    person_id: UUID
    stage: int
    at: datetime
    authority: Authority
    shown: str

    @property
    def on_behalf_of(self) -> UUID:
        """The approver it counts for: the absent one for a deputy, else the person. It counts once for each."""
        return self.authority.on_behalf_of or self.person_id


@dataclass(frozen=True, slots=True)
class Decision:
    """How a case ended: by whose decision, None if it expired; the reason is for the nominators only."""

    outcome: NominationOutcome
    by: UUID | None
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """The nominations of one person for one achievement. Its id is that of the nomination that opened it."""

    id: UUID
    organisation_id: UUID
    workspace_id: UUID
    token: str
    achievement_id: UUID
    nominee_id: UUID
    opened_at: datetime
    decision: Decision | None = None
    revision: int = 0

    @property
    def outcome(self) -> NominationOutcome:
        """Its status."""
        return self.decision.outcome if self.decision else NominationOutcome.OPEN


class MessageState(StrEnum):
    """What became of the message behind a nomination."""

    KEPT = "kept"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class MessageEvidence:
    """The message behind a nomination: what may be kept of it, never its text.

    Of a message in a private conversation only that there was one: see `IN_PRIVATE`.
    """

    author_id: UUID | None
    """None for a bot, and for a person whom its platform does not name."""
    written_at: datetime | None
    digest: str
    """The SHA-256 of its text, in hexadecimal digits."""
    place: str = ""
    """The name by which its platform finds it again."""
    link: str = ""
    state: MessageState = MessageState.KEPT


IN_PRIVATE = MessageEvidence(None, None, "")
"""A message in a private conversation: its author, its time and the digest of a short text would tell about it."""


@dataclass(frozen=True, slots=True)
class Nomination:
    """A proposal to award one achievement to one person."""

    id: UUID
    organisation_id: UUID
    workspace_id: UUID
    case_id: UUID
    token: str
    achievement_id: UUID
    nominee_id: UUID
    nominator_id: UUID
    citation: str
    conversation: str | None
    """The channel where it was made, if any."""
    at: datetime
    outcome: NominationOutcome = NominationOutcome.OPEN
    edited_at: datetime | None = None
    nudged_at: datetime | None = None
    evidence: MessageEvidence | None = None


def digest(case: Case, nominations: Sequence[Nomination]) -> str:
    """What an approval binds to: SHA-256, cut to 128 bits, of achievement, nominee, nominators and citations."""
    said = sorted(
        (str(nomination.id), str(nomination.nominator_id), nomination.citation)
        for nomination in not_withdrawn(nominations)
    )
    content = [str(case.achievement_id), str(case.nominee_id), said]
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def not_withdrawn(nominations: Sequence[Nomination]) -> tuple[Nomination, ...]:
    """The nominations that were not withdrawn, oldest first: open ones, or those decided with their case."""
    return tuple(
        sorted(
            (
                nomination
                for nomination in nominations
                if nomination.outcome is not NominationOutcome.WITHDRAWN
            ),
            key=lambda nomination: (nomination.at, nomination.id),
        )
    )


def joined_citations(nominations: Sequence[Nomination]) -> str:
    """What an award keeps of the words of its nominators."""
    return "\n\n".join(nomination.citation for nomination in nominations)


def closed_case(case: Case, decision: Decision) -> Case:
    """The case with its decision."""
    return replace(case, decision=decision)
