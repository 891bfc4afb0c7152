"""The result of a replayed recording."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class RecordedCall:
    """One writing call to the platform, and its outcome."""

    method: str
    arguments: dict[str, Any]
    outcome: str = "ok"


@dataclass
class ReplayResult:
    """The response, and the posts made meanwhile."""

    status: int
    answer: str
    calls: list[RecordedCall] = field(default_factory=list)
