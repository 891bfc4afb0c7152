"""The problems that the artwork may report about a badge design, as the catalogue's rules see them."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.domain.catalogue.model import BadgeDesign


class BadgeDesignProblem(Protocol):
    """One problem with a picture, as the artwork reports it. The field `title` is the achievement's name."""

    @property
    def field(self) -> str: ...
    @property
    def found(self) -> str: ...
    @property
    def expected(self) -> str: ...
    @property
    def fix(self) -> str: ...


FindDesignProblems = Callable[[str, BadgeDesign], Sequence[BadgeDesignProblem]]
"""Finds problems with the picture of an achievement of that name."""
