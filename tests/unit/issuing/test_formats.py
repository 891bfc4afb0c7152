"""One `verify` for every form of a badge: standards, proofs, carriers, issuers."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from issuer.baking.png import OB2_KEYWORD, bake
from issuer.baking.svg import ASSERTION, bake_svg
from issuer.issuing.endorsements import Endorsement, endorse
from issuer.issuing.learner_record import LearnerRecord, sign_record
from issuer.openbadges.model import StatusListEntry
from issuer.proofs.jwt import JwtKey, sign_compact, wrap
from issuer.proofs.keys import KeyPair
from issuer.proofs.multibase import decode_base64url, encode_base64url, encode_multihash
from issuer.strict_json import Json, compact_json, parse_document
from issuer.verifying import VerificationReport
from issuer.verifying.inputs.documents import Fetched
from tests.fakes.badges import formats
from tests.fakes.badges.badges import (
    AWARDED,
    FACTS,
    KEY,
    NOW,
    OTHER_KEY,
    WEB_KEY,
    WEB_PROFILE,
    credential,
    web_credential,
)
from tests.fakes.badges.contexts import canonicaliser
from tests.fakes.badges.formats import ADDRESSES, BASE, KID
from tests.fakes.badges.rich_badges import EXTENDED_FACTS, RICH_FACTS, STATUS
from tests.fakes.badges.tampering import altered, check, failed, row, signed
from tests.fakes.badges.tokens import ES256, rs256
from tests.fakes.worded import worded

# Carriers


@pytest.mark.parametrize("put", [bytes, formats.baked, formats.baked_svg], ids=["bare", "png", "svg"])
@pytest.mark.parametrize("source", [web_credential(), formats.token()], ids=["json", "token"])
def test_json_and_tokens_verify_bare_and_from_pictures(put, source: bytes) -> None:
    assert check(put(source), documents=formats.web_documents()).verdict == "valid"


def test_a_link_asks_for_what_it_leads_to_and_then_that_is_judged() -> None:
    link = b" https://badges.example/credentials/1 \n"
    report = check(link)
    assert (report.verdict, report.needs) == ("cannot tell", ("https://badges.example/credentials/1",))
    behind: dict[str, Fetched] = {"https://badges.example/credentials/1": formats.baked(credential())}
    assert check(link, documents=behind).verdict == "valid"
    circle: dict[str, Fetched] = {"https://a.example/1": b"https://a.example/1"}
    assert check(b"https://a.example/1", documents=circle).checks[0].code == "links"


# Tokens


@pytest.mark.parametrize("key", [ES256, rs256()], ids=["ES256", "RS256"])
def test_a_token_is_believed_when_the_issuers_document_lists_its_key(key: JwtKey) -> None:
    for kid in (f"{WEB_KEY.controller}#{key.kid}", None):  # named, or shown and listed
        source = formats.token(key, kid)
        assert check(source).needs == (WEB_KEY.controller,)
        assert check(source, documents=formats.web_documents()).verdict == "valid"
        unlisted = check(source, documents={WEB_KEY.controller: formats.did()})
        assert failed(unlisted) == [("key belongs to the issuer", "key")]


def test_a_bare_key_below_the_issuers_own_address_is_the_issuers() -> None:
    said = {WEB_KEY.controller: formats.did()}
    assert check(formats.token()).needs == (WEB_KEY.controller,)
    assert check(formats.token(), documents=said).needs == (KID,)
    assert check(formats.token(), documents={**said, KID: ES256.public_jwk}).verdict == "valid"


@pytest.mark.parametrize(
    "kid",
    ["https://evil.example/keys/one", f"{BASE}/o/acme/keys/one", f"{BASE}/keys/../o", "one", "did:x:1#k"],
)
def test_a_key_from_elsewhere_is_not_the_issuers(kid: str) -> None:
    documents: dict[str, Fetched] = {**formats.web_documents(), kid: ES256.public_jwk}
    assert check(formats.token(kid=kid), documents=documents).verdict == "invalid"


def test_eddsa_counts_in_a_token_where_the_issuer_is_the_key_itself() -> None:
    said = parse_document(credential())
    del said["proof"]
    claims = {"iss": KEY.controller, "jti": said["id"], "nbf": 1772355600, "sub": FACTS.subject_id}
    header = encode_base64url(compact_json({"alg": "EdDSA", "kid": KEY.verification_method}).encode())
    body = encode_base64url(compact_json({**said, **claims}).encode())
    signature = KEY.sign(f"{header}.{body}".encode())
    assert check(f"{header}.{body}.{encode_base64url(signature)}".encode()).verdict == "valid"
    assert check(f"{header}.{body}.{encode_base64url(bytes(64))}".encode()).verdict == "invalid"


def test_a_token_that_carries_a_signed_credential_needs_both_signatures() -> None:
    both = wrap(web_credential(), ES256, KID)
    assert check(both.encode(), documents=formats.web_documents()).verdict == "valid"
    changed = web_credential().replace(b"Customer Hero", b"Customer Zero")
    report = check(wrap(changed, ES256, KID).encode(), documents=formats.web_documents())
    assert failed(report) == [("proof", "signature")]


# Status


def test_a_credential_on_a_status_list_needs_the_list_and_is_valid_as_of_it() -> None:
    did = {WEB_KEY.controller: formats.did()}
    assert check(formats.rich(), documents=did).needs == (STATUS.list_address,)
    report = check(formats.rich(), documents=formats.web_documents())
    assert (report.verdict, report.as_of) == ("valid", AWARDED)
    assert report.as_json(worded)["as_of"] == "2026-03-01T09:00:00Z"


@pytest.mark.parametrize(("purpose", "verdict"), [("revocation", "revoked"), ("suspension", "suspended")])
def test_a_set_bit_takes_it_back_even_in_an_old_list(purpose: str, verdict: str) -> None:
    facts = replace(RICH_FACTS, status=StatusListEntry(STATUS.list_address, STATUS.index, purpose))  # type: ignore[arg-type]  # both are allowed
    listed = (STATUS.list_address, formats.status_list([STATUS.index], purpose))
    for now in (NOW, NOW + timedelta(days=30)):
        report = check(formats.rich(facts), now, documents=formats.web_documents(listed))
        assert (report.verdict, failed(report)) == (verdict, [("status", verdict)])
    others = (STATUS.list_address, formats.status_list([0, STATUS.index + 1], purpose))
    assert check(formats.rich(facts), documents=formats.web_documents(others)).verdict == "valid"


def test_a_list_that_has_run_out_leaves_it_open() -> None:
    report = check(formats.rich(), NOW + timedelta(days=30), documents=formats.web_documents())
    assert (report.verdict, row(report, "status").code, report.as_of) == (
        "cannot tell",
        "status-stale",
        AWARDED,
    )


def test_a_list_that_somebody_else_signed_or_moved_is_not_believed() -> None:
    genuine = json.loads(formats.status_list())
    for change in (
        {"id": f"{BASE}/status/other"},
        {"credentialSubject": {**genuine["credentialSubject"], "encodedList": "uH4sIAAAAAAAC_w"}},
        {"proof": []},
    ):
        listed = (STATUS.list_address, compact_json({**genuine, **change}).encode())
        report = check(formats.rich(), documents=formats.web_documents(listed))
        assert failed(report) == [("status", "status-list")], change


def test_the_older_list_that_names_what_was_revoked_is_read_too() -> None:
    source = formats.rich(EXTENDED_FACTS)
    address = f"{BASE}/revocations"
    said: dict[str, Json] = {"id": address, "issuer": WEB_KEY.controller, "revokedCredential": []}
    assert check(source, documents={WEB_KEY.controller: formats.did()}).needs == (address,)
    assert check(source, documents=formats.web_documents((address, said))).verdict == "valid"
    said["revokedCredential"] = [{"id": EXTENDED_FACTS.id, "revoked": True}]
    assert check(source, documents=formats.web_documents((address, said))).verdict == "revoked"


def test_a_newer_edition_of_the_same_issuer_supersedes() -> None:
    newer = formats.rich(replace(RICH_FACTS, valid_from=AWARDED + timedelta(minutes=10)))
    documents = formats.web_documents((RICH_FACTS.id, newer))
    assert check(formats.rich(), documents=documents).verdict == "superseded"
    assert check(newer, documents=documents).verdict == "valid"
    forged = newer.replace(b"Customer Hero", b"Customer Zero")
    assert check(formats.rich(), documents=formats.web_documents((RICH_FACTS.id, forged))).verdict == "valid"


# Picture, recipient, issuer

KNOWN = {"did:web:n.example": "Northwind Traders"}
LOOK_ALIKES = [
    "Northwind Traders",
    "Nоrthwind Traders",
    "NORTHWIND  TRADERS Inc.",
    "N0rthwind Traders",
    "Northwind Trader",
]


def test_the_picture_is_compared_with_the_digest_that_was_signed() -> None:
    address = f"{BASE}/badge.png"

    def change(said: dict) -> None:
        said["credentialSubject"]["achievement"]["image"] = {"id": address, "type": "Image"}
        digest = encode_multihash(hashlib.sha256(formats.picture()).digest())
        said["relatedResource"] = [{"id": address, "digestMultibase": digest}]

    source = compact_json(signed(change)).encode()
    assert (check(source).verdict, row(check(source), "picture").code) == ("valid", "not-seen")
    assert check(source).wants == (address,)
    assert row(check(formats.baked(source)), "picture").passed is True
    assert row(check(source, documents={address: formats.picture()}), "picture").passed is True
    other = formats.picture() + b"\x00"
    assert failed(check(source, documents={address: other})) == [("picture", "picture-changed")]


@pytest.mark.parametrize(
    ("email", "verdict"),
    [
        ("ana@northwind.example", "valid"),
        (" Ana@Northwind.example ", "valid"),
        ("ben@northwind.example", "invalid"),
    ],
)
def test_given_an_address_it_says_whose_badge_it_is(email: str, verdict: str) -> None:
    report = check(credential(), recipient=email)
    assert report.verdict == verdict
    assert row(report, "recipient").passed is (verdict == "valid")


def test_a_badge_without_an_address_cannot_tell_whose_it_is() -> None:
    report = check(signed(lambda said: said["credentialSubject"].pop("identifier")), recipient="a@b.example")
    assert (report.verdict, row(report, "recipient").code) == ("cannot tell", "no-email")


@pytest.mark.parametrize(
    "name",
    [
        "Northwind Traders",
        "Nоrthwind Traders",
        "NORTHWIND  TRADERS Inc.",
        "N0rthwind Traders",
        "Northwind Trader",
    ],
)
def test_a_stranger_with_the_name_of_one_we_know_is_marked(name: str) -> None:
    report = check(
        signed(lambda said: said["issuer"].update(name=name)),
        known_issuers={"did:web:n.example": "Northwind Traders"},
    )
    assert (report.verdict, row(report, "issuer known").code) == ("cannot tell", "look-alike")


# Issuers


def test_an_https_issuer_is_believed_by_the_document_at_its_address() -> None:
    pair = KeyPair.from_random(OTHER_KEY.private_bytes, "https://issuer.example/i/1")
    source = compact_json(signed(lambda said: said["issuer"].update(id=pair.controller), key=pair)).encode()
    assert check(source).needs == (pair.controller,)
    listed = formats.did(did_=pair.controller)
    listed["verificationMethod"] = [
        {"id": pair.verification_method, "controller": pair.controller, "publicKeyMultibase": pair.multikey}
    ]
    listed["assertionMethod"] = [pair.verification_method]
    multikey = {"type": "Multikey", "controller": pair.controller, "publicKeyMultibase": pair.multikey}
    for document in (listed, multikey):
        assert check(source, documents={pair.controller: document}).verdict == "valid"
    stranger = {**multikey, "controller": "https://evil.example/"}
    assert check(source, documents={pair.controller: stranger}).verdict == "invalid"


# Endorsements and records

ENDORSEMENT = Endorsement("urn:uuid:7c5c7a52-3a53-4a0c-9f7e-0d6a1f5b2c11", FACTS.id, "She did.", AWARDED)


def endorsement() -> bytes:
    return endorse(ENDORSEMENT, WEB_PROFILE, WEB_KEY, AWARDED, canonicaliser())


def test_an_endorsement_is_a_credential_of_its_own() -> None:
    report = check(endorsement(), documents=formats.web_documents())
    assert report.verdict == "valid"
    assert report.badge is not None
    assert worded(report.badge.standard) == "Open Badges 3.0 endorsement"
    assert (
        check(endorsement().replace(b"She did", b"She hid"), documents=formats.web_documents()).verdict
        == "invalid"
    )


def endorsed(inner: object) -> VerificationReport:
    source = compact_json(signed(lambda said: said.update(endorsement=[inner]))).encode()
    return check(source, documents=formats.web_documents())


def test_an_endorsement_inside_a_badge_is_judged_with_it() -> None:
    good = json.loads(endorsement())
    report = endorsed(good)
    assert (report.verdict, row(report, "endorsements").passed) == ("valid", True)
    forged = {**good, "credentialSubject": {**good["credentialSubject"], "endorsementComment": "More"}}
    assert failed(endorsed(forged)) == [("endorsements", "endorsements-invalid")]
    elsewhere = endorse(replace(ENDORSEMENT, about="urn:x:1"), WEB_PROFILE, WEB_KEY, AWARDED, canonicaliser())
    assert failed(endorsed(json.loads(elsewhere))) == [("endorsements", "endorsements-elsewhere")]


def record(*badges: bytes) -> bytes:
    made = LearnerRecord(
        "urn:uuid:11111111-3a53-4a0c-9f7e-0d6a1f5b2c11",
        FACTS.subject_id,
        "Badges of Ana",
        AWARDED,
        FACTS.hashed_email,
        badges,
        partial=True,
    )
    return sign_record(made, WEB_PROFILE, WEB_KEY, AWARDED, canonicaliser())


def test_a_learner_record_holds_badges_that_each_hold() -> None:
    source = record(web_credential(), formats.rich())
    report = check(source, documents=formats.web_documents())
    assert (report.verdict, row(report, "contents").passed) == ("valid", True)
    assert check(source).needs == (WEB_KEY.controller,)
    without = {WEB_KEY.controller: formats.web_documents()[WEB_KEY.controller]}
    assert check(source, documents=without).needs == (STATUS.list_address,)
    revoked = (STATUS.list_address, formats.status_list([STATUS.index]))
    report = check(source, documents=formats.web_documents(revoked))
    assert (report.verdict, row(report, "contents").code) == ("valid", "partly")
    forged = record(web_credential().replace(b"Customer Hero", b"Customer Zero"))
    assert failed(check(forged, documents=formats.web_documents())) == [("contents", "contents-invalid")]


# Open Badges 2.0


def test_a_hosted_badge_is_believed_for_where_it_stands() -> None:
    assert check(formats.hosted()).needs == (ADDRESSES.assertion,)
    assert check(formats.hosted(), documents=formats.documents_2()).verdict == "valid"
    for source in (
        bake(formats.picture(), formats.hosted(), OB2_KEYWORD),
        bake(formats.picture(), ADDRESSES.assertion.encode(), OB2_KEYWORD),
        bake_svg(formats.svg(), formats.hosted(), ASSERTION),
    ):
        documents = {**formats.documents_2(), ADDRESSES.assertion: formats.hosted()}
        assert check(source, documents=documents).verdict == "valid"
    changed = compact_json({**json.loads(formats.hosted()), "issuedOn": "2020-01-01T00:00:00Z"}).encode()
    assert failed(check(changed, documents=formats.documents_2())) == [("proof", "hosted-differs")]


def test_a_hosted_badge_elsewhere_than_its_issuer_proves_nothing() -> None:
    said = {**json.loads(formats.hosted()), "id": "https://evil.example/1"}
    documents: dict[str, Fetched] = {**formats.documents_2(), "https://evil.example/1": said}
    report = check(compact_json(said).encode(), documents=documents)
    assert failed(report) == [("key belongs to the issuer", "key-of-another")]
    profile = documents[ADDRESSES.issuer]
    assert isinstance(profile, dict)
    documents[ADDRESSES.issuer] = {**profile, "verification": {"allowedOrigins": "evil.example"}}
    assert check(compact_json(said).encode(), documents=documents).verdict == "valid"


def test_a_hosted_badge_that_its_address_says_is_revoked_is_revoked() -> None:
    gone: dict[str, Json] = {"id": ADDRESSES.assertion, "type": "Assertion", "revoked": True}
    documents: dict[str, Fetched] = {**formats.documents_2(), ADDRESSES.assertion: gone}
    assert check(formats.hosted(), documents=documents).verdict == "revoked"


def test_a_signed_badge_of_open_badges_2_needs_its_issuers_key() -> None:
    source = formats.signed_2()
    assert check(source, documents=formats.documents_2()).verdict == "valid"
    assert check(source).needs == (ADDRESSES.badge_class,)
    revoked = formats.documents_2({ADDRESSES.assertion: "Mistake"})
    assert check(source, documents=revoked).verdict == "revoked"
    head, body, _ = source.split(b".")
    assert check(head + b"." + body + b".AAAA", documents=formats.documents_2()).verdict == "invalid"
    other = JwtKey.new_rs256()
    forged = sign_compact({"alg": "RS256"}, compact_json(_payload(source)).encode(), other)
    assert failed(check(forged.encode(), documents=formats.documents_2())) == [("proof", "signature")]


def _payload(source: bytes) -> dict[str, Json]:
    return parse_document(decode_base64url(source.split(b".")[1].decode()))


def test_a_badge_of_two_standards_at_once_is_of_none() -> None:
    hybrid = compact_json({**json.loads(formats.hosted()), "credentialSubject": {}}).encode()
    assert failed(check(hybrid, documents=formats.documents_2())) == [("shape", "shape")]


def test_exactly_one_proof_that_we_accept_may_stand_among_others() -> None:
    other = {"type": "SomeProofType", "proofPurpose": "assertionMethod"}
    assert check(altered(lambda said: said["proof"].insert(0, other))).verdict == "valid"
    assert check(altered(lambda said: said["proof"].extend([other] * 4))).verdict == "cannot tell"
