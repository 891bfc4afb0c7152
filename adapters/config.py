"""Settings, from the environment or a `.env` file. All mistakes are reported at once, by name.

Every setting is described in `docs/operating.md`; a test compares.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

PLACEHOLDERS = frozenset({"changeme", "change-me", "secret", "password", "xxx", "example"})
LEAST_SECRET = 16
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_AN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,63}")
_NO_TENANTS = frozenset({"common", "organizations", "consumers"})
_A_HOST = re.compile(r"(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::[0-9]{1,5})?")


class Mistakes(Exception):
    """Settings that cannot be used; `found` names each with what to do."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("\n".join(found))
        self.found = found


@dataclass(frozen=True)
class Settings:
    """What an installation is told. Secrets never show in a repr."""

    database_url: str = "sqlite:///laurel.db"
    public_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    catalogue: Path | None = None
    """None: the starter catalogue."""
    secret: str = field(default="", repr=False)
    log: str = "text"
    pace: float = 1.0
    slack_signing_secret: str = field(default="", repr=False)
    slack_bot_token: str = field(default="", repr=False)
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
    def trial(self) -> bool:
        """No public https address: `did:key`, and links that work on this machine only."""
        return not self.public_url.startswith("https://")

    @property
    def slack(self) -> bool:
        """Whether Slack is set up."""
        return bool(self.slack_bot_token)

    @property
    def teams(self) -> bool:
        """Whether Teams is set up, or its playground on this machine."""
        return bool(self.microsoft_app_id) or self.dev

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


NAMES = {
    "LAUREL_DATABASE_URL": "database_url",
    "LAUREL_PUBLIC_URL": "public_url",
    "LAUREL_HOST": "host",
    "LAUREL_PORT": "port",
    "LAUREL_CATALOGUE": "catalogue",
    "LAUREL_SECRET": "secret",
    "LAUREL_LOG": "log",
    "LAUREL_PACE": "pace",
    "SLACK_SIGNING_SECRET": "slack_signing_secret",
    "SLACK_BOT_TOKEN": "slack_bot_token",
    "LAUREL_SLACK_API_URL": "slack_api_url",
    "MICROSOFT_APP_ID": "microsoft_app_id",
    "MICROSOFT_APP_PASSWORD": "microsoft_app_password",
    "MICROSOFT_APP_TENANT_ID": "microsoft_app_tenant_id",
    "LAUREL_TEAMS_OPENID_URL": "teams_openid_url",
    "LAUREL_TEAMS_TOKEN_URL": "teams_token_url",
    "LAUREL_TEAMS_SERVICE_HOSTS": "teams_service_hosts",
    "LAUREL_DEV": "dev",
}


def read(environment: Mapping[str, str], env_file: Path | None = None) -> Settings:
    """The settings; raises `Mistakes` with every mistake found."""
    given = {**_from_file(env_file), **environment}
    raw = {part: given[name] for name, part in NAMES.items() if given.get(name)}
    if "port" in raw and "public_url" not in raw and raw["port"].isdecimal():
        raw["public_url"] = f"http://127.0.0.1:{raw['port']}"
    found: list[str] = []
    settings = _converted(raw, found)
    found += _secrets(settings)
    found += _addresses(settings)
    found += teams_mistakes(settings)
    if settings.log not in ("json", "text"):
        found.append(f"LAUREL_LOG: found {settings.log!r}, expected json or text")
    if found:
        raise Mistakes(found)
    return settings


