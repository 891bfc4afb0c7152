"""Files and links that are no badge: named, with the way to the badge, and never called invalid."""

import json
from itertools import pairwise

import pytest

from issuer.strict_json import Document, Json, compact_json
from issuer.verifying import VerificationReport
from issuer.verifying.inputs.documents import Fetched, FetchedResponse
from issuer.verifying.inputs.no_badge import linked_badge
from tests.fakes.badges import formats
from tests.fakes.badges.badges import credential
from tests.fakes.badges.tampering import altered, check, row
from tests.fakes.worded import worded

PAGE = "https://badges.example/share/1"
LINK = '<link rel="alternate" type="application/ld+json" href="https://badges.example/1.json">'


def page(head: str = "") -> bytes:
    return f"<!DOCTYPE html>\n<html lang=en><head><title>A badge</title>{head}</head><body><svg></svg></body>".encode()


def says_no_badge(report: VerificationReport, *words: str) -> bool:
    shape = report.checks[0]
    told = worded(shape)
    return (report.verdict, shape.code) == ("cannot tell", "no-badge") and all(word in told for word in words)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"GIF89a", "GIF"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "WebP"),
        (b"\0\0\0\x20ftypheic", "HEIF"),
        (b"II*\0", "TIFF"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04", "ZIP"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"eyJhbGciOiJFUzI1NiJ9.e30.AA~WyJzIl0~", "selective disclosure"),
    ],
)
def test_a_file_that_never_holds_a_badge_is_named(start: bytes, kind: str) -> None:
    assert says_no_badge(check(start + credential()), kind, "Download the badge")


@pytest.mark.parametrize("picture", [formats.picture(), formats.svg()])
def test_a_picture_without_a_badge_may_be_a_screenshot(picture: bytes) -> None:
    assert says_no_badge(check(picture), "screenshot")


@pytest.mark.parametrize(
    "source",
    [page(), b"<html>", b"\xef\xbb\xbf\n<!doctype HTML>", b"<?xml version='1.0'?><!DOCTYPE html><html/>"],
)
def test_a_web_page_is_named_brought_as_a_file_or_found_behind_a_link(source: bytes) -> None:
    assert says_no_badge(check(source), "web page", "download")
    assert says_no_badge(check(PAGE.encode(), documents={PAGE: source}), "web page")


@pytest.mark.parametrize(
    "source",
    [
        b"{}",
        b'{"a":1}',
        b'{"type":"FeatureCollection","@context":[]}',
        b'{"@context":"https://schema.org","type":"Person"}',
    ],
)
def test_json_that_is_no_badge_is_named(source: bytes) -> None:
    assert says_no_badge(check(source))


@pytest.mark.parametrize("name", ["BadgeClass", "Issuer", "RevocationList", "CryptographicKey"])
def test_the_parts_of_an_older_badge_are_told_apart_from_a_badge(name: str) -> None:
    said = {"@context": "https://w3id.org/openbadges/v2", "type": name, "id": "https://badges.example/x"}
    assert says_no_badge(check(compact_json(said).encode()), name)


def test_another_credential_than_a_badge_is_named() -> None:
    license_ = altered(lambda said: said.update(type=["VerifiableCredential", "DrivingLicence"]))
    assert says_no_badge(check(license_), "DrivingLicence")
    assert says_no_badge(check(formats.status_list()), "BitstringStatusListCredential")


@pytest.mark.parametrize(
    "source",
    [
        b"garbage",
        b"?",
        b"\x00" * 100,
        credential()[:-1],
        formats.picture()[:-5],
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
    ],
)
def test_what_is_damaged_or_nothing_at_all_is_invalid(source: bytes) -> None:
    assert check(source).verdict == "invalid"


# Pages that link to the badge


def through_page(
    head: str, answer: Fetched, address: str = "https://badges.example/1.json"
) -> VerificationReport:
    documents = {**formats.web_documents(), PAGE: page(head), address: answer}
    return check(PAGE.encode(), documents=documents)


def test_the_badge_that_a_page_names_as_another_form_of_itself_is_checked() -> None:
    assert check(PAGE.encode(), documents={PAGE: page(LINK)}).needs == ("https://badges.example/1.json",)
    assert check(page(LINK)).needs == ("https://badges.example/1.json",)
    assert through_page(LINK, formats.rich()).verdict == "valid"
    assert through_page(LINK, formats.baked(credential())).verdict == "valid"
    forged = credential().replace(b"Customer Hero", b"Customer Zero")
    assert through_page(LINK, forged).verdict == "invalid"


