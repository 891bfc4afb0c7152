"""The command to award, and the ground on which an award is made.

In chat the caller awards in their own right; a file or the shell awards in the name of an owner who could do so in
chat (docs/decisions/0174); the last approval of a nomination awards by itself.
"""

from dataclasses import dataclass
from uuid import UUID

from bot.domain.catalogue.model import Achievement
from bot.domain.people.model import Person


@dataclass(frozen=True, slots=True)
class InOwnRight:
    """The caller awards by a role of their own that the badge's rules name."""


@dataclass(frozen=True, slots=True)
class InOwnersName:
    """An operator awards, in the name of the first owner, not the recipient, that the rules of the badge entitle.

    The cap of a giver does not apply, because an operator is not a giver; nor does the budget, which does not bind
    owners.
    """

    override: bool = False
    """Whether what the badge's rules forbid is awarded all the same, and recorded as such."""


@dataclass(frozen=True, slots=True)
class ByApproval:
    """The approval of a nomination awards; the caller is who approved."""

    case_id: UUID
    credential_id: UUID
    """The inner id that the credential will have, which the event of the approval names."""
    last: bool = True
    """Whether no further approval is needed, so that the budget counts."""


AwardGround = InOwnRight | InOwnersName | ByApproval


@dataclass(frozen=True, slots=True)
class Award:
    """The command: who gets what, for what, and on which ground."""

    recipients: tuple[Person, ...]
    achievement: Achievement
    citation: str = ""
    conversation: str | None = None
    """The channel where it happens, if any: the first choice for a celebration."""
    ground: AwardGround = InOwnRight()
    notify: bool = True
    """Whether the earners get a letter."""
    key: str | None = None
    """Names the command: repeated with the same key, it awards nothing again."""
    workspace_id: UUID | None = None
    """Where the matter began, if not in the workspace of the request."""
    newcomers: bool = False
    """Whether the recipients are not stored yet, and join with this award."""
