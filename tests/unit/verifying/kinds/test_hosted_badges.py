"""Hosted badges of Open Badges 2.0 as platforms write them, and the copy at their own address, which is the badge."""

import json
from collections.abc import Callable

import pytest

from issuer.strict_json import Document, Json, compact_json
from issuer.verifying import VerificationReport
from issuer.verifying.inputs.documents import Fetched, FetchedResponse
from tests.fakes.badges import formats
from tests.fakes.badges.formats import ADDRESSES, BASE
from tests.fakes.badges.tampering import check, row
from tests.fakes.worded import worded

EMAIL = "ana@northwind.example"


def hosted() -> dict[str, Json]:
    return dict(json.loads(formats.hosted()))


def with_copy(brought: Document, copy: Document | None = None, **options: object) -> VerificationReport:
    """Verify a file whose own address serves a copy, by default the same."""
    served = compact_json(brought if copy is None else copy).encode()
    documents = {**formats.documents_2(), ADDRESSES.assertion: served}
    return check(compact_json(brought).encode(), documents=documents, **options)


def class_of_badge() -> Document:
    found = formats.documents_2()[ADDRESSES.badge_class]
    assert isinstance(found, dict)
    return found


def profile() -> Document:
    found = formats.documents_2()[ADDRESSES.issuer]
    assert isinstance(found, dict)
    return found


# As platforms write them


@pytest.mark.parametrize(
    "said",
    [
        {"type": "hosted", "url": ADDRESSES.assertion},
        {"type": "HostedBadge"},
        {"type": ["HostedBadge"]},
        [{"type": "HostedBadge"}],
        {"type": ["VerificationObject", "hosted"], "startsWith": None},
    ],
)
@pytest.mark.parametrize("name", ["verify", "verification"])
def test_how_it_is_verified_may_stand_under_either_name_and_in_arrays(name: str, said: Json) -> None:
    """Moodle writes `verify`, which the context of Open Badges 2.0 maps to the same."""
    badge = {**hosted(), name: said}
    if name == "verify":
        del badge["verification"]
    assert with_copy(badge).verdict == "valid"


def test_two_ways_that_differ_are_none() -> None:
    badge = {**hosted(), "verify": {"type": "signed", "url": "https://evil.example/key"}}
    report = with_copy(badge)
    assert (report.verdict, report.checks[0].code) == ("invalid", "shape")
    assert with_copy({**hosted(), "verify": hosted()["verification"]}).verdict == "valid"


@pytest.mark.parametrize(
    "more",
    [
        {"expires": None},
        {"narrative": None, "evidence": [], "image": None},
        {"revoked": None},
        {"badge": [ADDRESSES.badge_class]},
        {"issuedOn": ["2026-03-01T09:00:00Z"]},
        {"issuedOn": "2026-03-01T09:00Z"},
        {"issuedOn": "2026-03-01T09:00:00+0000"},
        {"issuedOn": "2026-03-01T10:00+01"},
    ],
)
def test_null_is_nothing_an_array_of_one_its_entry_and_moments_may_be_short(more: Document) -> None:
    report = with_copy({**hosted(), **more})
    assert report.verdict == "valid", [
        check_result for check_result in report.checks if not check_result.passed
    ]


@pytest.mark.parametrize("moment", ["2026-03-01", "2026-03-01T09:00:00", "1772355600", "once", True])
def test_a_moment_without_a_zone_is_refused(moment: Json) -> None:
    assert with_copy({**hosted(), "issuedOn": moment}).verdict == "invalid"


def test_the_moment_is_shown_as_it_was_written_in_full() -> None:
    report = with_copy({**hosted(), "issuedOn": "2026-03-01T10:00+01", "expires": None})
    assert report.badge is not None
    assert (report.badge.issued_on, report.badge.valid_until) == ("2026-03-01T10:00:00+01:00", None)


@pytest.mark.parametrize(
    "context",
    [
        "http://w3id.org/openbadges/v2",
        ["https://w3id.org/openbadges/v2"],
        ["https://openbadgespec.org/extensions/x.json", "https://w3id.org/openbadges/v2"],
        "https://openbadgespec.org/v2/context.json",
        "https://purl.imsglobal.org/spec/ob/v2p1/context/ob_v2p1.jsonld",
    ],
)
def test_the_context_has_several_addresses_and_need_not_be_first(context: Json) -> None:
    assert with_copy({**hosted(), "@context": context}).verdict == "valid"


