"""Opens what credentials come wrapped in: each is verified by itself, and what holds them is named.

A presentation says who presents, which no badge here asks for and which is not verified. So it cannot be told whether
the whole holds; but a forged badge in it makes it invalid.
"""

from dataclasses import replace

from issuer.messages import Message
from issuer.strict_json import Json, compact_json
from issuer.verifying import report as names
from issuer.verifying.checks.contents import MOST_INSIDE, summarise
from issuer.verifying.inputs.ob2_shape import ASSERTION
from issuer.verifying.inputs.reading import ParsedInput, parse_input
from issuer.verifying.inputs.wrapped import Wrapping
from issuer.verifying.judging import CredentialVerifier, failed_report
from issuer.verifying.ob2.verify import verify_assertion
from issuer.verifying.report import CheckResult, VerificationReport, complete_rows, verdict_of


def verify_any(parsed: ParsedInput, shape: CheckResult, judge: CredentialVerifier) -> VerificationReport:
    """Verify a parsed badge of any standard, or what badges come wrapped in."""
    if parsed.wrapping is not None:
        return _verify_wrapped(parsed.wrapping, judge)
    if parsed.kind == ASSERTION:
        return verify_assertion(parsed, shape, judge)
    return judge.verify_credential(parsed, shape)


def _verify_wrapped(wrapping: Wrapping, judge: CredentialVerifier) -> VerificationReport:
    if len(wrapping.inside) > MOST_INSIDE:
        finding = Message(
            "check.shape.wrapped_many", kind=wrapping.kind, found=len(wrapping.inside), most=MOST_INSIDE
        )
        rows = complete_rows([CheckResult(names.SHAPE, None, "too-many", finding)])
        return VerificationReport(verdict_of(rows), rows, None, None)
    reports = [_verify_inner(json, judge) for json in wrapping.inside]
    titles = tuple(report.badge.name for report in reports if report.badge and report.badge.name)
    finding = Message("check.shape.wrapped_plain", kind=wrapping.kind)
    if titles:
        finding = Message("check.shape.wrapped", kind=wrapping.kind, count=len(reports), badges=titles[:3])
    checks = [CheckResult(names.SHAPE, None, "wrapped", finding)]
    checks += [summarise(names.CONTENTS, reports)] if reports else []
    rows = complete_rows(checks)
    found = VerificationReport(verdict_of(rows), rows, None, None)
    needs = dict.fromkeys(need for report in reports for need in report.needs)
    wants = dict.fromkeys(want for report in reports for want in report.wants)
    if len(reports) == 1:
        [inner] = reports
        found = replace(found, issuer=inner.issuer, badge=inner.badge, credential=inner.credential)
    return replace(found, needs=tuple(needs) if found.verdict == "cannot tell" else (), wants=tuple(wants))


def _verify_inner(json: Json, judge: CredentialVerifier) -> VerificationReport:
    """Verify a credential inside; a link or another wrapping in its place is no credential."""
    source = json.encode("utf-8", "replace") if isinstance(json, str) else compact_json(json).encode()
    parsed, shape = parse_input(source, {})
    if not isinstance(parsed, ParsedInput):
        return replace(failed_report(parsed), needs=())
    if parsed.wrapping is not None:
        return failed_report_of(shape)
    return verify_any(parsed, shape, judge)


def failed_report_of(check: CheckResult) -> VerificationReport:
    """Return the report on something that is not looked into any further."""
    rows = complete_rows([check])
    return VerificationReport(verdict_of(rows), rows, None, None)
