"""Verifying: which keys are an issuer's, in whatever form it lists them, and until when each may be believed."""

import json

import pytest

from issuer.proofs.jwt import JwtKey, wrap
from issuer.strict_json import Document
from issuer.verifying.inputs.documents import Fetched, FetchedResponse
from issuer.verifying.keys.key_addresses import is_key_address
from tests.fakes.badges import formats
from tests.fakes.badges.badges import WEB_KEY, web_credential
from tests.fakes.badges.formats import BASE, KID
from tests.fakes.badges.tampering import check, failed, row
from tests.fakes.badges.tokens import ES256
from tests.fakes.worded import worded

DID = WEB_KEY.controller
LONG_AGO, LATER = "2020-01-01T00:00:00Z", "2026-03-01T09:10:00Z"
"""Before the badge was signed, and between that and the moment of asking."""
KEY_ROW = "key belongs to the issuer"


def in_each_form(**more: object) -> dict[str, Document]:
    """The issuer's document with the same key in every form that one may have."""
    usual = formats.did()
    [method] = usual["verificationMethod"]
    assert isinstance(method, dict)
    relative = f"#{WEB_KEY.multikey}"
    bare = {"type": "Multikey", "controller": DID, "publicKeyMultibase": WEB_KEY.multikey}
    return json.loads(json.dumps({
        "by its whole name": {**usual, "verificationMethod": [{**method, **more}]},
        "by a relative name": {
            **usual,
            "verificationMethod": [{**method, **more, "id": relative}],
            "assertionMethod": [relative],
        },
        "written out among those for assertions": {"id": DID, "assertionMethod": [{**method, **more}]},
        "not for assertions any more": {"id": DID, "verificationMethod": [{**method, **more}]},
        "a document that is the key": {**bare, **more},
    }))  # fmt: skip


FORMS = tuple(in_each_form())


@pytest.mark.parametrize("form", FORMS)
def test_a_key_in_each_form_counts_where_it_is_for_assertions(form: str) -> None:
    report = check(web_credential(), documents={DID: in_each_form()[form]})
    assert report.verdict == ("invalid" if form == "not for assertions any more" else "valid")


@pytest.mark.parametrize("form", FORMS)
def test_what_was_signed_after_its_key_was_revoked_is_invalid(form: str) -> None:
    report = check(web_credential(), documents={DID: in_each_form(revoked=LONG_AGO)[form]})
    assert (report.verdict, failed(report)) == ("invalid", [(KEY_ROW, "key-compromised")])


@pytest.mark.parametrize("form", FORMS)
def test_what_says_it_was_signed_before_cannot_be_told(form: str) -> None:
    report = check(web_credential(), documents={DID: in_each_form(revoked=LATER)[form]})
    assert (report.verdict, row(report, KEY_ROW).code) == ("cannot tell", "key-withdrawn")


@pytest.mark.parametrize("said", [True, False, None, "", "yes", 0, 1577836800, ["2020-01-01T00:00:00Z"], {}])
@pytest.mark.parametrize("member", ["revoked", "expires"])
@pytest.mark.parametrize("form", [form for form in FORMS if form != "not for assertions any more"])
def test_a_key_with_a_moment_that_is_none_is_not_trusted(form: str, member: str, said: object) -> None:
    report = check(web_credential(), documents={DID: in_each_form(**{member: said})[form]})
    assert (report.verdict, failed(report)) == ("invalid", [(KEY_ROW, "key")])


@pytest.mark.parametrize("form", [form for form in FORMS if form != "not for assertions any more"])
def test_a_key_that_had_expired_signs_nothing_and_one_that_expired_since_cannot_be_told(form: str) -> None:
    def found(until: str) -> tuple[str, str]:
        report = check(web_credential(), documents={DID: in_each_form(expires=until)[form]})
        return report.verdict, row(report, KEY_ROW).code

    assert found(LONG_AGO) == ("invalid", "key-expired")
    assert found(LATER) == ("cannot tell", "key-ended")
    assert found("2030-01-01T00:00:00Z") == ("valid", "ok")


def listing(**more: object) -> Document:
    """The issuer's document with a key for tokens."""
    found = json.loads(json.dumps(formats.did(ES256)))
    found["verificationMethod"][1].update(more)
    return dict(found)


@pytest.mark.parametrize("kid", [f"{DID}#{ES256.kid}", None, KID, f"{BASE}/keys/{ES256.kid}"])
def test_a_tokens_key_is_judged_like_any_other_however_the_token_names_it(kid: str | None) -> None:
    def verdict(document: Document) -> str:
        answers: dict[str, Fetched] = {DID: document, **({kid: ES256.public_jwk} if kid else {})}
        return check(formats.token(ES256, kid), documents=answers).verdict

    assert verdict(listing()) == "valid"
    assert verdict(listing(revoked=LONG_AGO)) == "invalid"
    assert verdict(listing(revoked=True)) == "invalid"
    assert verdict(listing(revoked=LATER)) == "cannot tell"
    assert verdict(listing(expires=LONG_AGO)) == "invalid"


