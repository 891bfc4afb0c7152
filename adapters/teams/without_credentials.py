"""The check of a machine that has no app registration: Microsoft's playground and nobody else, on loopback.

`LAUREL_DEV=1` chooses it, and `adapters/config.py` lets that through on a loopback host alone. There is no token to
check, so it looks at where a request comes from: the machine itself, under a loopback name (a page of the web that
lures a browser here comes under a name of its own).
"""

from urllib.parse import urlsplit

from aiohttp import web

from adapters.admission import Refused
from adapters.teams.clouds import LOOPBACK, ServiceHosts
from adapters.teams.tokens import CHANNEL, Activity, Claims, tenant_of


class Unauthenticated:
    """Lets in what comes from this machine."""

    hosts = ServiceHosts(hosts=(), dev=True)

    async def claims(self, request: web.Request) -> Claims:
        """Nothing is known of the sender; raises `Refused` unless it is this machine."""
        peer = request.transport.get_extra_info("peername") if request.transport else None
        named = urlsplit(f"//{request.headers.get('Host', '')}").hostname
        if not peer or peer[0] not in LOOPBACK or named not in LOOPBACK or "Origin" in request.headers:
            raise Refused(403, "not from this machine")
        return Claims("", frozenset())

    def fits(self, claims: Claims, activity: Activity) -> None:  # noqa: ARG002 - the protocol's; there are none
        """Teams' shape, and a way back to this machine alone; raises `Refused`."""
        if activity.get("channelId") != CHANNEL:
            raise Refused(403, "not of the channel msteams")
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or not self.hosts.allows(service_url):
            raise Refused(403, "service address not allowed")
        tenant_of(activity)
