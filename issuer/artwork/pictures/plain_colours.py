"""An opened picture of any kind as 8-bit sRGB with transparency: what browsers, chat platforms and Pillow take it for.

    image = plain_colours(opened)  # RGBA; the colours that the picture's own profile means

PNG, third edition: §13.12 (16 bits become 8), §11.3.2.3 (an embedded profile says what the numbers mean).
"""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageCms

_BASES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
"""Pillow's mode of each colour space that a profile may be for."""
_SAME = 2
"""The most by which a channel may differ if a profile means sRGB: rounding, which must not change a picture's hash."""
_STEPS = tuple(range(0, 256, 51))


def plain_colours(image: Image.Image) -> Image.Image:
    """Return the picture as `RGBA`, converted to sRGB if it has a colour profile."""
    profile = image.info.get("icc_profile")
    image = _eight_bits(image)
    plain = image.convert("RGBA")
    coloured = _in_srgb(plain, image, profile) if profile else None
    if coloured is None:
        return plain
    coloured.putalpha(plain.getchannel("A"))
    return coloured


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return 16-bit grey as 8-bit grey, with the one transparent shade that a PNG may name; others as they are.

    Pillow would clip all but the darkest 256 shades to white.
    """
    if not image.mode.startswith("I;16"):
        return image
    data = image.tobytes()
    high, low = (0, 1) if image.mode == "I;16B" else (1, 0)
    grey = Image.frombytes("L", image.size, data[high::2])
    shade = image.info.get("transparency")
    if not isinstance(shade, int):
        return grey
    alike = [
        Image.frombytes("L", image.size, data[place::2]).point(
            [0 if value == byte else 255 for value in range(256)]
        )
        for place, byte in ((high, shade >> 8), (low, shade & 0xFF))
    ]
    grey.putalpha(ImageChops.lighter(*alike))
    return grey


def _in_srgb(plain: Image.Image, image: Image.Image, profile: bytes) -> Image.Image | None:
    """Return the colours in sRGB as `RGB`; None if the profile means sRGB, or cannot be used for such a picture.

    `plain` is the picture as `RGBA`, not converted; `image` has the channels that the picture was saved with.
    """
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        if space not in _BASES or ((space == "CMYK") != (image.mode == "CMYK")):
            return None
        mode = _BASES[space]
        if mode == "L" and image.mode not in ("1", "L", "LA"):
            return None
        transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
        if _means_srgb(transform, mode):
            return None
        return ImageCms.applyTransform((plain if mode == "RGB" else image).convert(mode), transform)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None  # as browsers do with a damaged profile


def _means_srgb(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    if mode == "CMYK":
        return False
    samples = Image.new("RGB", (len(_STEPS) ** 3, 1))
    samples.putdata([(red, green, blue) for red in _STEPS for green in _STEPS for blue in _STEPS])
    samples = samples.convert(mode)
    changed = ImageCms.applyTransform(samples, transform)
    if changed is None:
        return True
    difference = ImageChops.difference(samples.convert("RGB"), changed)
    return not any(sum(channel.histogram()[_SAME + 1 :]) for channel in difference.split())
