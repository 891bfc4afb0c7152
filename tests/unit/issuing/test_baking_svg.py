"""SVG pictures: what goes in comes out; what two readers could read apart is refused."""

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.baking.png import BakingError
from issuer.baking.svg import (
    ASSERTION,
    RECORD,
    SVG,
    CredentialElement,
    bake_svg,
    extract_any_svg,
    extract_svg,
    svg_showing_png,
)
from issuer.baking.svg import CREDENTIAL as CREDENTIAL_TAG
from tests.fakes.badges.badges import credential
from tests.fakes.worded import raises_worded

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
PLAIN = f'<svg xmlns="{SVG}"><title>A badge</title></svg>'.encode()


def test_a_framed_picture_carries_the_credential_and_stays_a_picture() -> None:
    svg = bake_svg(svg_showing_png(PNG, "Customer Hero & <friends>", 512), credential())
    assert extract_svg(svg) == credential()
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own bytes
    assert root[0].tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    assert root.find(f"{{{SVG}}}title").text == "Customer Hero & <friends>"  # type: ignore[union-attr]  # it is there


@given(st.dictionaries(st.text(), st.text() | st.sampled_from(["]]>", "<!--", "&amp;", "]]&gt;", "\\u003e"])))
def test_any_json_comes_out_saying_what_went_in(said: dict[str, str]) -> None:
    source = json.dumps(said).encode()
    assert json.loads(extract_svg(bake_svg(PLAIN, source))) == said


def test_a_token_travels_in_an_attribute() -> None:
    svg = bake_svg(PLAIN, b"aGVhZA.Ym9keQ.c2lnbmF0dXJl")
    assert b'verify="aGVhZA.Ym9keQ.c2lnbmF0dXJl"/>' in svg
    assert extract_svg(svg) == b"aGVhZA.Ym9keQ.c2lnbmF0dXJl"


@pytest.mark.parametrize("first", [b'{"a": 1}', b"a.b.c"])
def test_baking_again_replaces_what_was_there(first: bytes) -> None:
    assert bake_svg(bake_svg(PLAIN, first), b'{"b": 2}') == bake_svg(PLAIN, b'{"b": 2}')


def test_a_tag_whose_attributes_hold_an_angle_bracket_is_read_to_its_end() -> None:
    svg = f'<?xml version="1.0"?>\n<svg id="a>b" xmlns="{SVG}" class=\'>"\'><g/></svg>'.encode()
    assert extract_svg(bake_svg(svg, b"{}")) == b"{}"


OLDER = b'{"id": "https://badges.example/1?a=1&b=2", "type": "Assertion"}'
ADDRESS = "https://badges.example/1?a=1&b=2"


def test_a_hosted_assertion_stands_with_its_address_as_its_standard_writes_it() -> None:
    svg = bake_svg(PLAIN, OLDER, ASSERTION, ADDRESS)
    assert b'verify="https://badges.example/1?a=1&amp;b=2"><![CDATA[{' in svg
    assert extract_svg(svg, ASSERTION) == extract_any_svg(svg) == OLDER


@pytest.mark.parametrize(
    ("tag", "verify"),
    [
        (ASSERTION, "https://evil.example/another"),
        (ASSERTION, "aGVhZA.Ym9keQ.c2lnbmF0dXJl"),
        (CREDENTIAL_TAG, ADDRESS),
        (RECORD, ADDRESS),
    ],
)
def test_an_attribute_that_names_another_badge_than_the_text_is_refused(
    tag: CredentialElement, verify: str
) -> None:
    svg = bake_svg(PLAIN, OLDER, tag, verify)
    with raises_worded(BakingError, "both as an attribute and as text"):
        extract_any_svg(svg)


@pytest.mark.parametrize("after", [b"", b" \n"])
def test_a_byte_order_mark_before_the_picture_moves_nothing(after: bytes) -> None:
    svg = b"\xef\xbb\xbf" + after + PLAIN
    baked = bake_svg(svg, credential())
    assert baked.startswith(svg[: svg.index(b"<title")])
    assert extract_svg(baked) == credential()
    assert bake_svg(baked, credential()) == baked


CREDENTIAL = '<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0">{}</o:credential>'


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        (CREDENTIAL * 2, "found 2 credentials"),
        (f"<g>{CREDENTIAL}</g>", "deep inside"),
        (CREDENTIAL.replace("{}", "<b/>"), "elements inside"),
        ("", "found no credential"),
        ("<g>" * 300 + "</g>" * 300, "levels"),
        ("<?php x ?>", "processing instruction"),
        ("<g>", "well-formed"),
    ],
)
def test_what_two_readers_could_read_apart_is_refused(inside: str, says: str) -> None:
    with raises_worded(BakingError, says):
        extract_svg(f'<svg xmlns="{SVG}">{inside}</svg>'.encode())


@pytest.mark.parametrize(
    "source",
    [
        f'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="{SVG}">&a;</svg>'.encode(),
        f'<!DOCTYPE svg SYSTEM "http://evil.example/x"><svg xmlns="{SVG}"/>'.encode(),
        f'<svg xmlns="{SVG}"/>'.encode(),
        b"<svg/>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'></html>",
        b"\xff\xfe<svg>",
        b"",
        b"x" * 4_000_000,
    ],
)
def test_what_is_no_plain_svg_is_refused(source: bytes) -> None:
    with pytest.raises(BakingError):
        bake_svg(source, b"{}")


@given(st.binary(max_size=300))
def test_no_bytes_bring_it_down(source: bytes) -> None:
    with pytest.raises(BakingError):
        extract_svg(source)
