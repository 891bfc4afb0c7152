"""What a verification found: a verdict, and the checks it rests on, each with a plain sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from issuer.strict_json import Json

Verdict = Literal["valid", "expired", "suspended", "revoked", "superseded", "invalid", "cannot tell"]

SHAPE = "shape"
CONTEXTS = "contexts"
PROOF = "proof"
KEY = "key belongs to the issuer"
ISSUER = "issuer known"
TIME = "time"
STATUS = "status"

ORDER = (SHAPE, CONTEXTS, PROOF, KEY, ISSUER, TIME)

EXPIRED = "expired"
REVOKED = "revoked"
SUSPENDED = "suspended"
_FATES: tuple[tuple[str, Verdict], ...] = (
    (REVOKED, "revoked"),
    (SUSPENDED, "suspended"),
    (EXPIRED, "expired"),
)
"""Codes of genuine credentials that do not count, the gravest first."""


@dataclass(frozen=True)
class Check:
    """One question and its answer.

    `passed` is None when the question could not be decided, or did not come up.
    """

    name: str
    passed: bool | None
    code: str
    says: str


@dataclass(frozen=True)
class FoundIssuer:
    """Who the credential says signed it. The name is only a claim: show the id beside it."""

    id: str
    name: str | None


@dataclass(frozen=True)
class Report:
    """The outcome. `issuer` and `credential` are there only when the shape passed; use nothing else.

    `needs` lists documents (by DID or address) to pass in `documents` before a verdict is possible.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    issuer: FoundIssuer | None
    credential: Mapping[str, Json] | None
    needs: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """Write the verdict and the checks as `POST /verify` and `laurel verify --json` show them."""
        checks: list[Json] = [
            {"name": check.name, "passed": check.passed, "code": check.code, "says": check.says}
            for check in self.checks
        ]
        return {"verdict": self.verdict, "checks": checks}


def verdict_of(checks: tuple[Check, ...]) -> Verdict:
    """Weigh the checks. Whether we know the issuer is said, but decides nothing."""
    decisive = [check for check in checks if check.name != ISSUER]
    fates = dict(_FATES)
    if any(check.passed is False and check.code not in fates for check in decisive):
        return "invalid"
    if any(check.passed is None for check in decisive):
        return "cannot tell"
    found = {check.code for check in decisive}
    return next((verdict for code, verdict in _FATES if code in found), "valid")


def filled_up(checks: list[Check]) -> tuple[Check, ...]:
    """Add the checks that did not come up, so that every report has the same rows in the same order."""
    done = {check.name: check for check in checks}
    rows = [
        done.get(name)
        or Check(name, None, "not-reached", "Not checked, because an earlier check did not pass.")
        for name in ORDER
    ]
    return (*rows, *(check for check in checks if check.name not in ORDER))
