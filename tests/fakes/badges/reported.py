"""Badges that people reported as judged wrongly: what was brought, what each address answered, and what is right.

    for case in reported_cases(folder):
        assert await verdict_of(case) in allowed_verdicts(case.right)

The files are not ours to ship: they lie beside the standards (`LAUREL_STANDARDS/../findings`).
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from adapters.verifier_pool.checker import BadgeChecker
from issuer.verifying import VerificationReport
from issuer.verifying.inputs.documents import FetchedResponse
from tests.fakes.requirements import require, standards
from tests.fakes.site import here

ANYTHING = frozenset({"valid", "expired", "suspended", "revoked", "superseded", "invalid", "cannot tell"})


@dataclass(frozen=True)
class ReportedCase:
    """One report. `right` names the verdicts that are right."""

    name: str
    source: bytes
    answers: Mapping[str, FetchedResponse]
    now: datetime
    right: str
    email: str | None = None


def findings() -> Path:
    """Return the folder of the reports; skip where there is none."""
    folder = standards().parent / "findings"
    require((folder / "badges").is_dir(), "there are no reported badges beside LAUREL_STANDARDS")
    return folder


def reported_case(path: Path) -> ReportedCase:
    """Read one report."""
    said = json.loads(path.read_bytes())
    answers = {address: _response(address, answer) for address, answer in said["answers"].items()}
    now = datetime.fromisoformat(said["now"])
    return ReportedCase(path.stem, _bytes(said["source"]), answers, now, said["right"], said["email"])


def allowed_verdicts(right: str) -> frozenset[str]:
    """Read `right`: alternatives are joined by "or", brackets are remarks, "?" is an open question.

    >>> sorted(allowed_verdicts("valid or cannot tell (never fetched)"))
    ['cannot tell', 'valid']
    """
    if right.strip() == "?":
        return ANYTHING
    found = frozenset(text.strip() for text in re.sub(r"\(.*?\)", "", right).split(" or "))
    if not found <= ANYTHING:
        raise ValueError(right)
    return found


async def report_on(case: ReportedCase) -> VerificationReport:
    """Check it with its answers in place of the network."""

    async def fetch(address: str) -> FetchedResponse | None:
        return case.answers.get(address)

    return await BadgeChecker(here, fetch, lambda: case.now).check(case.source, case.email)


def _response(address: str, answer: dict[str, object]) -> FetchedResponse:
    hops = tuple(answer.get("hops", ()))  # type: ignore[arg-type]  # a list of texts
    return FetchedResponse(_bytes(answer["body"]), address, hops, gone=bool(answer.get("gone", False)))


def _bytes(said: object) -> bytes:
    return base64.b64decode(said["base64"]) if isinstance(said, dict) else str(said).encode()
