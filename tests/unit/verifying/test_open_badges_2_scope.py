"""Verifying Open Badges 2.0: an issuer's own words alone, from its own place, decide what is its badge."""

import json

import pytest

from issuer.strict_json import Document, Json, compact_json
from issuer.verifying import VerificationReport
from issuer.verifying.inputs.documents import Fetched, FetchedResponse
from tests.fakes.badges import formats
from tests.fakes.badges.formats import ADDRESSES, BASE
from tests.fakes.badges.tampering import check, failed, row
from tests.fakes.worded import worded

KEY_ROW = "key belongs to the issuer"


def assertion(**more: Json) -> bytes:
    return compact_json({**json.loads(formats.hosted()), **more}).encode()


def answers(brought: bytes, **issuer: Json) -> dict[str, Fetched]:
    """Everything the badge rests on, with the badge itself at the address it names."""
    found = formats.documents_2()
    profile = found[ADDRESSES.issuer]
    assert isinstance(profile, dict)
    return {**found, json.loads(brought)["id"]: brought, ADDRESSES.issuer: {**profile, **issuer}}


@pytest.mark.parametrize("said", [True, "true", "false", 1, 0, [], {}, "2026-01-01T00:00:00Z"])
def test_any_revoked_but_false_revokes(said: Json) -> None:
    brought = formats.hosted()
    now = {**formats.documents_2(), ADDRESSES.assertion: assertion(revoked=said)}
    assert check(brought, documents=now).verdict == "revoked"
    assert check(assertion(revoked=said), documents=now).verdict == "revoked"
    for nothing in (False, None):
        unchanged = assertion(revoked=nothing)
        assert check(unchanged, documents=answers(unchanged)).verdict == "valid"


def at_home(answer: Fetched) -> VerificationReport:
    return check(formats.hosted(), documents={**formats.documents_2(), ADDRESSES.assertion: answer})


def test_a_hosted_badge_whose_address_is_gone_is_revoked_whatever_stands_there() -> None:
    for body in (b"", b"<!doctype html><title>Gone</title>", formats.hosted(), b'{"revoked":true}'):
        assert at_home(FetchedResponse(body, ADDRESSES.assertion, gone=True)).verdict == "revoked"


def test_other_failures_are_no_revocation() -> None:
    away = FetchedResponse(b"", ADDRESSES.assertion, ("https://evil.example/",), gone=True)
    assert at_home(away).verdict == "cannot tell"
    assert at_home(b"<!doctype html>").verdict == "cannot tell"
    without = {
        name: fetched for name, fetched in formats.documents_2().items() if name != ADDRESSES.assertion
    }
    assert check(formats.hosted(), documents=without).verdict == "cannot tell"


def test_only_a_hosted_badge_is_revoked_by_being_gone() -> None:
    for part in (ADDRESSES.issuer, ADDRESSES.key, ADDRESSES.revocations):
        gone = {**formats.documents_2(), part: FetchedResponse(b"", part, gone=True)}
        assert check(formats.signed_2(), documents=gone).verdict == "cannot tell"
    link = f"{BASE}/badge"
    report = check(link.encode(), documents={link: FetchedResponse(b"", link, gone=True)})
    assert (report.verdict, report.checks[0].code) == ("cannot tell", "gone")


@pytest.mark.parametrize(
    "scope",
    [
        {"startsWith": f"{BASE}/only/here/"},
        {"startsWith": ["https://badges.example.evil.example/", 5]},
        {"startsWith": []},
        {"allowedOrigins": ["other.example"]},
        {"allowedOrigins": []},
        {"startsWith": f"{BASE}/", "allowedOrigins": "other.example"},
    ],
)
def test_a_badge_outside_its_issuers_own_scope_is_not_valid(scope: Document) -> None:
    report = check(formats.hosted(), documents=answers(formats.hosted(), verification=scope))
    assert (report.verdict, failed(report)) == ("invalid", [(KEY_ROW, "key-of-another")])


@pytest.mark.parametrize(
    "scope",
    [
        {"startsWith": f"{BASE}/credentials/"},
        {"startsWith": None},
        {"allowedOrigins": ["Badges.Example"]},
        {"startsWith": ["https://other.example/", f"{BASE}/"]},
        {"allowedOrigins": "badges.example"},
        {"allowedOrigins": ["other.example", "badges.example"], "startsWith": f"{BASE}/"},
    ],
)
def test_a_badge_inside_it_is(scope: Document) -> None:
    assert check(formats.hosted(), documents=answers(formats.hosted(), verification=scope)).verdict == "valid"


@pytest.mark.parametrize("id_", [f"{BASE}/only/../uploads/1", f"{BASE}/only/%2e%2e/uploads/1"])
def test_a_beginning_cannot_be_left_again_by_dots(id_: str) -> None:
    brought = assertion(id=id_)
    scope: Document = {"startsWith": f"{BASE}/only/"}
    assert check(brought, documents=answers(brought, verification=scope)).verdict == "invalid"


def test_what_a_hosted_badge_writes_of_its_issuer_and_class_is_looked_up_where_they_stand() -> None:
    issuer: Document = {"type": "Issuer", "id": ADDRESSES.issuer, "name": "Somebody Better"}
    inline: Document = {
        "type": "BadgeClass",
        "id": ADDRESSES.badge_class,
        "name": "PhD",
        "description": "d",
        "criteria": {"narrative": "n"},
        "issuer": issuer,
    }
    brought = assertion(badge=inline)
    only_itself: dict[str, Fetched] = {ADDRESSES.assertion: brought}
    assert check(brought, documents=only_itself).needs == (ADDRESSES.badge_class,)
    report = check(brought, documents=answers(brought))
    assert report.badge is not None
    assert report.issuer is not None
    assert (report.verdict, row(report, "proof").code) == ("cannot tell", "hosted-differs")
    assert (report.badge.name, report.issuer.name) == ("Customer Hero", "Northwind Traders")


@pytest.mark.parametrize("hops", [("https://evil.example/a.json",), (f"{BASE}/uploads/a.json",)])
def test_an_open_redirect_speaks_for_nobody(hops: tuple[str, ...]) -> None:
    id_ = f"{BASE}/redirect?to={hops[0]}"
    brought = assertion(id=id_)
    moved: dict[str, Fetched] = {**answers(brought), id_: FetchedResponse(brought, id_, hops)}
    report = check(brought, documents=moved)
    assert report.verdict == "cannot tell"
    assert "leads to" in worded(row(report, "schema"))
    assert check(brought, documents={**moved, id_: FetchedResponse(brought, id_)}).verdict == "valid"


@pytest.mark.parametrize("part", [ADDRESSES.assertion, ADDRESSES.badge_class, ADDRESSES.issuer])
def test_no_part_of_it_may_be_answered_from_elsewhere(part: str) -> None:
    found = formats.documents_2()
    moved = FetchedResponse(compact_json(found[part]).encode(), part, ("https://evil.example/x",))  # type: ignore[arg-type]  # JSON
    assert check(formats.hosted(), documents={**found, part: moved}).verdict == "cannot tell"
