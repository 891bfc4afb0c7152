"""What is installed: Python, typefaces, icons, wording, the settings and the files of the catalogue."""

import sys
from collections.abc import Iterator

from adapters.cli.doctor.report import DoctorLine, Severity
from adapters.configuration.settings import Settings
from adapters.drawing.pictures import look_problems
from adapters.drawing.typefaces import FOLDER, UnusableFonts, has_cjk, load_typefaces
from adapters.files.catalogue import read_catalogue
from adapters.files.wording import load_wording
from adapters.installation.catalogue_files import STARTER
from adapters.installation.linting import unsignable
from adapters.shell_wording import shell_wording, tell, word_error, word_findings
from issuer.artwork.shapes.icons import ICONS

LEAST_PYTHON = (3, 11)


def machine() -> Iterator[DoctorLine]:
    """Python, typefaces, icons and wording: the contents of an installation."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= LEAST_PYTHON:
        yield DoctorLine(Severity.OK, f"Python {version}")
    else:
        yield DoctorLine(Severity.MISSING, f"Python {version}", tell("shell.doctor.python_old"))
    drawing = _typefaces()
    yield drawing
    if drawing.level is Severity.OK:
        yield from scripts()
    yield DoctorLine(Severity.OK, tell("shell.doctor.wording", count=len(load_wording().entries)))


def _typefaces() -> DoctorLine:
    try:
        known = load_typefaces().icon_codepoints
    except UnusableFonts as problem:
        return DoctorLine(Severity.MISSING, word_error(shell_wording(), problem))
    except (ImportError, OSError) as problem:
        return DoctorLine(
            Severity.MISSING,
            tell("shell.doctor.typefaces_wrong", problem=str(problem)),
            tell("shell.doctor.install_again"),
        )
    absent = sorted(icon for icon, name in ICONS.items() if name not in known)
    if absent:
        return DoctorLine(
            Severity.MISSING,
            tell("shell.doctor.icons_absent", names=", ".join(absent)),
            tell("shell.doctor.install_again"),
        )
    return DoctorLine(
        Severity.OK, tell("shell.doctor.typefaces", faces=len(load_typefaces().faces), icons=len(ICONS))
    )


def scripts() -> Iterator[DoctorLine]:
    """Scripts that pictures cannot show yet, and where to get them. None of them is needed to run."""
    faces = load_typefaces().faces
    if not has_cjk():
        what = tell("shell.doctor.no_cjk")
        yield DoctorLine(
            Severity.WARNING,
            what,
            tell("shell.doctor.install_cjk"),
        )
    if not any(face.is_coloured for face in faces):
        fix = tell("shell.doctor.install_emoji", setting=FOLDER)
        yield DoctorLine(Severity.WARNING, tell("shell.doctor.no_emoji"), fix)


def public_url(settings: Settings) -> DoctorLine:
    """The public address of the badges."""
    if settings.trial:
        what = tell("shell.doctor.trial", address=settings.public_url)
        return DoctorLine(Severity.WARNING, what, tell("shell.doctor.set_public_url"))
    return DoctorLine(Severity.OK, tell("shell.doctor.public_url", address=settings.public_url))


def catalogue(settings: Settings) -> Iterator[DoctorLine]:
    """The files of the catalogue."""
    folder = settings.catalogue or STARTER
    read = read_catalogue(folder, look_problems)
    unsigned = unsignable(read.files) if read.files else ()
    for problem in word_findings((*read.findings, *unsigned)):
        yield DoctorLine(Severity.MISSING, tell("shell.doctor.catalogue_wrong", problem=problem))
    if read.files and not unsigned:
        which = tell("shell.doctor.starter") if settings.catalogue is None else str(folder)
        yield DoctorLine(
            Severity.OK, tell("shell.doctor.catalogue", which=which, count=len(read.files.achievements))
        )
