"""What a platform refuses the app at the moment: logged and told once, by its name, and once more when it is mended.

health = AppHealth(Platform.SLACK, tell_owners)
health.note_refused(AppRefused(Platform.SLACK, "token_revoked"), "chat.postMessage")
health.note_answered("chat.postMessage")      # the token works again
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog

from adapters.gateway.platforms import AppRefused
from bot.messages.platforms import Platform

log = structlog.get_logger(__name__)

MISSING_PERMISSION = "missing_scope"
"""The word for a permission that the app does not have: Slack's own, used for every platform."""


@dataclass
class AppHealth:
    """In memory, for one platform of one process. `tell` is called for each new refusal."""

    platform: Platform
    tell: Callable[[AppRefused], None]
    _refusals: dict[tuple[str, str], str] = field(default_factory=dict)
    """Refusals by word and permission, each with the method that met it."""

    def note_refused(self, refused: AppRefused, method: str) -> None:
        """The platform refused the app."""
        key = (refused.word, refused.permission)
        if key in self._refusals:
            return
        self._refusals[key] = method
        log.error(
            "platform refuses the app",
            platform=self.platform.value,
            refusal=refused.word,
            permission=refused.permission or None,
            method=method,
            mend="laurel doctor",
        )
        self.tell(refused)

    def note_answered(self, method: str) -> None:
        """The platform answered: the token is accepted, and this method is permitted."""
        for key, met in list(self._refusals.items()):
            if key[0] != MISSING_PERMISSION or met == method:
                self._end(key)

    def note_permissions(self, granted: frozenset[str], wanted: Mapping[str, bool]) -> None:
        """The platform said which permissions the app has. `wanted`: those it needs, and whether letters need them."""
        for permission, silent in wanted.items():
            if permission not in granted:
                refused = AppRefused(self.platform, MISSING_PERMISSION, permission, keeps_silent=silent)
                self.note_refused(refused, "")
        for word, permission in list(self._refusals):
            if word == MISSING_PERMISSION and granted & set(permission.split(",")):
                self._end((word, permission))

    def _end(self, key: tuple[str, str]) -> None:
        del self._refusals[key]
        log.warning(
            "platform accepts the app again",
            platform=self.platform.value,
            refusal=key[0],
            permission=key[1] or None,
        )
