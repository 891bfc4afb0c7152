"""An organisation's brand kit and its own pictures: taken in, drawn anew, bounded; or refused with what to do."""

import io
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from adapters.drawing.pictures import look_problems
from adapters.drawing.typefaces import load_typefaces
from adapters.files.catalogue import read_catalogue
from issuer.artwork.colour import contrast
from issuer.artwork.pictures.celebration import CelebrationContent, celebration_picture
from issuer.artwork.pictures.uploads import BadUpload, badge_picture, logo_picture, resize_png
from issuer.celebration import Consent, named_picture
from tests.fakes.worded import in_english, raises_worded

MENTOR = """\
name = "Mentor"
slug = "mentor"
version = 1
description = "Helped a colleague to grow."
behaviour = "Shares what they know."
goal = "Knowledge in many heads."
criteria = "Met the same colleague at least six times within three months, as their notes show."

[look]
shape = "hexagon"
icon = "graduate"
level = "gold"
"""


def picture(size=(400, 400), colour=(200, 30, 60, 255), form="PNG", **options):
    file = io.BytesIO()
    image = Image.new("RGBA", size, colour)
    (image if form != "JPEG" else image.convert("RGB")).save(file, form, **options)
    return file.getvalue()


@pytest.fixture
def catalogue(tmp_path):
    (tmp_path / "achievements").mkdir()
    (tmp_path / "pictures").mkdir()

    def written(brand="", look=""):
        (tmp_path / "organisation.toml").write_text('name = "Larkspur Labs"\n' + dedent(brand))
        (tmp_path / "achievements" / "mentor.toml").write_text(MENTOR + look)
        return read_catalogue(tmp_path, look_problems)

    written.folder = tmp_path / "pictures"
    return written


def test_a_brand_lends_its_colours_to_looks_that_name_none(catalogue):
    read = catalogue('[brand]\naccent = "#1d4ed8"\nribbon = "none"\n')
    [mentor] = read.files.achievements
    assert (mentor.look.accent, mentor.look.ribbon) == ("#1d4ed8", "none")


def test_a_look_of_its_own_goes_before_the_brand(catalogue):
    [mentor] = catalogue('[brand]\naccent = "#1d4ed8"\n', 'accent = "#be185d"\n').files.achievements
    assert mentor.look.accent == "#be185d"


def test_without_a_brand_a_look_names_its_own_accent(catalogue):
    [finding] = map(in_english, catalogue().findings)
    assert "no `look.accent`" in finding.found


@pytest.mark.parametrize(
    ("brand", "look"), [('[brand]\naccent = "#ffe14d"\n', ""), ("", 'accent = "#ffe14d"\n')]
)
def test_a_pale_colour_is_refused_and_the_nearest_that_reads_is_shown(catalogue, brand, look):
    finding = in_english(catalogue(brand, look).findings[0])
    assert "1.3:1" in finding.found
    assert "the nearest that reads well is #" in finding.fix
    assert finding.line == (3 if brand else 13)


def test_a_picture_of_ones_own_is_kept_by_its_hash(catalogue):
    (catalogue.folder / "mentor.jpg").write_bytes(picture(form="JPEG"))
    read = catalogue("", 'accent = "#1d4ed8"\npicture = "mentor.jpg"\n')
    [mentor] = read.files.achievements
    assert Image.open(io.BytesIO(read.files.pictures[mentor.look.picture])).size == (400, 400)


def test_a_logo_is_kept_without_its_empty_border(catalogue):
    canvas = Image.new("RGBA", (900, 500))
    canvas.paste((30, 60, 200, 255), (200, 200, 700, 300))
    canvas.save(catalogue.folder / "logo.png")
    read = catalogue('[brand]\naccent = "#1d4ed8"\nlogo = "logo.png"\n')
    assert Image.open(io.BytesIO(read.files.pictures[read.files.logo])).size == (480, 96)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("gone.png", "no file pictures/gone.png"),
        ("../organisation.toml", "`look.picture`"),
        (".hidden", "`look.picture`"),
    ],
)
def test_a_picture_that_is_not_there_is_told_with_what_is(catalogue, name, found):
    (catalogue.folder / "hero.png").write_bytes(picture())
    read = catalogue("", f'accent = "#1d4ed8"\npicture = "{name}"\n')
    [finding] = map(in_english, read.findings)
    assert found in finding.found
    assert "hero.png" in finding.expected or "pictures/" in finding.expected


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_each_format_is_drawn_anew_as_a_png(form):
    image = Image.open(io.BytesIO(badge_picture(picture((1000, 1000), form=form))))
    assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (640, 640))


