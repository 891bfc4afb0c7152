"""What came of a replayed recording."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Posted:
    """One call of the platform that writes, and what became of it."""

    method: str
    arguments: dict[str, Any]
    outcome: str = "ok"


@dataclass
class Replayed:
    """What came back, and what was posted meanwhile."""

    status: int
    answer: str
    posted: list[Posted] = field(default_factory=list)
