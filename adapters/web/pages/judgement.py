"""What a page says of a report: one line, how it looks, and whether the badge is theirs.

The verdict of a report answers two questions at once: asked about an address, a genuine badge of somebody else is
`invalid`. A page tells the two apart: genuine, but issued to another address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from issuer.messages import Message
from issuer.verifying import CheckResult, VerificationReport
from issuer.verifying.report import (
    CLOSED_HERE,
    ISSUER,
    KEY,
    LOOK_ALIKE,
    NOT_REACHED,
    PROOF,
    RECIPIENT,
    STATUS,
    TIME,
    Verdict,
    verdict_of,
)

Kind = Literal[
    "alike",
    "valid",
    "valid_stranger",
    "expired",
    "expired_stranger",
    "superseded",
    "superseded_stranger",
    "revoked",
    "suspended",
    "unknown",
    "unreadable",
    "invalid",
    "another_address",
    "another_address_stranger",
    "no_address",
    "no_address_stranger",
    "closed",
]
"""Which line a page says of a badge; a "stranger" is an issuer that is not known here."""
Tone = Literal["good", "wary", "bad"]
_KNOWN: Mapping[Verdict, Kind] = {
    "valid": "valid",
    "expired": "expired",
    "superseded": "superseded",
    "suspended": "suspended",
    "revoked": "revoked",
    "invalid": "invalid",
    "cannot tell": "unknown",
}
_STRANGER: Mapping[Verdict, Kind] = {
    "valid": "valid_stranger",
    "expired": "expired_stranger",
    "superseded": "superseded_stranger",
}
_ENDED = frozenset({"revoked", "suspended"})
MAIN_CHECKS = frozenset({PROOF, KEY, TIME, STATUS})
_SYMBOLS = {"good": "genuine", "wary": "beware", "bad": "no"}


@dataclass(frozen=True)
class Judgement:
    """A report as a page shows it."""

    report: VerificationReport

    @cached_property
    def of_badge(self) -> VerificationReport:
        """The report on the badge itself, without the question whose it is."""
        checks = tuple(check for check in self.report.checks if check.name != RECIPIENT)
        return replace(self.report, checks=checks, verdict=verdict_of(checks))

    @property
    def verdict(self) -> Verdict:
        """The verdict on the badge itself."""
        return self.of_badge.verdict

    @property
    def theirs(self) -> bool | None:
        """Whether it was issued to the address that was given; None if none was, or the badge names none."""
        return self._check(RECIPIENT).passed

    @property
    def names_no_address(self) -> bool:
        """Whether an address was given and the badge does not say to whom it was issued."""
        return self._check(RECIPIENT).code == "no-email"

    @property
    def issuer_known(self) -> bool:
        """Whether its issuer is known here."""
        return self._check(ISSUER).passed is True

    @property
    def issuer_message(self) -> Message:
        """What the check of its issuer found."""
        return self._check(ISSUER).message

    @property
    def other_name(self) -> bool:
        """Whether its issuer is known here by another name."""
        return self._has("known-by-another-name")

    @property
    def alike(self) -> bool:
        """Whether its issuer only looks like a known one."""
        return self.of_badge.reason.code == LOOK_ALIKE

    @property
    def kind(self) -> Kind:
        """Which line the page says: a key below `report.kind.`."""
        if self.report.credential is None and self.verdict in ("invalid", "cannot tell"):
            return self._unread()
        if self.alike:
            return "alike"
        known = self.issuer_known
        if self.verdict == "valid" and self.theirs is False:
            return "another_address" if known else "another_address_stranger"
        if self.verdict == "valid" and self.names_no_address:
            return "no_address" if known else "no_address_stranger"
        return (_KNOWN if known else _STRANGER).get(self.verdict) or _KNOWN[self.verdict]

    @property
    def tone(self) -> Tone:
        """Its colour."""
        if self.kind == "valid":
            return "good"
        return "bad" if self.kind in ("invalid", "revoked", "alike") or self.damaged else "wary"

    @property
    def symbol(self) -> str:
        """Its sign."""
        if self.kind in ("unknown", "unreadable", "closed") and self.tone == "wary":
            return "open"
        return "beware" if self.kind == "alike" else _SYMBOLS[self.tone]

    @property
    def reason(self) -> Message | None:
        """The check that decided, for people; None where the line says it all."""
        if self.kind in (
            "alike",
            "invalid",
            "unreadable",
            "closed",
            "unknown",
            "expired",
            "expired_stranger",
        ):
            return self.of_badge.reason.message
        return None

    @property
    def also_failed(self) -> Sequence[Message]:
        """What else is wrong with the badge of an issuer that only looks like a known one."""
        failed = [check for check in self.of_badge.checks if _failed(check) and check.code != LOOK_ALIKE]
        return [check.message for check in failed] if self.alike else ()

    @property
    def doubt(self) -> str | None:
        """Why nothing that the badge claims may be relied on; None if it may."""
        if self.alike:
            return "alike"
        return {"invalid": "invalid", "cannot tell": "unknown"}.get(self.verdict)

    @property
    def ended(self) -> bool:
        """Whether its issuer has taken it back, for good or for a time."""
        return self.verdict in _ENDED

    @property
    def shown_checks(self) -> Sequence[CheckResult]:
        """The checks that were made, or not asked for."""
        return [check for check in self.report.checks if check.code != NOT_REACHED]

    @property
    def unreached(self) -> int:
        """How many checks were not made because of an earlier one."""
        return len(self.report.checks) - len(self.shown_checks)

    @property
    def main_checks(self) -> Sequence[CheckResult]:
        """The checks that a visitor asks for most, as far as they passed."""
        return [check for check in self.report.checks if check.name in MAIN_CHECKS and check.passed]

    @property
    def made(self) -> int:
        """How many checks were answered, one way or the other."""
        return sum(check.passed is not None or _open(check) for check in self.report.checks)

    @property
    def damaged(self) -> bool:
        """Whether what was brought may be a badge that suffered on its way."""
        return self.kind == "unreadable" and self.verdict == "invalid"

    def answer(self, check: CheckResult) -> tuple[str, str, str]:
        """How a page shows one check: its colour, its sign, and what is read aloud."""
        if check.passed:
            return "good", "yes", "yes"
        if check.aside:
            return "idle", "open", "aside"
        if check.passed is None:
            return "wary", "open", "unknown"
        return ("wary", "no", "no") if check.name == RECIPIENT else ("bad", "no", "no")

    @property
    def passed(self) -> int:
        """How many checks passed."""
        return sum(check.passed is True for check in self.report.checks)

    @property
    def all_passed(self) -> bool:
        """Whether no check failed and none that decides is open."""
        return not self.needs_a_look and self.theirs is not False and not self.names_no_address

    @property
    def needs_a_look(self) -> bool:
        """Whether a check of the badge itself failed or is open."""
        return any(_failed(check) or _open(check) for check in self.of_badge.checks)

    def _unread(self) -> Kind:
        if self._has(CLOSED_HERE):
            return "closed"
        return "unreadable" if self.of_badge.unread or self.verdict == "invalid" else "unknown"

    def _check(self, name: str) -> CheckResult:
        return next(check for check in self.report.checks if check.name == name)

    def _has(self, code: str) -> bool:
        return any(check.code == code for check in self.report.checks)


def _failed(check: CheckResult) -> bool:
    return check.passed is False


def _open(check: CheckResult) -> bool:
    return check.passed is None and not check.aside
