"""Reads a catalogue: `organisation.toml`, and one file in `achievements/` for each achievement.

    read = read_catalogue(Path("templates/catalogue"), look_problems)
    for finding in read.findings:
        print(word_message(say, finding.message))

Everything wrong is reported in one go, each with its file and line. No content makes this raise.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from adapters.files.catalogue_pictures import read_picture
from adapters.files.toml import TomlFile, read_toml, unreadable_finding
from bot.domain.catalogue.badge_design import FindDesignProblems
from bot.domain.catalogue.branding import Brand, brand_mistakes, brand_of, with_brand
from bot.domain.catalogue.checking import check_achievement
from bot.domain.catalogue.files import (
    ACHIEVEMENTS,
    ORGANISATION,
    AchievementFile,
    CatalogueFiles,
    Finding,
    Mistake,
    OrganisationFile,
    Source,
)
from bot.domain.catalogue.names import name_clashes
from bot.domain.catalogue.organisation_checks import check_organisation
from bot.domain.catalogue.policy_checks import unknown_reviewer_badges
from issuer.artwork.pictures.uploads import badge_picture, logo_picture
from issuer.messages import Message

MOST = 500
"""Achievements in one catalogue."""

_Checked = TypeVar("_Checked", OrganisationFile, AchievementFile)


@dataclass(frozen=True)
class ReadCatalogue:
    """The result. `files` is None if there is any finding."""

    files: CatalogueFiles | None
    findings: tuple[Finding, ...]


def read_catalogue(directory: Path, look_problems: FindDesignProblems) -> ReadCatalogue:
    """Reads and checks a catalogue. `look_problems` returns the problems of an achievement's picture."""
    if not directory.is_dir():
        found = Message("file.found.no_folder")
        expected = Message("file.expected.catalogue", file=ORGANISATION, folder=ACHIEVEMENTS)
        return ReadCatalogue(
            None, (Finding(str(directory), None, found, expected, Message("file.fix.path")),)
        )
    findings: list[Finding] = list(_misplaced_files(directory))
    kept: dict[str, bytes] = {}
    parsed = _parse_file(directory, ORGANISATION, findings)
    organisation = _collect_mistakes(parsed, check_organisation(parsed.table), findings) if parsed else None
    brand = brand_of(parsed.table) if parsed else Brand()
    logo_hash = _brand(directory, parsed, brand, look_problems, findings, kept) if parsed else None
    achievements = _achievements(directory, brand, look_problems, findings, kept)
    findings.sort(key=lambda finding: (finding.file != ORGANISATION, finding.file, finding.line or 0))
    if findings or organisation is None:
        return ReadCatalogue(None, tuple(findings))
    return ReadCatalogue(CatalogueFiles(organisation, achievements, kept, logo_hash, brand.accent), ())


def _brand(
    directory: Path,
    parsed: TomlFile,
    brand: Brand,
    look_problems: FindDesignProblems,
    findings: list[Finding],
    kept: dict[str, bytes],
) -> str | None:
    findings.extend(map(parsed.finding, brand_mistakes(brand, look_problems)))
    if brand.logo is None:
        return None
    found = read_picture(directory, brand.logo, ("brand", "logo"), logo_picture, kept)
    if isinstance(found, Mistake):
        findings.append(parsed.finding(found))
        return None
    return found


def _achievements(
    directory: Path,
    brand: Brand,
    look_problems: FindDesignProblems,
    findings: list[Finding],
    kept: dict[str, bytes],
) -> tuple[AchievementFile, ...]:
    paths = [f"{ACHIEVEMENTS}/{name}" for name in _names(directory / ACHIEVEMENTS, findings)]
    files = [parsed for path in paths if (parsed := _parse_file(directory, path, findings))]
    by_name = {parsed.file: parsed for parsed in files}
    tables = {parsed.file: parsed.table for parsed in files}
    for file, mistake in (*name_clashes(tables), *unknown_reviewer_badges(tables)):
        findings.append(by_name[file].finding(mistake))
    understood = []
    for parsed in files:
        table = with_brand(parsed.table, brand)
        one = _collect_mistakes(parsed, check_achievement(table, parsed.file, look_problems), findings)
        if one:
            source = Source(parsed.file, parsed.line(("version",)))
            understood.append(
                replace(_with_picture_hash(directory, parsed, one, findings, kept), source=source)
            )
    return tuple(understood)


def _with_picture_hash(
    directory: Path, parsed: TomlFile, file: AchievementFile, findings: list[Finding], kept: dict[str, bytes]
) -> AchievementFile:
    """The achievement with its picture's hash instead of the file's name, if it has one."""
    if file.look.picture is None:
        return file
    found = read_picture(directory, file.look.picture, ("look", "picture"), badge_picture, kept)
    if isinstance(found, Mistake):
        findings.append(parsed.finding(found))
        return file
    return replace(file, look=replace(file.look, picture=found))


def _collect_mistakes(
    parsed: TomlFile, answer: tuple[_Checked | None, tuple[Mistake, ...]], findings: list[Finding]
) -> _Checked | None:
    understood, mistakes = answer
    findings.extend(map(parsed.finding, mistakes))
    return understood


def _parse_file(directory: Path, file: str, findings: list[Finding]) -> TomlFile | None:
    parsed = read_toml(directory / file, file)
    if isinstance(parsed, Finding):
        findings.append(parsed)
        return None
    return parsed


def _names(folder: Path, findings: list[Finding]) -> list[str]:
    """The files of achievements, in order; any other file there is a finding, so that no mistake is overlooked."""
    try:
        names = sorted(name for name in os.listdir(folder) if not _is_ignored_file(name))  # noqa: PTH208 - names only
    except OSError as error:
        findings.append(unreadable_finding(ACHIEVEMENTS, error))
        return []
    files = [name for name in names if name.isprintable() and name.endswith(".toml")]
    for name in names:
        if name not in files:
            findings.append(_stray(f"{ACHIEVEMENTS}/{name if name.isprintable() else ascii(name)}"))
    if not 1 <= len(files) <= MOST:
        found = Message("file.found.achievements", size=str(len(files)))
        expected = Message("file.expected.achievements", most=str(MOST))
        fix = Message("file.fix.copy_starter" if not files else "file.fix.move_away_retired")
        findings.append(Finding(ACHIEVEMENTS, None, found, expected, fix))
    return files[:MOST]


def _misplaced_files(directory: Path) -> Iterator[Finding]:
    """Achievements beside their folder would be ignored without a message."""
    for path in sorted(directory.glob("*.toml")):
        if path.name != ORGANISATION:
            found = Message("file.found.unread_file")
            expected = Message("file.expected.alone", file=ORGANISATION)
            yield Finding(
                path.name, None, found, expected, Message("file.fix.move_into", folder=ACHIEVEMENTS)
            )


def _stray(file: str) -> Finding:
    found, expected = Message("file.found.unread"), Message("file.expected.toml_names")
    return Finding(file, None, found, expected, Message("file.fix.rename_or_move"))


def _is_ignored_file(name: str) -> bool:
    """Whether a file may lie beside achievements: hidden files, an editor's backups, notes for people."""
    return name.startswith(".") or name.endswith(("~", ".md"))
