"""Loads the typefaces of pictures from the packages that ship them. The repository itself holds no font.

Inter comes from `fontpkg-inter`, Noto Sans for other scripts from the `justmytype-intl-…` packs (all SIL Open Font
Licence 1.1), the icons (Material Design Icons, Apache-2.0) from `fonticon-materialdesignicons7`. Chinese, Japanese
and Korean are the extra `cjk`, 30 MB more. Scripts in no package (emoji, Georgian, Armenian …) are read from the
folder that `LAUREL_FONTS` names, and from nowhere else: other fonts of a machine must not change a picture.

Inter and the icons are small data packages of their own; the repository holds no font.

Fonts come from pinned packages and one named folder (`LAUREL_FONTS`); what else a machine has is never looked at, so
the same pins give the same pixels.

No package that can be pinned carries colour emoji, Georgian or Armenian; they come from `LAUREL_FONTS`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path

from issuer.artwork.text.typefaces import Face, Typefaces
from issuer.messages import Message, MessageError

FOLDER = "LAUREL_FONTS"
NOTO = {
    "justmytype_intl_rtl": ("Arabic", "Hebrew"),
    "justmytype_intl_south_asia": ("Devanagari", "Bengali", "Tamil", "Telugu"),
    "justmytype_intl_sea": ("Thai", "Lao", "Khmer", "Myanmar"),
}
"""Packages, and the scripts of their Noto Sans."""
CJK_PACKAGE, CJK = "justmytype_intl_cjk", ("JP", "SC", "TC", "KR")
_ENDINGS = (".ttf", ".otf", ".ttc")
_LARGEST = 64 * 1024 * 1024
_PACKAGES = ("pillow", "uharfbuzz", "fontpkg-inter", "fonticon-materialdesignicons7", "justmytype-intl-rtl")


class UnusableFonts(MessageError):
    """The folder of further faces holds none."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Message("shell.fonts.none", folder=str(folder), setting=FOLDER))


def use_folder(folder: Path | None) -> None:
    """Sets the folder of further faces, if a setting names one; otherwise the environment names it.

    Raises UnusableFonts if it holds no typeface.
    """
    if folder is not None and not any(face.is_usable for face in _faces_in(folder)):
        raise UnusableFonts(folder)
    if folder is not None and folder != _further_folder():
        os.environ[FOLDER] = str(folder)
        load_typefaces.cache_clear()
        renderer_version.cache_clear()


@cache
def load_typefaces() -> Typefaces:
    """The typefaces, loaded once.

    Raises ModuleNotFoundError or FileNotFoundError if a font package is missing or has changed inside;
    installing the project again fixes that. Raises UnusableFonts as `use_folder` does.
    """
    icons = files("fonticon_mdi7").joinpath("fonts", "materialdesignicons-webfont.ttf")
    faces = [Face("Inter", _map_file(_inter()))]
    faces += [_noto(package, script) for package, scripts in NOTO.items() for script in scripts]
    faces += [_noto(CJK_PACKAGE, script) for script in CJK] if has_cjk() else []
    return Typefaces((*faces, *_from_folder()), icons.read_bytes(), _icon_codepoints())


def reading_font() -> bytes:
    """Inter: the typeface of pages, as in pictures."""
    return _inter().read_bytes()


def _inter() -> Traversable:
    return files("fontpkg_inter").joinpath("files", "Inter[opsz,wght].ttf")


def has_cjk() -> bool:
    """Whether the extra for Chinese, Japanese and Korean is installed."""
    return find_spec(CJK_PACKAGE) is not None


@cache
def renderer_version() -> str:
    """What a stored picture depends on beside its design: versions of the renderer, and the available faces."""
    versions = [f"{package}={version(package)}" for package in _PACKAGES]
    faces = [f"{face.name}:{_length(face.content)}" for face in load_typefaces().faces]
    return " ".join((*versions, *faces))


def _length(content: bytes | str) -> int:
    return Path(content).stat().st_size if isinstance(content, str) else len(content)


def _noto(package: str, script: str) -> Face:
    axes = "wght" if package == CJK_PACKAGE else "wdth,wght"
    folder = files(package).joinpath("fonts", "ofl", f"notosans{script.lower()}")
    return Face(f"Noto Sans {script}", _map_file(folder.joinpath(f"NotoSans{script}[{axes}].ttf")))


def _map_file(file: Traversable) -> bytes | str:
    """A package's file, by path for mapping into memory if it is a plain file."""
    if not file.is_file():
        raise FileNotFoundError(f"{file.name} is missing in its package; install the project again")
    return str(file) if isinstance(file, Path) else file.read_bytes()


def _from_folder() -> Iterator[Face]:
    """Fonts of the folder that the setting names, by name; of several weights the bold one."""
    folder = _further_folder()
    faces = [face for face in _faces_in(folder) if face.is_usable] if folder else []
    if folder and not faces:
        raise UnusableFonts(folder)
    yield from faces


def _faces_in(folder: Path) -> Iterator[Face]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix.lower() in _ENDINGS and path.stat().st_size <= _LARGEST and _is_wanted(path):
            yield Face(path.stem, path.read_bytes())  # not mapped: the file may change while we run


def _further_folder() -> Path | None:
    folder = os.environ.get(FOLDER, "")
    return Path(folder) if folder else None


def _is_wanted(path: Path) -> bool:
    family, _, style = path.stem.rpartition("-")
    bold = path.with_name(f"{family}-Bold{path.suffix}")
    return "Italic" not in style and "Oblique" not in style and (path == bold or not bold.is_file())


def _icon_codepoints() -> dict[str, int]:
    """Code points by the icons' official names: the package writes `rocket_launch = "mdi7.<character>"`."""
    from fonticon_mdi7 import MDI7  # noqa: PLC0415 - 7,000 names, loaded only for drawing

    table: dict[str, object] = dict(vars(MDI7))
    return {
        name.replace("_", "-"): ord(value[-1])
        for name, value in table.items()
        if isinstance(value, str) and value.startswith("mdi7.")
    }
