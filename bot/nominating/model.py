"""Nominations, the case that gathers those of one person for one achievement, and its decision."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

DEPUTY = "deputy:"
"""Begins the authority of somebody who stands in for another; that one's id follows."""


class Outcome(StrEnum):
    """How a case or a nomination stands. It is open once, and then one of the others for good."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Why(StrEnum):
    """Why a case came to this approver."""

    OVERRIDE = "override"
    """The owners named them for this nominee."""
    MANAGER = "manager"
    UPLINE = "upline"
    """They manage somebody above the nominee, and those between cannot decide."""
    GROUP = "group"
    LISTED = "listed"
    """They may award this badge, so they may decide about it; nobody is asked for that reason."""
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Somebody who would have been asked before, and why not.

    Codes: nominee, nominator, left, unreviewed, approved, silent, away; missing and loop, which name nobody; and
    only_you, which names the person asked: they are away, and nobody else can decide.
    """

    code: str
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """One person asked at one stage of a case, and how it came to them."""

    person_id: UUID
    stage: int
    why: Why
    at: datetime
    deputy_of: UUID | None = None
    """Whom they stand in for, who is away."""
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Approval:
    """One approver's yes at one stage. `shown` is the digest of what they were shown; it counts for nothing else."""

    person_id: UUID
    stage: int
    at: datetime
    authority: str
    shown: str

    @property
    def seat(self) -> UUID:
        """Whose say it was: of whom they stood in for, else their own. One seat counts once."""
        if self.authority.startswith(DEPUTY):
            return UUID(self.authority.removeprefix(DEPUTY))
        return self.person_id


@dataclass(frozen=True, slots=True)
class Decision:
    """What ended a case: who decided, None if time did; and why, for the nominators alone."""

    outcome: Outcome
    by: UUID | None
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything proposed for one person and one achievement. It has the id of the nomination that opened it."""

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
    def outcome(self) -> Outcome:
        """How it stands."""
        return self.decision.outcome if self.decision else Outcome.OPEN


@dataclass(frozen=True, slots=True)
class Nomination:
    """A proposal that one person should have one achievement."""

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
    """Where it was made, if that was a channel."""
    at: datetime
    outcome: Outcome = Outcome.OPEN
    edited_at: datetime | None = None
    nudged_at: datetime | None = None


def digest(case: Case, nominations: Sequence[Nomination]) -> str:
    """What an approval binds to: SHA-256, shortened to 128 bits, of who is proposed, for what, by whom, and why."""
    said = sorted((str(one.id), str(one.nominator_id), one.citation) for one in open_ones(nominations))
    content = [str(case.achievement_id), str(case.nominee_id), said]
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def open_ones(nominations: Sequence[Nomination]) -> tuple[Nomination, ...]:
    """Those that still stand, oldest first: of an open case the open ones, of a decided one those decided with it."""
    return tuple(
        sorted(
            (one for one in nominations if one.outcome is not Outcome.WITHDRAWN),
            key=lambda one: (one.at, one.id),
        )
    )


def decided(case: Case, decision: Decision) -> Case:
    """The case with its end."""
    return replace(case, decision=decision)