def test_a_credential_of_the_data_model_is_never_read_as_an_older_badge() -> None:
    both = {
        **hosted(),
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://w3id.org/openbadges/v2"],
    }
    assert with_copy(both).verdict in ("invalid", "cannot tell")


# The class and the issuer


def test_a_class_that_stands_only_inside_counts_where_its_issuers_site_serves_it() -> None:
    inside = {**class_of_badge(), "id": "urn:uuid:ce0985da-4a71-43be-9c4a-f41b22eeb81b"}
    report = with_copy({**hosted(), "badge": inside})
    assert report.badge is not None
    assert (report.verdict, report.badge.name) == ("valid", "Customer Hero")
    assert (
        with_copy({**hosted(), "badge": {**inside, "name": "PhD"}}, {**hosted(), "badge": inside}).verdict
        != "valid"
    )
    elsewhere = {**inside, "issuer": "https://evil.example/issuer"}
    assert with_copy({**hosted(), "badge": elsewhere}).verdict == "cannot tell"


@pytest.mark.parametrize(
    "issuer", ["urn:uuid:ce0985da-4a71-43be-9c4a-f41b22eeb81b", "http://badges.example/issuer"]
)
def test_an_issuer_that_has_no_https_address_cannot_be_told(issuer: str) -> None:
    inside = {**class_of_badge(), "id": "urn:x:class", "issuer": issuer}
    assert with_copy({**hosted(), "badge": inside}).verdict == "cannot tell"


@pytest.mark.parametrize("part", ["id", "badge"])
def test_an_address_that_we_never_ask_leaves_it_open(part: str) -> None:
    badge = {**hosted(), part: f"http://badges.example/{part}"}
    documents: dict[str, Fetched] = {**formats.documents_2(), str(badge["id"]): compact_json(badge).encode()}
    report = check(compact_json(badge).encode(), documents=documents)
    assert report.verdict == "cannot tell"
    assert "only https" in worded(row(report, "schema"))


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ({"startsWith": "https://other.example/badges/"}, "valid"),
        ({"startsWith": "https://other.example/bad"}, "valid"),
        ({"startsWith": "https://other.example/badges/", "allowedOrigins": "other.example"}, "valid"),
        ({"startsWith": "https://other.example/badges/", "allowedOrigins": "third.example"}, "invalid"),
        ({"startsWith": "https://other.example.evil.example/"}, "invalid"),
        ({"startsWith": "https://other"}, "invalid"),
        ({"startsWith": "https://other.example/badges/2"}, "invalid"),
        ({"startsWith": "https://evil.example/"}, "invalid"),
        ({"allowedOrigins": ["Other.Example"]}, "valid"),
        ({}, "invalid"),
    ],
)
@pytest.mark.parametrize("name", ["verification", "verify"])
def test_a_badge_on_another_host_counts_where_its_issuer_says_so(
    name: str, policy: Document, verdict: str
) -> None:
    badge = {**hosted(), "id": "https://other.example/badges/1"}
    documents = {
        **formats.documents_2(),
        "https://other.example/badges/1": compact_json(badge).encode(),
        ADDRESSES.issuer: {**profile(), name: policy},
    }
    assert check(compact_json(badge).encode(), documents=documents).verdict == verdict


# The copy at its own address


def expanded() -> Document:
    return {**hosted(), "badge": {**class_of_badge(), "issuer": profile()}}


@pytest.mark.parametrize(
    "change",
    [
        lambda _: {"revoked": False},
        lambda _: {"sourceUrl": ADDRESSES.assertion, "hostedUrl": "https://rehost.example/1", "slug": "x"},
        lambda _: {"image": "https://rehost.example/1.png"},
        lambda said: {"badge": {"id": said["badge"]}},
        lambda _: {"badge": expanded()["badge"]},
        lambda _: {"issuedOn": "2026-03-01T10:00+01"},
        lambda said: {"recipient": {**said["recipient"], "type": ["schema:email"]}},
    ],
)
def test_a_file_may_say_the_same_in_other_words_than_the_copy(change: Callable[[Document], Document]) -> None:
    copy = {**hosted(), "evidence": "https://tickets.example/42"}
    report = with_copy({**copy, **change(copy)}, copy)
    assert report.verdict == "valid", row(report, "proof")
    assert with_copy(copy, {**copy, **change(copy)}).verdict == "valid"


