"""The authority in which something was done."""

from dataclasses import dataclass
from uuid import UUID

DEPUTY = "deputy"


@dataclass(frozen=True, slots=True)
class Authority:
    """A role, such as manager or owner; for a deputy, also the absent person in whose place they act.

    >>> str(Authority("manager")), str(Authority(DEPUTY, UUID(int=7)))
    ('manager', 'deputy:00000000-0000-0000-0000-000000000007')
    """

    role: str
    on_behalf_of: UUID | None = None

    def __str__(self) -> str:
        """As it is stored, and read by `read_authority`."""
        return f"{self.role}:{self.on_behalf_of}" if self.on_behalf_of else self.role


def read_authority(stored: str) -> Authority:
    """The authority of a stored row."""
    role, _, person_id = stored.partition(":")
    return Authority(role, UUID(person_id) if person_id else None)
