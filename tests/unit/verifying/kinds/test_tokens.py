"""Tokens of other issuers: registered claims, numbers with fractions, key sets; and text that no token may hold."""

import json

import pytest

from issuer.proofs.jwt import JwtKey, sign_compact
from issuer.proofs.multibase import decode_base64url
from issuer.strict_json import Document, Json, compact_json
from issuer.verifying import VerificationReport
from issuer.verifying.inputs.documents import Fetched
from tests.fakes.badges import formats
from tests.fakes.badges.badges import NOW, WEB_KEY
from tests.fakes.badges.formats import BASE, KID
from tests.fakes.badges.tampering import check, failed, row
from tests.fakes.badges.tokens import ES256
from tests.fakes.worded import worded

FROM = 1772355600
"""The usual validFrom, 2026-03-01T09:00:00Z."""


def payload() -> Document:
    return dict(json.loads(decode_base64url(formats.token().decode().split(".")[1])))


def token(claims: Document, **header: Json) -> bytes:
    said = {name: value for name, value in {**payload(), **claims}.items() if value != "absent"}
    return sign_compact({"alg": "ES256", "kid": KID, **header}, compact_json(said).encode(), ES256).encode()


def judged(source: bytes, **documents: Fetched) -> VerificationReport:
    return check(source, documents={**formats.web_documents(), **documents})


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://wallet.example"},
        {"aud": ["https://a.example", "b"]},
        {"iat": FROM + 0.25},
        {"nbf": float(FROM)},
        {"nbf": FROM + 0.5, "validFrom": "2026-03-01T09:00:00.500Z"},
        {"nbf": FROM, "validFrom": "2026-03-01T09:00:00.999Z"},
        {"nbf": FROM + 0.123456, "validFrom": "2026-03-01T09:00:00.1234567890Z"},
        {"cnf": {"kid": "#holder"}},
        {"exp": FROM + 1_000_000},
        {"exp": FROM + 1_000_000, "validUntil": "2026-03-12T22:46:40Z"},
    ],
    ids=str,
)
def test_the_registered_claims_are_allowed_and_numbers_may_have_fractions(claims: Document) -> None:
    report = judged(token(claims))
    assert report.verdict == "valid", failed(report)


@pytest.mark.parametrize(
    "claims",
    [
        {"nbf": FROM + 1},
        {"nbf": FROM + 0.5},
        {"nbf": FROM - 0.000003},
        {"nbf": FROM, "validFrom": "2026-03-01T09:00:01.000Z"},
        {"nbf": True},
        {"nbf": str(FROM)},
        {"nbf": None},
        {"nbf": "absent"},
        {"sub": "absent"},
        {"iss": "absent"},
        {"jti": "absent"},
        {"exp": None},
        {"exp": "never"},
        {"exp": FROM + 5, "validUntil": "2027-03-01T09:00:00Z"},
        {"exp": "absent", "validUntil": "2027-03-01T09:00:00Z"},
        {"aud": 5},
        {"aud": {"id": "x"}},
        {"iat": "now"},
        {"iat": 4e9},
    ],
    ids=str,
)
def test_a_claim_that_says_something_else_than_the_badge_is_refused(claims: Document) -> None:
    assert judged(token(claims)).verdict == "invalid"


def test_a_badge_that_says_no_end_itself_counts_until_its_token_does() -> None:
    until = int(NOW.timestamp()) + 60
    report = judged(token({"exp": until}))
    assert report.badge is not None
    assert (report.verdict, report.badge.valid_until) == ("valid", "2026-03-01T09:31:00Z")
    assert judged(token({"exp": until - 120})).verdict == "expired"
    assert judged(token({"exp": FROM - 5})).verdict == "invalid", "it would end before it begins"
    assert judged(token({"exp": 1e300})).verdict == "valid", "no year has a name for that"


@pytest.mark.parametrize(
    ("header", "verdict"),
    [
        ({"typ": "vc+jwt"}, "valid"),
        ({"typ": "JWT", "cty": "vc"}, "valid"),
        ({"typ": "application/vc+jwt"}, "valid"),
        ({"typ": "jwt"}, "valid"),
        ({"typ": "at+jwt"}, "invalid"),
        ({"typ": "JWT", "cty": "JWT"}, "invalid"),
        ({"x5t": "AA"}, "cannot tell"),
        ({"jku": KID}, "cannot tell"),
        ({"crit": ["exp"]}, "invalid"),
        ({"alg": "ES512"}, "cannot tell"),
        ({"alg": "PS256"}, "cannot tell"),
        ({"alg": "none"}, "invalid"),
        ({"alg": "HS256"}, "invalid"),
        ({"alg": "RS256"}, "invalid"),
    ],
    ids=str,
)
def test_a_header_of_another_kind_cannot_be_told_and_a_false_one_is_refused(
    header: Document, verdict: str
) -> None:
    assert judged(token({}, **header)).verdict == verdict


def test_a_member_that_we_do_not_know_is_signed_in_a_token_and_cannot_be_told() -> None:
    report = judged(token({"nickname": "x"}))
    assert (report.verdict, report.checks[0].code, failed(report)) == ("cannot tell", "members", [])


# Keys


