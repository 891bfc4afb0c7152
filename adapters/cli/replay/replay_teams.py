"""The Teams half of `laurel replay`: a recorded activity through the real authentication and listeners.

Microsoft's signature cannot be made here, so an authenticator of this process replaces the token check: it accepts
requests with a secret of this process alone, and checks the tenant and the service address as the real one does.
"""

from typing import Any

from aiohttp import hdrs, web

from adapters.cli.replay.outcome import Posted
from adapters.configuration.settings import Settings
from adapters.gateway.platforms import ClosedConversation, RetryLater, Undeliverable
from adapters.gateway.request_limits import Refused
from adapters.system import SystemChance
from adapters.teams.auth.tokens import Activity, Claims, tenant_of
from adapters.teams.auth.without_credentials import Unauthenticated
from adapters.teams.ports import Connector, Json, Logic, Place


class OwnWord:
    """Accepts only requests that this process sent itself. See `adapters.teams.auth.tokens.Check`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.header = f"Bearer {SystemChance().token()}"

    async def claims(self, request: web.Request) -> Claims:
        """Accepts the request if it is ours; raises `Refused`."""
        if request.headers.get(hdrs.AUTHORIZATION) != self.header:
            raise Refused(401, "not this process's own")
        return Claims("", frozenset())

    def fits(self, claims: Claims, activity: Activity) -> None:
        """Requires Teams' shape and one of our tenants; raises `Refused`. Its address is checked at sending."""
        if self.settings.microsoft_app_id:
            if tenant_of(activity) not in self.settings.teams_tenants:
                raise Refused(403, "tenant not allowed")
        else:
            Unauthenticated().fits(claims, activity)


class OverheardConnector:
    """Teams' connector, recording every writing call. See `adapters.teams.ports.Connector`."""

    def __init__(self, connector: Connector) -> None:
        self.connector = connector
        self.posted: list[Posted] = []

    async def receive(self, activity: Json, logic: Logic) -> Json | None:
        """Receives as usual."""
        return await self.connector.receive(activity, logic)

    async def send(self, place: Place, activity: Json) -> str:
        """Posts as usual, and records."""
        return str(await self._overheard("send", place, activity, self.connector.send(place, activity)))

    async def update(self, place: Place, message: str, activity: Json) -> None:
        """Replaces as usual, and records."""
        await self._overheard("update", place, activity, self.connector.update(place, message, activity))

    async def delete(self, place: Place, message: str) -> None:
        """Removes as usual, and records."""
        await self._overheard("delete", place, {}, self.connector.delete(place, message))

    async def create_personal(self, service_url: str, tenant: str, user: str) -> Place:
        """As usual."""
        return await self.connector.create_personal(service_url, tenant, user)

    async def get_member(self, place: Place, user: str) -> Json | None:
        """As usual."""
        return await self.connector.get_member(place, user)

    async def close(self) -> None:
        """As usual."""
        await self.connector.close()

    async def _overheard(self, method: str, place: Place, activity: Json, call: Any) -> object:
        said = {"channel": place.conversation, "text": activity.get("summary", ""), "activity": activity}
        one = Posted(method, said)
        self.posted.append(one)
        try:
            return await call
        except (RetryLater, ClosedConversation, Undeliverable) as problem:
            one.outcome = str(problem)
            raise
