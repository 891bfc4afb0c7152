"""The rules of one achievement, as its file sets them: awarders, approvers, evidence, caps. Values.

Roles: "manager" is the recipient's manager, "owner" an owner of the programme, "listed" a person listed under
`awarders`, "anyone" a member. Rules that a file leaves out default to those of `Rules()`.

Caps and budget look back thirty days: no time zone is needed, and the last of a month is no better day than the
first.
"""

from dataclasses import dataclass
from datetime import timedelta

AWARDING = ("manager", "owner", "listed", "anyone")
NOMINATING = ("manager", "owner", "listed", "anyone")
STAGES = ("manager", "owner")
MONTH = timedelta(days=30)
"""A month, for all caps: the last thirty days, so the date of an award makes no difference."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a decision: who must approve, and how many. `by` is route, manager, owner or group."""

    by: str = "route"
    of: int = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one achievement. `approvers` is its approver group, as e-mail addresses in lower case."""

    award: tuple[str, ...] = ("manager", "owner", "listed")
    nominate: tuple[str, ...] = ("anyone",)
    steps: tuple[Step, ...] = (Step(),)
    approvers: tuple[str, ...] = ()
    evidence: bool = False
    """Whether the citation must contain a link as evidence."""
    reviewer_badge: str | None = None
    """The slug of the badge that approvers must hold."""
    most_by_giver: int | None = None
    most_to_recipient: int | None = None
    most_in_all: int | None = None
    """Caps of this achievement in a month."""
    repeat_after_days: int | None = None
    """Days after which a person can earn it again."""
    pilot: tuple[str, ...] = ()
    """During a pilot, the only people who can get the badge; empty: no pilot."""
