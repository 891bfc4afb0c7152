"""The report of a verification: a verdict, and the checks that led to it, each with a message for people.

Verdicts, names and codes are stable: programs may rely on them (docs/verifying.md lists them).

Decision: docs/decisions/0234.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from issuer.messages import Message
from issuer.strict_json import Json
from issuer.timestamps import write_timestamp

Verdict = Literal["valid", "expired", "suspended", "revoked", "superseded", "invalid", "cannot tell"]

SHAPE = "shape"
CONTEXTS = "contexts"
SCHEMA = "schema"
PROOF = "proof"
KEY = "key belongs to the issuer"
ISSUER = "issuer known"
TIME = "time"
STATUS = "status"
PICTURE = "picture"
RECIPIENT = "recipient"
CONTENTS = "contents"
ENDORSEMENTS = "endorsements"

ORDER = (SHAPE, CONTEXTS, SCHEMA, PROOF, KEY, ISSUER, TIME, STATUS, PICTURE, RECIPIENT)
"""Every report has these rows; a learner record has `contents` after them, an endorsed badge `endorsements`."""

NOT_REACHED = "not-reached"
NOT_NEEDED = "not-needed"
EXPIRED = "expired"
REVOKED = "revoked"
SUSPENDED = "suspended"
SUPERSEDED = "superseded"
LOOK_ALIKE = "look-alike"
NO_BADGE = "no-badge"
"""What was brought is no badge, but another kind of file."""
CLOSED_HERE = "closed-here"
"""The code of an address of the checking site itself at which there is no public badge."""
UNDECISIVE = frozenset(
    {"not-asked", NOT_NEEDED, "no-digest", "digest-kind", "not-seen", "another-picture", "partly"}
)
"""Codes of open questions (`passed` is None) that leave the verdict as it is."""
_ASIDE = frozenset({NOT_REACHED, "not-asked", NOT_NEEDED, "no-digest", "digest-kind", "not-seen"})
_UNREAD = frozenset({NO_BADGE, "json", "picture"})
NO_KEY = "no-key"
"""The check of the key says why there is none."""

_OUTCOMES: tuple[tuple[str, Verdict], ...] = (
    (REVOKED, "revoked"),
    (SUSPENDED, "suspended"),
    (SUPERSEDED, "superseded"),
    (EXPIRED, "expired"),
)


@dataclass(frozen=True)
class CheckResult:
    """One question and its answer.

    `passed` is None when the question could not be decided, or was not asked.
    """

    name: str
    passed: bool | None
    code: str
    message: Message

    @property
    def aside(self) -> bool:
        """Whether it was not looked at, and no answer is missed."""
        return self.code in _ASIDE


@dataclass(frozen=True)
class ClaimedIssuer:
    """The issuer that the credential names. The name is only a claim: show the id beside it."""

    id: str
    name: str | None


@dataclass(frozen=True)
class ClaimedEvidence:
    """What a badge says of its award: words, who said them, and where the work is; each may be missing."""

    text: str = ""
    name: str = ""
    link: str = ""


@dataclass(frozen=True)
class ClaimedBadge:
    """What a badge of any standard claims; show it as claims."""

    standard: Message
    name: str
    description: str = ""
    criteria: str = ""
    issued_on: str = ""
    valid_until: str | None = None
    evidence: tuple[ClaimedEvidence, ...] = ()


@dataclass(frozen=True)
class VerificationReport:
    """The outcome. `issuer`, `badge` and `credential` are set only if the shape passed; use no other input.

    `needs` lists documents (by DID or address) to pass in `documents` before a verdict is possible; `wants`
    those that would answer a further question. `as_of` is the moment of the status list behind the verdict.
    """

    verdict: Verdict
    checks: tuple[CheckResult, ...]
    issuer: ClaimedIssuer | None
    credential: Mapping[str, Json] | None
    needs: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    as_of: datetime | None = None
    badge: ClaimedBadge | None = None

    @property
    def reason(self) -> CheckResult:
        """The check that the verdict rests on; the signature's for a valid badge."""
        if self.verdict == "valid":
            return next(check for check in self.checks if check.name == PROOF)
        if self.verdict == "cannot tell":
            return _open_reason(self.checks)
        codes = {verdict: code for code, verdict in _OUTCOMES}
        failed = [check for check in self.checks if check.passed is False and check.name != ISSUER]
        if self.verdict == "invalid":
            return next(check for check in failed if check.code not in codes.values())
        return next(check for check in failed if check.code == codes[self.verdict])

    @property
    def unread(self) -> bool:
        """Whether what was brought could not be read as a badge: another kind of file, or beyond our limits."""
        return self.verdict == "cannot tell" and self.reason.name == SHAPE and self.reason.code in _UNREAD

    def as_json(self, word: Callable[[Message], str]) -> dict[str, Json]:
        """Write the verdict and the checks as `POST /verify` and `laurel verify --json` show them."""
        checks: list[Json] = [
            {"name": check.name, "passed": check.passed, "code": check.code, "says": word(check.message)}
            for check in self.checks
        ]
        return {
            "verdict": self.verdict,
            "checks": checks,
            "needs": list(self.needs),
            "as_of": write_timestamp(self.as_of) if self.as_of else None,
        }


def unfinished_report(code: str, message: Message) -> VerificationReport:
    """Return the report of a verification that was stopped early."""
    rows = complete_rows([CheckResult(SHAPE, None, code, message)])
    return VerificationReport(verdict_of(rows), rows, None, None)


def verdict_of(checks: tuple[CheckResult, ...]) -> Verdict:
    """Return the verdict of the checks.

    A failed check makes it invalid, an open one leaves it open. Whether the issuer is known decides nothing, but
    a good signature does not tell who a look-alike of a known issuer is.
    """
    decisive = [check for check in checks if check.name != ISSUER]
    ends = {code for code, _ in _OUTCOMES}
    if any(check.passed is False and check.code not in ends for check in decisive):
        return "invalid"
    failed = {check.code for check in decisive if check.passed is False}
    if {REVOKED, SUSPENDED} & failed and all(_is_answered(check) for check in decisive if check.name != TIME):
        return "revoked" if REVOKED in failed else "suspended"
    if not all(_is_answered(check) for check in decisive) or any(
        check.code == LOOK_ALIKE for check in checks
    ):
        return "cannot tell"
    return next((verdict for code, verdict in _OUTCOMES if code in failed), "valid")


def _is_answered(check: CheckResult) -> bool:
    return check.passed is not None or check.code in UNDECISIVE


def complete_rows(checks: list[CheckResult]) -> tuple[CheckResult, ...]:
    """Add the checks that did not run, so that every report has the same rows in the same order."""
    done = {check.name: check for check in checks}
    rows = [
        done.get(name) or CheckResult(name, None, NOT_REACHED, Message("check.not_reached")) for name in ORDER
    ]
    return (*rows, *(check for check in checks if check.name not in ORDER))


def _open_reason(checks: tuple[CheckResult, ...]) -> CheckResult:
    """Return the check because of which these cannot be told; the last one if none of them says so."""
    decisive = [check for check in checks if not _is_answered(check) and check.name != ISSUER]
    alike = [check for check in checks if check.code == LOOK_ALIKE]
    reached = [check for check in decisive if check.code not in (NOT_REACHED, NO_KEY)]
    return (reached or alike or list(checks)[-1:])[0]
