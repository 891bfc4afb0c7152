"""The Home tabs: shows a message as one, only if it is another than the tab shows, and says which show a home.

Slack keeps what was published for each person, so a tab is published when it is opened, when its person presses
something in it, and, as long as it may be open, when Laurel wrote to them (docs.slack.dev, "views.publish").
"""

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.slack.accounts import slack_user
from adapters.slack.api import SlackWebApi
from adapters.slack.render import SlackMessage

MOST_BLOCKS = 100
"""Blocks in a view."""
OPEN_SECONDS = 15 * 60
"""How long after its last use a tab may still be open: Slack does not tell that it was closed."""
REMEMBERED = 10_000
"""People whose tabs are remembered; the tab of another one is published once more."""
HOME_ACTION = "home"
"""The button that leads back: a tab that has one shows an answer, and not the home."""


@dataclass(frozen=True, slots=True)
class _Shown:
    digest: bytes
    is_home: bool
    at: float


class HomeTabs:
    """The Home tabs of one workspace."""

    def __init__(self, api: SlackWebApi) -> None:
        self._api = api
        self._shown: OrderedDict[str, _Shown] = OrderedDict()
        self.wrote_to: Callable[[str], None] = lambda _user: None
        """Is called when a private message to a person was posted or changed: their home may look different now."""

    async def publish(self, user: str, message: SlackMessage, *, late: bool = False) -> None:
        """Shows a message as the person's tab, unless that is what it shows.

        `late`: Slack did not take it at first. A home that waited is not shown in place of what was shown since.
        """
        if late and user in self._shown and not leads_back(message):
            return
        blocks = message["blocks"]
        digest = hashlib.sha256(json.dumps(blocks, sort_keys=True).encode()).digest()
        before = self._shown.get(user)
        if before is None or before.digest != digest:
            self._shown.pop(user, None)  # what it shows is not known if the call fails
            view = {"type": "home", "callback_id": "home", "blocks": blocks}
            await self._api.call("views.publish", user_id=slack_user(user), view=view)
        self._shown[user] = _Shown(digest, not leads_back(message), asyncio.get_running_loop().time())
        self._shown.move_to_end(user)
        while len(self._shown) > REMEMBERED:
            self._shown.popitem(last=False)

    def changed_in(self, conversation: str, direct: Mapping[str, str]) -> None:
        """A card changed: what the home of its reader shows may have changed too. `direct`: their conversations."""
        for user in [user for user, their_own in direct.items() if their_own == conversation]:
            self.wrote_to(user)

    def shows_home(self, user: str) -> bool:
        """Whether the person's tab may be open, and shows their home and not an answer."""
        shown = self._shown.get(user)
        return (
            shown is not None
            and shown.is_home
            and asyncio.get_running_loop().time() - shown.at < OPEN_SECONDS
        )


def leads_back(message: SlackMessage) -> bool:
    """Whether it is an answer that was shown as the tab, and not the home itself."""
    rows = (block for block in message["blocks"] if block["type"] == "actions")
    return any(element.get("action_id") == HOME_ACTION for row in rows for element in row["elements"])
