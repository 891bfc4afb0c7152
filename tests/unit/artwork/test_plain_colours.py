"""A picture of one's own is shown in the colours that it means, however it was saved."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageCms

from issuer.artwork.pictures.uploads import BadUpload, badge_picture, logo_picture
from tests.fakes.colour_profiles import DISPLAY_P3, SRGB, grey_profile, rgb_profile
from tests.fakes.worded import raises_worded

SIDE = 256


def saved(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def drawn(content: bytes, at: tuple[int, int] = (128, 128)) -> tuple[int, ...]:
    """The colour at a place of the badge drawn from a picture."""
    pixel = Image.open(io.BytesIO(badge_picture(content))).getpixel(at)
    assert isinstance(pixel, tuple)
    return pixel


def deep_grey(shade: Callable[[int], int], transparent: int | None = None) -> bytes:
    """A PNG of 16-bit grey: the shade of each column; one shade may be transparent (PNG §11.3.1.1)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\0" + struct.pack(f">{SIDE}H", *map(shade, range(SIDE)))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 16, 0, 0, 0, 0)
    trns = b"" if transparent is None else chunk(b"tRNS", struct.pack(">H", transparent))
    parts = chunk(b"IHDR", header), trns, chunk(b"IDAT", zlib.compress(row * SIDE)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("column", [0, 1, 100, 128, 255])
def test_sixteen_bits_of_grey_become_eight(column: int) -> None:
    content = deep_grey(lambda number: number * 257)
    assert drawn(content, (column, 128)) == (column, column, column, 255)


def test_the_transparent_shade_of_deep_grey_is_that_shade_alone() -> None:
    content = deep_grey(lambda number: 0x8000 + number, transparent=0x8040)
    assert drawn(content, (0x40, 128))[3] == 0
    assert drawn(content, (0x41, 128)) == drawn(content, (0x3F, 128)) == (128, 128, 128, 255)


def test_a_picture_of_a_wide_display_shows_the_red_that_it_means() -> None:
    content = saved(Image.new("RGB", (SIDE, SIDE), (234, 51, 35)), icc_profile=rgb_profile(DISPLAY_P3))
    assert drawn(content) == pytest.approx((255, 0, 0, 255), abs=12)


SWAPPED = rgb_profile((SRGB[1], SRGB[0], SRGB[2]))
"""What it calls red is green."""


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_each_format_may_bring_a_profile(form: str) -> None:
    content = saved(Image.new("RGB", (SIDE, SIDE), "red"), form, icc_profile=SWAPPED, quality=100)
    red, green, blue, opacity = drawn(content)
    assert (red < 20, green > 235, blue < 20, opacity) == (True, True, True, 255)


@pytest.mark.parametrize("mode", ["RGBA", "P"])
def test_transparency_stays_as_it_is(mode: str) -> None:
    image = Image.new("RGBA", (SIDE, SIDE), (255, 0, 0, 255))
    image.paste((0, 0, 0, 0), (0, 0, SIDE, 100))
    content = saved(image.convert(mode), icc_profile=SWAPPED)
    assert drawn(content, (128, 50))[3] == 0
    assert drawn(content, (128, 200))[:2] == pytest.approx((0, 255), abs=20)


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_grey_has_profiles_too(mode: str) -> None:
    content = saved(Image.new("L", (SIDE, SIDE), 128).convert(mode), icc_profile=grey_profile(1.0))
    assert drawn(content) == pytest.approx((188, 188, 188, 255), abs=2)


def test_deep_grey_with_a_profile_keeps_its_transparent_shade() -> None:
    end = deep_grey(lambda _: 0).index(b"IDAT") - 4
    packed = b"iCCPtest\0\0" + zlib.compress(grey_profile(1.0))
    chunk = struct.pack(">I", len(packed) - 4) + packed + struct.pack(">I", zlib.crc32(packed))
    plain = deep_grey(lambda number: 0x8000 + number, transparent=0x8040)
    end = plain.index(b"tRNS") - 4
    content = plain[:end] + chunk + plain[end:]
    assert drawn(content, (0x40, 128))[3] == 0
    assert drawn(content, (0x41, 128))[0] == pytest.approx(188, abs=2)


@pytest.mark.parametrize(
    "profile",
    [
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        grey_profile(1.0),
        b"no profile at all",
        rgb_profile(DISPLAY_P3)[:200],
        b"",
    ],
    ids=["sRGB", "of another kind of picture", "none", "cut short", "empty"],
)
def test_a_profile_that_changes_nothing_or_fits_nothing_leaves_the_colours(profile: bytes) -> None:
    for colour in ((234, 51, 35), (1, 2, 3), (254, 255, 253)):
        content = saved(Image.new("RGB", (SIDE, SIDE), colour), icc_profile=profile)
        assert drawn(content) == (*colour, 255)


def test_the_drawn_picture_needs_no_profile_any_more() -> None:
    content = saved(Image.new("RGB", (SIDE, SIDE), "red"), icc_profile=SWAPPED)
    assert Image.open(io.BytesIO(badge_picture(content))).info == {}


@pytest.mark.parametrize("opacity", [0, 1, 15])
def test_a_picture_on_which_nothing_can_be_seen_is_refused(opacity: int) -> None:
    content = saved(Image.new("RGBA", (SIDE, SIDE), (200, 30, 60, opacity)))
    for take in (badge_picture, logo_picture):
        with raises_worded(BadUpload, r"an empty picture.*export it with its colours"):
            take(content)


def test_a_few_pixels_that_can_be_seen_are_a_picture() -> None:
    image = Image.new("RGBA", (SIDE, SIDE))
    image.paste((200, 30, 60, 255), (100, 100, 140, 140))
    assert drawn(saved(image), (120, 120)) == (200, 30, 60, 255)
