"""The pictures of badges on cards, with alternative texts in the reader's language."""

from collections.abc import Sequence

from bot.domain.addresses import PNG, TILE
from bot.domain.catalogue.model import MOST_IN_COLLAGE, Achievement, collage_path
from bot.messages.cards import Picture
from bot.messages.wording import Wording


def badge_picture(say: Wording, achievement: Achievement) -> Picture:
    """The picture of one badge."""
    return Picture(achievement.path + PNG, _alternative_text(say, achievement))


def badge_tile(say: Wording, achievement: Achievement) -> Picture:
    """The same on a 16:9 background: chat platforms crop large pictures to that ratio."""
    path = TILE.path(slug=achievement.slug, version=achievement.version)
    return Picture(path, _alternative_text(say, achievement))


def badge_collage(say: Wording, achievements: Sequence[Achievement]) -> Picture:
    """Several badges side by side."""
    shown = achievements[:MOST_IN_COLLAGE]
    alt = ", ".join(_alternative_text(say, achievement) for achievement in shown)
    return Picture(collage_path(achievements), alt)


def _alternative_text(say: Wording, achievement: Achievement) -> str:
    level = say.text(f"level.{achievement.look.level}")
    return say.text("picture.alt", name=achievement.name, level=level)
