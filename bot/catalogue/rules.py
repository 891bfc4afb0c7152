"""The rules of one achievement, as its file sets them: who may award, who decides, what is asked, how often. Values.

Who they mean: "manager" is the recipient's own, "owner" any owner of the programme, "listed" whoever stands under
`awarders`, "anyone" every member. What a rule does not say stays as `Rules()` has it.
"""

from dataclasses import dataclass
from datetime import timedelta

AWARDING = ("manager", "owner", "listed", "anyone")
NOMINATING = ("manager", "owner", "listed", "anyone")
STAGES = ("manager", "owner")
MONTH = timedelta(days=30)
"""What "a month" means in every cap: the thirty days before now, so that no date is better than another."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a decision: how many of whom must approve. `by` is route, manager, owner or group."""

    by: str = "route"
    of: int = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """What one achievement asks for. `approvers` is its approver group, as e-mail addresses in small letters."""

    award: tuple[str, ...] = ("manager", "owner", "listed")
    nominate: tuple[str, ...] = ("anyone",)
    steps: tuple[Step, ...] = (Step(),)
    approvers: tuple[str, ...] = ()
    evidence: bool = False
    """Whether the citation must hold a link to what shows it."""
    reviewer_badge: str | None = None
    """The slug of the badge that whoever decides must hold."""
    most_by_giver: int | None = None
    most_to_recipient: int | None = None
    most_in_all: int | None = None
    """Caps of this achievement in a month."""
    repeat_after_days: int | None = None
    """How many days after a person earned it they can earn it again."""
    pilot: tuple[str, ...] = ()
    """If there are any, only these people can be given it yet."""
