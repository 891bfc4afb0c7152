"""Status lists of other issuers: as short, as long and as plain as their standard allows, and by other authorities."""

import gzip
import json

import pytest

from issuer.proofs.bitstring import encode_list
from issuer.proofs.data_integrity import add_proof
from issuer.proofs.jwt import sign_compact
from issuer.proofs.keys import KeyPair
from issuer.proofs.multibase import encode_base64url
from issuer.strict_json import Document, Json, compact_json
from issuer.verifying import VerificationReport
from issuer.verifying.inputs.documents import Fetched, FetchedResponse
from tests.fakes.badges import formats
from tests.fakes.badges.badges import AWARDED, WEB_KEY, web_credential
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.rich_badges import STATUS
from tests.fakes.badges.tampering import check, row
from tests.fakes.badges.tokens import ES256
from tests.fakes.worded import worded

AUTHORITY = KeyPair.from_random(bytes(range(9, 41)))
AUTHORITIES = {AUTHORITY.controller: "Status Services Ltd"}


def plain_list(*, drop: tuple[str, ...] = (), **change: Json) -> Document:
    """The usual list before it is signed, with other members."""
    said = json.loads(formats.status_list())
    subject = {**said["credentialSubject"], **{k: change.pop(k) for k in ("encodedList",) if k in change}}
    said = {**said, "credentialSubject": subject, **change}
    return {name: value for name, value in said.items() if name not in ("proof", *drop)}


def signed_list(said: Document, key: KeyPair = WEB_KEY) -> bytes:
    return compact_json(add_proof(said, key, AWARDED, canonicaliser())).encode()


def token_list(said: Document, **header: Json) -> bytes:
    kid = f"{WEB_KEY.controller}#{ES256.kid}"
    return sign_compact(
        {"alg": "ES256", "kid": kid, "typ": "vc+jwt", **header}, compact_json(said).encode(), ES256
    ).encode()


def judged(listed: Fetched, **options: object) -> VerificationReport:
    documents = {**formats.web_documents(), STATUS.list_address: listed}
    return check(formats.rich(), documents=documents, **options)


def revoked() -> str:
    return encode_list([STATUS.index])


@pytest.mark.parametrize("drop", [("validFrom", "validUntil"), ("id",), ("validUntil", "id", "validFrom")])
def test_a_list_may_leave_out_when_it_begins_and_who_it_is(drop: tuple[str, ...]) -> None:
    assert judged(signed_list(plain_list(drop=drop))).verdict == "valid"
    assert judged(signed_list(plain_list(drop=drop, encodedList=revoked()))).verdict == "revoked"


def test_a_list_that_does_not_say_its_address_counts_only_there() -> None:
    body = signed_list(plain_list(drop=("id",)))
    away = FetchedResponse(body, STATUS.list_address, ("https://cdn.example/list",))
    assert judged(FetchedResponse(body, STATUS.list_address)).verdict == "valid"
    assert judged(away).verdict == "cannot tell"
    elsewhere = signed_list(plain_list(id="https://badges.example/status/other"))
    assert judged(elsewhere).verdict == "invalid"


@pytest.mark.parametrize("typ", ["vc+jwt", "JWT"])
def test_a_list_as_a_token_needs_no_claims(typ: str) -> None:
    assert judged(token_list(plain_list(), typ=typ)).verdict == "valid"
    assert judged(token_list(plain_list(encodedList=revoked()), typ=typ)).verdict == "revoked"
    claims: Document = {"iss": WEB_KEY.controller, "jti": STATUS.list_address, "iat": 1772355600}
    assert judged(token_list({**plain_list(), **claims}, typ=typ)).verdict == "valid"
    for wrong in (
        {"iss": "did:web:evil.example"},
        {"jti": "https://evil.example/list"},
        {"nbf": 5},
        {"exp": None},
    ):
        assert judged(token_list({**plain_list(), **wrong}, typ=typ)).verdict == "invalid"


