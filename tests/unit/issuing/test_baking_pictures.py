"""Each standard has its own place in a picture; a picture holds one badge, and what is baked is what is verified."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.baking.pictures import bake_credential, count_credentials, extract_credential, is_svg
from issuer.baking.png import KEYWORDS, bake
from issuer.baking.svg import ASSERTION, CREDENTIAL, RECORD, CredentialElement, bake_svg, extract_svg
from tests.fakes.badges import formats
from tests.fakes.badges.badges import credential
from tests.fakes.badges.tampering import check

PNG, SVG = formats.picture(), formats.svg()
MARKED = b"\xef\xbb\xbf" + SVG
PLACES = {
    "OpenBadgeCredential": (b"openbadgecredential", CREDENTIAL),
    "EndorsementCredential": (b"openbadgecredential", CREDENTIAL),
    "Assertion": (b"openbadges", ASSERTION),
    "ClrCredential": (b"clrcredential", RECORD),
}


@pytest.mark.parametrize("kind", PLACES)
def test_a_credential_goes_where_its_own_standard_looks_for_it(kind: str) -> None:
    keyword, element = PLACES[kind]
    assert b"iTXt" + keyword + b"\0" in bake_credential(PNG, b"{}", kind)
    assert extract_svg(bake_credential(SVG, b"{}", kind), element) == b"{}"


@pytest.mark.parametrize("picture", [PNG, SVG, MARKED], ids=["png", "svg", "svg with a byte order mark"])
@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (credential(), "OpenBadgeCredential"),
        (formats.token(), "OpenBadgeCredential"),
        (formats.hosted(), "Assertion"),
        (formats.signed_2(), "Assertion"),
    ],
    ids=["3.0", "3.0 token", "2.0", "2.0 token"],
)
def test_what_is_baked_is_valid_and_comes_out_again(picture: bytes, source: bytes, kind: str) -> None:
    baked = bake_credential(picture, source, kind)
    report = check(baked, documents=formats.web_documents(*formats.documents_2().items()))
    assert (report.verdict, extract_credential(baked)) == ("valid", source)


@pytest.mark.parametrize("picture", [PNG, SVG], ids=["png", "svg"])
@pytest.mark.parametrize("after", PLACES)
@pytest.mark.parametrize("before", PLACES)
def test_a_picture_is_never_two_badges(picture: bytes, before: str, after: str) -> None:
    twice = bake_credential(bake_credential(picture, b'{"first": 1}', before), b"{}", after)
    assert twice == bake_credential(picture, b"{}", after)
    assert (count_credentials(picture), count_credentials(twice)) == (0, 1)


def doubled_png() -> bytes:
    """A picture with a badge of each generation, as other programs leave it."""
    end = PNG.rindex(b"\0\0\0\0IEND")
    chunks = [bake(PNG, b"{}", keyword)[end : -len(PNG[end:])] for keyword in KEYWORDS]
    return PNG[:end] + b"".join(chunks) + PNG[end:]


def doubled_svg() -> bytes:
    tags: tuple[CredentialElement, ...] = (CREDENTIAL, ASSERTION, RECORD)
    start = SVG.index(b">") + 1
    elements = [bake_svg(SVG, b"{}", tag)[start : -len(SVG[start:])] for tag in tags]
    return SVG[:start] + b"".join(elements) + SVG[start:]


@pytest.mark.parametrize(("doubled", "picture"), [(doubled_png(), PNG), (doubled_svg(), SVG)])
def test_baking_mends_a_picture_that_held_several(doubled: bytes, picture: bytes) -> None:
    assert count_credentials(doubled) == 3
    assert check(doubled).verdict == "cannot tell"
    assert bake_credential(doubled, credential(), "OpenBadgeCredential") == bake_credential(
        picture, credential(), "OpenBadgeCredential"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [(SVG, True), (MARKED, True), (b" \r\n\t<svg/>", True), (b"\xef\xbb\xbf <a/>", True), (PNG, False), (b"", False),
     (credential(), False), (b"\xef\xbb\xbf{}", False), (b"\xef\xbb<svg/>", False), (b"\xef\xbb\xbf" * 2 + SVG, False)],
)  # fmt: skip
def test_xml_is_known_by_its_first_character_after_a_byte_order_mark(content: bytes, expected: bool) -> None:
    assert is_svg(content) == expected


@given(st.sampled_from(sorted(PLACES)), st.dictionaries(st.text(), st.text()))
def test_any_document_can_be_exchanged_for_any_other(kind: str, said: dict[str, str]) -> None:
    source = formats.compact_json(dict(said)).encode()
    for picture in (PNG, SVG):
        baked = bake_credential(bake_credential(picture, source, kind), b"{}", "Assertion")
        assert baked == bake_credential(picture, b"{}", "Assertion")
