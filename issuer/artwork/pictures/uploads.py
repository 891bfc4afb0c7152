"""Pictures that an organisation uploads: untrusted input, re-encoded, and limited in size.

The result has pixels in sRGB and nothing else: no camera metadata, no location, no colour profile, no second frame.

    png = badge_picture(content)          # square, 640 px; raises BadUpload
    png = logo_picture(content)           # at most 480 × 160 px
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from issuer.artwork.pictures.plain_colours import plain_colours
from issuer.messages import Message, MessageError

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_SIDE = 4096
SMALLEST_BADGE, BADGE = 256, 640
LOGO = (480, 160)
SMALLEST_LOGO = 32
_WIDEST, _NARROWEST = 8, 3  # proportions of a logo that can still be read 38 pixels high
FORMATS = ("PNG", "JPEG", "WEBP")
_SQUARE = 1.04  # the most by which one side may be longer in a square
_VISIBLE = 16  # of 255: the least opacity of some pixel of a picture that can be seen at all
_MOST = 900_000  # bytes of the result; Teams takes no more than a megabyte


class BadUpload(MessageError):
    """A picture that cannot be used: what was found, what was expected, how to fix it."""

    def __init__(self, found: Message, expected: Message, fix: str) -> None:
        super().__init__(Message("file.mistake", found=found, expected=expected, fix=Message(fix)))
        self.found, self.expected, self.fix = found, expected, Message(fix)


def badge_picture(content: bytes) -> bytes:
    """The picture as a square PNG for a badge, padded with transparency."""
    image = _open_upload(content)
    width, height = image.size
    if min(width, height) < SMALLEST_BADGE:
        expected = Message("art.expected.least_square", least=str(SMALLEST_BADGE))
        raise BadUpload(_pixels(image), expected, "art.fix.export_larger")
    if max(width, height) > min(width, height) * _SQUARE:
        raise BadUpload(_pixels(image), Message("art.expected.square"), "art.fix.pad")
    _refuse_invisible(image, Message("art.expected.visible"))
    size = min(BADGE, max(width, height))
    square = ImageOps.pad(image, (size, size), Image.Resampling.LANCZOS, color=(0, 0, 0, 0))
    return _bounded_png(square)


def logo_picture(content: bytes) -> bytes:
    """The logo as a PNG no larger than `LOGO`, its empty border cut off."""
    image = _open_upload(content)
    _refuse_invisible(image, Message("art.expected.logo"))
    image = image.crop(image.getchannel("A").getbbox())
    if image.height < SMALLEST_LOGO:
        found = Message("art.found.height", height=str(image.height))
        expected = Message("art.expected.least", least=str(SMALLEST_LOGO))
        raise BadUpload(found, expected, "art.fix.export_larger")
    if not 1 / _NARROWEST <= image.width / image.height <= _WIDEST:
        expected = Message("art.expected.proportions", widest=_WIDEST, narrowest=_NARROWEST)
        raise BadUpload(_pixels(image), expected, "art.fix.compact_logo")
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
        expected = Message("art.expected.megabytes", most=LARGEST_FILE // 1024 // 1024)
        raise BadUpload(Message("art.found.bytes", size=len(content)), expected, "art.fix.export_smaller")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if max(opened.size) > LARGEST_SIDE:
                    expected = Message("art.expected.side", most=str(LARGEST_SIDE))
                    raise BadUpload(_pixels(opened), expected, "art.fix.export_smaller")
                return plain_colours(ImageOps.exif_transpose(opened))
    except BadUpload:
        raise
    except Exception as problem:
        found = Message("art.found.no_picture", reason=type(problem).__name__)
        raise BadUpload(found, Message("art.expected.formats"), "art.fix.export_png") from None


def _refuse_invisible(image: Image.Image, expected: Message) -> None:
    if not any(image.getchannel("A").histogram()[_VISIBLE:]):
        raise BadUpload(Message("art.found.empty_picture"), expected, "art.fix.export_coloured")


def _pixels(image: Image.Image) -> Message:
    return Message("art.found.pixels", width=str(image.width), height=str(image.height))


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
