"""Reads the typefaces of badge pictures from the packages that ship them.

Inter (SIL Open Font Licence 1.1) comes from `fontpkg-inter`, the icons (Material Design Icons, Apache-2.0)
from `fonticon-materialdesignicons7`. The repository itself holds no font.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from issuer.artwork.typefaces import Typefaces


@cache
def load_typefaces() -> Typefaces:
    """The typefaces, read once.

    Raises ModuleNotFoundError or FileNotFoundError if a font package is missing or has changed inside;
    installing the project again mends that.
    """
    letters = files("fontpkg_inter").joinpath("files", "Inter[opsz,wght].ttf")
    icons = files("fonticon_mdi7").joinpath("fonts", "materialdesignicons-webfont.ttf")
    return Typefaces(letters.read_bytes(), icons.read_bytes(), _icon_codepoints())


def _icon_codepoints() -> dict[str, int]:
    """Code points by the icons' official names: the package writes `rocket_launch = "mdi7.<character>"`."""
    from fonticon_mdi7 import MDI7  # noqa: PLC0415 - 7,000 names, read only by who draws

    table: dict[str, object] = dict(vars(MDI7))
    return {
        name.replace("_", "-"): ord(value[-1])
        for name, value in table.items()
        if isinstance(value, str) and value.startswith("mdi7.")
    }