def set_of(*keys: Document) -> dict[str, Fetched]:
    return {f"{BASE}/keys": compact_json({"keys": list(keys)}).encode()}


OTHER = JwtKey.es256_from_random(bytes(range(5, 37)))
NAMED: Document = {**ES256.public_jwk, "kid": "key-1"}


@pytest.mark.parametrize(
    ("keys", "verdict"),
    [
        ((NAMED,), "valid"),
        (({**OTHER.public_jwk, "kid": "key-2"}, NAMED), "valid"),
        (({**NAMED, "kid": f"{BASE}/keys#key-1"},), "valid"),
        (({**OTHER.public_jwk, "kid": "key-1"},), "invalid"),
        ((NAMED, NAMED), "invalid"),
        (({**NAMED, "kid": "key-2"},), "invalid"),
        (({**NAMED, "d": "AA"},), "invalid"),
        ((), "invalid"),
    ],
)
def test_a_key_in_the_set_of_its_issuer_counts(keys: tuple[Document, ...], verdict: str) -> None:
    source = token({}, kid=f"{BASE}/keys#key-1")
    assert check(source, documents={WEB_KEY.controller: formats.did()}).needs == (f"{BASE}/keys",)
    assert judged(source, **set_of(*keys)).verdict == verdict


@pytest.mark.parametrize(
    "place",
    [f"{BASE}/uploads", f"{BASE}/a/keys", "https://evil.example/keys", f"{BASE}/keys/x", f"{BASE}/keys?x=1"],
)
def test_a_set_elsewhere_does_not_count(place: str) -> None:
    source = token({}, kid=f"{place}#key-1")
    documents: dict[str, Fetched] = {
        **formats.web_documents(),
        place: compact_json({"keys": [NAMED]}).encode(),
    }
    assert check(source, documents=documents).verdict == "invalid"


def test_the_issuers_document_decides_about_a_key_in_its_set() -> None:
    document = json.loads(json.dumps(formats.did(ES256)))
    document["verificationMethod"][1]["revoked"] = "2020-01-01T00:00:00Z"
    source = token({}, kid=f"{BASE}/keys#key-1")
    documents: dict[str, Fetched] = {WEB_KEY.controller: document, **set_of(NAMED)}
    assert check(source, documents=documents).verdict == "invalid"


@pytest.mark.parametrize("controller", [[WEB_KEY.controller], ["did:web:parent.example", WEB_KEY.controller]])
def test_a_key_may_have_several_controllers(controller: Json) -> None:
    document = json.loads(json.dumps(formats.did(ES256)))
    for method in document["verificationMethod"]:
        method["controller"] = controller
    documents: dict[str, Fetched] = {WEB_KEY.controller: document}
    for kid in (f"{WEB_KEY.controller}#{ES256.kid}", None):
        assert check(formats.token(ES256, kid), documents=documents).verdict == "valid"
    document["verificationMethod"][1]["controller"] = ["did:web:evil.example"]
    assert check(formats.token(ES256, None), documents=documents).verdict == "invalid"


def test_a_key_that_is_written_in_a_way_we_do_not_read_cannot_be_told() -> None:
    document = json.loads(json.dumps(formats.did(ES256)))
    method = document["verificationMethod"][1]
    del method["publicKeyJwk"]
    method |= {"type": "EcdsaSecp256k1VerificationKey2019", "publicKeyBase58": "z"}
    kid = f"{WEB_KEY.controller}#{ES256.kid}"
    report = check(formats.token(ES256, kid), documents={WEB_KEY.controller: document})
    assert (report.verdict, row(report, "key belongs to the issuer").code) == ("cannot tell", "key")


# Text that no token may hold


@pytest.mark.parametrize("character", ["\u0000", "\u0007", "\u001b", "\u007f", "\ufffe", "\uffff"])
@pytest.mark.parametrize("place", ["value", "deep", "name", "issuer"])
def test_a_token_with_control_characters_is_refused_as_an_embedded_proof_is(
    character: str, place: str
) -> None:
    said = payload()
    if place == "value":
        said["name"] = f"Hero{character}"
    elif place == "deep":
        said["credentialSubject"]["achievement"]["criteria"]["narrative"] = f"a{character}b"  # type: ignore[index, call-overload]  # objects
    elif place == "name":
        said[f"nick{character}name"] = "x"
    else:
        said["issuer"] = {**said["issuer"], "name": f"{character}Northwind"}  # type: ignore[dict-item]  # an object
    source = sign_compact({"alg": "ES256", "kid": KID}, compact_json(said).encode(), ES256).encode()
    report = judged(source)
    assert (report.verdict, report.checks[0].code, report.credential) == ("invalid", "json", None)
    assert "control character U+" in worded(report.checks[0])


def test_lines_and_tabs_are_no_control_characters() -> None:
    assert judged(token({"description": "First\n\tsecond\r\nthird"})).verdict == "valid"


@pytest.mark.parametrize("escape", [b"\\ud800", b"\\udc00\\ud800"])
def test_half_of_a_pair_is_refused_in_a_token(escape: bytes) -> None:
    said = compact_json(payload()).encode().replace(b"Customer Hero", b"Hero" + escape)
    source = sign_compact({"alg": "ES256", "kid": KID}, said, ES256).encode()
    assert judged(source).verdict == "invalid"