def test_the_words_of_the_copy_are_shown() -> None:
    report = with_copy(hosted(), {**hosted(), "issuedOn": "2026-03-01T09:00:00Z", "narrative": "Later words"})
    assert report.credential is not None
    assert report.credential["narrative"] == "Later words"


@pytest.mark.parametrize(
    "change",
    [
        {"issuedOn": "2020-01-01T00:00:00Z"},
        {"expires": "2039-03-01T09:00:00Z"},
        {"expires": None},
        {"badge": f"{BASE}/achievements/other/1.ob2.json"},
        {"recipient": {"type": "email", "hashed": False, "identity": "eve@northwind.example"}},
        {"recipient": {"type": "telephone", "hashed": False, "identity": EMAIL}},
    ],
    ids=str,
)
def test_a_file_with_another_recipient_date_or_class_is_no_copy(change: Document) -> None:
    brought = {**hosted(), **change}
    report = with_copy(brought, hosted())
    assert (report.verdict, row(report, "proof").code) == ("invalid", "hosted-differs")


@pytest.mark.parametrize(
    "change",
    [
        {"narrative": "Summa cum laude"},
        {"evidence": "https://evil.example/diploma"},
        {"evidence": [{"id": "https://tickets.example/42", "narrative": "And more"}]},
        {"extensions:recipientProfile": {"type": ["Extension"], "name": "Eve"}},
        {"revoked": True},
    ],
    ids=str,
)
def test_a_file_with_other_words_than_the_copy_cannot_be_told(change: Document) -> None:
    """Either somebody changed the file, or the issuer its badge; whoever reads the file reads something else."""
    report = with_copy({**hosted(), **change}, hosted())
    assert (report.verdict, row(report, "proof").code) == ("cannot tell", "hosted-differs")
    assert next(iter(change)) in worded(row(report, "proof"))


@pytest.mark.parametrize("name", ["name", "description", "criteria"])
def test_a_file_with_other_words_of_its_class_cannot_be_told(name: str) -> None:
    written = {**class_of_badge(), name: "PhD"}
    report = with_copy({**hosted(), "badge": written}, hosted())
    assert (report.verdict, row(report, "proof").code) == ("cannot tell", "hosted-differs")
    assert f"badge.{name}" in worded(row(report, "proof"))
    assert report.badge is not None
    assert report.badge.name == "Customer Hero"


def test_a_file_that_names_another_issuer_cannot_be_told() -> None:
    for issuer in ("https://evil.example/issuer", {**profile(), "name": "Oxford"}):
        report = with_copy({**hosted(), "badge": {**class_of_badge(), "issuer": issuer}}, hosted())
        assert (report.verdict, row(report, "proof").code) == ("cannot tell", "hosted-differs")


def test_a_recipient_as_an_address_and_as_its_hash_are_the_same() -> None:
    plain: Document = {"type": "email", "hashed": False, "identity": EMAIL}
    assert with_copy({**hosted(), "recipient": plain}, hosted()).verdict == "valid"
    assert with_copy(hosted(), {**hosted(), "recipient": plain}).verdict == "valid"
    assert (
        with_copy(hosted(), {**hosted(), "recipient": {**plain, "identity": "eve@x.example"}}).verdict
        == "invalid"
    )


@pytest.mark.parametrize("copy", [{}, {"type": "Assertion"}, {"recipient": None}, {"issuedOn": "once"}])
def test_a_copy_that_is_no_badge_proves_nothing(copy: Document) -> None:
    served: Document = {**(hosted() if copy else {}), **copy}
    if copy == {"type": "Assertion"}:
        served = {"id": ADDRESSES.assertion, **copy}
    assert with_copy(hosted(), served).verdict == "invalid"


