"""Editions of Microsoft's cloud: the issuer of requests, and the hosts that the bot may send to.

>>> ServiceHosts(("smba.trafficmanager.net",)).allows("https://smba.trafficmanager.net/emea/")
True
>>> ServiceHosts(("smba.trafficmanager.net",)).allows("https://smba.trafficmanager.net.evil.example/")
False

Sources: learn.microsoft.com, "Authentication with the Bot Connector API" and its government edition.
"""

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN_URL = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
SERVICE_HOSTS = (
    "smba.trafficmanager.net",
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
    "smba.infra.dod.teams.microsoft.us",
)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Cloud:
    """One edition of Microsoft's cloud: the issuer of requests, the scope of our tokens."""

    issuer: str
    scope: str


_PUBLIC = Cloud("https://api.botframework.com", "https://api.botframework.com/.default")
_CLOUDS = {
    "login.botframework.azure.us": Cloud(
        "https://api.botframework.us", "https://api.botframework.us/.default"
    ),
    "login.botframework.azure.cn": Cloud(
        "https://api.botframework.azure.cn", "https://api.botframework.azure.cn/.default"
    ),
}


def cloud_of(openid_url: str) -> Cloud:
    """The cloud of an OpenID address; the public one unless it is a sovereign one."""
    return _CLOUDS.get(urlsplit(openid_url).hostname or "", _PUBLIC)


@dataclass(frozen=True, slots=True)
class ServiceHosts:
    """The hosts to which the bot may send, each as `host` or `host:port`.

    Requests carry our token, so an address counts only by its exact host. Plain http is for loopback, for tests
    and Microsoft's playground; `dev` allows any port there.
    """

    hosts: tuple[str, ...] = SERVICE_HOSTS
    dev: bool = False

    def allows(self, url: str) -> bool:
        """Whether the bot may send there."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        if not _plain(url, parts):
            return False
        host = parts.hostname or ""
        if parts.scheme == "http" and host not in LOOPBACK:
            return False
        if self.dev and host in LOOPBACK:
            return True
        named = f"{host}:{port}" if port else host
        return named in self.hosts or (host in self.hosts and (port in (None, 443) or host in LOOPBACK))


def _plain(url: str, parts: SplitResult) -> bool:
    """No user part, no backslash, nothing that URL parsers read differently."""
    tidy = url.isascii() and url.isprintable() and not set(url) & set(" \\@")
    return tidy and parts.scheme in ("http", "https") and not parts.query and not parts.fragment
