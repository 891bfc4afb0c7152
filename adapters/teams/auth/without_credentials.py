"""Authentication for a machine without an app registration: only Microsoft's playground, on loopback.

`LAUREL_DEV=1` selects it, and `adapters/configuration` allows that on a loopback host alone. There is no token to
check, so it checks the origin of a request: this machine, under a loopback name (a web page that attacks through
a browser here comes under a name of its own).
"""

from urllib.parse import urlsplit

from aiohttp import web

from adapters.gateway.request_limits import RequestRefused
from adapters.teams.auth.clouds import LOOPBACK, ServiceHosts
from adapters.teams.auth.tokens import CHANNEL, Activity, Claims, tenant_of


class LoopbackAuthenticator:
    """Accepts requests from this machine only."""

    hosts = ServiceHosts(hosts=(), dev=True)

    async def claims(self, request: web.Request) -> Claims:
        """No claims; raises `RequestRefused` unless the request is from this machine."""
        peer = request.transport.get_extra_info("peername") if request.transport else None
        named = urlsplit(f"//{request.headers.get('Host', '')}").hostname
        if not peer or peer[0] not in LOOPBACK or named not in LOOPBACK or "Origin" in request.headers:
            raise RequestRefused(403, "not from this machine")
        return Claims("", frozenset())

    def require_match(self, claims: Claims, activity: Activity) -> None:  # noqa: ARG002 - the protocol's; there are none
        """Requires Teams' shape, and a service address on this machine; raises `RequestRefused`."""
        if activity.get("channelId") != CHANNEL:
            raise RequestRefused(403, "not of the channel msteams")
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or not self.hosts.allows(service_url):
            raise RequestRefused(403, "service address not allowed")
        tenant_of(activity)
