"""Finds achievements by words that people type. Pure.

>>> matches("hero", achievement)       # doctest: +SKIP
True
"""

import unicodedata

from bot.domain.catalogue.model import Achievement


def matches(typed: str, achievement: Achievement, *more: str) -> bool:
    """Whether every word typed begins a word of the achievement, or of `more`. Case and accents do not count."""
    wanted = _folded(typed).split()
    texts = (
        *(achievement.name, achievement.slug, achievement.description, achievement.criteria),
        *(achievement.behaviour, achievement.goal, achievement.look.level, *achievement.skills, *more),
    )
    words = [word for text in texts for word in _folded(text).split()]
    return bool(wanted) and all(any(word.startswith(part) for word in words) for part in wanted)


def _folded(text: str) -> str:
    """The text in small letters without accents, with spaces in place of signs."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in apart if not unicodedata.combining(char))
    return "".join(char if char.isalnum() else " " for char in letters)