def _from_file(path: Path | None) -> dict[str, str]:
    if path is None or not path.is_file():
        return {}
    values = {}
    for line in path.read_text("utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.lstrip().startswith("#"):
            values[name.strip()] = value.strip().strip("\"'")
    return values


def _converted(raw: Mapping[str, str], found: list[str]) -> Settings:
    values: dict[str, object] = dict(raw)
    kinds = {"port": (int, "a number from 1 to 65535"), "pace": (float, "posts a second, 0 for no limit")}
    for part, (kind, expected) in kinds.items():
        if part in raw:
            try:
                values[part] = kind(raw[part])
            except ValueError:
                found.append(f"LAUREL_{part.upper()}: found {raw[part]!r}, expected {expected}")
                del values[part]
    if "catalogue" in raw:
        values["catalogue"] = Path(raw["catalogue"])
        if not Path(raw["catalogue"]).is_dir():
            found.append(
                f"LAUREL_CATALOGUE: found {raw['catalogue']!r}, expected a folder with organisation.toml"
            )
    if "dev" in raw:
        values["dev"] = raw["dev"] == "1"
        if raw["dev"] not in ("0", "1"):
            found.append(f"LAUREL_DEV: found {raw['dev']!r}, expected 1, or nothing")
    if "public_url" in raw:
        values["public_url"] = raw["public_url"].rstrip("/")
    known = {part.name for part in fields(Settings)}
    return Settings(**{name: value for name, value in values.items() if name in known})  # type: ignore[arg-type] # converted above


def _secrets(settings: Settings) -> list[str]:
    found = []
    if len(settings.secret) < LEAST_SECRET or settings.secret.lower() in PLACEHOLDERS:
        found.append(
            f"LAUREL_SECRET: found {len(settings.secret)} characters, expected {LEAST_SECRET} or more that nobody can "
            'guess; make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    if settings.slack_bot_token and not settings.slack_signing_secret:
        found.append(
            "SLACK_SIGNING_SECRET: missing, and SLACK_BOT_TOKEN is set; copy it from the app's Basic Information"
        )
    if settings.slack_signing_secret and not settings.slack_bot_token:
        found.append("SLACK_BOT_TOKEN: missing, and SLACK_SIGNING_SECRET is set; it starts with xoxb-")
    if settings.slack_bot_token and not settings.slack_bot_token.startswith("xoxb-"):
        found.append("SLACK_BOT_TOKEN: expected a bot token, which starts with xoxb-")
    if settings.slack_signing_secret and (
        len(settings.slack_signing_secret) < LEAST_SECRET
        or settings.slack_signing_secret.lower() in PLACEHOLDERS
    ):
        found.append("SLACK_SIGNING_SECRET: too short to be one; copy it from the app's Basic Information")
    return found


def _addresses(settings: Settings) -> list[str]:
    found = []
    parts = urlsplit(settings.public_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        found.append(f"LAUREL_PUBLIC_URL: found {settings.public_url!r}, expected https://host")
    elif parts.scheme == "http" and parts.hostname not in LOOPBACK:
        found.append(
            f"LAUREL_PUBLIC_URL: found {settings.public_url!r}; plain http is for trials on this machine alone, "
            "expected https"
        )
    if not 1 <= settings.port <= 65535:
        found.append(f"LAUREL_PORT: found {settings.port}, expected a number from 1 to 65535")
    if not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        found.append("LAUREL_DATABASE_URL: expected sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME")
    return found


def teams_mistakes(settings: Settings) -> list[str]:
    """What Teams lacks. Without credentials anybody could write to the bot in anybody's name."""
    credentials = {
        "MICROSOFT_APP_ID": (settings.microsoft_app_id, "the app registration's application (client) id"),
        "MICROSOFT_APP_PASSWORD": (
            settings.microsoft_app_password,
            "a client secret of the app registration",
        ),
        "MICROSOFT_APP_TENANT_ID": (
            settings.teams_tenant,
            "the directory (tenant) whose people may write to the bot",
        ),
    }
    some = any(value for value, _ in credentials.values())
    others = any((settings.teams_openid_url, settings.teams_token_url, settings.teams_service_hosts))
    found = [
        f"{name}: missing, and Teams is set up; it is {what}"
        for name, (value, what) in credentials.items()
        if not value and (some or (others and not settings.dev))
    ]
    ids = {
        "MICROSOFT_APP_ID": [settings.microsoft_app_id],
        "MICROSOFT_APP_TENANT_ID": sorted(settings.teams_tenants),
    }
    for name, values in ids.items():
        odd = [one for one in values if one and (not _AN_ID.fullmatch(one) or one in _NO_TENANTS)]
        found += [f"{name}: found {one!r}, expected an id as the app registration shows it" for one in odd]
    password = settings.microsoft_app_password
    if password and (len(password) < LEAST_SECRET or password.lower() in PLACEHOLDERS):
        found.append(
            "MICROSOFT_APP_PASSWORD: too short to be one; make a client secret for the app registration"
        )
    return found + _teams_addresses(settings) + _dev_mistakes(settings)


def _teams_addresses(settings: Settings) -> list[str]:
    named = {
        "LAUREL_TEAMS_OPENID_URL": settings.teams_openid_url,
        "LAUREL_TEAMS_TOKEN_URL": settings.teams_token_url,
    }
    found = []
    for name, url in named.items():
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if url and not (safe and parts.hostname):
            found.append(f"{name}: found {url!r}, expected https, or http on loopback for tests")
    for host in settings.teams_hosts:
        if not _A_HOST.fullmatch(host):
            found.append(
                f"LAUREL_TEAMS_SERVICE_HOSTS: found {host!r}, expected hosts with commas between, each a name"
            )
    return found


def _dev_mistakes(settings: Settings) -> list[str]:
    """Without credentials the endpoint takes everybody at their word, so nobody from outside may reach it."""
    if not settings.dev or settings.microsoft_app_id:
        return []
    found = []
    if settings.host not in LOOPBACK:
        found.append(
            f"LAUREL_DEV: found 1 with LAUREL_HOST={settings.host}; without credentials Teams is for this machine "
            "alone, so set LAUREL_HOST=127.0.0.1, or the MICROSOFT_APP_… settings"
        )
    if urlsplit(settings.public_url).hostname not in LOOPBACK:
        found.append(
            f"LAUREL_DEV: found 1 with LAUREL_PUBLIC_URL={settings.public_url}; without credentials nobody outside may "
            "reach it, so leave LAUREL_PUBLIC_URL out, or set the MICROSOFT_APP_… settings"
        )
    return found
