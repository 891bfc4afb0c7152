"""Verifying: what holds, whose key it is, and when it counts."""

import io
import json
from datetime import timedelta

import pytest
from PIL import Image

from issuer.baking.png import bake
from issuer.proofs.did import did_document
from issuer.proofs.keys import KeyPair
from issuer.proofs.multibase import encode_base58btc, encode_multikey
from issuer.strict_json import compact_json
from tests.fakes.badges.badges import AWARDED, KEY, NOW, OTHER_KEY, WEB_KEY, credential, web_credential
from tests.fakes.badges.tampering import altered, check, failed, row, signed
from tests.fakes.worded import worded

NAMES = [
    "shape",
    "contexts",
    "schema",
    "proof",
    "key belongs to the issuer",
    "issuer known",
    "time",
    "status",
]
NAMES += ["picture", "recipient"]
WEB_DOCUMENTS = {WEB_KEY.controller: did_document(WEB_KEY.controller, [WEB_KEY.public_key])}

# What holds


def test_a_genuine_credential_is_valid_and_every_check_says_why() -> None:
    report = check(credential(), known_issuers={KEY.controller: "Northwind Traders"})
    assert report.verdict == "valid"
    assert [check.name for check in report.checks] == NAMES
    assert all(check.passed and worded(check).endswith(".") for check in report.checks[:8])
    assert [check.code for check in report.checks[8:]] == ["no-digest", "not-asked"]
    assert report.issuer is not None
    assert (report.issuer.id, report.issuer.name) == (KEY.controller, "Northwind Traders")


def test_a_report_as_json_holds_verdict_and_checks() -> None:
    said = json.loads(compact_json(check(credential()).as_json(worded)))
    assert said["verdict"] == "valid"
    assert said["checks"][0] == {
        "name": "shape",
        "passed": True,
        "code": "ok",
        "says": said["checks"][0]["says"],
    }


def test_an_unknown_issuer_is_said_but_does_not_make_a_badge_invalid() -> None:
    report = check(credential())
    issuer = row(report, "issuer known")
    assert (report.verdict, issuer.passed, issuer.code) == ("valid", None, "unknown-issuer")
    assert "anyone may choose any name" in worded(issuer)


def test_a_known_issuer_under_another_name_is_pointed_out() -> None:
    issuer = row(check(credential(), known_issuers={KEY.controller: "Contoso"}), "issuer known")
    assert (issuer.passed, issuer.code) == (True, "known-by-another-name")


def test_a_picture_with_a_credential_verifies_like_the_credential() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    assert check(bake(picture.getvalue(), credential())).verdict == "valid"
    bare = check(picture.getvalue())
    assert (bare.verdict, bare.checks[0].code) == ("cannot tell", "no-badge")


def test_the_proof_may_stand_alone_instead_of_in_an_array() -> None:
    assert check(altered(lambda said: said.update(proof=said["proof"][0]))).verdict == "valid"


@pytest.mark.parametrize("version", ["3.0.2", "3.0.3"])
@pytest.mark.parametrize("more", [[], ["https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]])
def test_the_last_two_open_badges_contexts_and_its_extensions_are_accepted(
    version: str, more: list[str]
) -> None:
    def change(said: dict) -> None:
        said["@context"][1:] = [f"https://purl.imsglobal.org/spec/ob/v3p0/context-{version}.json", *more]
        del said["awardedDate"]  # which 3.0.2 does not define

    assert check(signed(change)).verdict == "valid"


# The issuer's key


def test_a_did_web_issuer_needs_its_document_first() -> None:
    report = check(web_credential())
    assert (report.verdict, report.needs) == ("cannot tell", ("did:web:badges.example",))
    assert check(web_credential(), documents=WEB_DOCUMENTS).verdict == "valid"
    assert check(web_credential(), documents=WEB_DOCUMENTS).needs == ()


def test_a_key_that_the_issuer_does_not_list_is_not_the_issuers() -> None:
    other = did_document(WEB_KEY.controller, [OTHER_KEY.public_key])
    report = check(web_credential(), documents={WEB_KEY.controller: other})
    assert (report.verdict, failed(report)) == ("invalid", [("key belongs to the issuer", "key")])


def test_a_good_signature_by_anyone_else_proves_nothing() -> None:
    report = check(signed(key=OTHER_KEY))
    assert (report.verdict, failed(report)) == ("invalid", [("key belongs to the issuer", "key-of-another")])
    assert row(report, "proof").passed is True


@pytest.mark.parametrize("document", [{}, {"id": "did:web:badges.example"}, {"id": "did:web:other.example"}])
def test_a_document_that_does_not_list_the_key_is_an_answer_too(document: object) -> None:
    assert check(web_credential(), documents={WEB_KEY.controller: document}).verdict == "invalid"


@pytest.mark.parametrize("document", [None, [], "text", b"<!doctype html><title>Not found</title>", b"{"])
def test_what_is_no_document_at_all_leaves_it_open(document: object) -> None:
    assert check(web_credential(), documents={WEB_KEY.controller: document}).verdict == "cannot tell"


def test_a_did_key_may_not_name_another_key_than_itself() -> None:
    imposter = KeyPair.from_random(OTHER_KEY.private_bytes, KEY.controller)
    assert failed(check(signed(key=imposter))) == [("key belongs to the issuer", "key")]


def test_a_key_of_small_order_signs_nothing_here() -> None:
    weak = encode_multikey((1).to_bytes(32, "little"))
    forged = altered(lambda said: said["issuer"].update(id=f"did:key:{weak}"))
    forged["proof"][0].update(
        verificationMethod=f"did:key:{weak}#{weak}",
        proofValue=encode_base58btc((1).to_bytes(32, "little") + bytes(32)),
    )
    assert check(forged).verdict == "invalid"


# Time


def test_times_are_compared_with_the_moment_of_asking() -> None:
    expiring = signed(lambda said: said.update(validUntil="2026-03-02T00:00:00Z"))
    assert check(expiring).verdict == "valid"
    assert check(expiring, NOW + timedelta(days=1)).verdict == "expired"
    assert failed(check(credential(), AWARDED - timedelta(days=1))) == [
        ("proof", "proof-from-the-future"),
        ("time", "not-yet-valid"),
    ]
    assert check(credential(), AWARDED - timedelta(minutes=4)).verdict == "valid"
    backwards = signed(lambda said: said.update(validUntil="2026-02-01T00:00:00Z"))
    assert failed(check(backwards)) == [("time", "ends-before-it-begins")]


def test_a_changed_credential_is_invalid_even_when_it_has_also_expired() -> None:
    expired = signed(lambda said: said.update(validUntil="2026-03-01T09:10:00Z"))
    expired["name"] = "Customer Legend"
    assert check(expired).verdict == "invalid"


def test_a_moment_without_a_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        check(credential(), NOW.replace(tzinfo=None))
