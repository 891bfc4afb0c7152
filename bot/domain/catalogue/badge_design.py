"""The problems that the artwork may report about a badge design, as the catalogue's rules see them."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.domain.catalogue.model import BadgeDesign
from issuer.messages import Fact


class BadgeDesignProblem(Protocol):
    """One problem with a picture, as the artwork reports it. The field `title` is the achievement's name."""

    @property
    def field(self) -> str: ...
    @property
    def found(self) -> Fact: ...
    @property
    def expected(self) -> Fact: ...
    @property
    def fix(self) -> Fact: ...


FindDesignProblems = Callable[[str, BadgeDesign], Sequence[BadgeDesignProblem]]
"""Finds problems with the picture of an achievement of that name."""
