"""Badges in pictures as programs of every age bake them, read with care: no picture is read in two ways."""

import json
import struct
import zlib

import pytest

from issuer.baking.png import KEYWORD, OB2_KEYWORD
from issuer.verifying.inputs.documents import Fetched
from tests.fakes.badges import formats
from tests.fakes.badges.badges import credential
from tests.fakes.badges.formats import ADDRESSES
from tests.fakes.badges.tampering import check

PNG = formats.picture()
END = PNG.rindex(b"IEND") - 4
HOSTED = json.dumps(json.loads(formats.hosted())).encode()
"""In ASCII characters alone."""
LINK = ADDRESSES.assertion.encode()
SVG = "http://www.w3.org/2000/svg"


def chunk(kind: bytes, body: bytes, damage: int = 0) -> bytes:
    checksum = zlib.crc32(kind + body) ^ damage
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def itxt(text: bytes, keyword: bytes = KEYWORD, flags: bytes = b"\0\0\0\0") -> bytes:
    return chunk(b"iTXt", keyword + b"\0" + flags + text)


def link(address: bytes = LINK) -> bytes:
    return chunk(b"tEXt", OB2_KEYWORD + b"\0" + address)


def png(*chunks: bytes, after: bytes = b"") -> bytes:
    return PNG[:END] + b"".join(chunks) + PNG[END:] + after


def verdict(source: bytes, **more: Fetched) -> str:
    return check(source, documents={**formats.documents_2(), ADDRESSES.assertion: HOSTED, **more}).verdict


@pytest.mark.parametrize(
    "picture",
    [
        png(itxt(credential())),
        png(itxt(b"\xef\xbb\xbf" + credential() + b"\0")),
        png(itxt(credential(), flags=b"\0\0en\0Abzeichen\0")),
        png(itxt(credential()), after=b"\n"),
        png(itxt(credential()), after=b"\r\n\0\0"),
        png(chunk(b"tIME", b"\0" * 7, damage=1), itxt(credential())),
        png(chunk(b"tEXt", b"Software\0x", damage=1), itxt(credential())),
        png(chunk(b"zTXt", b"openbadges2\0\0x"), itxt(credential())),
        png(itxt(HOSTED, OB2_KEYWORD)),
        png(link()),
        png(link(), itxt(HOSTED, OB2_KEYWORD)),
        png(itxt(LINK, OB2_KEYWORD)),
    ],
)
def test_a_badge_is_read_as_programs_bake_it(picture: bytes) -> None:
    assert verdict(picture) == "valid"


@pytest.mark.parametrize(
    "picture",
    [
        png(chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + credential(), damage=1)),
        png(itxt(credential()))[:8] + chunk(b"IHDR", bytes(13), damage=1) + png(itxt(credential()))[8 + 25 :],
        png(chunk(b"IDAT", b"x", damage=1), itxt(credential())),
        png(itxt(credential(), flags=b"\1\0\0\0")),
        png(itxt(credential()), itxt(credential())),
        png(itxt(credential()), after=b"more"),
        png(itxt(credential()), after=itxt(HOSTED, OB2_KEYWORD)),
        png(itxt(b"")),
    ],
)
def test_a_damaged_picture_or_one_with_something_after_its_end_is_refused(picture: bytes) -> None:
    assert verdict(picture) == "invalid"


@pytest.mark.parametrize(
    "picture",
    [
        png(itxt(credential()), itxt(HOSTED, OB2_KEYWORD)),
        png(itxt(credential()), link()),
        png(link(b"https://other.example/badges/1"), itxt(HOSTED, OB2_KEYWORD)),
        png(link(), link(b"https://other.example/badges/1")),
        png(chunk(b"zTXt", OB2_KEYWORD + b"\0\0" + zlib.compress(HOSTED))),
        png(chunk(b"tEXt", KEYWORD + b"\0" + credential())),
        png(chunk(b"tEXt", OB2_KEYWORD + b"\0" + HOSTED)),
        png(chunk(b"tEXt", KEYWORD + b"\0" + LINK)),
    ],
)
def test_a_picture_of_which_we_cannot_tell_the_badge_is_left_open(picture: bytes) -> None:
    assert verdict(picture) == "cannot tell"


