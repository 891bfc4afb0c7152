"""A line of the doctor's report."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Severity of a finding."""

    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class DoctorLine:
    """One part: its state, and what to do about it."""

    level: Severity
    what: str
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.level + ':':9}{self.what}" + (f" — {self.fix}" if self.fix else "")
