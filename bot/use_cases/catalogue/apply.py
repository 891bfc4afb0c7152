"""Brings the achievements that can be earned to what the catalogue's files say."""

from dataclasses import dataclass

from bot.context.context import UseCaseContext
from bot.domain.catalogue.files import AchievementFile, BadCatalogue, Finding
from bot.domain.catalogue.model import Achievement
from bot.domain.catalogue.plan import CataloguePlan
from bot.domain.events import OPERATOR, AboutAchievement, EventKind
from issuer.messages import Message


@dataclass(frozen=True, slots=True)
class ApplyCatalogue:
    """The planned changes."""

    plan: CataloguePlan


def apply_catalogue(ctx: UseCaseContext, command: ApplyCatalogue) -> None:
    """Adds new versions and retires removed achievements, or does nothing and raises `BadCatalogue`."""
    plan, catalogue = command.plan, ctx.store.catalogue
    if plan.findings:
        raise BadCatalogue(plan.findings)
    for gone in plan.retired:
        catalogue.retire(ctx.organisation.id, gone.slug, ctx.now)
        _record(ctx, EventKind.ACHIEVEMENT_RETIRED, gone)
    for change in plan.changed:
        catalogue.retire(ctx.organisation.id, change.before.slug, ctx.now)
        _record(ctx, EventKind.ACHIEVEMENT_CHANGED, _add(ctx, change.after))
    for file in plan.new:
        _record(ctx, EventKind.ACHIEVEMENT_PUBLISHED, _add_or_bring_back(ctx, file))


def _add(ctx: UseCaseContext, file: AchievementFile) -> Achievement:
    achievement = file.as_achievement(ctx.ids.new_id(), ctx.organisation.id)
    ctx.store.catalogue.add(achievement)
    return achievement


def _add_or_bring_back(ctx: UseCaseContext, file: AchievementFile) -> Achievement:
    """A retired slug may come back: unchanged, or under a version number that was never used."""
    before = ctx.store.catalogue.version(ctx.organisation.id, file.slug, file.version)
    if before is None:
        return _add(ctx, file)
    if AchievementFile.of(before) != file:
        used = file.source
        found = Message("file.found.used_version", version=str(file.version), name=file.name)
        expected = Message("file.expected.fixed_version")
        fix = Message("file.fix.set_version", version=str(file.version + 1))
        where = (used.file, used.version_line) if used else (file.slug, None)
        raise BadCatalogue([Finding(*where, found, expected, fix)])
    ctx.store.catalogue.bring_back(before.id)
    return before


def _record(ctx: UseCaseContext, kind: EventKind, achievement: Achievement) -> None:
    """With the edition of texts and rules that is valid from now on, or was until now."""
    facts = AboutAchievement(achievement.slug, achievement.version)
    ctx.record(kind, achievement.id, OPERATOR, facts, f"{achievement.slug}@{achievement.version}")
