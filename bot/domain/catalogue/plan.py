"""The changes that applying a catalogue's files would make to the store. Pure.

    plan_catalogue(read.files.achievements, store.catalogue.current(organisation_id))

A stored version never changes, because people have earned it. So changed contents need a higher version number, and
a file with changed contents under the same number is a finding.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.catalogue.files import AchievementFile, Finding, OrganisationFile, content, content_hash
from bot.domain.catalogue.model import Achievement
from bot.domain.organisations import Organisation
from issuer.messages import Message


@dataclass(frozen=True, slots=True)
class AchievementChange:
    """A new version of an achievement. `keys` names the differences; none if only the number differs."""

    before: Achievement
    after: AchievementFile
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CataloguePlan:
    """The planned changes. If there are findings, the plan must not be applied: files and store conflict."""

    new: tuple[AchievementFile, ...] = ()
    changed: tuple[AchievementChange, ...] = ()
    retired: tuple[Achievement, ...] = ()
    unchanged: tuple[AchievementFile, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.new or self.changed or self.retired)


def plan_catalogue(files: Sequence[AchievementFile], stored: Sequence[Achievement]) -> CataloguePlan:
    """Compares files with the newest stored version of each achievement."""
    newest = {
        achievement.slug: achievement
        for achievement in sorted(stored, key=lambda achievement: achievement.version)
    }
    written = {file.slug for file in files}
    known = [(newest[file.slug], file) for file in files if file.slug in newest]
    return CataloguePlan(
        new=tuple(file for file in files if file.slug not in newest),
        changed=tuple(
            AchievementChange(before, after, _differing_keys(before, after))
            for before, after in known
            if after.version > before.version
        ),
        retired=tuple(achievement for achievement in newest.values() if achievement.slug not in written),
        unchanged=tuple(after for before, after in known if _is_same(before, after)),
        findings=tuple(
            _outdated_finding(before, after)
            for before, after in known
            if after.version <= before.version and not _is_same(before, after)
        ),
    )


def _is_same(before: Achievement, after: AchievementFile) -> bool:
    same_content = content_hash(AchievementFile.of(before)) == content_hash(after)
    return after.version == before.version and same_content


def _differing_keys(before: Achievement, after: AchievementFile) -> tuple[str, ...]:
    old, new = content(AchievementFile.of(before)), content(after)
    return tuple(key for key in new if new[key] != old[key])


def _outdated_finding(before: Achievement, after: AchievementFile) -> Finding:
    file = after.source.file if after.source else after.slug
    line = after.source.version_line if after.source else None
    differing = ", ".join(f"`{key}`" for key in _differing_keys(before, after))
    if after.version < before.version:
        return Finding(
            file,
            line,
            Message("file.found.version", version=str(after.version), name=after.name),
            Message("file.expected.version_in_use", version=str(before.version)),
            Message("file.fix.newest_file", version=str(before.version + 1)),
        )
    return Finding(
        file,
        line,
        Message("file.found.other_words", version=str(after.version), name=after.name, keys=differing),
        Message("file.expected.fixed_version"),
        Message("file.fix.next_version", version=str(before.version + 1)),
    )


def with_working_days(stored: Organisation, file: OrganisationFile) -> Organisation:
    """The organisation with the holidays and working days that its file names; what it does not name stays."""
    return replace(
        stored,
        holidays=file.holidays or stored.holidays,
        working_days=file.working_days or stored.working_days,
        days_off=file.days_off or stored.days_off,
        days_worked=file.days_worked or stored.days_worked,
    )
