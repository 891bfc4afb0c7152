"""What is installed: Python, typefaces, icons, wording, the settings and the files of the catalogue."""

import sys
from collections.abc import Iterator

from adapters.cli.doctor.report import DoctorLine, Severity
from adapters.configuration.settings import Settings
from adapters.drawing.pictures import look_problems
from adapters.drawing.typefaces import FOLDER, has_cjk, load_typefaces
from adapters.files.catalogue import read_catalogue
from adapters.files.wording import UnreadableWording, load_wording
from adapters.installation.catalogue_files import STARTER
from adapters.installation.linting import unsignable
from issuer.artwork.shapes.icons import ICONS

LEAST_PYTHON = (3, 11)
AGAIN = "install Laurel again"


def machine() -> Iterator[DoctorLine]:
    """Python, typefaces, icons and wording: the contents of an installation."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= LEAST_PYTHON:
        yield DoctorLine(Severity.OK, f"Python {version}")
    else:
        yield DoctorLine(Severity.MISSING, f"Python {version}", "Laurel needs 3.11 or newer")
    drawing = _typefaces()
    yield drawing
    if drawing.level is Severity.OK:
        yield from scripts()
    try:
        yield DoctorLine(Severity.OK, f"wording: {len(load_wording().entries)} sentences")
    except UnreadableWording as problem:
        yield DoctorLine(Severity.MISSING, f"wording: {problem}", "mend the file")


def _typefaces() -> DoctorLine:
    try:
        known = load_typefaces().icon_codepoints
    except (ImportError, OSError) as problem:
        return DoctorLine(Severity.MISSING, f"typefaces: {problem}", AGAIN)
    absent = sorted(icon for icon, name in ICONS.items() if name not in known)
    if absent:
        return DoctorLine(Severity.MISSING, f"icons: {', '.join(absent)} not in the icon font", AGAIN)
    return DoctorLine(Severity.OK, f"typefaces: {len(load_typefaces().faces)}, and {len(ICONS)} icons")


def scripts() -> Iterator[DoctorLine]:
    """Scripts that pictures cannot show yet, and where to get them. None of them is needed to run."""
    faces = load_typefaces().faces
    if not has_cjk():
        what = "pictures: no Chinese, Japanese or Korean"
        yield DoctorLine(
            Severity.WARNING,
            what,
            "if names or titles need it, run: make cjk (30 MB; elsewhere: pip install laurel[cjk])",
        )
    if not any(face.is_coloured for face in faces):
        fix = f"set {FOLDER} to a folder with NotoColorEmoji.ttf (Debian: fonts-noto-color-emoji)"
        yield DoctorLine(Severity.WARNING, "pictures: no emoji; names are shown without theirs", fix)


def public_url(settings: Settings) -> DoctorLine:
    """The public address of the badges."""
    if settings.trial:
        what = f"public URL: {settings.public_url}, trial mode: links work on this machine only"
        return DoctorLine(
            Severity.WARNING, what, "set LAUREL_PUBLIC_URL to your https address before badges should last"
        )
    return DoctorLine(Severity.OK, f"public URL: {settings.public_url}")


def catalogue(settings: Settings) -> Iterator[DoctorLine]:
    """The files of the catalogue."""
    folder = settings.catalogue or STARTER
    read = read_catalogue(folder, look_problems)
    unsigned = unsignable(read.files) if read.files else ()
    for finding in (*read.findings, *unsigned):
        yield DoctorLine(Severity.MISSING, f"catalogue: {finding}")
    if read.files and not unsigned:
        which = "the starter" if settings.catalogue is None else str(folder)
        yield DoctorLine(Severity.OK, f"catalogue: {which}, {len(read.files.achievements)} achievements")
