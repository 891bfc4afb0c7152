"""Every badge that was reported as judged wrongly gets a verdict that is right, and never an internal error."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from tests.fakes.badges.reported import ReportedCase, allowed_verdicts, findings, report_on, reported_case
from tests.fakes.worded import worded

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
TO_COME: frozenset[str] = frozenset()
"""Reports that somebody is mending, by name; nothing stays here."""

VERDICTS: dict[str, tuple[str, str | None]] = {
    "bake/bom.svg": ("cannot tell", None),
    "bake/bomout.svg": ("valid", None),
    "bake/both.png": ("cannot tell or invalid", None),
    "bake/both.svg": ("cannot tell or invalid", None),
    "bake/illustrator.svg": ("cannot tell", None),
    "bake/o2.png": ("valid or cannot tell", "verification-type-array"),
    "bake/o2.svg": ("valid or cannot tell", "verification-type-array"),
    "bake/ob2.json": ("valid", "ob2-svg-us-ascii"),
    "bake/ob2.png": ("valid", "ob2-svg-us-ascii"),
    "bake/ob2.svg": ("valid", "ob2-svg-us-ascii"),
    "bake/ob3.json": ("valid", None),
    "bake/plain.png": ("cannot tell", None),
    "bake/plain.svg": ("cannot tell", None),
    "jwt-aud-claim.jwt": ("valid", "jwt-aud-claim"),
    "jwt-kid-in-jwks.jwt": ("valid or cannot tell", "jwt-spec-sample-kid-https-issuer-keys-key-1-jwks"),
    "jwt-nbf-float-integral.jwt": ("valid", "jwt-aud-claim"),
    "jwt-nbf-fraction.jwt": ("valid", "jwt-aud-claim"),
    "ob2-hosted-ephemeral-badgeclass.json": ("valid", "hosted-ephemeral-badgeclass-urn-uuid"),
    "ob2-issuedon-basic-offset.json": ("valid", "offset-0000-basic"),
    "ob2-issuedon-without-seconds.json": ("valid", "no-seconds-in-issuedon"),
    "ob2-revoked-stripped.json": ("revoked", "file-brought-hosted-now-stripped-revoked"),
    "ob2-signed-two-keys.issuer.json": ("cannot tell", None),
    "ob2-signed-two-keys.jws": ("valid", "signed-publickey-array-rotation-creator-named"),
    "ob2-svg-verify-and-body.svg": ("valid", "ob2-svg-us-ascii"),
    "ob2-verification-type-array.json": ("valid", "verification-type-array"),
    "ob3-digest-sri-sha384.json": ("valid", None),
    "ob3-embedded-picture-80kB.json": ("valid or cannot tell", None),
    "ob3-issuer-uri.json": ("valid", None),
    "ob3-local-midnight.json": ("valid", None),
    "own-ob2-hosted-taken-back.json": ("cannot tell", None),
    "own-ob2-signed-before-rotation.jws": ("cannot tell", None),
    "picture-16-bit-grey.png": ("cannot tell", None),
    "picture-all-transparent.png": ("cannot tell", None),
    "picture-display-p3.png": ("cannot tell", None),
    "png-text-chunk-url.png": ("valid or cannot tell", "ob2-svg-us-ascii"),
    "presentation-around-badge.json": ("cannot tell", None),
    "status-list-without-validfrom.badge.json": ("valid", "list-without-validfrom"),
    "status-list-without-validfrom.json": ("cannot tell", None),
    "suite-ecdsa-rdfc-2019.json": ("valid or cannot tell", None),
    "svg-with-byte-order-mark.svg": ("valid", "ob2-svg-us-ascii"),
    "web-page-of-a-badge.html": ("cannot tell", None),
}
"""What each file must get, and the report whose addresses answer for it."""
NO_BADGES = frozenset(
    {"people-after-marriage.csv", "people-before-marriage.csv", "people-names-with-joiners.csv"}
)


def cases() -> Iterator[ReportedCase]:
    folder = findings()
    yield from (reported_case(path) for path in sorted((folder / "badges").glob("*.json")))
    for name, (right, answers) in VERDICTS.items():
        case = ReportedCase(name, (folder / "files" / name).read_bytes(), {}, NOW, right)
        if answers:
            case = replace(case, answers=reported_case(folder / "badges" / f"{answers}.json").answers)
        yield case


async def test_each_reported_badge_gets_a_verdict_that_is_right() -> None:
    odd = {}
    for case in cases():
        report = await report_on(case)
        failed = [(check.code, worded(check)) for check in report.checks if not check.passed]
        mistaken = "check-failed" in [code for code, _ in failed]
        if mistaken or report.verdict not in allowed_verdicts(case.right):
            odd[case.name] = (report.verdict, case.right, failed[0])
    assert {name: found for name, found in odd.items() if name not in TO_COME} == {}
    assert set(odd) >= TO_COME, "no longer wrong: take it off the list"


def test_every_file_of_the_reports_is_looked_at() -> None:
    folder = findings() / "files"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {*VERDICTS, *NO_BADGES}
