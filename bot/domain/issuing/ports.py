"""What use cases need to change about how an organisation issues, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A signing key, as use cases name it. `signs_lists`: whether status lists are signed by keys of its kind."""

    kid: str
    algorithm: str
    signs_lists: bool


class IssuingControls(Protocol):
    """The keys of one organisation, its status lists, and the pause of its issuing."""

    def rotate(self, algorithm: str, now: datetime) -> IssuerKey:
        """Creates a key, which signs from now on; in a key store, uses the one it was opened for."""

    def retire(self, kid: str, now: datetime) -> IssuerKey:
        """The key signs no more; raises `LookupError` if it is unknown."""

    def withdraw(self, kid: str, since: datetime) -> IssuerKey:
        """The key is trusted no more; raises `LookupError` if it is unknown."""

    def ensure(self, now: datetime) -> None:
        """Creates a key of each kind that has none which may sign."""

    def signed_with(self, kid: str) -> Sequence[UUID]:
        """The credentials whose document the key signed."""

    def lists(self) -> Sequence[UUID]:
        """Every status list."""

    def stop(self, reason: str, now: datetime) -> None:
        """Nothing is signed from now on."""

    def start(self) -> None:
        """Waiting credentials are signed, in their order."""