@pytest.mark.parametrize(
    "answer",
    [
        b"{}",
        page(),
        b"not JSON",
        b'{"id":5}',
        formats.picture(),
        b'{"@context":"https://w3id.org/openbadges/v2"}',
    ],
)
def test_what_a_page_names_that_is_no_badge_says_nothing_about_one(answer: bytes) -> None:
    """Every WordPress page links to its own JSON."""
    assert says_no_badge(through_page(LINK, answer))


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        (LINK, "https://badges.example/1.json"),
        (
            "<LINK TYPE='application/json' HREF=/1.json REL='canonical Alternate'>",
            "https://badges.example/1.json",
        ),
        (
            '<a href="1.json" rel="alternate" type="application/vc+ld+json; charset=utf-8">',
            "https://badges.example/share/1.json",
        ),
        (
            '<link rel="alternate" type="application/json" href="https://a.example/1?a=1&amp;b=2">',
            "https://a.example/1?a=1&b=2",
        ),
        ('<link rel="alternate" type="application/json+oembed" href="https://a.example/1">', None),
        ('<link rel="alternate" type="application/rss+xml" href="https://a.example/1">', None),
        ('<link rel="stylesheet" type="application/json" href="https://a.example/1">', None),
        ('<link rel="alternate" type="application/json" href="http://a.example/1">', None),
        ('<link rel="alternate" type="application/json" href="javascript:alert(1)">', None),
        ('<link rel="alternate" type="application/json" href="file:///etc/passwd">', None),
        ('<link rel="alternate" type="application/json">', None),
        ('<link rel="alternate" type="application/json" href="https://[">', None),
    ],
)
def test_only_another_form_of_the_page_counts(tag: str, found: str | None) -> None:
    assert linked_badge(page(tag), PAGE) == found


def test_a_relative_link_of_a_file_leads_nowhere() -> None:
    assert linked_badge(page('<link rel="alternate" type="application/json" href="1.json">'), None) is None


def test_links_that_lead_on_and_on_end() -> None:
    addresses = [f"https://badges.example/{number}" for number in range(20)]
    chain: dict[str, Fetched] = {
        here: FetchedResponse(there.encode(), here) for here, there in pairwise(addresses)
    }
    report = check(addresses[0].encode(), documents=chain)
    assert (report.verdict, report.checks[0].code) == ("cannot tell", "links")


# What badges come wrapped in


def presentation(*inside: Json) -> Document:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(inside),
    }


def enveloped(token: str, kind: str = "EnvelopedVerifiableCredential", media: str = "vc+jwt") -> Document:
    return {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/{media},{token}",
        "type": kind,
    }


BADGE: Document = json.loads(credential())
FORGED: Document = {**BADGE, "name": "Customer Zero"}
TOKEN = formats.token().decode()


@pytest.mark.parametrize("inside", [BADGE, enveloped(TOKEN), TOKEN])
def test_a_presentation_is_opened_and_its_badge_named_and_checked(inside: Json) -> None:
    report = check(presentation(inside), documents=formats.web_documents())
    assert (report.verdict, report.checks[0].code) == ("cannot tell", "wrapped")
    assert "Customer Hero" in worded(report.checks[0])
    assert row(report, "contents").passed is True
    assert report.badge is not None
    assert report.badge.name == "Customer Hero"


def test_the_documents_of_the_badges_inside_are_asked_for() -> None:
    report = check(presentation(json.loads(formats.rich()), TOKEN))
    assert set(report.needs) == {"did:web:badges.example"}
    assert row(report, "contents").code == "document-missing"


def test_a_forged_badge_makes_what_holds_it_invalid() -> None:
    holders = (
        presentation(FORGED),
        presentation(BADGE, FORGED),
        presentation(5),
        {"credential": [BADGE, FORGED]},
    )
    for holding in holders:
        report = check(holding)
        assert (report.verdict, row(report, "contents").code) == ("invalid", "contents-invalid")


@pytest.mark.parametrize(
    "answer",
    [
        {"credential": [BADGE], "compactJwsString": [TOKEN]},
        {"credential": [], "compactJwsString": [TOKEN, TOKEN]},
        {"verifiableCredential": BADGE},
    ],
)
def test_the_answer_of_a_service_is_opened_too(answer: Document) -> None:
    report = check(answer, documents=formats.web_documents())
    assert (report.verdict, row(report, "contents").passed) == ("cannot tell", True)
    assert "answer of a service" in worded(report.checks[0])


def test_an_envelope_is_its_token() -> None:
    for media in ("vc+jwt", "jwt", "vc+ld+json+jwt"):
        assert check(enveloped(TOKEN, media=media), documents=formats.web_documents()).verdict == "valid"
    head, body, _ = TOKEN.split(".")
    changed = check(enveloped(f"{head}.{body}.AAAA"), documents=formats.web_documents())
    assert changed.verdict == "invalid"


@pytest.mark.parametrize(
    "odd",
    [
        enveloped(TOKEN, media="vc+sd-jwt"),
        {**enveloped(TOKEN), "name": "Another badge"},
        enveloped("https://evil.example/badge"),
        presentation(),
        presentation(presentation(BADGE)),
        presentation("https://badges.example/1"),
        {"credential": []},
        {"verifiableCredential": {}},
    ],
    ids=lambda said: str(said)[:60],
)
def test_what_holds_nothing_that_we_can_open_cannot_be_told(odd: Document) -> None:
    report = check(odd)
    assert report.verdict == "cannot tell"
    assert report.needs == ()


def test_more_badges_than_we_look_at_leave_it_open() -> None:
    report = check(presentation(*[TOKEN] * 101))
    assert (report.verdict, report.checks[0].code) == ("cannot tell", "too-many")
