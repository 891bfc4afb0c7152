"""The pictures of badges on cards, with alternative texts in the reader's language."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.catalogue.model import MOST_IN_COLLAGE, Achievement, collage
from bot.messages.cards import Picture
from bot.messages.wording import Wording


def badge_picture(say: Wording, achievement: Achievement) -> Picture:
    """The picture of one badge."""
    return replace(achievement.picture, alt=_alternative_text(say, achievement))


def badge_tile(say: Wording, achievement: Achievement) -> Picture:
    """The same on a 16:9 background."""
    return replace(achievement.tile, alt=_alternative_text(say, achievement))


def badge_collage(say: Wording, achievements: Sequence[Achievement]) -> Picture:
    """Several badges side by side."""
    shown = achievements[:MOST_IN_COLLAGE]
    alt = ", ".join(_alternative_text(say, achievement) for achievement in shown)
    return replace(collage(achievements), alt=alt)


def _alternative_text(say: Wording, achievement: Achievement) -> str:
    level = say.text(f"level.{achievement.look.level}")
    return say.text("picture.alt", name=achievement.name, level=level)