def test_the_address_in_a_picture_may_be_mentioned_elsewhere_without_being_its_own() -> None:
    other = b"https://other.example/badges/1"
    said = HOSTED.replace(b'"type": "Assertion"', b'"type": "Assertion", "note": "%s"' % other)
    assert verdict(png(link(other), itxt(said, OB2_KEYWORD))) == "cannot tell"


def svg(inside: bytes, before: str = "", attributes: str = "") -> bytes:
    head = f'{before}<svg xmlns="{SVG}" xmlns:o="http://openbadges.org" viewBox="0 0 2 2">'
    return f"{head}<o:assertion{attributes}><![CDATA[".encode() + inside + b"]]></o:assertion><g/></svg>"


W3C = "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"


@pytest.mark.parametrize(
    "before",
    [
        '<?xml version="1.0" encoding="utf8"?>',
        '<?xml version="1.0" encoding="US-ASCII"?>',
        '<?xml version="1.0" encoding="ISO-8859-1" standalone="no"?>',
        '<?xml version="1.0" encoding="windows-1252"?>',
        "<!DOCTYPE svg>",
        f'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "{W3C}">',
        f'<!DOCTYPE svg SYSTEM "{W3C}">',
        "\ufeff<!-- made by hand -->\n",
    ],
)
def test_a_harmless_head_of_an_svg_picture_is_read(before: str) -> None:
    assert verdict(svg(HOSTED, before)) == "valid"


@pytest.mark.parametrize(
    "before",
    [
        '<?xml version="1.0" encoding="UTF-16"?>',
        '<?xml version="1.0" encoding="UTF-7"?>',
        '<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd">',
        '<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]>',
        f'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "{W3C}" [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<?xml-stylesheet href="https://evil.example/x"?>',
    ],
)
def test_what_could_change_the_meaning_of_a_picture_is_left_open_and_never_expanded(before: str) -> None:
    assert verdict(svg(HOSTED, before)) == "cannot tell"


def test_other_letters_than_ascii_need_the_encoding_that_they_are_in() -> None:
    said = HOSTED.replace(b'"type": "Assertion"', '"type": "Assertion", "x:note": "é"'.encode())
    for encoding, expected in (
        ("UTF-8", "cannot tell"),
        ("ISO-8859-1", "cannot tell"),
        ("US-ASCII", "cannot tell"),
    ):
        picture = svg(said, f'<?xml version="1.0" encoding="{encoding}"?>')
        assert verdict(picture) == expected
    served: dict[str, Fetched] = {ADDRESSES.assertion: said}
    assert verdict(svg(said, '<?xml version="1.0" encoding="UTF-8"?>'), **served) == "valid"
    assert verdict(svg(said, '<?xml version="1.0" encoding="ISO-8859-1"?>'), **served) == "cannot tell"


def test_a_picture_may_be_nested_as_deep_as_programs_draw() -> None:
    assert verdict(svg(HOSTED).replace(b"<g/>", b"<g>" * 70 + b"</g>" * 70)) == "valid"
    assert verdict(svg(HOSTED).replace(b"<g/>", b"<g>" * 300 + b"</g>" * 300)) == "cannot tell"


def test_an_svg_badge_names_its_address_beside_its_words() -> None:
    own = f' verify="{ADDRESSES.assertion}"'
    assert verdict(svg(HOSTED, attributes=own)) == "valid"
    assert verdict(svg(b"", attributes=own)) == "valid"
    assert verdict(svg(HOSTED, attributes=' verify="https://other.example/1"')) == "invalid"


def test_a_badge_in_two_generations_in_one_svg_picture_cannot_be_told() -> None:
    both = formats.baked_svg(credential()).replace(
        b"<title>",
        b'<o:assertion xmlns:o="http://openbadges.org"><![CDATA[' + HOSTED + b"]]></o:assertion><title>",
    )
    assert verdict(both) == "cannot tell"