def test_a_list_that_says_no_date_at_all_may_be_an_old_one() -> None:
    undated = plain_list(drop=("validFrom", "validUntil"))
    report = judged(token_list(undated))
    assert (report.verdict, row(report, "status").code) == ("cannot tell", "status-stale")
    assert "no date" in worded(row(report, "status"))
    assert judged(token_list({**undated, "iat": 1772355600})).verdict == "valid"
    assert judged(token_list({**undated, "exp": 1772500000})).verdict == "valid"
    assert judged(token_list({**undated, "exp": 1772355601})).verdict == "cannot tell"
    assert (
        judged(token_list(plain_list(drop=("validFrom", "validUntil"), encodedList=revoked()))).verdict
        == "revoked"
    )


def packed(entries: int, *bits: int) -> str:
    raw = bytearray(entries // 8)
    for index in bits:
        raw[index >> 3] |= 0x80 >> (index & 7)
    return "u" + encode_base64url(gzip.compress(bytes(raw), mtime=0))


def test_a_list_of_ten_million_entries_is_looked_up() -> None:
    assert judged(signed_list(plain_list(encodedList=packed(10_000_000)))).verdict == "valid"
    assert judged(signed_list(plain_list(encodedList=packed(10_000_000, STATUS.index)))).verdict == "revoked"


@pytest.mark.parametrize(
    ("encoded", "verdict"),
    [
        (packed(8 * 17 * 1024 * 1024), "cannot tell"),
        (packed(16_384), "invalid"),
        (packed(131_072)[:-8], "invalid"),
        ("uAAAA", "invalid"),
    ],
)
def test_a_list_beyond_our_limit_cannot_be_told_and_a_broken_one_is_refused(
    encoded: str, verdict: str
) -> None:
    report = judged(signed_list(plain_list(encodedList=encoded)))
    assert (report.verdict, row(report, "status").code) == (verdict, "status-list")


# Other authorities


def by_authority(**change: Json) -> bytes:
    return signed_list(plain_list(issuer=AUTHORITY.controller, **change), AUTHORITY)


def test_a_list_by_an_authority_that_is_known_counts_and_is_named() -> None:
    report = judged(by_authority(), known_issuers=AUTHORITIES)
    assert report.verdict == "valid"
    assert "Status Services Ltd" in worded(row(report, "status"))
    assert judged(by_authority(encodedList=revoked()), known_issuers=AUTHORITIES).verdict == "revoked"


def test_a_list_by_an_authority_that_is_not_known_cannot_be_told() -> None:
    for listed in (by_authority(), by_authority(encodedList=revoked())):
        report = judged(listed)
        assert (report.verdict, row(report, "status").code) == ("cannot tell", "status-list")
        assert AUTHORITY.controller in worded(row(report, "status"))


def test_nobody_else_speaks_for_an_authority() -> None:
    forged = signed_list(plain_list(issuer=AUTHORITY.controller), WEB_KEY)
    assert judged(forged, known_issuers=AUTHORITIES).verdict == "invalid"
    theirs = signed_list(plain_list(issuer=WEB_KEY.controller), AUTHORITY)
    assert judged(theirs, known_issuers=AUTHORITIES).verdict == "invalid"


# Entries


def entry(**more: Json) -> bytes:
    said = json.loads(web_credential())
    del said["proof"]
    said["credentialStatus"] = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "50",
        "statusListCredential": STATUS.list_address,
        **more,
    }
    return compact_json(add_proof(said, WEB_KEY, AWARDED, canonicaliser())).encode()


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({}, "valid"),
        ({"statusSize": 1}, "valid"),
        ({"statusReference": "https://weld.example/why"}, "valid"),
        ({"statusReference": ["https://weld.example/why", "https://weld.example/how"]}, "valid"),
        (
            {
                "statusMessage": [
                    {"status": "0x0", "message": "in force"},
                    {"status": "0x1", "message": "revoked"},
                ]
            },
            "valid",
        ),
        ({"statusSize": 2}, "cannot tell"),
        ({"statusPurpose": "message"}, "cannot tell"),
        ({"statusPurpose": "refresh"}, "cannot tell"),
        ({"statusListIndex": "131072"}, "invalid"),
        ({"statusListIndex": "-1"}, "invalid"),
        ({"statusListCredential": "http://badges.example/status/6f1d7a52"}, "cannot tell"),
        ({"id": STATUS.list_address}, "invalid"),
    ],
    ids=str,
)
def test_an_entry_may_say_more_and_what_we_cannot_look_up_is_said(more: Document, verdict: str) -> None:
    assert check(entry(**more), documents=formats.web_documents()).verdict == verdict