def test_a_key_that_stands_twice_and_is_revoked_once_is_revoked() -> None:
    document = listing()
    methods = document["verificationMethod"]
    assert isinstance(methods, list)
    first = methods[1]
    assert isinstance(first, dict)
    methods.append({**first, "id": f"{DID}#again", "revoked": LONG_AGO})
    assert check(formats.token(ES256, None), documents={DID: document}).verdict == "invalid"
    assert check(formats.token(), documents={DID: document, KID: ES256.public_jwk}).verdict == "invalid"


def test_a_listed_key_needs_no_address_of_its_own_and_may_be_gone_from_there() -> None:
    kid = f"{BASE}/keys/{ES256.kid}"
    assert check(formats.token(ES256, kid), documents={DID: listing()}).verdict == "valid"
    gone = FetchedResponse(b"", kid, gone=True)
    withdrawn: dict[str, Fetched] = {DID: listing(revoked=LONG_AGO), kid: gone}
    assert failed(check(formats.token(ES256, kid), documents=withdrawn)) == [(KEY_ROW, "key-compromised")]
    unlisted: dict[str, Fetched] = {DID: formats.did(), kid: gone}
    report = check(formats.token(ES256, kid), documents=unlisted)
    assert (report.verdict, failed(report)) == ("invalid", [(KEY_ROW, "key")])


@pytest.mark.parametrize(
    "place", ["/uploads/x.json", "/~me/key.json", "/key", "/keys", "/keys/a/b", "/keys/one?x=1", "/Keys/one"]
)
def test_a_file_that_somebody_put_on_the_issuers_site_is_not_its_key(place: str) -> None:
    address = f"{BASE}{place}"
    mine = JwtKey.es256_from_random(bytes(range(7, 39)))
    answers: dict[str, Fetched] = {**formats.web_documents(), address: mine.public_jwk}
    assert check(formats.token(mine, address), documents=answers).verdict == "invalid"
    assert not is_key_address(DID, address)


def test_a_key_elsewhere_on_the_site_counts_when_the_issuer_lists_it() -> None:
    address = f"{BASE}/jwk/one"
    answers: dict[str, Fetched] = {DID: formats.did(ES256), address: ES256.public_jwk}
    assert check(formats.token(ES256, address), documents=answers).verdict == "valid"
    assert (
        check(formats.token(ES256, address), documents={**answers, DID: formats.did()}).verdict == "invalid"
    )


def test_a_strangers_token_around_a_genuine_badge_is_the_strangers() -> None:
    stranger, his = JwtKey.es256_from_random(bytes(range(9, 41))), "did:web:evil.example"
    method = {"id": f"{his}#k", "type": "JsonWebKey", "controller": his, "publicKeyJwk": stranger.public_jwk}
    document: Document = {"id": his, "verificationMethod": [method], "assertionMethod": [f"{his}#k"]}
    token = wrap(web_credential(), stranger, f"{his}#k").encode()
    report = check(token, documents={**formats.web_documents(), his: document})
    assert (report.verdict, failed(report)) == ("invalid", [(KEY_ROW, "key-of-another")])


# Where documents stand


@pytest.mark.parametrize(
    "hops",
    [
        ("https://evil.example/did.json",),
        ("http://badges.example/.well-known/did.json",),
        ("https://badges.example:8443/did.json",),
        ("https://evil.example/back", "https://badges.example/.well-known/did.json"),
    ],
)
def test_keys_that_another_place_answered_are_not_the_issuers(hops: tuple[str, ...]) -> None:
    body = json.dumps(formats.did()).encode()
    asked = f"{BASE}/.well-known/did.json"
    report = check(web_credential(), documents={DID: FetchedResponse(body, asked, hops)})
    assert (report.verdict, row(report, KEY_ROW).code) == ("cannot tell", "key")
    assert "leads to" in worded(row(report, KEY_ROW))
    within = FetchedResponse(body, asked, (f"{BASE}/did.json", "https://badges.example:443/x"))
    assert check(web_credential(), documents={DID: within}).verdict == "valid"


def test_a_bare_key_may_not_be_answered_from_elsewhere() -> None:
    moved = FetchedResponse(json.dumps(ES256.public_jwk).encode(), KID, ("https://evil.example/k",))
    answers: dict[str, Fetched] = {DID: formats.did(), KID: moved}
    report = check(formats.token(), documents=answers)
    assert (report.verdict, row(report, KEY_ROW).code) == ("cannot tell", "key")


def test_what_is_signed_may_be_answered_from_anywhere() -> None:
    address = formats.STATUS.list_address
    away = FetchedResponse(formats.status_list(), address, ("https://cdn.example/list",))
    assert check(formats.rich(), documents=formats.web_documents((address, away))).verdict == "valid"
    link = f"{BASE}/badge"
    answers: dict[str, Fetched] = {
        DID: formats.did(),
        link: FetchedResponse(web_credential(), link, ("https://cdn.example/b",)),
    }
    assert check(link.encode(), documents=answers).verdict == "valid"
