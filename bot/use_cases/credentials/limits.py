"""Limits on awards: caps, budget, repetition, and the badge that reviewers need.

Each query runs only if a rule needs it, so an achievement without rules costs no query.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from bot.context.context import UseCaseContext
from bot.domain.catalogue.award_policy import MONTH
from bot.domain.catalogue.model import Achievement
from bot.domain.credentials.model import AwardCountFilter
from bot.domain.people.model import Person
from bot.messages.refusals import Refusal

PendingAwards = Callable[[AwardCountFilter], int]
"""The number of matching awards that were accepted and are not in the store yet."""


def no_pending_awards(_tally: AwardCountFilter) -> int:
    """No awards besides those in the store."""
    return 0


def refuse_over_limits(
    ctx: UseCaseContext,
    giver: Person | None,
    recipient: Person,
    achievement: Achievement,
    pending: PendingAwards = no_pending_awards,
) -> None:
    """Raises if this award exceeds a cap, or comes too soon after the last. `giver`: whose own cap counts, if any."""
    rules, slug, badge = achievement.rules, achievement.slug, achievement.name
    to_them = AwardCountFilter(slug, recipient_id=recipient.id)

    def is_full(most: int, tally: AwardCountFilter) -> bool:
        return _count(ctx, MONTH, tally) + pending(tally) >= most

    if giver:
        refuse_giver_over_limit(ctx, giver, achievement, pending)
    if (most := rules.most_to_recipient) is not None and is_full(most, to_them):
        raise Refusal("cap_recipient", {"most": most, "badge": badge, "name": recipient.name})
    if (most := rules.most_in_all) is not None and is_full(most, AwardCountFilter(slug)):
        raise Refusal("cap_all", {"most": most, "badge": badge})
    days = rules.repeat_after_days
    if days is not None and _count(ctx, timedelta(days=days), to_them) + pending(to_them):
        raise Refusal("too_soon_again", {"count": days, "badge": badge, "name": recipient.name})


def refuse_giver_over_limit(
    ctx: UseCaseContext, giver: Person, achievement: Achievement, pending: PendingAwards = no_pending_awards
) -> None:
    """Raises if the giver's awards and nominations reach their cap. Decisions on others' nominations do not count."""
    most, slug = achievement.rules.most_by_giver, achievement.slug
    if most is None:
        return
    by_them = AwardCountFilter(slug, awarder_id=giver.id)
    given = _count(ctx, MONTH, by_them) + pending(by_them)
    if given + ctx.store.nominations.nomination_count(giver.id, slug, ctx.now - MONTH) >= most:
        raise Refusal("cap_giver", {"most": most, "badge": achievement.name})


def is_budget_spent(ctx: UseCaseContext, more: int = 1) -> bool:
    """Whether this many more awards exceed the organisation's monthly budget."""
    budget = ctx.organisation.budget
    return budget is not None and _count(ctx, MONTH, AwardCountFilter()) + more > budget


def may_review(ctx: UseCaseContext, person_id: UUID, achievement: Achievement) -> bool:
    """Whether a person holds the badge that reviewers need, if the rules ask for one."""
    badge = achievement.rules.reviewer_badge
    return badge is None or person_id in ctx.store.credentials.holders(
        ctx.organisation.id, badge, [person_id]
    )


def _count(ctx: UseCaseContext, back: timedelta, tally: AwardCountFilter) -> int:
    return ctx.store.credentials.award_count(ctx.organisation.id, ctx.now - back, tally)
