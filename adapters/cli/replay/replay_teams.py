"""The Teams half of `laurel replay`: a recorded activity through the real authentication and listeners.

Microsoft's signature cannot be made here, so an authenticator of this process replaces the token check: it accepts
requests with a secret of this process alone, and checks the tenant and the service address as the real one does.
"""

from typing import Any

from aiohttp import hdrs, web

from adapters.cli.replay.outcome import RecordedCall
from adapters.configuration.settings import Settings
from adapters.gateway.platforms import ClosedConversation, RetryLater, Undeliverable
from adapters.gateway.request_limits import RequestRefused
from adapters.system import SystemIdGenerator
from adapters.teams.auth.tokens import Activity, Claims, tenant_of
from adapters.teams.auth.without_credentials import LoopbackAuthenticator
from adapters.teams.ports import Connector, Json, Logic, TeamsConversation


class ReplayAuthenticator:
    """Accepts only requests that this process sent itself. See `adapters.teams.auth.tokens.Check`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.header = f"Bearer {SystemIdGenerator().token()}"

    async def claims(self, request: web.Request) -> Claims:
        """Accepts the request if it is ours; raises `RequestRefused`."""
        if request.headers.get(hdrs.AUTHORIZATION) != self.header:
            raise RequestRefused(401, "not this process's own")
        return Claims("", frozenset())

    def require_match(self, claims: Claims, activity: Activity) -> None:
        """Requires Teams' shape and one of our tenants; raises `RequestRefused`. Its address is checked at sending."""
        if self.settings.microsoft_app_id:
            if tenant_of(activity) not in self.settings.teams_tenants:
                raise RequestRefused(403, "tenant not allowed")
        else:
            LoopbackAuthenticator().require_match(claims, activity)


class RecordingConnector:
    """Teams' connector, recording every writing call. See `adapters.teams.ports.Connector`."""

    def __init__(self, connector: Connector) -> None:
        self.connector = connector
        self.posted: list[RecordedCall] = []

    async def receive(self, activity: Json, logic: Logic) -> Json | None:
        """Receives as usual."""
        return await self.connector.receive(activity, logic)

    async def send(self, place: TeamsConversation, activity: Json) -> str:
        """Posts as usual, and records."""
        return str(await self._record_call("send", place, activity, self.connector.send(place, activity)))

    async def update(self, place: TeamsConversation, message: str, activity: Json) -> None:
        """Replaces as usual, and records."""
        await self._record_call("update", place, activity, self.connector.update(place, message, activity))

    async def delete(self, place: TeamsConversation, message: str) -> None:
        """Removes as usual, and records."""
        await self._record_call("delete", place, {}, self.connector.delete(place, message))

    async def create_personal(self, service_url: str, tenant: str, user: str) -> TeamsConversation:
        """As usual."""
        return await self.connector.create_personal(service_url, tenant, user)

    async def get_member(self, place: TeamsConversation, user: str) -> Json | None:
        """As usual."""
        return await self.connector.get_member(place, user)

    async def close(self) -> None:
        """As usual."""
        await self.connector.close()

    async def _record_call(self, method: str, place: TeamsConversation, activity: Json, call: Any) -> object:
        said = {"channel": place.conversation, "text": activity.get("summary", ""), "activity": activity}
        recorded_call = RecordedCall(method, said)
        self.posted.append(recorded_call)
        try:
            return await call
        except (RetryLater, ClosedConversation, Undeliverable) as problem:
            recorded_call.outcome = str(problem)
            raise