def test_a_copy_that_says_it_is_signed_is_no_hosted_badge() -> None:
    assert with_copy(hosted(), {**hosted(), "verification": {"type": "SignedBadge"}}).verdict == "invalid"


def test_a_copy_full_of_entries_is_not_compared_for_ever() -> None:
    many: list[Json] = [{"id": f"https://x.example/{number}"} for number in range(101)]
    assert with_copy(hosted(), {**hosted(), "evidence": many}).verdict == "cannot tell"


# Revocation

STUBS: list[Document] = [
    {"id": ADDRESSES.assertion, "revoked": True},
    {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": ADDRESSES.assertion,
        "revoked": True,
    },
    {"id": ADDRESSES.assertion, "revoked": True, "revocationReason": "Issued in error"},
]


@pytest.mark.parametrize("stub", STUBS)
@pytest.mark.parametrize("gone", [False, True])
def test_a_revoked_badge_needs_nothing_but_its_id(stub: Document, gone: bool) -> None:
    answer = FetchedResponse(compact_json(stub).encode(), ADDRESSES.assertion, gone=gone)
    only: dict[str, Fetched] = {ADDRESSES.assertion: answer}
    sources = (formats.hosted(), ADDRESSES.assertion.encode(), compact_json(stub).encode())
    for source in sources:
        report = check(source, documents=only)
        assert (report.verdict, report.needs) == ("revoked", ()), source
    assert check(formats.hosted(), documents=only).wants == (ADDRESSES.badge_class,)


def test_what_is_still_there_of_a_revoked_badge_is_shown() -> None:
    report = with_copy(hosted(), STUBS[0])
    assert report.badge is not None
    assert report.issuer is not None
    assert (report.verdict, report.badge.name, report.issuer.name) == (
        "revoked",
        "Customer Hero",
        "Northwind Traders",
    )


@pytest.mark.parametrize(
    ("stub", "answer"),
    [
        (STUBS[0], hosted()),
        ({**STUBS[0], "id": "https://other.example/1"}, STUBS[0]),
        ({"revoked": True}, STUBS[0]),
        ({**STUBS[0], "revoked": False}, STUBS[0]),
    ],
)
def test_a_file_cannot_revoke_a_badge_by_itself(stub: Document, answer: Document) -> None:
    documents: dict[str, Fetched] = {
        **formats.documents_2(),
        ADDRESSES.assertion: compact_json(answer).encode(),
    }
    assert check(compact_json(stub).encode(), documents=documents).verdict != "revoked"


def test_an_address_elsewhere_cannot_revoke_it() -> None:
    moved = FetchedResponse(compact_json(STUBS[0]).encode(), ADDRESSES.assertion, ("https://evil.example/",))
    documents: dict[str, Fetched] = {ADDRESSES.assertion: moved}
    for source in (formats.hosted(), ADDRESSES.assertion.encode(), compact_json(STUBS[0]).encode()):
        assert check(source, documents=documents).verdict == "cannot tell"


@pytest.mark.parametrize(
    ("list_of", "verdict"),
    [
        ({"revokedAssertions": []}, "valid"),
        ({"issuer": None, "revokedAssertions": []}, "valid"),
        ({"issuer": {"id": ADDRESSES.issuer}, "revokedAssertions": []}, "valid"),
        ({"issuer": "https://evil.example/issuer", "revokedAssertions": []}, "invalid"),
        ({"revokedAssertions": ["urn:uuid:0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01"]}, "revoked"),
        ({"revokedAssertions": {"uid": "urn:uuid:0b8f9c1e-5f3c-4b43-8f83-6d6c2e0f7a01"}}, "revoked"),
        ({"revokedAssertions": [{"uid": "abc"}, {"id": "urn:x:1"}, 5, None]}, "valid"),
    ],
)
def test_the_list_of_revoked_badges_may_be_written_in_several_ways(list_of: Document, verdict: str) -> None:
    usual = formats.documents_2()
    listed = usual[ADDRESSES.revocations]
    assert isinstance(listed, dict)
    documents: dict[str, Fetched] = {**usual, ADDRESSES.revocations: {**listed, **list_of}}
    assert check(formats.signed_2(), documents=documents).verdict == verdict
