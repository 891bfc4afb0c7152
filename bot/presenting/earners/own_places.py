"""Where the buttons of an earner's badge are: on a letter, in the list of badges, or on a badge opened from it.

    token = OwnPlace("list", 2).token(credential)      # 0198….l2
    token, place = read_place("0198….l2")

The answer to a button is the same place, as it stands then.
"""

import re
from dataclasses import dataclass
from typing import Literal

from bot.domain.credentials.model import Credential

_TOKEN = re.compile(r"([0-9a-f]{32})(?:\.([lb])([0-9]{1,6}))?")
_LETTERS: dict[str, Literal["list", "badge"]] = {"l": "list", "b": "badge"}


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A place, and the page of the list that it is on or was opened from."""

    kind: Literal["letter", "list", "badge"]
    page: int = 0

    def token(self, credential: Credential) -> str:
        """What a button of that badge carries there."""
        return credential.token if self.kind == "letter" else f"{credential.token}.{self.kind[0]}{self.page}"


ON_LETTER = OwnPlace("letter")


def read_place(token: str) -> tuple[str, OwnPlace]:
    """The credential's token, and the place; a token of any other form is the credential's own to refuse."""
    found = _TOKEN.fullmatch(token)
    if found is None or found[2] is None:
        return token, ON_LETTER
    return found[1], OwnPlace(_LETTERS[found[2]], int(found[3]))