def test_what_a_camera_wrote_into_a_picture_is_gone():
    notes = PngInfo()
    notes.add_text("Author", "Ana Ruiz")
    exif = Image.Exif()
    exif[0x010E] = "at Ana's desk"
    drawn = badge_picture(picture(pnginfo=notes, exif=exif))
    assert b"Ana" not in drawn
    assert Image.open(io.BytesIO(drawn)).info == {}


def test_a_picture_that_lies_on_its_side_is_put_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.new("RGB", (400, 400), "white")
    image.paste("red", (0, 0, 400, 200))
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)
    upright = Image.open(io.BytesIO(badge_picture(file.getvalue()))).convert("RGB")
    assert upright.getpixel((380, 200))[1] < 80
    assert upright.getpixel((20, 200))[1] > 200


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "what is no picture"),
        (b"GIF89a" + bytes(40), "what is no picture"),
        (picture()[:200], "what is no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "what is no picture"),
        (picture((100, 100)), "100 × 100 pixels"),
        (picture((600, 400)), "600 × 400 pixels"),
        (picture((5000, 5000)), "5000 × 5000 pixels"),
        (bytes(6_000_000), "6,000,000 bytes"),
    ],
)
def test_what_cannot_stand_for_a_badge_is_refused(content, found):
    with raises_worded(BadUpload, found):
        badge_picture(content)


def test_an_empty_logo_is_refused():
    with raises_worded(BadUpload, "an empty picture"):
        logo_picture(picture((400, 200), (0, 0, 0, 0)))


@pytest.mark.parametrize("size", [(2000, 40), (60, 400)])
def test_a_logo_that_is_all_length_is_refused_with_what_to_use_instead(size):
    with raises_worded(BadUpload, r"times as wide as high.*compact form"):
        logo_picture(picture(size, (20, 20, 20, 255)))


def celebrated(colour):
    """The strip of a celebration with a logo of that colour, and the box in which the logo stands."""
    shown = named_picture("Ana Ruiz", "Mentor", Consent(in_chat=True, by_link=True))
    badge = picture((64, 64), (0, 0, 0, 0))
    setting = CelebrationContent(badge, "#0d9488", "New badge", logo=logo_picture(picture((300, 60), colour)))
    drawn = Image.open(io.BytesIO(celebration_picture(shown, setting, load_typefaces()))).convert("RGB")
    return drawn.getpixel((120, 598)), drawn.getpixel((61, 598))  # in the logo, and just left of it


@pytest.mark.parametrize("colour", [(10, 12, 20, 255), (40, 20, 90, 255), (30, 60, 60, 255)])
def test_a_dark_logo_stands_on_a_light_plate(colour):
    ink, beside = celebrated(colour)
    assert contrast(ink, beside) >= 3.0


@pytest.mark.parametrize("colour", [(255, 255, 255, 255), (250, 210, 60, 255)])
def test_a_light_logo_needs_no_plate(colour):
    ink, beside = celebrated(colour)
    assert max(beside) < 100, "the dark strip itself"
    assert contrast(ink, beside) >= 3.0


@given(st.binary(max_size=200), st.integers(0, 150))
@settings(max_examples=40, deadline=None)
def test_damaged_bytes_are_refused_and_never_raise_otherwise(noise, at):
    sound = picture((300, 300))
    for content in (noise, sound[:at] + noise + sound[at:]):
        try:
            drawn = badge_picture(content)
        except BadUpload:
            continue
        assert Image.open(io.BytesIO(drawn)).width <= 640


def test_a_kept_picture_is_handed_out_at_any_size():
    assert Image.open(io.BytesIO(resize_png(badge_picture(picture()), 64))).size == (64, 64)
