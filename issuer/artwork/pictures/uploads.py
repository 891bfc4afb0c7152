"""Pictures that an organisation uploads: untrusted input, re-encoded, and limited in size.

The result has pixels and nothing else: no camera metadata, no location, no colour profile, no second frame.

    png = badge_picture(content)          # square, 640 px; raises BadUpload
    png = logo_picture(content)           # at most 480 × 160 px
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_SIDE = 4096
SMALLEST_BADGE, BADGE = 256, 640
LOGO = (480, 160)
SMALLEST_LOGO = 32
_WIDEST, _NARROWEST = 8, 3  # proportions of a logo that can still be read 38 pixels high
FORMATS = ("PNG", "JPEG", "WEBP")
_SQUARE = 1.04  # the most by which one side may be longer in a square
_MOST = 900_000  # bytes of the result; Teams takes no more than a megabyte


class BadUpload(Exception):
    """A picture that cannot be used: what was found, what was expected, how to fix it."""

    def __init__(self, found: str, expected: str, fix: str) -> None:
        super().__init__(f"found {found}, expected {expected}; {fix}")
        self.found, self.expected, self.fix = found, expected, fix


def badge_picture(content: bytes) -> bytes:
    """The picture as a square PNG for a badge, padded with transparency."""
    image = _open_upload(content)
    width, height = image.size
    if min(width, height) < SMALLEST_BADGE:
        raise BadUpload(
            f"{width} × {height} pixels", f"{SMALLEST_BADGE} × {SMALLEST_BADGE} or more", "export it larger"
        )
    if max(width, height) > min(width, height) * _SQUARE:
        raise BadUpload(f"{width} × {height} pixels", "a square", "add transparent space at its narrow sides")
    size = min(BADGE, max(width, height))
    square = ImageOps.pad(image, (size, size), Image.Resampling.LANCZOS, color=(0, 0, 0, 0))
    return _bounded_png(square)


def logo_picture(content: bytes) -> bytes:
    """The logo as a PNG no larger than `LOGO`, its empty border cut off."""
    image = _open_upload(content)
    box = image.getchannel("A").getbbox()
    if box is None:
        raise BadUpload("an empty picture", "a logo", "export it with its colours")
    image = image.crop(box)
    if image.height < SMALLEST_LOGO:
        raise BadUpload(f"{image.height} pixels of height", f"{SMALLEST_LOGO} or more", "export it larger")
    if not 1 / _NARROWEST <= image.width / image.height <= _WIDEST:
        raise BadUpload(
            f"{image.width} × {image.height} pixels",
            f"at most {_WIDEST} times as wide as high, and at most {_NARROWEST} times as high as wide",
            "use the compact form of the logo, or its sign alone",
        )
    image.thumbnail(LOGO, Image.Resampling.LANCZOS)
    return _bounded_png(image)


def resize_png(png: bytes, size: int) -> bytes:
    """A stored picture at another size."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
        return _bounded_png(
            opened.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS, reducing_gap=3.0)
        )


def _open_upload(content: bytes) -> Image.Image:
    """The first frame as `RGBA`, upright."""
    if len(content) > LARGEST_FILE:
        raise BadUpload(
            f"{len(content):,} bytes", f"at most {LARGEST_FILE // 1024 // 1024} MB", "export it smaller"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if max(opened.size) > LARGEST_SIDE:
                    raise BadUpload(
                        f"{opened.width} × {opened.height} pixels",
                        f"at most {LARGEST_SIDE} on a side",
                        "export it smaller",
                    )
                return ImageOps.exif_transpose(opened).convert("RGBA")
    except BadUpload:
        raise
    except Exception as problem:
        raise BadUpload(
            f"what is no picture we can read ({type(problem).__name__})",
            "a PNG, JPEG or WebP file",
            "export it again as PNG",
        ) from None


def _bounded_png(image: Image.Image) -> bytes:
    """The pixels alone, as a PNG, scaled down until it has at most `_MOST` bytes."""
    bare = Image.new("RGBA", image.size)
    bare.paste(image)
    while True:
        file = io.BytesIO()
        bare.save(file, "PNG", compress_level=7)
        if file.tell() <= _MOST:
            return file.getvalue()
        bare = bare.resize((bare.width * 4 // 5, bare.height * 4 // 5), Image.Resampling.LANCZOS)
