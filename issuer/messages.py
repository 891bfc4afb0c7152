"""What the issuer has to tell people: a key with facts, no sentence.

An adapter words it in the language of its reader, by `templates/wording/<language>/verify.toml`.
"""

from datetime import datetime
from typing import TypeAlias, Union

Fact: TypeAlias = Union[str, int, datetime, "Message", tuple["Fact", ...]]
"""Text from outside, a number, a moment, a part that is worded itself, or several of these."""


class Message:
    """A message, not worded yet.

    >>> Message("found.index_beyond", found=9, size=8)
    found.index_beyond (found=9, size=8)
    """

    __slots__ = ("facts", "key")

    def __init__(self, key: str, /, **facts: Fact) -> None:
        self.key = key
        self.facts = facts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.key, self.facts) == (other.key, other.facts)

    def __hash__(self) -> int:
        return hash((self.key, tuple(self.facts.items())))

    def __repr__(self) -> str:
        """Write key and facts, for logs and tests."""
        facts = ", ".join(f"{name}={fact!r}" for name, fact in self.facts.items())
        return f"{self.key} ({facts})" if facts else self.key


class MessageError(ValueError):
    """An error whose reason can be shown to people.

    `undecided` says that the reason is a limit of ours, a kind that we do not support, or a document out of reach: no
    fault of what was read, which may be right.
    """

    def __init__(self, message: Message, *, undecided: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.undecided = undecided

    @property
    def passed(self) -> bool | None:
        """The result of a check that ends with this error: None if it is undecided, else False."""
        return None if self.undecided else False


def reason_of(error: Exception) -> Fact:
    """Return the message of an error of ours. What another library says is for programmers, in its own English."""
    return error.message if isinstance(error, MessageError) else Message("found.malformed")


def place_in_text(line: int, column: int) -> "Message":
    """Return the place of a mistake; both count from 1."""
    return Message("found.place", line=line, column=column)
