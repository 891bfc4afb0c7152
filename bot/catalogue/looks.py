"""What the artwork may object to in a look, as the catalogue's rules see it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.catalogue.model import Look


class LookProblem(Protocol):
    """One thing wrong with a picture, as the artwork tells it. The field `title` is the achievement's name."""

    @property
    def field(self) -> str: ...
    @property
    def found(self) -> str: ...
    @property
    def expected(self) -> str: ...
    @property
    def mend(self) -> str: ...


LookProblems = Callable[[str, Look], Sequence[LookProblem]]
"""Looks for problems with the picture of an achievement of that name."""
