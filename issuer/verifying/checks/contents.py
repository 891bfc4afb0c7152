"""Nested credentials: the badges of a learner record, and endorsements. Each is verified on its own."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from issuer.strict_json import Document, Json, walk
from issuer.verifying.inputs.reading import ParsedInput, ParseFailure, check_shape, parse_input
from issuer.verifying.inputs.token import COMPACT_JWS
from issuer.verifying.report import CONTENTS, ENDORSEMENTS, SHAPE, CheckResult, VerificationReport

MOST_INSIDE = 100
InnerCredential: TypeAlias = tuple["Document | str", "Json"]
"""A nested credential or its token, and the id that its subject must have (None: any)."""

VerifyParsed: TypeAlias = Callable[[ParsedInput | ParseFailure, CheckResult], VerificationReport]
"""Verifies parsed input, given the check of its shape."""

_WHAT = {CONTENTS: ("badge", "badges"), ENDORSEMENTS: ("endorsement", "endorsements")}


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
    one_word, word = _WHAT[name]
    if len(inner) > MOST_INSIDE:
        says = f"It holds {len(inner)} {word}, and we look at no more than {MOST_INSIDE}."
        return CheckResult(name, None, "too-many", says), []
    reports = [_verify_inner(document, _KINDS[name], judge) for document, _ in inner]
    for (_one, about), report in zip(inner, reports, strict=True):
        if report.verdict == "invalid":
            failed = next(check for check in report.checks if check.passed is False)
            says = f"One {one_word} inside it is not genuine: {failed.says}"
            return CheckResult(name, False, f"{name}-invalid", says), reports
        if about is not None and _subject_id(report) != about:
            says = f"One {one_word} inside it is about something else: {str(_subject_id(report))[:80]}."
            return CheckResult(name, False, f"{name}-elsewhere", says), reports
    unknown = [report for report in reports if report.verdict == "cannot tell"]
    good = sum(report.verdict == "valid" for report in reports)
    counted = f"{good} of {len(reports)} {word if len(reports) > 1 else one_word} inside it count today"
    if unknown:
        return CheckResult(
            name, None, "document-missing", f"{counted}; for others, documents are needed."
        ), reports
    if good < len(reports):
        ends = ", ".join(sorted({report.verdict for report in reports if report.verdict != "valid"}))
        return CheckResult(name, None, "partly", f"{counted}; the others are {ends}."), reports
    return CheckResult(name, True, "ok", f"{counted}, and each is genuine."), reports


def _verify_inner(inner: Document | str, kind: str, judge: VerifyParsed) -> VerificationReport:
    """Verify a nested credential, which must be of the expected kind: a genuine badge is still no endorsement."""
    if not isinstance(inner, str):
        return judge(ParsedInput(inner, kind), check_shape(inner, kind, "This is"))
    if not COMPACT_JWS.fullmatch(inner.encode()):
        no = CheckResult(SHAPE, False, "json", "This is no token, which is what has to stand there.")
        return judge(ParseFailure(no), no)
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
