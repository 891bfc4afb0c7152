"""Records that a database comes from a backup."""

from bot.context.context import UseCaseContext
from bot.domain.events import OPERATOR, AboutInstallation, EventKind


def record_restored(ctx: UseCaseContext) -> None:
    """Everything before this row comes from a backup."""
    ctx.record(EventKind.DATABASE_RESTORED, None, OPERATOR, AboutInstallation())
