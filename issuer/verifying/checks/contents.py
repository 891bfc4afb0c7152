"""Nested credentials: the badges of a learner record, and endorsements. Each is verified on its own."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from issuer.messages import Message
from issuer.strict_json import Document, Json, walk
from issuer.verifying.inputs.reading import ParsedInput, ParseFailure, check_shape, parse_input
from issuer.verifying.inputs.token import COMPACT_JWS
from issuer.verifying.report import (
    CONTENTS,
    ENDORSEMENTS,
    SHAPE,
    CheckResult,
    VerificationReport,
    open_reason,
)

MOST_INSIDE = 100
InnerCredential: TypeAlias = tuple["Document | str", "Json"]
"""A nested credential or its token, and the id that its subject must have (None: any)."""

VerifyParsed: TypeAlias = Callable[[ParsedInput | ParseFailure, CheckResult], VerificationReport]
"""Verifies parsed input, given the check of its shape."""

_WHAT = {CONTENTS: Message("kind.contents"), ENDORSEMENTS: Message("kind.endorsements")}
_COUNTED = {CONTENTS: "check.contents.counted_badges", ENDORSEMENTS: "check.contents.counted_endorsements"}
_KINDS = {CONTENTS: "OpenBadgeCredential", ENDORSEMENTS: "EndorsementCredential"}


def inner_credentials(document: Document) -> list[InnerCredential]:
    """Return the badges of a learner record."""
    subject = document.get("credentialSubject")
    found = subject.get("verifiableCredential", []) if isinstance(subject, dict) else []
    return [
        (json, None) for json in (found if isinstance(found, list) else [found]) if isinstance(json, dict)
    ]


def inner_endorsements(document: Document) -> list[InnerCredential]:
    """Return every endorsement in a credential, at any depth, with the id of the object that holds it."""
    return list(_endorsements(document))


def check_inner(
    name: str, inner: list[InnerCredential], judge: VerifyParsed
) -> tuple[CheckResult, list[VerificationReport]]:
    """Verify each nested credential. A forged one makes the outer one invalid; a revoked or expired one does not."""
    if len(inner) > MOST_INSIDE:
        finding = Message("check.contents.too_many", kind=_WHAT[name], found=len(inner), most=MOST_INSIDE)
        return CheckResult(name, None, "too-many", finding), []
    reports = [_verify_inner(document, _KINDS[name], judge) for document, _ in inner]
    for (_one, about), report in zip(inner, reports, strict=True):
        if report.verdict != "invalid" and about is not None and _subject_id(report) not in (None, about):
            finding = Message(
                "check.contents.elsewhere", kind=_WHAT[name], found=str(_subject_id(report))[:80]
            )
            return CheckResult(name, False, f"{name}-elsewhere", finding), reports
    return summarise(name, reports), reports


def summarise(name: str, reports: list[VerificationReport]) -> CheckResult:
    """Return the check that these reports on nested credentials make together."""
    forged = next((report for report in reports if report.verdict == "invalid"), None)
    if forged:
        failed = next(check for check in forged.checks if check.passed is False)
        finding = Message("check.contents.invalid", kind=_WHAT[name], problem=failed.message)
        return CheckResult(name, False, f"{name}-invalid", finding)
    unknown = [report for report in reports if report.verdict == "cannot tell"]
    good = sum(report.verdict == "valid" for report in reports)
    counted = Message(_COUNTED[name], good=good, count=len(reports))
    if unknown:
        return _open(name, counted, unknown)
    if good < len(reports):
        ends = tuple(
            Message(f"verdict.{verdict.replace(' ', '_')}")
            for verdict in sorted({report.verdict for report in reports if report.verdict != "valid"})
        )
        return CheckResult(
            name, None, "partly", Message("check.contents.partly", counted=counted, verdicts=ends)
        )
    return CheckResult(name, True, "ok", Message("check.contents.ok", counted=counted))


def _open(name: str, counted: Message, unknown: list[VerificationReport]) -> CheckResult:
    """The check where some of them are open: documents are missing, or something of another kind leaves it open."""
    if any(report.needs for report in unknown):
        finding = Message("check.contents.document_missing", counted=counted)
        return CheckResult(name, None, "document-missing", finding)
    finding = Message("check.contents.open", counted=counted, problem=open_reason(unknown[0].checks).message)
    return CheckResult(name, None, f"{name}-open", finding)


def _verify_inner(inner: Document | str, kind: str, judge: VerifyParsed) -> VerificationReport:
    """Verify a nested credential, which must be of the expected kind: a genuine badge is still no endorsement."""
    if not isinstance(inner, str):
        return judge(ParsedInput(inner, kind), check_shape(inner, kind))
    if not COMPACT_JWS.fullmatch(inner.encode()):
        no = CheckResult(SHAPE, False, "json", Message("check.contents.no_token"))
        return judge(ParseFailure((no,)), no)
    return judge(*parse_input(inner.encode(), {}, kind))


def _subject_id(report: VerificationReport) -> Json:
    subject = report.credential.get("credentialSubject") if report.credential else None
    return subject.get("id") if isinstance(subject, dict) else None


def _endorsements(document: Document) -> Iterator[InnerCredential]:
    inner = {path for path, _ in walk(document) if path[-1:] == ("verifiableCredential",)}
    for path, value in walk(document):
        if not isinstance(value, dict) or any(path[: len(inner_path)] == inner_path for inner_path in inner):
            continue  # a record's badges are verified with their own endorsements
        for member in ("endorsement", "endorsementJwt"):
            found = value.get(member, [])
            for json in found if isinstance(found, list) else [found]:
                if isinstance(json, dict | str):
                    yield json, value.get("id")
