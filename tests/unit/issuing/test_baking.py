"""A credential inside a PNG picture: put in without touching a pixel, taken out without guessing."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from issuer.baking.png import MOST_CREDENTIAL_BYTES, MOST_PNG_BYTES, BakingError, bake, extract
from tests.fakes.worded import raises_worded

CREDENTIAL = '{"name":"Zoë’s badge"}'.encode()


def png() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (4, 3), "teal").save(picture, "PNG")
    return picture.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunks(*chunks: bytes) -> bytes:
    """Put chunks before the end of a picture."""
    end = png().rindex(b"\0\0\0\0IEND")
    return png()[:end] + b"".join(chunks) + png()[end:]


def test_what_was_baked_in_comes_out() -> None:
    assert extract(bake(png(), CREDENTIAL)) == CREDENTIAL


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_come_out_as_they_went_in(credential: bytes) -> None:
    assert extract(bake(png(), credential)) == credential


def test_everything_else_in_the_picture_stays_as_it_was() -> None:
    end = png().rindex(b"\0\0\0\0IEND")
    baked = bake(png(), CREDENTIAL)
    assert baked.startswith(png()[:end])
    assert baked.endswith(png()[end:])


def test_other_programs_read_it_where_the_standard_says() -> None:
    with Image.open(io.BytesIO(bake(png(), CREDENTIAL))) as picture:
        picture.load()
        assert isinstance(picture, PngImagePlugin.PngImageFile)
        assert picture.text["openbadgecredential"] == CREDENTIAL.decode()


def test_baking_again_replaces_what_was_there() -> None:
    again = bake(bake(png(), b"old"), CREDENTIAL)
    assert extract(again) == CREDENTIAL
    assert b"old" not in again


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt"])
def test_baking_replaces_a_chunk_of_any_text_kind_with_our_keyword(kind: bytes) -> None:
    assert extract(bake(with_chunks(chunk(kind, b"openbadgecredential\0junk")), CREDENTIAL)) == CREDENTIAL


PLAIN = chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0{}")


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (b"", "not a PNG"),
        (b"GIF89a", "not a PNG"),
        (png(), "no credential"),
        (png()[:-1], "cut short"),
        (png()[:20], "cut short"),
        (png() + b"<script>", "after the end"),
        (png()[:8] + chunk(b"IEND", b""), "is not its header"),
        (png()[:8] + chunk(b"IHDR", b"x") + png()[8:], "is not its header"),
        (with_chunks(chunk(b"tEXt", b"openbadgecredential\0{}")), "in a tEXt chunk, an older way"),
        (with_chunks(chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0zip")), "compressed"),
        (with_chunks(chunk(b"iTXt", b"openbadgecredential\0\0\0en")), "cut short"),
        (with_chunks(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0")), "0 bytes"),
        (with_chunks(PLAIN, PLAIN), "2 credentials"),
        (with_chunks(PLAIN, chunk(b"tEXt", b"openbadgecredential\0{}")), "2 cred"),
        (with_chunks(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + b"x" * 1_100_000)), "1,100,000 bytes"),
        (with_chunks(chunk(b"iTXt", b"OpenBadgeCredential\0\0\0\0\0{}")), "no credential"),
        (with_chunks(chunk(b"abCd", bytes(MOST_PNG_BYTES))), "at most"),
        (with_chunks(*[chunk(b"abCd", b"")] * 10_001), "chunks"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_picture_that_could_be_read_in_two_ways_is_refused(picture: bytes, said: str) -> None:
    with raises_worded(BakingError, said):
        extract(picture)


def test_a_damaged_picture_is_noticed_at_any_byte() -> None:
    baked = bake(png(), CREDENTIAL)
    for position in range(len(baked)):
        damaged = bytearray(baked)
        damaged[position] ^= 1
        with pytest.raises(BakingError):
            extract(bytes(damaged))


@pytest.mark.parametrize("credential", [b"", b"x" * (MOST_CREDENTIAL_BYTES + 1)])
def test_a_credential_of_no_or_too_many_bytes_is_not_baked(credential: bytes) -> None:
    with raises_worded(BakingError, "bytes where 1 to"):
        bake(png(), credential)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_after_a_png_signature_get_an_answer(tail: bytes) -> None:
    with pytest.raises(BakingError):
        extract(png()[:8] + tail)
