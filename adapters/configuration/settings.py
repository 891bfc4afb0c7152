"""The settings of an installation, as values. `adapters/configuration/environment.py` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """The settings of an installation. Secrets never show in a repr."""

    database_url: str = "sqlite:///laurel.db"
    public_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    catalogue: Path | None = None
    """None: the starter catalogue."""
    fonts: Path | None = None
    """A folder of further typefaces for pictures: emoji, scripts that are in no package."""
    secret: str = field(default="", repr=False)
    log: str = "text"
    pace: float = 1.0
    rate_verify: int = 30
    known_issuers: Mapping[str, str] | None = field(default=None, hash=False, repr=False)
    """Names of issuers that the operator trusts, by id, beside the organisation itself."""
    status: str = "bitstring"
    """How revocations are published: in a bitstring status list, or in an open 1EdTechRevocationList."""
    pkcs11_module: str = ""
    pkcs11_token: str = ""
    pkcs11_pin: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_bot_token: str = field(default="", repr=False)
    slack_app_token: str = field(default="", repr=False)
    """For Socket Mode: Slack then delivers over connections that Laurel opens."""
    slack_api_url: str = ""
    microsoft_app_id: str = ""
    microsoft_app_password: str = field(default="", repr=False)
    microsoft_app_tenant_id: str = ""
    """The tenants that may write to the bot, with commas between; the first is the app's own."""
    teams_openid_url: str = ""
    teams_token_url: str = ""
    teams_service_hosts: str = ""
    """Hosts with commas between; empty: Microsoft's own."""
    dev: bool = False

    @property
    def names_revoked(self) -> bool:
        """Whether revoked badges are published by name instead of as bits."""
        return self.status == "1edtech"

    @property
    def trial(self) -> bool:
        """Trial mode, without a public https address: `did:key`, and links that work on this machine only."""
        return not self.public_url.startswith("https://")

    @property
    def slack(self) -> bool:
        """Whether Slack is configured."""
        return bool(self.slack_bot_token)

    @property
    def teams(self) -> bool:
        """Whether Teams is configured, or its playground on this machine."""
        return bool(self.microsoft_app_id) or self.dev

    @property
    def trusts_every_sender(self) -> bool:
        """Whether the Teams endpoint asks for no token; it listens on loopback then."""
        return self.dev and not self.microsoft_app_id

    @property
    def teams_hosts(self) -> tuple[str, ...]:
        """The hosts to which the bot may send."""
        return comma_separated(self.teams_service_hosts)

    @property
    def teams_tenants(self) -> frozenset[str]:
        """The tenants that may write to the bot."""
        return frozenset(comma_separated(self.microsoft_app_tenant_id))

    @property
    def teams_tenant(self) -> str:
        """The app's own tenant."""
        return next(iter(comma_separated(self.microsoft_app_tenant_id)), "")


def comma_separated(text: str) -> tuple[str, ...]:
    """The parts of a list, in lower case."""
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())
