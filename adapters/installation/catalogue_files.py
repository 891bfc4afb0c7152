"""The catalogue's files, checked and linted for signing."""

from pathlib import Path

from adapters.drawing.pictures import look_problems
from adapters.files.catalogue import read_catalogue
from adapters.installation.linting import unsignable
from bot.domain.catalogue.files import BadCatalogue, CatalogueFiles

STARTER = Path(__file__).parents[2] / "templates" / "catalogue"


def read_valid_catalogue(folder: Path) -> CatalogueFiles:
    """The catalogue's files; raises `BadCatalogue`."""
    read = read_catalogue(folder, look_problems)
    if read.files is None:
        raise BadCatalogue(read.findings)
    return read.files


def read_signable_catalogue(folder: Path) -> CatalogueFiles:
    """As `read_valid_catalogue`, and linted for signing."""
    files = read_valid_catalogue(folder)
    findings = unsignable(files)
    if findings:
        raise BadCatalogue(findings)
    return files
